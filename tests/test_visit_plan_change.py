# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .visit_plan_common import JUNE, VisitPlanCommon


@tagged("post_install", "-at_install")
class TestVisitPlanChange(VisitPlanCommon):
    """What people change of a plan, and who may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._make_policy(duration=1)
        cls.plan = cls._generate()[cls.account]
        cls.own = cls.plan.with_user(cls.account)
        cls.visit = cls.plan.visit_ids.filtered(lambda v: v.partner_id == cls.north)

    def _approve(self):
        self.plan._write_server({"state": "approved"})
        self.plan._plan_proposals()

    # === ADD === #

    def test_add_takes_the_first_free_time(self):
        visit_id = self.own.action_add(
            self.south.id, "2026-06-05", policy_id=self.policy.id
        )
        visit = self.Visit.browse(visit_id)
        self.assertEqual(self._get_times(visit), [(5, 8)])
        self.assertEqual((visit.plan_id, visit.policy_id), (self.plan, self.policy))
        self.assertEqual((visit.kind_id, visit.duration), (self.kind, 1))
        self.assertEqual((visit.state, visit.is_changed), ("draft", True))
        self.assertEqual(visit.plan_ordinal, 2)
        self.assertEqual(self._get_row(self.south, JUNE).proposed, 2)
        # Half an hour is not needed on the way to oneself, but the first is taken
        other = self.own.action_add(self.north.id, "2026-06-05", hour=13.5)
        self.assertEqual(self._get_times(self.Visit.browse(other)), [(5, 13.5)])
        # Nobody works on a Sunday: who chooses the day knows why
        sunday = self.own.action_add(self.north.id, "2026-06-07")
        self.assertEqual(self._get_times(self.Visit.browse(sunday)), [(7, 9)])

    def test_add_on_a_day_that_cannot_be(self):
        for day, error in (("2026-07-01", "no day of"), ("2026-05-20", "no day of")):
            with self.assertRaisesRegex(UserError, error):
                self.own.action_add(self.north.id, day)
        may = self.Plan.create({"user_id": self.account.id, "month": "2026-05-20"})
        with self.assertRaisesRegex(UserError, "is over"):
            may.action_add(self.north.id, "2026-05-14")

    # === DROP === #

    def test_drop_asks_why(self):
        with self.assertRaisesRegex(UserError, "enter the reason"):
            self.own.action_drop(self.visit.ids, " ")
        self.own.action_drop(self.visit.id, "Moves house")
        self.assertEqual((self.visit.state, self.visit.is_dropped), ("cancelled", True))
        self.assertEqual(self.visit.cancel_reason, "Moves house")

    def test_visit_of_another_plan(self):
        other = self._generate()[self.colleague].visit_ids
        with self.assertRaisesRegex(UserError, "does not belong to"):
            self.plan.action_drop(other.ids, "Never mind")

    # === MOVE === #

    def test_move_within_the_month(self):
        self.own.action_move(self.visit.ids, date(2026, 6, 24), hour=14)
        self.assertEqual(self._get_times(self.visit), [(24, 14)])
        self.assertEqual(self.visit.plan_id, self.plan)
        self.assertTrue(self.visit.is_changed)

    def test_move_out_of_the_month_leaves_the_plan(self):
        self._approve()
        self.visit.with_user(self.account)._reschedule(datetime(2026, 7, 3, 2))
        self.assertFalse(self.visit.plan_id)
        self.assertTrue(self.visit.is_changed)
        self.assertEqual(self.plan.visit_count, 1)
        self.assertEqual(self._get_row(self.north, JUNE).planned, 0)
        messages = " ".join(self.plan.message_ids.mapped("body"))
        self.assertIn("Left the plan", messages)
        self.assertIn(
            "has left the plan", " ".join(self.visit.message_ids.mapped("body"))
        )
        # The month lacks a visit again
        self._generate()
        self.assertEqual(self.plan.visit_ids.partner_id, self.north | self.south)

    def test_moved_event_outside_the_month_leaves_the_plan(self):
        self._approve()
        event = self.visit.event_id
        self.assertTrue(event)
        event.write({"start": "2026-07-03 02:00:00", "stop": "2026-07-03 03:00:00"})
        self.assertEqual(self.visit.date, date(2026, 7, 3))
        self.assertFalse(self.visit.plan_id)

    def test_another_visitor_leaves_the_plan(self):
        self.visit.user_id = self.colleague
        self.assertFalse(self.visit.plan_id)
        self.assertIn("Left the plan", " ".join(self.plan.message_ids.mapped("body")))

    def test_changes_after_approval_are_noted(self):
        self._approve()
        self.own.action_move(self.visit.ids, "2026-06-24")
        added = self.own.action_add(self.south.id, "2026-06-25")
        self.assertEqual(self.Visit.browse(added).state, "planned")
        self.own.action_drop([added], "Too much")
        self.visit.with_user(self.account).action_cancel("Closed")
        self.assertEqual(self.plan.change_count, 4)
        bodies = " ".join(self.plan.message_ids.mapped("body"))
        for text in ("Moved: ", "Added: ", "Dropped: ", "Cancelled: "):
            self.assertIn(text, bodies)
        self.assertEqual(self.plan.state, "approved")

    # === WHO === #

    def test_who_plans_for_whom(self):
        colleague = self.plan.with_user(self.colleague)
        for method, args in (
            ("action_add", (self.north.id, "2026-06-05")),
            ("action_drop", (self.visit.ids, "No")),
            ("action_move", (self.visit.ids, "2026-06-05")),
            ("action_generate", ()),
            ("action_cancel", ()),
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(colleague, method)(*args)
        for user in (self.manager, self.director):
            self.plan.with_user(user).action_generate()
        with self.assertRaises(AccessError):
            self.plan.with_user(self.users["employee"]).action_generate()
        outsider = self.users["admin"]
        with self.assertRaisesRegex(UserError, "plan visits for yourself"):
            self.Plan.with_user(self.account).create({"user_id": self.colleague.id})
        with self.assertRaisesRegex(UserError, "and for your team"):
            self.Plan.with_user(self.manager).create({"user_id": outsider.id})
        plan = self.Plan.with_user(self.director).create({"user_id": outsider.id})
        self.assertEqual(plan.month, JUNE)

    def test_one_plan_per_month(self):
        with self.assertRaisesRegex(UserError, "already"):
            self.Plan.create({"user_id": self.account.id, "month": "2026-06-17"})

    def test_generated_plan_keeps_month_and_person(self):
        with self.assertRaisesRegex(UserError, "Make another plan"):
            self.plan.month = date(2026, 7, 1)
        for name, value in (("state", "approved"), ("visit_ids", []), ("due_on", JUNE)):
            with self.subTest(name), self.assertRaisesRegex(UserError, "by the system"):
                self.own.write({name: value})

    def test_cancel_and_reopen(self):
        with self.assertRaisesRegex(UserError, "cancel it instead"):
            self.plan.unlink()
        self.own.action_move(self.visit.ids, "2026-06-24")
        self.own.action_cancel()
        self.assertEqual(self.plan.state, "cancelled")
        with self.assertRaisesRegex(UserError, "reopen it first"):
            self.own.action_add(self.north.id, "2026-06-24")
        self.assertEqual(self.plan.visit_ids, self.visit)
        self._generate()
        self.assertEqual(self.plan.visit_ids, self.visit)
        self.own.action_reopen()
        self._generate()
        self.assertEqual(self.plan.visit_count, 2)

    def test_merged_accounts_keep_their_visits(self):
        """Both have a first visit for the policy in one plan."""
        visits = self.plan.visit_ids
        self.assertEqual(set(visits.mapped("plan_ordinal")), {1})
        self._get_row(self.south, JUNE).unlink()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.north | self.south).ids, self.north
        )
        self.assertEqual(visits.exists(), visits)
        self.assertEqual(visits.partner_id, self.north)
        self._generate()
        self.assertEqual(self.plan.visit_count, 1)

    # === WEEKS === #

    def test_week_focus(self):
        week = self.env["group.customer.visit.plan.week"].with_user(self.account)
        week = week.create(
            {
                "plan_id": self.plan.id,
                "date_from": self.visit.date,
                "focus": "Contracts that end this quarter",
            }
        )
        self.assertEqual(week.date_from.weekday(), 0)
        self.assertEqual((week.date_to - week.date_from).days, 6)
        inside = self.plan.visit_ids.filtered(
            lambda visit: week.date_from <= visit.date <= week.date_to
        )
        self.assertEqual(week.visit_count, len(inside))
