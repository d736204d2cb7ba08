# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerPolicyPackExport(models.TransientModel):
    """Takes the geofences of a company along."""

    _inherit = "group.customer.policy.pack.export"

    visit_geofence_ids = fields.Many2many(
        comodel_name="group.customer.visit.geofence",
        relation="group_customer_pack_export_visit_geofence_rel",
        column1="export_id",
        string="Geofences",
    )

    def _get_settings(self):
        return [*super()._get_settings(), self.visit_geofence_ids]

    def _prepare_sections(self):
        packs = self.env["group.customer.policy.pack"]
        return {
            **super()._prepare_sections(),
            **packs._export_visit_geofences(self.visit_geofence_ids),
        }
