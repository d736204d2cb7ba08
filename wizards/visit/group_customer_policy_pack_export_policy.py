# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerPolicyPackExport(models.TransientModel):
    """Takes the visit policies and daily quotas of a company along."""

    _inherit = "group.customer.policy.pack.export"

    visit_policy_ids = fields.Many2many(
        comodel_name="group.customer.visit.policy",
        relation="group_customer_pack_export_visit_policy_rel",
        column1="export_id",
        string="Visit Policies",
        help="The duties that they name go along. The schemes of their grades do not "
        "by themselves: choose them as well. Policies of one territory go along "
        "archived.",
    )
    daily_quota_ids = fields.Many2many(
        comodel_name="group.customer.visit.daily.quota",
        relation="group_customer_pack_export_daily_quota_rel",
        column1="export_id",
        string="Daily Quotas",
        help="The duties that they name go along.",
    )

    def _get_settings(self):
        return [*super()._get_settings(), self.visit_policy_ids, self.daily_quota_ids]

    def _prepare_sections(self):
        packs = self.env["group.customer.policy.pack"]
        sections = super()._prepare_sections()
        for mine in (
            packs._export_visit_policies(self.visit_policy_ids),
            packs._export_daily_quotas(self.daily_quota_ids),
        ):
            # A duty may be named by others too.
            known = {item["code"] for item in sections.get("duties", [])}
            duties = [
                item for item in mine.pop("duties", []) if item["code"] not in known
            ]
            if duties:
                mine["duties"] = [*sections.get("duties", []), *duties]
            sections = {**sections, **mine}
        return sections
