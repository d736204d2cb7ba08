# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .returns_common import MONTH, ReturnsCommon


@tagged("post_install", "-at_install")
class TestReturnsPlan(ReturnsCommon):
    """The plan of a month: complete, in time, large enough (VI-09, VI-10)."""

    def test_due_before_the_month_begins(self):
        self.env.company.resource_calendar_id.tz = "Asia/Shanghai"
        with freeze_time("2026-02-10 08:00:00"):
            plan = self._make_plan(month=date(2026, 3, 17))
            self.assertEqual(plan.month, MONTH)
            # The last second of 28 February in Shanghai
            self.assertEqual(plan.clock_due, datetime(2026, 2, 28, 15, 59, 59))
            self.assertFalse(plan.is_at_risk or plan.is_overdue)
            self.assertEqual((plan.minimum_sample, plan.give_up_hours), (4, 2))
            self.assertEqual(plan.date_from, date(2026, 2, 1))
            self.assertEqual(plan.date_to, date(2026, 2, 28))
        with freeze_time("2026-02-25 08:00:00"):
            self.env.invalidate_all()
            self.assertTrue(plan.is_at_risk)
            self.assertIn(plan, self.Plan.search([("is_at_risk", "=", True)]))
        with freeze_time("2026-03-01 08:00:00"):
            self.env.invalidate_all()
            self.assertTrue(plan.is_overdue)
            self.assertIn(plan, self.Plan.search([("is_overdue", "=", True)]))

    def test_warned_once_and_told_once(self):
        with freeze_time("2026-02-10 08:00:00"):
            plan = self._make_plan()
        with freeze_time("2026-02-26 08:00:00"):
            for _time in range(2):
                self._run_cron("watch")
            activity = plan.activity_ids
            self.assertEqual(activity.user_id, self.officer)
            self.assertEqual(activity.date_deadline, date(2026, 2, 28))
        count = len(plan.message_ids)
        with freeze_time("2026-03-02 08:00:00"):  # a Monday, working time
            for _time in range(2):
                self._run_cron("watch")
            self.assertEqual(len(plan.message_ids), count + 1)
            message = plan.message_ids[0]
            self.assertIn("was not confirmed", message.body)
            self.assertIn(self.marketing.partner_id, message.partner_ids)

    def test_confirmed_in_time_or_with_a_reason(self):
        with freeze_time("2026-02-10 08:00:00"):
            plan = self._make_plan(overrun_reason=False)
            self._make_topic(plan)
            plan.shortage_reason = "Few orders"
            plan.with_user(self.officer).action_confirm()
            self.assertEqual((plan.state, plan.clock_state), ("confirmed", "met"))
            self.assertEqual(plan.confirmed_by_id, self.officer)
            late = self._make_plan(month=date(2026, 2, 1), overrun_reason=False)
            self._make_topic(late)
            late.shortage_reason = "Few orders"
            with self.assertRaisesRegex(UserError, "reason of the overrun"):
                late.action_confirm()
            late.overrun_reason = "Was ill"
            late.action_confirm()
            self.assertEqual(late.clock_state, "missed")

    def test_incomplete(self):
        plan = self._make_plan(strategy=False, timing=False)
        with self.assertRaisesRegex(UserError, "Strategy, Timing, Return Visits"):
            plan.action_confirm()
        plan.write({"strategy": "Something", "timing": "Mornings"})
        self._make_topic(plan)
        with self.assertRaisesRegex(UserError, "samples 0 documents, 4 at least"):
            plan.action_confirm()
        self.assertTrue(plan.is_below_minimum)
        self.assertEqual(plan.missing_count, 4)
        below = self.Plan.search([("is_below_minimum", "=", True)])
        self.assertIn(plan, below)
        self.assertNotIn(plan, self.Plan.search([("is_below_minimum", "=", False)]))
        self._confirm(plan)
        with self.assertRaisesRegex(UserError, "only a draft"):
            plan.action_confirm()
        with self.assertRaisesRegex(UserError, "1 open return visits"):
            plan.action_close()
        plan.line_ids._write_server({"state": "closed"})
        plan.action_close()
        for values in ({"strategy": "Later"}, {"sample_size": 30}):
            with self.assertRaisesRegex(UserError, "is closed"):
                plan.write(values)
        with self.assertRaisesRegex(UserError, "is kept"):
            plan.unlink()
        with self.assertRaisesRegex(UserError, "is closed"):
            self._make_topic(plan)

    def test_one_plan_a_month(self):
        self._make_plan()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._make_plan()

    def test_officers(self):
        with self.assertRaisesRegex(ValidationError, "no return-visit officer"):
            self._make_plan(officers=self.account)

    def test_no_policy(self):
        self.policy.active = False
        with self.assertRaisesRegex(UserError, "no return-visit policy in force"):
            self._make_plan()

    def test_dated_policies(self):
        own = self.Policy.create(
            {
                "name": "Own",
                "date_from": "2026-03-01",
                "company_id": self.env.company.id,
                "minimum_sample": 30,
                "give_up_hours": 3,
                "plan_due_days": 2,
                "warning_days": 1,
                "prepare_days": 0,
                "lookback_months": 2,
            }
        )
        company = self.env.company
        self.assertEqual(self.Policy._find(company, date(2026, 2, 28)), self.policy)
        self.assertEqual(self.Policy._find(company, MONTH), own)
        plan = self._make_plan()
        self.assertEqual((plan.minimum_sample, plan.sample_size), (30, 30))
        self.assertEqual(plan.date_from, date(2026, 1, 1))
        # What holds later changes nothing here
        own.minimum_sample = 50
        self.assertEqual(plan.minimum_sample, 30)
        for values in ({"minimum_sample": -1}, {"plan_due_days": 28}):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                with self.env.cr.savepoint():
                    own.write(values)
                    own.flush_recordset()

    def test_prepared_once(self):
        """The draft of next month appears ten days before it."""
        mine = [("company_id", "=", self.env.company.id), ("month", "=", MONTH)]
        with freeze_time("2026-02-18 04:00:00"):
            self._run_cron("prepare")
            self.assertFalse(self.Plan.search(mine))
        with freeze_time("2026-02-19 04:00:00"):
            for _time in range(2):
                self._run_cron("prepare")
            plan = self.Plan.search(mine)
            self.assertEqual(len(plan), 1)
            self.assertEqual(plan.state, "draft")
            self.assertLessEqual(self.officer | self.second, plan.officer_ids)

    def test_warned_of_a_small_sample(self):
        with freeze_time("2026-02-10 04:00:00"):
            plan = self._make_plan()
            self._make_topic(plan)
            self._confirm(plan)
        for day, count in (("25", 0), ("26", 1), ("27", 1)):
            with freeze_time(f"2026-03-{day} 04:00:00"):
                self._run_cron("prepare")
                self.assertEqual(len(plan.activity_ids), count, day)
        self.assertIn("4 documents are missing", plan.activity_ids.summary)
        self.assertEqual(plan.activity_ids.date_deadline, date(2026, 3, 31))

    def test_counts(self):
        plan = self._make_plan(officers=self.officer | self.second)
        states = ("open", "reached", "abandoned", "closed", "closed")
        for number, state in enumerate(states):
            line = self._make_topic(plan, source_reference=f"S-{number}")
            line._write_server({"state": state, "is_sampled": state != "open"})
        line._write_server({"finding_ids": [Command.clear()]})
        self.assertEqual(
            (
                plan.line_count,
                plan.sampled_count,
                plan.open_count,
                plan.abandoned_count,
                plan.closed_count,
                plan.missing_count,
            ),
            (5, 4, 2, 1, 2, 0),
        )
