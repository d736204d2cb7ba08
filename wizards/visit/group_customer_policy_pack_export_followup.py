# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerPolicyPackExport(models.TransientModel):
    """Takes the follow-up rules of a company along."""

    _inherit = "group.customer.policy.pack.export"

    followup_rule_ids = fields.Many2many(
        comodel_name="group.customer.followup.rule",
        relation="group_customer_pack_export_followup_rule_rel",
        column1="export_id",
        string="Follow-up Rules",
        help="The schemes of their grades do not go along by themselves: choose them "
        "as well.",
    )

    def _get_settings(self):
        return [*super()._get_settings(), self.followup_rule_ids]

    def _prepare_sections(self):
        packs = self.env["group.customer.policy.pack"]
        return {
            **super()._prepare_sections(),
            **packs._export_followup_rules(self.followup_rule_ids),
        }
