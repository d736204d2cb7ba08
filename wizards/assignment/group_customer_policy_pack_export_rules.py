# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerPolicyPackExport(models.TransientModel):
    """Takes the assignment rules of a company along."""

    _inherit = "group.customer.policy.pack.export"

    assignment_rule_ids = fields.Many2many(
        comodel_name="group.customer.assignment.rule",
        relation="group_customer_pack_export_assignment_rule_rel",
        column1="export_id",
        string="Assignment Rules",
        help="The rules that they fall back on and the duties that they name go along; "
        "people and sales teams do not.",
    )

    def _get_settings(self):
        return [*super()._get_settings(), self.assignment_rule_ids]

    def _prepare_sections(self):
        packs = self.env["group.customer.policy.pack"]
        sections = super()._prepare_sections()
        mine = packs._export_assignment_rules(self.assignment_rule_ids)
        # A duty may be named by approvals too.
        known = {item["code"] for item in sections.get("duties", [])}
        duties = [item for item in mine.pop("duties", []) if item["code"] not in known]
        if duties:
            mine["duties"] = [*sections.get("duties", []), *duties]
        return {**sections, **mine}
