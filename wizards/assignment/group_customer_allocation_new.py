# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerAllocationNew(models.TransientModel):
    """Opens the allocation of a month: the one that is there, or a new one."""

    _name = "group.customer.allocation.new"
    _description = "Allocate a Month"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    month = fields.Date(
        required=True,
        default=lambda self: self.env["group.customer.allocation"]._default_month(),
        help="Any day of the month whose resources are shared out.",
    )

    def action_open(self):
        """Open the run of the month; the first opening makes it."""
        self.ensure_one()
        Allocation = self.env["group.customer.allocation"]
        run = Allocation._open_month(self.company_id, self.month)
        return {
            "type": "ir.actions.act_window",
            "res_model": run._name,
            "res_id": run.id,
            "view_mode": "form",
        }
