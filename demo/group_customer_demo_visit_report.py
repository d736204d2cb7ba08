# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta
from itertools import cycle

from odoo import Command, api, models
from odoo.fields import Domain

# What came of a talk: result, needs, awareness, suggestions, competitor, decision
TALKS = (
    (
        "Annual framework discussed; quantities follow in two weeks. "
        "商谈年度框架，两周内提供数量。",
        "About 15 % more drives than last year. 驱动器需求较去年约增 15%。",
        "Knows the new servo series from the fair. 在展会上了解新伺服系列。",
        "A shorter cable set. 希望提供短规格线缆。",
        "Nordwerk offered 4 % less. 诺德维克报价低 4%。",
        "Trial of three units until the end of the quarter. 季度末前试用三台。",
    ),
    (
        "Spare part prices agreed for half a year. 备件价格锁定半年。",
        "Bearings within 48 hours. 轴承 48 小时内到货。",
        None,
        "One contact for all orders. 希望统一下单联系人。",
        None,
        "Consignment stock of twelve items. 设十二种寄售库存。",
    ),
    (
        "Line 2 runs smoothly after the new coupling. 更换联轴器后二号线平稳。",
        "Training for two technicians. 需培训两名技术员。",
        "Had not heard of condition monitoring. 未了解状态监测产品。",
        None,
        None,
        None,
    ),
    (
        "Complaint about packing settled on the spot. 包装投诉当场解决。",
        None,
        "Asks for a sample of the new valve. 索取新阀样品。",
        "Stronger boxes. 希望加固包装。",
        "Hanbo delivers from stock. 汉博现货供应。",
        "New boxes from next month on. 下月起更换包装。",
    ),
)
STAGES = ("known", "good_impression", "recognition", "trust")
ANSWERS = {
    "text": "Delivery dates. 交货期。",
    "number": "1",
    "yes_no": "yes",
    "rating": "4",
}
# Days ago, hour, channel, who asked, what came of it
CALLS = (
    (1, 9, "phone", "customer", "Asks when the gearboxes arrive. 询问减速机到货时间。"),
    (4, 10, "email", "enterprise", "Sent the new price list. 发送新价目表。"),
    (2, 14, "phone", "enterprise", "Order confirmed for Monday. 周一订单已确认。"),
    (11, 15, "phone", "enterprise", "Thanked for the order. 致谢订单，无异议。"),
    (1, 11, "phone", "customer", "Wants a second technician. 希望增派一名技术员。"),
    (20, 9, "message", "enterprise", "Festival greeting. 节日问候。"),
    (5, 16, "phone", "customer", "Invoice address has changed. 开票地址变更。"),
    (3, 10, "email", "customer", "Asks for test reports. 索取检测报告。"),
    (8, 14, "phone", "enterprise", "Payment promised by Friday. 承诺周五付款。"),
    (2, 9, "phone", "enterprise", "New buyer, meeting agreed. 采购换人，约定面谈。"),
    (12, 11, "message", "enterprise", "Invited to the fair. 邀请参观展会。"),
    (6, 15, "phone", "customer", "Bearing noise solved by mail. 轴承异响已远程解决。"),
    (1, 16, "phone", "enterprise", "Delivery on Thursday fits. 确认周四到货。"),
)
# Name, account manager, contacts made, what became of it, why so early
LEADS = (
    ("Retrofit of the press line 压力机改造", "zhang", 6, "won", None),
    ("Cold store drives 冷库驱动", "li", 5, "won", None),
    ("Service contract 维保合同", "wang", 1, "won", None),
    ("Valves for the new plant 新厂阀门", "zhang", 3, "won", None),
    (
        "Bearings framework 轴承框架",
        "li",
        2,
        "lost",
        "Group buying was centralised abroad. 集团采购转至境外。",
    ),
    ("Sensor pilot 传感器试点", "wang", 3, "open", None),
)


class GroupCustomerDemo(models.AbstractModel):
    """Reports on the visits of the last weeks in every state, calls, opportunities that
    were followed up, and spot checks."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_visit_report(self):
        """Write reports; does nothing where there are any, as after an earlier
        installation."""
        company = self.env.ref("base.main_company")
        demo = self.with_company(company).with_context(
            tracking_disable=True,
            mail_activity_quick_update=True,
            mail_create_nosubscribe=True,
            mail_auto_subscribe_no_notify=True,
        )
        visits = demo.env["group.customer.visit"].search(
            Domain("company_id", "=", company.id) & Domain("state", "=", "done"),
            order="date, id",
        )
        if not visits or any(visit.report_state != "none" for visit in visits):
            return
        demo._write_visit_reports(visits)
        demo._log_demo_calls(visits)
        demo._follow_up_demo_leads()
        demo._check_demo_visits(visits)
        demo._withhold_mails()

    @api.model
    def _write_visit_reports(self, visits):
        """The last visit of an account leads to the next one; two weeks ago and
        earlier the superior has read everything."""
        today = self._get_today()
        latest = {visit.partner_id: visit for visit in visits}
        late = visits[-1:]
        for visit, talk in zip(visits - late, cycle(TALKS)):
            visit._prepare_reports()
            for answer in visit.answer_ids:
                if answer.answer_type in ANSWERS:
                    answer.value = ANSWERS[answer.answer_type]
                elif answer.choices:
                    answer.value = answer._get_choices()[0]
            visit.write(self._prepare_demo_report(visit, talk))
            if visit == latest[visit.partner_id]:
                visit.next_visit_date = self._get_working_day(18 + visit.id % 12)
            self._submit_demo_report(visit)
            age = (today - visit.date).days
            if age > 14:
                self._accept_demo_report(visit)
        returned = (visits - late)[-2:-1]
        if returned.report_state == "submitted":
            returned.with_user(self._get_demo_superior(returned)).action_return_report(
                "Which competitor, and at which price? 是哪家竞争对手，报价多少？"
            )

    @api.model
    def _prepare_demo_report(self, visit, talk):
        text, needs, awareness, suggestions, competitor, decision = talk
        contact = visit.partner_id.child_ids.filtered(
            lambda person: not person.is_company
        )[:1]
        stage = STAGES[visit.id % len(STAGES)]
        return {
            "report_text": text,
            "customer_needs": needs,
            "product_awareness": awareness,
            "suggestions": suggestions,
            "competitor_seen": competitor,
            "decisions": decision,
            "contact_id": contact.id,
            "relation_stage": stage if contact else False,
            "content_ids": [
                Command.set(
                    self.env["group.customer.visit.content"]
                    .search([], offset=visit.id % 3, limit=2)
                    .ids
                )
            ],
            "next_action_ids": [
                Command.create(
                    {
                        "summary": "Send the offer 发送报价",
                        "user_id": visit.user_id.id,
                        "deadline": self._get_working_day(4),
                    }
                )
            ]
            if decision and visit.date > self._get_today() - timedelta(days=10)
            else [],
        }

    @api.model
    def _submit_demo_report(self, visit):
        """As the visitor, on the day after the visit."""
        own = visit.with_user(visit.user_id)
        own._file_reports()
        visit._write_server(
            {
                "report_submitted_at": min(
                    visit.stop + timedelta(days=1), visit._get_now()
                )
            }
        )

    @api.model
    def _accept_demo_report(self, visit):
        superior = self._get_demo_superior(visit)
        visit.with_user(superior).action_review()
        visit._write_server({"reviewed_at": visit.stop + timedelta(days=3)})

    @api.model
    def _get_demo_superior(self, visit):
        return visit._get_reviewer() or self._get_demo_user("zhao")

    @api.model
    def _log_demo_calls(self, visits):
        """Calls, mails and greetings, logged as they were made."""
        for account, (days, hour, channel, initiator, text) in zip(
            visits.partner_id, cycle(CALLS)
        ):
            if user := account.user_id:
                self._make_demo_contact(
                    account, user, days, channel, initiator, text, hour=hour
                )

    @api.model
    def _make_demo_contact(
        self, account, user, days, channel, initiator, text, lead=None, hour=11
    ):
        env = self.with_user(user).env
        visits = env["group.customer.visit"]
        day = self._get_working_day(-days)
        channel = self.env.ref(f"group_customer.group_customer_visit_channel_{channel}")
        env["group.customer.visit.log"].create(
            {
                "partner_id": account.id,
                "opportunity_id": lead and lead.id,
                "channel_id": channel.id,
                "initiator": initiator,
                "start": visits._get_moment(day, hour, self.env.company),
                "minutes": 10,
                "report_text": text,
            }
        )._log()

    @api.model
    def _follow_up_demo_leads(self):
        """Opportunities that were won after some follow-ups, and one given up."""
        for name, login, contacts, outcome, reason in LEADS:
            user = self._get_demo_user(login)
            account = self._get_visited_accounts(user)[-1:]
            if not account:
                continue
            lead = self.env["crm.lead"].create(
                {
                    "name": name,
                    "type": "opportunity",
                    "partner_id": account.id,
                    "user_id": user.id,
                    "expected_revenue": 120000 + 40000 * contacts,
                    "company_id": self.env.company.id,
                }
            )
            for number in range(contacts):
                self._make_demo_contact(
                    account,
                    user,
                    4 + 7 * (contacts - number),
                    "phone",
                    "enterprise",
                    f"Follow-up of the offer 报价跟进 {number + 1}",
                    lead=lead,
                )
            if outcome == "won":
                lead.action_set_won()
            elif outcome == "lost":
                self.env["crm.lead.lost"].create(
                    {"lead_ids": lead.ids, "early_reason": reason}
                ).action_lost_reason_apply()

    @api.model
    def _check_demo_visits(self, visits):
        """The marketing manager has checked three visits and drawn two more."""
        results = (
            ("ok", False),
            ("incomplete", "No competitor is named. 未填写竞争对手。"),
            ("ok", "Confirmed by phone. 已电话核实。"),
            (False, False),
            (False, False),
        )
        checks = self._as("liu").env["group.customer.visit.spot.check"]
        for visit, (result, comment) in zip(visits, results, strict=False):
            checks.create({"visit_id": visit.id, "result": result, "comment": comment})
