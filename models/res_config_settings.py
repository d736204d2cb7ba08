# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # Not group_…: Odoo keeps that prefix for settings that grant a group.
    primary_grading_scheme_id = fields.Many2one(
        related="company_id.group_customer_scheme_id", readonly=False
    )
    guarded_customer_scope = fields.Selection(
        related="company_id.group_customer_guard_scope", readonly=False, required=True
    )
    visit_map = fields.Selection(
        related="company_id.visit_map", readonly=False, required=True
    )
