# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerFollowupSkip(models.TransientModel):
    """Asks why follow-ups are skipped."""

    _name = "group.customer.followup.skip"
    _description = "Skip Follow-ups"

    followup_ids = fields.Many2many(
        comodel_name="group.customer.followup",
        relation="group_customer_followup_skip_rel",
        column1="wizard_id",
        column2="followup_id",
        string="Follow-ups",
        required=True,
    )
    reason = fields.Char(required=True)

    def action_skip(self):
        self.ensure_one()
        self.followup_ids._skip(self.reason)
        return {"type": "ir.actions.act_window_close"}
