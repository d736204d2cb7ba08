# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .group_customer_visit import DONE_STATES

# Follow-ups from which on a step begins; the statistics of the source reach to the
# eleventh follow-up (VI-18)
FOLLOWUP_STEPS = [
    ("none", "No Contact"),
    ("0", "First Contact"),
    ("1", "1st Follow-up"),
    ("2", "2nd Follow-up"),
    ("3", "3rd Follow-up"),
    ("4", "4th to 11th Follow-up"),
    ("12", "12th Follow-up and Later"),
]


class CrmLead(models.Model):
    """How persistently an opportunity is followed up (VI-18)."""

    _name = "crm.lead"
    _inherit = ["group.customer.server.field.mixin", "crm.lead"]
    _server_fields = frozenset(
        {
            "customer_contact_count",
            "customer_followup_count",
            "customer_followup_step",
            "lost_early_reason",
        }
    )

    customer_contact_count = fields.Integer(
        string="Contacts Made",
        compute="_compute_customer_contact_count",
        store=True,
        aggregator="avg",
        help="Visits and other contacts for this opportunity that have taken place.",
    )
    customer_followup_count = fields.Integer(
        string="Follow-ups Made",
        compute="_compute_customer_followup_count",
        store=True,
        aggregator="avg",
        help="Contacts after the first one.",
    )
    customer_followup_step = fields.Selection(
        FOLLOWUP_STEPS,
        string="Step of Follow-up",
        compute="_compute_customer_followup_count",
        store=True,
        index=True,
    )
    lost_early_reason = fields.Char(
        string="Why Given Up Early",
        readonly=True,
        copy=False,
        tracking=True,
        help="Why the opportunity was lost before the follow-ups that are usual.",
    )

    # === COMPUTE METHODS === #

    @api.depends("visit_ids.state", "visit_ids.opportunity_id")
    def _compute_customer_contact_count(self):
        # sudo: contacts count whoever made them
        groups = (
            self.env["group.customer.visit"]
            .sudo()
            ._read_group(
                Domain("opportunity_id", "in", self.ids)
                & Domain("state", "in", DONE_STATES),
                ["opportunity_id"],
                ["__count"],
            )
        )
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.customer_contact_count = counts.get(lead._origin.id, 0)

    @api.depends("customer_contact_count")
    def _compute_customer_followup_count(self):
        steps = [int(step) for step, _label in FOLLOWUP_STEPS[1:]]
        for lead in self:
            contacts = lead.customer_contact_count
            count = max(contacts - 1, 0)
            lead.customer_followup_count = count
            lead.customer_followup_step = (
                str(max(step for step in steps if step <= count))
                if contacts
                else "none"
            )

    # === CRUD METHODS === #

    def write(self, vals):
        """Who gives up early says why, on every way; what lives again was not given
        up."""
        if vals.keys().isdisjoint({"active", "probability"}):
            return super().write(vals)
        early = self.browse() if self.env.su else self._filter_given_up_early()
        given_up = self.filtered(lambda lead: lead.won_status == "lost")
        result = super().write(vals)
        early._check_given_up()
        revived = given_up.filtered(
            lambda lead: lead.lost_early_reason and lead.won_status != "lost"
        )
        if revived:
            revived._write_server({"lost_early_reason": False})
        return result

    def _check_given_up(self):
        """Ask why these opportunities are lost so early.

        :raises UserError: naming those of which nobody has said it
        """
        silent = self.filtered(
            lambda lead: lead.won_status == "lost" and not lead.lost_early_reason
        )
        if silent:
            silent._refuse_giving_up()

    def _refuse_giving_up(self):
        raise UserError(
            self.env._(
                "%(opportunities)s: say why it is given up before follow-up "
                "%(minimum)s, or follow it up once more.",
                opportunities=", ".join(self.mapped("display_name")),
                minimum=self._get_followup_minimum(),
            )
        )

    # === ACTIONS === #

    def action_log_contact(self):
        """Log a contact about this opportunity."""
        self.ensure_one()
        return self.env["group.customer.visit.log"]._get_action(
            self.partner_id, opportunity=self
        )

    # === BUSINESS METHODS === #

    def _get_followup_minimum(self):
        """Return the follow-ups before which an opportunity is not given up."""
        return int(self.env["group.customer.parameter"]._get_value("followup_minimum"))

    def _filter_given_up_early(self):
        """Return open opportunities of group customers that have been followed up
        less often than is usual."""
        candidates = self.filtered(
            lambda lead: (
                lead.type == "opportunity"
                and lead.won_status == "pending"
                and lead.sudo().partner_id.commercial_partner_id.is_group_customer
            )
        )
        if not candidates:
            return candidates
        minimum = self._get_followup_minimum()
        return candidates.filtered(lambda lead: lead.customer_followup_count < minimum)
