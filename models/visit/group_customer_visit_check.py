# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .group_customer_visit import OPEN_STATES

# So many other visits at the same time are named, the rest is counted
NAMED_OVERLAPS = 3


class GroupCustomerVisit(models.Model):
    """What a visit cannot be, and what is only doubtful about it."""

    _inherit = "group.customer.visit"

    overlap_text = fields.Char(
        string="Same Time",
        compute="_compute_overlap_text",
        help="Other visits of the visitor at the same time.",
    )

    # === COMPUTE METHODS === #

    @api.depends("user_id", "start", "stop", "state")
    @api.depends_context("uid")
    def _compute_overlap_text(self):
        open_visits = self.filtered(
            lambda visit: (
                visit.state in OPEN_STATES
                and visit.start
                and visit.stop
                and visit.user_id
            )
        )
        (self - open_visits).overlap_text = False
        if not open_visits:
            return
        # sudo: time is taken by what the user cannot read, too
        others = self.sudo().search(
            Domain("user_id", "in", open_visits.user_id.ids)
            & Domain("state", "in", OPEN_STATES)
            & Domain("start", "<", max(open_visits.mapped("stop")))
            & Domain("stop", ">", min(open_visits.mapped("start")))
        )
        # They are named to who may read them, to others counted
        readable = self.browse(others.ids)._filtered_access("read")
        for visit in open_visits:
            same = others.filtered(
                lambda other, visit=visit: (
                    other.id != visit._origin.id
                    and other.user_id == visit.user_id
                    and other.start < visit.stop
                    and other.stop > visit.start
                )
            )
            named = same.filtered(lambda other: other.id in readable._ids)
            names = named[:NAMED_OVERLAPS].mapped("display_name")
            if len(same) > len(names):
                names.append(
                    self.env._("%(count)s more visits", count=len(same) - len(names))
                )
            visit.overlap_text = ", ".join(names)

    # === CONSTRAINT METHODS === #

    @api.constrains("start", "stop", "is_all_day")
    def _check_times(self):
        for visit in self:
            if visit.stop <= visit.start and not visit.is_all_day:
                raise ValidationError(
                    self.env._(
                        "“%(visit)s” ends before it begins: correct the start or the "
                        "end.",
                        visit=visit.display_name,
                    )
                )

    @api.constrains("partner_id")
    def _check_account(self):
        for visit in self.sudo():
            if not visit.partner_id.is_group_customer:
                raise ValidationError(
                    self.env._(
                        "“%(partner)s” is no group customer: visits are entered for "
                        "group customers. Tick “Group Customer” on the contact first.",
                        partner=visit.partner_id.display_name,
                    )
                )

    @api.constrains("contact_id", "partner_id")
    def _check_contact(self):
        for visit in self.sudo():
            contact = visit.contact_id
            if contact and contact.commercial_partner_id != visit.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s does not belong to %(partner)s: choose one of its "
                        "people, or add %(contact)s to the participants of "
                        "“%(visit)s”.",
                        contact=contact.display_name,
                        partner=visit.partner_id.display_name,
                        visit=visit.display_name,
                    )
                )

    @api.constrains("user_id", "company_id")
    def _check_visitor(self):
        for visit in self.sudo():
            user = visit.user_id
            if user.active and not user.share and visit.company_id in user.company_ids:
                continue
            raise ValidationError(
                self.env._(
                    "%(visitor)s cannot go on “%(visit)s”: visits are made by active "
                    "colleagues who work in %(company)s. Choose another visitor.",
                    visitor=user.display_name,
                    visit=visit.display_name,
                    company=visit.company_id.display_name,
                )
            )
