# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.fields import Domain
from odoo.tools import date_utils

OFFICERS = ("lin", "ma")
STRATEGY = (
    "A and B customers first, late deliveries above all. 优先AB类客户，重点为延迟交货。"
)
PURPOSE = "Are they content with delivery and service? 了解交货与服务满意度。"
QUESTIONS = (
    "1. Did everything arrive in time? 货物是否按时到达？\n"
    "2. How fast do we answer? 我方响应是否及时？\n"
    "3. What do you need next? 后续有何需求？"
)
TIMING = "Working days 9–11 and 15–17 o'clock. 工作日9–11时、15–17时。"
# Days ago, satisfaction, what was said, feedback, finding and its owner
TALKS = (
    (
        9,
        "5",
        "Delivered a day early, everything complete. 提前一天到货，数量齐全。",
        "Wants to order again in spring. 明春计划再次订货。",
        None,
    ),
    (
        8,
        "4",
        "Content; the invoice came late. 总体满意，发票送达较晚。",
        "Electronic invoices, please. 希望提供电子发票。",
        ("Send electronic invoices. 改开电子发票。", "wang"),
    ),
    (
        7,
        "3",
        "The papers of the bearings were missing. 轴承缺少合格证。",
        "Papers into every box. 每箱附合格证。",
        ("Papers are missing in the boxes. 装箱缺少合格证。", "zhang"),
    ),
    (
        6,
        "2",
        "A drive failed after two weeks, hotline busy. 驱动器两周后故障，热线占线。",
        "A second number for urgent cases. 希望增设紧急电话。",
        ("Drive failed after two weeks. 驱动器两周后故障。", "li"),
    ),
    (5, "5", "All is well. 一切良好。", "", None),
)


class GroupCustomerDemo(models.AbstractModel):
    """Return visits: this month's plan at work, next month's as a draft."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_visit_returns(self):
        """Draw and work a sample; nothing where there are plans already."""
        company = self.env.ref("base.main_company")
        plans = self.env["group.customer.return.plan"]
        if plans.search_count(Domain("company_id", "=", company.id), limit=1):
            return
        demo = self.with_company(company).with_context(
            tracking_disable=True,
            mail_create_nosubscribe=True,
            mail_auto_subscribe_no_notify=True,
            mail_activity_quick_update=True,
        )
        ledger = self.env["group.customer.ledger"]
        month = ledger._get_today(company).replace(day=1)
        plan = demo._plan_return_visits(month)
        demo._plan_return_visits(date_utils.add(month, months=1))
        plan.action_draw()
        if plan.line_ids:
            if plan.is_below_minimum:
                plan.shortage_reason = "Few orders in the period. 期内订单不足。"
            plan.action_confirm()
            demo._work_return_visits(plan)
        demo._report_unreached()

    @api.model
    def _plan_return_visits(self, month):
        plan = self.env["group.customer.return.plan"].create(
            {
                "month": month,
                "officer_ids": [
                    Command.set([self._get_demo_user(name).id for name in OFFICERS])
                ],
                "strategy": STRATEGY,
                "purpose": PURPOSE,
                "content": QUESTIONS,
                "timing": TIMING,
                "overrun_reason": "First plan of the new system. 系统首次启用。",
                "date_from": date_utils.subtract(month, months=12),
                "date_to": date_utils.subtract(month, days=1),
            }
        )
        # The same sample wherever the demo data is installed
        plan._write_server({"seed": f"demo {month}"})
        return plan

    @api.model
    def _work_return_visits(self, plan):
        lines = plan.line_ids.sorted("id")
        for line, talk in zip(lines, TALKS, strict=False):
            self._talk(line, *talk)
        rest = lines[len(TALKS) :]
        for line in rest[:1]:
            self._try_to_reach(line, 4, ("no_answer", "busy", "switched_off"))
            line.with_user(line.officer_id)._abandon(
                "Three calls in three hours, switched off. 三小时内三次拨打，已关机。"
            )
        for line in rest[1:3]:
            self._try_to_reach(line, 0, ("no_answer",))
        for line in rest[3:4]:
            other = plan.officer_ids - line.officer_id
            line.with_user(line.officer_id)._hand_over(
                other[:1], "Speaks English only. 仅会英语。"
            )
        for line in lines[1:2]:
            fault = (
                self._as("liu")
                .env["group.customer.return.fault"]
                .create(
                    {
                        "return_visit_id": line.id,
                        "kind": "incomplete",
                        "note": "No invoice number. 未记录发票号。",
                    }
                )
            )
            fault.date = plan.month

    @api.model
    def _talk(self, line, days, score, content, feedback, finding):
        """Reach a customer some days ago and write down what was said."""
        officer = line.with_user(line.officer_id)
        moment = self._try_to_reach(line, days, ("reached",))
        officer.write({"content": content, "feedback": feedback, "satisfaction": score})
        if finding:
            name, owner = finding
            self.env["group.customer.return.finding"].create(
                {
                    "return_visit_id": line.id,
                    "name": name,
                    "user_id": self._get_demo_user(owner).id,
                    "date_deadline": self._get_today() + timedelta(days=7 - days),
                }
            )
        officer.action_close()
        line._write_server({"closed_on": moment + timedelta(minutes=12)})

    @api.model
    def _try_to_reach(self, line, days, results):
        """Log attempts, an hour and a half apart, and date them back.

        :returns: the moment of the last one
        """
        Attempt = self.env["group.customer.return.attempt"]
        now = fields.Datetime.now()
        start = now - timedelta(days=days, minutes=90 * len(results))
        for number, result in enumerate(results):
            attempt = Attempt.with_user(line.officer_id).create(
                {"return_visit_id": line.id, "result": result}
            )
            moment = start + timedelta(minutes=90 * number)
            attempt.sudo()._write_server({"attempted_on": moment})
        values = {"first_attempt_on": start, "give_up_on": line._get_give_up_on(start)}
        if result == "reached":
            values["reached_on"] = moment
        line._write_server(values)
        return moment

    @api.model
    def _report_unreached(self):
        """A lead that sales could not reach, and one that came back."""
        company = self.env.company
        leads = self.env["crm.lead"].search(
            Domain("user_id", "in", [self._get_demo_user(n).id for n in ("li", "wang")])
            & Domain("company_id", "in", [False, company.id])
            & Domain("stage_id.is_won", "=", False),
            order="id",
            limit=2,
        )
        for number, lead in enumerate(leads):
            report = self.env["group.customer.return.lead"].create(
                {
                    "lead_id": lead.id,
                    "reason": "Five calls in two weeks, no answer to two mails. "
                    "两周内五次致电、两封邮件均无回音。",
                }
            )
            if number:
                report.with_user(self._get_demo_user("lin"))._hand_back(
                    "The buyer changed; ask for Ms Gao. 采购已换人，联系高女士。",
                    True,
                    self._get_today() + timedelta(days=3),
                )
