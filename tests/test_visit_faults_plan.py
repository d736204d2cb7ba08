# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from ..tools.visit_plan import Day, Demand, spread
from .visit_plan_common import VisitPlanCommon


@tagged("post_install", "-at_install")
class TestVisitFaultsPlan(VisitPlanCommon):
    """Months that have begun, and reasons that are told."""

    def test_a_month_that_has_begun_has_the_policies_of_today(self):
        """Today is the 15th of May; the policy is in force since the 11th."""
        policy = self._make_policy(date_from="2026-05-11", minimum=1, target=1)
        plan = self._generate(month=date(2026, 5, 1))[self.account]
        self.assertEqual(plan.visit_ids.mapped("partner_id"), self.north | self.south)
        self.assertEqual(plan.visit_ids.policy_id, policy)
        self.assertTrue(all(visit.date > self.today for visit in plan.visit_ids))

    def test_a_month_that_has_begun_has_the_grades_of_today(self):
        self._award(self.north, "A", "2026-01-01")
        self._award(self.north, "B", "2026-05-10")
        self._make_policy("a", grade_id=self.grades["A"].id, minimum=4, target=4)
        self._make_policy("b", grade_id=self.grades["B"].id, minimum=1, target=1)
        self._generate(month=date(2026, 5, 1))
        self._assert_figures(
            self._get_row(self.north), grade_id=self.grades["B"], minimum=1
        )

    def test_hours_outside_working_time_are_no_full_days(self):
        """Who receives visitors in the evening alone is not waiting for room."""
        monday = date(2026, 6, 1)
        days = [
            Day(monday + timedelta(days=number), [(480, 720), (780, 1020)], 5)
            for number in range(5)
        ]
        evening = {weekday: [(1140, 1260)] for weekday in range(7)}
        short = {weekday: [(700, 800)] for weekday in range(7)}
        demands = [
            Demand(key=("evening",), required=1, windows=evening, minutes=60),
            Demand(key=("short",), required=1, windows=short, minutes=60),
            Demand(key=("half",), required=1, windows=short, minutes=20),
        ]
        placed, left = spread(days, demands)
        self.assertEqual([visit.key for visit in placed], [("half",)])
        self.assertEqual(
            {line.key: line.reason for line in left},
            {("evening",): "no_window", ("short",): "no_window"},
        )

    def test_a_month_without_working_days(self):
        self._make_policy()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-05-30 16:00:00",
                "date_to": "2026-06-30 16:00:00",
            }
        )
        plan = self._generate()[self.account]
        self.assertFalse(plan.visit_ids)
        left = self.Left.search([("plan_id", "=", plan.id)])
        self.assertEqual(set(left.mapped("reason")), {"absent"})
        self.assertEqual(sum(left.mapped("missing")), 2)

    def test_a_visit_of_all_day_is_moved_as_such(self):
        self._make_policy()
        plan = self._generate()[self.account]
        visit = plan.visit_ids[0]
        visit.write({"is_all_day": True, "stop": visit.start + timedelta(days=1)})
        self.company.partner_id.tz = "Asia/Tokyo"
        plan.action_move(visit.ids, date(2026, 6, 17))
        self.assertEqual(visit.day_from, date(2026, 6, 17))
        self.assertEqual(visit.day_to, date(2026, 6, 18))

    def test_several_customers_of_one_visit(self):
        """A visit with a guest counts for both, and neither gets another one."""
        self._make_policy()
        self._make_visit(
            self.north,
            "2026-06-10",
            "planned",
            user_id=self.account.id,
            participant_ids=[Command.create({"partner_id": self.south.id})],
        )
        plan = self._generate()[self.account]
        self.assertFalse(plan.visit_ids)
        for partner in (self.north, self.south):
            row = self._get_row(partner, date(2026, 6, 1))
            self._assert_figures(row, planned=1, unplanned=0, proposed=0)

    def test_approved_late_what_is_over_is_not_planned(self):
        """Approved on the 10th of June: the days before are over, nobody missed
        anything there, and what was proposed for them may be proposed again."""
        self._make_policy(minimum=4, target=4)
        self.env["group.customer.approval.rule"].search([]).active = False
        plan = self._generate()[self.account]
        early = plan.visit_ids.filtered(lambda visit: visit.date < date(2026, 6, 10))
        self.assertTrue(early)
        with freeze_time("2026-06-10 02:00:00"):
            plan._plan_proposals()
            self.assertEqual(set(early.mapped("state")), {"draft"})
            self.assertEqual(set((plan.visit_ids - early).mapped("state")), {"planned"})
