# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerReturnFaultReject(models.TransientModel):
    """Asks why what the system has found is no fault."""

    _name = "group.customer.return.fault.reject"
    _description = "Reason of Rejecting a Return-visit Fault"

    fault_ids = fields.Many2many(
        comodel_name="group.customer.return.fault",
        relation="group_customer_return_fault_reject_rel",
        string="Faults",
        required=True,
    )
    reason = fields.Char(required=True)

    def action_reject(self):
        self.ensure_one()
        self.fault_ids.action_reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
