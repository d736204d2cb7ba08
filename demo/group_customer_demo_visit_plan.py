# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain


class GroupCustomerDemo(models.AbstractModel):
    """Visit plans: what is left of the running month, and the coming one."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_visit_plan(self):
        """Propose the visits of both months, and have a plan of the running one
        approved.

        Does nothing where there are plans already, as after an earlier installation.
        """
        company = self.env.ref("base.main_company")
        demo = self.with_company(company).with_context(
            tracking_disable=True,
            mail_activity_quick_update=True,
            no_mail_to_attendees=True,
        )
        plans = demo.env["group.customer.visit.plan"]
        if plans.search_count(Domain("company_id", "=", company.id), limit=1):
            return
        today = demo.env["group.customer.ledger"]._get_today(company)
        month = today.replace(day=1)
        for plan in plans._generate(company, month):
            if plan.user_id == demo._get_demo_user("zhang") and plan.visit_count:
                request = demo._submit(plan, "zhang")
                [step] = request.sudo().current_step_id
                approvers = request.sudo().approver_ids.user_id
                decided = request.with_user(approvers[:1])
                decided._decide("approve", step)
        plans._generate(company, fields.Date.add(month, months=1))
