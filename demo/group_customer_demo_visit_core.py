# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import Command, api, models
from odoo.fields import Domain

MANAGERS = ("zhang", "li", "wang", "chen")
# Accounts of each of them that are visited
ACCOUNTS = 6
# Days ago, hour, kind, purpose of the visits to an account; every account begins
# another day earlier
PAST = (
    (45, 9, "routine", "Orders of the coming quarter. 了解下季度订货。"),
    (32, 14, "technical", "Vibration of line 2. 处理二号线振动问题。"),
    (18, 10, "routine", "Prices of spare parts. 商谈备件价格。"),
    (6, 15, "after_delivery", "Are the new drives running? 新驱动器运行情况。"),
)
# Days to come, hour, kind, purpose
COMING = (
    (0, 16, "routine", "Delivery plan of the month. 本月交货计划。"),
    (2, 14, "cold", "Meet the new buyer. 拜会新任采购负责人。"),
    (5, 10, "routine", "Annual agreement. 年度框架协议。"),
    (9, 15, "technical", "Training of the maintenance team. 维修班组培训。"),
    (13, 9, "executive", "General manager meets general manager. 双方总经理会谈。"),
    (17, 16, "care", "Greetings of the season. 节日问候。"),
)
OPINIONS = (
    "Shorter delivery times for spare parts. 希望缩短备件交期。",
    "A second training in the year. 希望每年增加一次培训。",
    "One contact for all questions. 希望有统一联系人。",
)


class GroupCustomerDemo(models.AbstractModel):
    """Visits of the account managers: some weeks back, and the weeks to come."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_visit_core(self):
        """Enter visits of the last and the next weeks.

        Does nothing where there are visits already, as after an earlier installation.
        """
        company = self.env.ref("base.main_company")
        visits = self.env["group.customer.visit"]
        if visits.search_count(Domain("company_id", "=", company.id), limit=1):
            return
        demo = self.with_company(company).with_context(
            tracking_disable=True,
            mail_create_nosubscribe=True,
            mail_auto_subscribe_no_notify=True,
        )
        for name in MANAGERS:
            demo._enter_visits_of(demo._get_demo_user(name))
        demo._enter_symposium()

    @api.model
    def _get_visited_accounts(self, user):
        return self.env["res.partner"].search(
            Domain("is_group_customer", "=", True) & Domain("user_id", "=", user.id),
            order="id",
            limit=ACCOUNTS,
        )

    @api.model
    def _enter_visits_of(self, user):
        accounts = self._get_visited_accounts(user)
        if not accounts:
            return
        done = self.env["group.customer.visit"]
        for place, account in enumerate(accounts):
            for days, hour, kind, purpose in PAST[place % 2 :: 2]:
                done |= self._enter_visit(
                    user, account, -days - place, hour, kind, purpose=purpose
                )
        done._write_server({"state": "done"})
        for visit in done:
            visit._write_server({"done_at": visit.stop})
        coming = self.env["group.customer.visit"]
        for place, (days, hour, kind, purpose) in enumerate(COMING):
            account = accounts[place % len(accounts)]
            coming |= self._enter_visit(
                user, account, days, hour, kind, purpose=purpose
            )
        coming[:-1]._plan()
        coming[:1]._confirm()
        missed = self._enter_visit(user, accounts[-1], -3, 16, "routine")
        missed._plan()
        missed._miss("The customer was at a fair. 客户外出参展。")
        done._changed()

    @api.model
    def _enter_symposium(self):
        """A symposium of several customers, and what they said there."""
        guests = self.env["res.partner"].union(
            *(
                self._get_visited_accounts(self._get_demo_user(name))[:1]
                for name in MANAGERS[:3]
            )
        )
        if not guests:
            return
        visit = self._enter_visit(
            self._get_demo_user("zhang"),
            guests[0],
            -24,
            14,
            "symposium",
            name="Quarterly symposium 季度座谈会",
            participant_ids=[
                Command.create({"partner_id": guest.id, "opinion": opinion})
                for guest, opinion in zip(guests, OPINIONS, strict=False)
            ],
        )
        visit._write_server({"state": "done", "done_at": visit.stop})
        visit._changed()

    @api.model
    def _enter_visit(self, user, account, days, hour, kind, **values):
        visits = self.env["group.customer.visit"]
        day = self._get_working_day(days)
        kind = self.env.ref(f"group_customer.group_customer_visit_kind_{kind}")
        return visits.create(
            {
                "partner_id": account.id,
                "user_id": user.id,
                "kind_id": kind.id,
                "start": visits._get_moment(day, hour, self.env.company),
                **values,
            }
        )

    @api.model
    def _get_working_day(self, days):
        """Return a day so many days from today, no Saturday and no Sunday: earlier in
        the past, later in the future; today stays today."""
        day = self._get_today() + timedelta(days=days)
        step = -1 if days < 0 else 1
        while days and day.weekday() > 4:
            day += timedelta(days=step)
        return day
