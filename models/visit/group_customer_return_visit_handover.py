# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .group_customer_return_visit import ASSESSORS, OPEN_STATES


class GroupCustomerReturnVisit(models.Model):
    """What is left over goes to a colleague, who confirms it (VI-13)."""

    _inherit = "group.customer.return.visit"

    is_left_over = fields.Boolean(
        string="Left Over",
        compute="_compute_is_left_over",
        search="_search_is_left_over",
        help="Its month is over, and it is neither recorded nor abandoned.",
    )
    is_incomplete = fields.Boolean(
        string="Incomplete Record",
        compute="_compute_faults",
        store=True,
        groups=ASSESSORS,
    )
    is_missed = fields.Boolean(
        string="Missed Handover",
        compute="_compute_faults",
        store=True,
        groups=ASSESSORS,
    )
    is_wrong = fields.Boolean(
        string="Wrong Handover",
        compute="_compute_faults",
        store=True,
        groups=ASSESSORS,
    )
    # For the buttons of the form
    is_officer = fields.Boolean(
        compute="_compute_is_officer", export_string_translation=False
    )
    is_receiver = fields.Boolean(
        compute="_compute_is_officer", export_string_translation=False
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "month")
    def _compute_is_left_over(self):
        for visit in self:
            visit.is_left_over = bool(
                visit.state in OPEN_STATES
                and visit.month
                and visit.month < self._get_this_month()
            )

    @api.model
    def _search_is_left_over(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:  # [True, False]: the ORM simplifies it only later
            return Domain.TRUE
        return Domain("state", "in", OPEN_STATES) & Domain(
            "month", "<", self._get_this_month()
        )

    @api.model
    def _get_this_month(self):
        today = self.env["group.customer.ledger"]._get_today(self.env.company)
        return today.replace(day=1)

    @api.depends("fault_ids.kind", "fault_ids.state")
    def _compute_faults(self):
        for visit in self:
            faults = visit.fault_ids
            faults = faults.filtered(lambda fault: fault.state == "confirmed")
            kinds = set(faults.mapped("kind"))
            visit.is_incomplete = "incomplete" in kinds
            visit.is_missed = "missed" in kinds
            visit.is_wrong = "wrong" in kinds

    @api.depends("officer_id", "handed_to_id")
    @api.depends_context("uid")
    def _compute_is_officer(self):
        for visit in self:
            visit.is_officer = visit.officer_id == self.env.user
            visit.is_receiver = visit.handed_to_id == self.env.user

    # === ACTION METHODS === #

    def action_hand_over(self):
        """Ask to whom, and with which note, return visits are handed."""
        self._check_may_hand_over()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over Return Visits"),
            "res_model": "group.customer.return.hand.over",
            "view_mode": "form",
            "target": "new",
            "context": {"default_return_visit_ids": self.ids},
        }

    def action_accept_handover(self):
        """Take over what a colleague hands over."""
        self._check_is_receiver()
        for visit in self:
            values = {
                "officer_id": self.env.uid,
                "handed_to_id": False,
                "handover_confirmed_on": fields.Datetime.now(),
            }
            # sudo: until now the record is the colleague's
            visit.sudo()._write_server(values)
            visit._post_handover(self.env._("The handover is confirmed."))
        return True

    def action_refuse_handover(self):
        """Leave with the colleague what is handed over by mistake."""
        self._check_is_receiver()
        for visit in self:
            giver = visit.handed_by_id
            visit.sudo()._write_server({"handed_to_id": False, "handed_on": False})
            visit._post_handover(
                self.env._("The handover is refused: it stays with the officer."),
                giver,
            )
        return True

    # === BUSINESS METHODS === #

    def _hand_over(self, user, note):
        """Offer return visits to a colleague; they stay with the officer until the
        colleague confirms.

        :param user: res.users who receives
        :param note: what the colleague has to know, required
        """
        self._check_may_hand_over()
        if not (note or "").strip():
            raise UserError(
                self.env._(
                    "%(visits)s: write what the colleague has to know.",
                    visits=", ".join(self.mapped("display_name")),
                )
            )
        for visit in self:
            visit._check_receiver(user)
            visit._write_server(
                {
                    "handed_to_id": user.id,
                    "handed_by_id": self.env.uid,
                    "handed_on": fields.Datetime.now(),
                    "handover_note": note,
                    "handover_confirmed_on": False,
                }
            )
            visit._post_handover(note, user)

    def _post_handover(self, text, user=None):
        # sudo: posting on a record that is handed over
        self.sudo().message_post(
            body=text,
            author_id=self.env.user.partner_id.id,
            partner_ids=user.sudo().partner_id.ids if user else [],
        )

    def _check_may_hand_over(self):
        self.check_access("write")
        self._check_is_officer()
        self._check_plan_open()
        self._check_state(
            OPEN_STATES, self.env._("only what is left over is handed over.")
        )

    def _check_receiver(self, user):
        """Refuse a receiver who would check himself, or has it already."""
        self.ensure_one()
        if user in (self.handler_id, self.officer_id):
            raise UserError(
                self.env._(
                    "“%(visit)s” cannot be handed to %(user)s, who is its officer or "
                    "handled the matter. Choose another officer.",
                    visit=self.display_name,
                    user=user.name,
                )
            )

    def _check_is_receiver(self):
        self.check_access("read")
        for visit in self:
            if visit.handed_to_id != self.env.user or visit.state not in OPEN_STATES:
                raise AccessError(
                    self.env._(
                        "“%(visit)s” is not handed over to you.",
                        visit=visit.display_name,
                    )
                )
