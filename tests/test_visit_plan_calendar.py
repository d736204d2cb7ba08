# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo import Command
from odoo.tests import tagged

from .visit_plan_common import JUNE, VisitPlanCommon


@tagged("post_install", "-at_install")
class TestVisitPlanCalendar(VisitPlanCommon):
    """On which days and at which hours somebody can make visits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_policy()

    def _get_working_days(self, user=None):
        user = user or self.account
        days = self.Plan._get_days(self.company, user, JUNE, date(2026, 6, 30))
        return {day.date.day: day for day in days[user.id]}

    def test_working_days_and_hours(self):
        days = self._get_working_days()
        self.assertEqual(
            sorted(days),
            [*range(1, 6), *range(8, 13), *range(15, 20), *range(22, 27), 29, 30],
        )
        self.assertEqual(days[1].free, [(480, 720), (780, 1020)])
        self.assertEqual(days[1].capacity, 5)

    def test_leave_holidays_and_absences(self):
        leaves = self.env["resource.calendar.leaves"]
        # Dragon Boat Festival of the company, the morning of the 3rd of one person
        leaves.create(
            {
                "name": "端午节",
                "company_id": self.company.id,
                "calendar_id": self.calendar.id,
                "date_from": "2026-06-18 16:00:00",
                "date_to": "2026-06-19 15:59:59",
            }
        )
        resource = self.env["resource.resource"].create(
            {
                "name": "Account",
                "user_id": self.account.id,
                "company_id": self.company.id,
                "calendar_id": self.calendar.id,
            }
        )
        leaves.create(
            {
                "name": "Doctor",
                "resource_id": resource.id,
                "company_id": self.company.id,
                "calendar_id": self.calendar.id,
                "date_from": "2026-06-03 00:00:00",
                "date_to": "2026-06-03 04:00:00",
            }
        )
        self.env["group.customer.manager"].create(
            {
                "user_id": self.account.id,
                "absence_ids": [
                    Command.create(
                        {
                            "date_from": "2026-06-25",
                            "date_to": "2026-07-02",
                            "reason": "Leave",
                        }
                    )
                ],
            }
        )
        days = self._get_working_days()
        self.assertNotIn(19, days)
        self.assertEqual(days[3].free, [(780, 1020)])
        self.assertEqual(max(days), 24)
        colleague = self._get_working_days(self.colleague)
        self.assertNotIn(19, colleague)
        self.assertEqual((colleague[3].free[0], max(colleague)), ((480, 720), 30))

    def test_own_calendar(self):
        mornings = self.env["resource.calendar"].create(
            {"name": "Mornings", "tz": "Asia/Shanghai"}
        )
        mornings.attendance_ids.filtered(
            lambda line: line.day_period != "morning" or line.dayofweek != "1"
        ).unlink()
        self.env["resource.resource"].create(
            {
                "name": "Account",
                "user_id": self.account.id,
                "company_id": self.company.id,
                "calendar_id": mornings.id,
            }
        )
        days = self._get_working_days()
        self.assertEqual(sorted(days), [2, 9, 16, 23, 30])
        self.assertEqual(days[2].free, [(480, 720)])

    def test_meetings_and_visits_take_their_time(self):
        events = self.env["calendar.event"].with_context(dont_notify=True)
        partners = [Command.set(self.account.partner_id.ids)]
        events.create(
            [
                {
                    "name": "Meeting",
                    "start": "2026-06-01 01:00:00",
                    "stop": "2026-06-01 02:00:00",
                    "partner_ids": partners,
                },
                {
                    "name": "Fair",
                    "allday": True,
                    "start_date": "2026-06-02",
                    "stop_date": "2026-06-03",
                    "start": "2026-06-02 08:00:00",
                    "stop": "2026-06-03 18:00:00",
                    "partner_ids": partners,
                },
                {
                    "name": "Free",
                    "show_as": "free",
                    "start": "2026-06-04 01:00:00",
                    "stop": "2026-06-04 02:00:00",
                    "partner_ids": partners,
                },
            ]
        )
        # 10:00 to 11:00, and half an hour on the way before and after
        visit = self._make_visit(self.north, "2026-06-05", "planned")
        visit._make_events()
        days = self._get_working_days()
        self.assertEqual(days[1].free, [(480, 540), (600, 720), (780, 1020)])
        self.assertFalse(days[2].free or days[3].free)
        self.assertEqual(days[4].free, [(480, 720), (780, 1020)])
        self.assertEqual(days[5].free, [(480, 570), (690, 720), (780, 1020)])
        self.assertEqual((days[5].capacity, len(days[5].places)), (4, 1))

    def test_the_customers_hours_go_before_the_policys(self):
        window = self.env["group.customer.visit.window"]
        window.create(
            {
                "partner_id": self.mill.id,
                "weekday": "2",
                "hour_from": 14,
                "hour_to": 16,
            }
        )
        self.env["group.customer.visit.policy"].search(
            [("code", "=", "monthly")]
        ).write({"hour_to": 12, "wednesday": False})
        plans = self._generate()
        [(day, hour)] = self._get_times(plans[self.colleague].visit_ids)
        self.assertEqual(date(2026, 6, day).weekday(), 2)
        self.assertEqual(hour, 14)
        for day, hour in self._get_times(plans[self.account].visit_ids):
            self.assertNotEqual(date(2026, 6, day).weekday(), 2)
            self.assertLess(hour, 12)

    def test_days_that_are_over_and_today_are_never_filled(self):
        may = date(2026, 5, 1)
        self._make_accounts(60)
        plan = self._generate(self.account, may)[self.account]
        self.assertGreater(min(plan.visit_ids.mapped("date")), self.today)
