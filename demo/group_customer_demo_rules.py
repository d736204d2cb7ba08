# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, api, models
from odoo.fields import Domain


class GroupCustomerDemo(models.AbstractModel):
    """A rule of the company's own, a preview, and a reassignment that waits."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_rules(self):
        """Ask the assignment rules as the director does.

        Does nothing where runs are there from an earlier installation.
        """
        company = self.env.ref("base.main_company")
        Run = self.env["group.customer.assignment.run"]
        if Run.search_count(Domain("company_id", "=", company.id), limit=1):
            return
        # What the demo data made is no new customer: the pool keeps its accounts.
        self.env.cr.execute("DELETE FROM group_customer_assignment_queue")
        self._create_group_rule()
        director = self._get_demo_user("zhao")
        Run = Run.with_user(director).with_company(company)
        Run = Run.with_context(tracking_disable=True, lang=company.partner_id.lang)
        leaders = self.env["group.customer.assignment.rule"].search(
            Domain("role_id.code", "=", "chief_representative")
            & Domain("company_id", "in", [company.id, False])
        )
        if leaders:
            Run.create({"rule_ids": [Command.set(leaders.ids)]}).action_apply()
        Run.create({}).action_preview()

    @api.model
    def _create_group_rule(self):
        """Branches follow their head: proposed, not moved by itself."""
        role = self.env["group.customer.assignment.role"]._get("account_manager")
        rule = self.env["group.customer.assignment.rule"].create(
            {
                "name": "Branches: who holds the head of the group",
                "code": "demo_same_group",
                "role_id": role.id,
                "sequence": 25,
                "target": "same_group",
                "domain": "[('group_parent_id', '!=', False)]",
                "only_unmanaged": True,
                "description": "One voice for the whole group, where a branch has no "
                "account manager of its own.",
            }
        )
        if self.env["res.lang"]._get_data(code="zh_CN"):
            translated = rule.with_context(lang="zh_CN")
            translated.name = "下属单位：由集团总部客户经理负责"
            translated.description = (
                "下属单位没有客户经理时，由集团总部的客户经理统一对接。"
            )
