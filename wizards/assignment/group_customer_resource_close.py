# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError


class GroupCustomerResourceClose(models.TransientModel):
    """Asks why customer resources are closed."""

    _name = "group.customer.resource.close"
    _description = "Close Customer Resources"

    resource_ids = fields.Many2many(
        comodel_name="group.customer.resource",
        relation="group_customer_resource_close_rel",
        string="Customer Resources",
        required=True,
        default=lambda self: self._get_active_resources(),
    )
    is_converted = fields.Boolean(
        string="Converted or Added",
        help="The customer has converted the contract or added to it.",
    )
    reason = fields.Char(required=True)

    def _get_active_resources(self):
        if self.env.context.get("active_model") == "group.customer.resource":
            return self.env.context.get("active_ids")
        return False

    def action_confirm(self):
        self.ensure_one()
        if not self.reason.strip():
            raise UserError(self.env._("Say why the customer resources are closed."))
        self.resource_ids._close(self.reason.strip(), self.is_converted)
        return {"type": "ir.actions.act_window_close"}
