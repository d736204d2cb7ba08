# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.fields import Domain

PLANNERS = ("zhang", "li", "wang")
# What the weeks of a month are about
FOCUS = (
    "Accounts with overdue visits. 补齐逾期走访。",
    "New products to A and B accounts. 向 A、B 类客户推介新产品。",
    "Annual agreements. 年度框架协议。",
    "After-delivery visits, open issues. 送达后回访与遗留问题。",
    "Report of the month. 月度总结。",
)
NOTE = (
    "The first week is tight because of the fair. 首周因展会安排较紧。",
    "Not needed: the buyer was here last week. 采购负责人上周已来访。",
)


class GroupCustomerDemo(models.AbstractModel):
    """The coming month's plans as people leave them on the plan board: weeks with a
    focus, a visit that was moved, one that was dropped, one plan submitted."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_visit_board(self):
        """Work on the plans of the coming month.

        Does nothing where somebody has done so already.
        """
        company = self.env.ref("base.main_company")
        demo = self.with_company(company).with_context(
            tracking_disable=True,
            mail_activity_quick_update=True,
            no_mail_to_attendees=True,
        )
        today = demo.env["group.customer.ledger"]._get_today(company)
        month = fields.Date.add(today.replace(day=1), months=1)
        plans = demo.env["group.customer.visit.plan"].search(
            Domain("company_id", "=", company.id)
            & Domain("month", "=", month)
            & Domain("state", "=", "draft")
        )
        if not plans or plans.week_ids:
            return
        by_user = {plan.user_id: plan for plan in plans if plan.visit_count}
        for name in PLANNERS:
            plan = by_user.get(demo._get_demo_user(name))
            if plan:
                demo._set_focus(plan)
                demo._change_plan(plan, name)
        if plan := by_user.get(demo._get_demo_user("li")):
            demo._submit(plan, "li", note=NOTE[0])

    @api.model
    def _set_focus(self, plan):
        monday = plan.month - timedelta(days=plan.month.weekday())
        plan.week_ids = [
            Command.create(
                {"date_from": monday + timedelta(weeks=number), "focus": focus}
            )
            for number, focus in enumerate(FOCUS)
            if monday + timedelta(weeks=number) <= plan.month_end
        ]

    @api.model
    def _change_plan(self, plan, name):
        """The visitor drops the last visit of the month and moves the one before."""
        drafts = plan.visit_ids.filtered(lambda visit: visit.state == "draft")
        drafts = drafts.sorted(lambda visit: (visit.start, visit.id))
        if len(drafts) < 3:
            return
        plan = plan.with_env(self._as(name).env)
        moved, dropped = drafts[-2], drafts[-1]
        working = plan._get_board_work_days(
            plan.user_id, plan.company_id, plan.month, plan.month_end
        )
        others = sorted(working - {moved.date})
        if others:
            plan.action_move(moved.ids, others[len(others) // 2])
        plan.action_drop(dropped.ids, NOTE[1])
