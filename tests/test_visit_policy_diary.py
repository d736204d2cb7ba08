# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .visit_policy_common import VisitPolicyCommon


@tagged("post_install", "-at_install")
class TestVisitPolicyDiary(VisitPolicyCommon):
    """The daily quota 2-3-4 and the work diary (VI-19)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Diary = cls.env["group.customer.visit.diary"]
        cls.Quota = cls.env["group.customer.visit.daily.quota"]
        cls.Quota.search([]).active = False
        cls.quota = cls._make_quota("234")
        cls.account = cls.users["account"]
        cls.profile = cls.env["group.customer.manager"].create(
            {"user_id": cls.account.id}
        )
        # North has done business; South and the Mill are new
        cls.env["group.customer.transaction"].create(
            {
                "partner_id": cls.north.id,
                "date": "2026-04-01",
                "kind": "sale",
                "amount": 100,
                "reference": "BEFORE",
            }
        )

    @classmethod
    def _make_quota(cls, code, **values):
        return cls.Quota.create(
            {
                "code": code,
                "name": code,
                "date_from": "2020-01-01",
                "new_visits": 2,
                "existing_visits": 3,
                "phone_contacts": 4,
                **values,
            }
        )

    def _get_page(self, day=None, user=None):
        return self.Diary.search(
            [
                ("user_id", "=", (user or self.account).id),
                ("date", "=", day or self.today),
            ]
        )

    def test_a_day(self):
        """One new of two, one existing of three, five calls of four: 1 + 1 + 4 of 9."""
        self.Diary._open_day(self.company, self.today)
        page = self._get_page()
        self._assert_figures(
            page, new_quota=2, existing_quota=3, phone_quota=4, percent=0, is_met=False
        )
        phone = self.channels["phone"].id
        self._make_visit(self.north, self.today)
        self._make_visit(self.south, self.today)
        # The same customer again, one that is only planned, and one of somebody else
        self._make_visit(self.south, self.today)
        self._make_visit(self.mill, self.today, "planned")
        self._make_visit(self.mill, self.today, user_id=self.users["colleague"].id)
        for _number in range(5):
            self._make_visit(self.north, self.today, channel_id=phone)
        self._assert_figures(page, new_done=1, existing_done=1, phone_done=5)
        self.assertAlmostEqual(page.percent, 600 / 9)
        self.assertFalse(page.is_met)
        # Going along counts, and so do the guests of an event who came
        event = self._make_visit(
            self.head,
            self.today,
            user_id=self.users["colleague"].id,
            user_ids=[Command.link(self.account.id)],
            participant_ids=[
                Command.create({"partner_id": self.mill.id}),
                Command.create({"partner_id": self.north.id, "attended": False}),
            ],
        )
        self._assert_figures(page, new_done=3, existing_done=1)
        self.assertIn(event, page.visit_ids)
        self._make_visit(self.north, date(2026, 5, 14))
        self._assert_figures(page, existing_done=1)

    def test_new_until_the_first_business(self):
        self.Diary._open_day(self.company, self.today)
        self._make_visit(self.south, self.today)
        self._assert_figures(self._get_page(), new_done=1)
        transaction = self.env["group.customer.transaction"].create(
            {
                "partner_id": self.south.id,
                "date": self.today,
                "kind": "sale",
                "amount": 1,
                "reference": "TODAY",
            }
        )
        self.Diary._count([self.today])
        self._assert_figures(self._get_page(), new_done=1, existing_done=0)
        transaction.date = "2026-05-14"
        self.Diary._count([self.today])
        self._assert_figures(self._get_page(), new_done=0, existing_done=1)

    def test_who_gets_a_page(self):
        """Account managers of the sales series who work; the cron makes up for days."""
        self.env["group.customer.manager"].create(
            [
                {"user_id": self.users["manager"].id, "series": "management"},
                {
                    "user_id": self.users["colleague"].id,
                    "absence_ids": [
                        Command.create(
                            {
                                "date_from": "2026-05-13",
                                "date_to": "2026-05-14",
                                "reason": "Leave",
                            }
                        )
                    ],
                },
            ]
        )
        self.Diary._open_day(self.company, date(2026, 5, 8))
        with self.enter_registry_test_mode():
            cron = self.env.ref(
                "group_customer.ir_cron_group_customer_visit_diary_open"
            )
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        pages = self.Diary.search([("date", ">", "2026-05-08")])
        found = {
            user: pages.filtered(lambda page, user=user: page.user_id == user)
            .sorted("date")
            .mapped("date")
            for user in pages.user_id
        }
        # 9 and 10 May are a weekend
        self.assertEqual(
            found[self.account], [date(2026, 5, day) for day in range(11, 16)]
        )
        self.assertEqual(
            found[self.users["colleague"]],
            [date(2026, 5, 11), date(2026, 5, 12), date(2026, 5, 15)],
        )
        self.assertNotIn(self.users["manager"], found)

    def test_own_page_on_a_day_off(self):
        with freeze_time("2026-05-16 02:00:00"):
            diary = self.Diary.with_user(self.account)
            action = diary.action_open_today()
            self.assertEqual(diary.action_open_today()["res_id"], action["res_id"])
        page = self.Diary.browse(action["res_id"])
        self._assert_figures(
            page, is_working_day=False, new_quota=0, percent=100, is_met=True
        )
        with self.assertRaises(AccessError):
            self.Diary.with_user(self.users["employee"]).action_open_today()

    def test_which_quota(self):
        group = self.env.ref("group_customer.group_group_customer_user")
        for code, values in (
            ("later", {"date_from": "2026-05-01"}),
            ("group", {"group_id": group.id}),
            ("company", {"company_id": self.company.id}),
            ("both", {"company_id": self.company.id, "group_id": group.id}),
        ):
            quota = self._make_quota(code, **values)
            found = self.Quota._get_for(self.company, self.today)
            self.assertEqual(found[self.account.id], quota, code)
        self.assertFalse(self.Quota._get_for(self.company, date(2019, 1, 1)))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._make_quota("wrong", new_visits=-1)

    def test_who_writes(self):
        self.Diary._open_day(self.company, self.today)
        page = self._get_page()
        page.with_user(self.account).note = "Met the new buyer."
        with self.assertRaises(AccessError):
            page.with_user(self.users["director"]).note = "Well done"
        with self.assertRaises(AccessError):
            page.sudo().note = "Anything"
        for values in ({"new_done": 9}, {"date": "2026-05-01"}, {"percent": 100}):
            with self.subTest(values=values), self.assertRaises(UserError):
                page.with_user(self.account).write(values)
        self.assertFalse(self.Diary.with_user(self.users["colleague"]).search([]))

    def test_month_of_the_account_manager(self):
        for day in (11, 12):
            self.Diary._open_day(self.company, date(2026, 5, day))
        month = self.env["group.customer.manager.month"].create(
            {"manager_id": self.profile.id, "month": "2026-05-01"}
        )
        for _number in range(4):
            self._make_visit(
                self.north, "2026-05-12", channel_id=self.channels["phone"].id
            )
        month.invalidate_recordset()
        # 0 and 4 of 9
        self.assertEqual(month.diary_days, 2)
        self.assertAlmostEqual(month.diary_percent, 400 / 9 / 2)
        action = month.action_open_diary()
        self.assertEqual(self.Diary.search_count(action["domain"]), 2)
