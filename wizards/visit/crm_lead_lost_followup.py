# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class CrmLeadLost(models.TransientModel):
    """Warns who gives up an opportunity after a few follow-ups, and keeps why."""

    _inherit = "crm.lead.lost"

    early_count = fields.Integer(
        string="Opportunities Given Up Early", compute="_compute_early_count"
    )
    early_text = fields.Char(compute="_compute_early_count")
    early_reason = fields.Char(
        string="Why Now Already",
        help="Why it makes no sense to follow up any more; kept on the opportunity.",
    )

    @api.depends("lead_ids.customer_followup_count")
    def _compute_early_count(self):
        for wizard in self:
            leads = wizard.lead_ids._filter_given_up_early()
            wizard.early_count = len(leads)
            wizard.early_text = wizard._get_early_text(leads) if leads else False

    def _get_early_text(self, leads):
        minimum = leads._get_followup_minimum()
        if len(leads) == 1:
            return self.env._(
                "Follow-ups made so far: %(count)s. Most sales are closed from "
                "follow-up %(minimum)s on.",
                count=leads.customer_followup_count,
                minimum=minimum,
            )
        return self.env._(
            "%(count)s of these opportunities have not reached follow-up %(minimum)s, "
            "from which on most sales are closed.",
            count=len(leads),
            minimum=minimum,
        )

    def action_lost_reason_apply(self):
        self.ensure_one()
        early = self.lead_ids._filter_given_up_early()
        reason = (self.early_reason or "").strip()
        if early and not reason:
            early._refuse_giving_up()
        # Beforehand: nothing is lost early without it
        early._write_server({"lost_early_reason": reason})
        return super().action_lost_reason_apply()
