# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerManager(models.Model):
    """What the score of an account manager in an allocation is computed from."""

    _inherit = "group.customer.manager"

    month_ids = fields.One2many(
        comodel_name="group.customer.manager.month",
        inverse_name="manager_id",
        string="Monthly Figures",
        readonly=True,
    )
    inspection_ids = fields.One2many(
        comodel_name="group.customer.log.inspection",
        inverse_name="manager_id",
        string="Log Inspections",
        readonly=True,
    )
