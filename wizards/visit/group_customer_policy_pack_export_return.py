# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerPolicyPackExport(models.TransientModel):
    """Takes the return-visit policies of a company along."""

    _inherit = "group.customer.policy.pack.export"

    return_policy_ids = fields.Many2many(
        comodel_name="group.customer.return.policy",
        relation="group_customer_pack_export_return_policy_rel",
        column1="export_id",
        string="Return-visit Policies",
    )

    def _get_settings(self):
        return [*super()._get_settings(), self.return_policy_ids]

    def _prepare_sections(self):
        packs = self.env["group.customer.policy.pack"]
        return {
            **super()._prepare_sections(),
            **packs._export_return_policies(self.return_policy_ids),
        }
