# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerReturnAbandon(models.TransientModel):
    """Asks why a customer who could not be reached is given up (VI-11)."""

    _name = "group.customer.return.abandon"
    _description = "Abandon Return Visit"

    return_visit_id = fields.Many2one(
        comodel_name="group.customer.return.visit", required=True, readonly=True
    )
    reason = fields.Text(required=True)

    def action_abandon(self):
        for wizard in self:
            wizard.return_visit_id._abandon(wizard.reason)
        return {"type": "ir.actions.act_window_close"}
