# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerPolicyPackExport(models.TransientModel):
    """Takes allocation schemes along."""

    _inherit = "group.customer.policy.pack.export"

    allocation_scheme_ids = fields.Many2many(
        comodel_name="group.customer.allocation.scheme",
        relation="group_customer_pack_export_allocation_scheme_rel",
        column1="export_id",
        string="Allocation Schemes",
        help="Kinds of resources and ranks are named by their codes and have to be "
        "there where the file is loaded.",
    )

    def _get_settings(self):
        return [*super()._get_settings(), self.allocation_scheme_ids]

    def _prepare_sections(self):
        sections = super()._prepare_sections()
        packs = self.env["group.customer.policy.pack"]
        if items := packs._export_allocation_schemes(self.allocation_scheme_ids):
            sections["allocation_schemes"] = items
        return sections
