# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL

from .visit_plan_common import JUNE, VisitPlanCommon

APRIL, MAY, JULY = date(2026, 4, 1), date(2026, 5, 1), date(2026, 7, 1)


@tagged("post_install", "-at_install")
class TestVisitPlanDropped(VisitPlanCommon):
    """What a person drops stays dropped until the period of its policy ends.

    One visit a quarter, overdue since April: north and south have it in the plan of
    any month. Nothing is done with that of south.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mill.category_id = False
        cls.policy = cls._make_policy(
            "quarterly", period="quarter", gap_max_days=30, duration=1
        )
        for partner in cls.north | cls.south:
            cls._make_visit(partner, "2026-03-20")
        cls.plan = cls._generate(month=MAY)[cls.account]
        cls.visit = cls.plan.visit_ids.filtered(lambda v: v.partner_id == cls.north)
        cls.own = cls.plan.with_user(cls.account)

    def setUp(self):
        super().setUp()
        self.quota = self._get_row(self.north, MAY)

    def _drop(self):
        self.own.action_drop(self.visit.ids, "Moves house")

    def _plan_june(self, **options):
        return self.Plan._generate(self.company, JUNE, self.account, **options)

    def _get_accounts(self, plan):
        return plan.visit_ids.filtered(lambda v: v.state == "draft").partner_id

    def test_dropped_in_one_month_stays_out_of_the_next_one(self):
        self.assertEqual((self.quota.date_from, self.quota.required), (APRIL, 1))
        self.assertTrue(self.visit)
        self._drop()
        self.assertEqual(
            (self.visit.dropped_by_id, bool(self.visit.dropped_on)),
            (self.account, True),
        )
        june = self._plan_june()
        self.assertNotIn(self.north, june.visit_ids.partner_id)
        # The attainment lacks it all the same
        self.assertEqual((self.quota.unplanned, self.quota.remaining), (1, 1))
        self.assertEqual(june.with_user(self.account).left_out_ids, self.visit)
        # The next quarter has a quota of its own
        july = self.Plan._generate(self.company, JULY, self.account)
        self.assertIn(self.north, july.visit_ids.partner_id)
        self.assertNotIn(self.visit, july.left_out_ids)

    def test_what_was_not_dropped_is_proposed_in_the_next_month(self):
        self.visit.with_user(self.account).action_cancel("Customer is ill")
        self.assertIn(self.north, self._plan_june().visit_ids.partner_id)

    def test_added_again_by_hand(self):
        self._drop()
        june = self._plan_june()
        added = june.with_user(self.account).action_add(
            self.north.id, "2026-06-10", policy_id=self.policy.id
        )
        self.assertFalse(self.visit.is_dropped)
        self.assertFalse(june.left_out_ids)
        # Given up without dropping it: the quota asks for it once more
        self.Visit.browse(added).with_user(self.account).action_cancel("Too early")
        self.assertEqual(self._get_accounts(self._plan_june()), self.north)

    def test_a_visit_entered_elsewhere_takes_the_place_of_one_that_was_dropped(self):
        self._drop()
        for kind, place in ((self.kind.copy({"code": "p3"}), True), (self.kind, False)):
            self.Visit.with_user(self.account).create(
                {
                    "partner_id": self.north.id,
                    "user_id": self.account.id,
                    "kind_id": kind.id,
                    "start": datetime(2026, 6, 3, 2),
                    "stop": datetime(2026, 6, 3, 3),
                }
            )
            self.assertEqual(self.visit.is_dropped, place)

    def test_a_contact_that_the_quota_does_not_count_takes_no_place(self):
        """A newsletter or call is no visit: what was dropped stays dropped."""
        self._drop()
        for wizard, accounts in (
            ("group.customer.visit.log", {"partner_id": self.north.id}),
            ("group.customer.visit.log.many", {"partner_ids": self.north.ids}),
        ):
            self.env[wizard].with_user(self.account).create(
                {
                    **accounts,
                    "kind_id": self.kind.id,
                    "channel_id": self.channels["phone"].id,
                    "start": datetime(2026, 5, 15, 1),
                    "report_text": "Sends greetings",
                }
            )._log()
        self.assertTrue(self.visit.is_dropped)
        self.assertNotIn(self.north, self._plan_june().visit_ids.partner_id)

    def test_who_drops_a_follow_up_drops_no_visit_of_the_quota(self):
        """What something else asks for is dropped by itself, and taken back."""
        query = SQL(
            """SELECT %s AS partner_id, %s AS user_id, %s AS kind_id,
                      NULL::int AS policy_id, %s::date AS due_on, 1 AS priority,
                      'res.partner,' || %s AS reference""",
            self.north.id,
            self.account.id,
            self.kind.id,
            date(2026, 5, 20),
            self.north.id,
        )
        self.startPatcher(
            patch.object(
                self.registry["group.customer.visit.plan"],
                "_get_demand_sql",
                lambda self, company, first, last: [query],
            )
        )

        def plan(**options):
            self.Plan._generate(self.company, MAY, self.account, **options)
            visits = self.plan.visit_ids.filtered(
                lambda v: v.partner_id == self.north and v.state == "draft"
            )
            return sorted(visit.plan_reference or "" for visit in visits)

        both = ["", f"res.partner,{self.north.id}"]
        self.assertEqual(plan(), both)
        self.assertEqual(plan(), both)
        asked = self.plan.visit_ids.filtered("plan_reference")
        self.own.action_drop(asked.ids, "Sent by mail")
        self.assertEqual(plan(), [""])
        self.assertEqual(self.plan.left_out_ids, asked)
        self.assertEqual(plan(with_dropped=True), both)
        self.assertFalse(asked.is_dropped)

    def test_taken_back(self):
        self._drop()
        june = self._plan_june()
        action = self.visit.with_user(self.account).action_propose_again()
        self.assertIn("1", action["params"]["message"])
        self.assertFalse(self.visit.is_dropped)
        self.assertEqual(self.visit.dropped_by_id, self.account)
        self.assertNotIn(self.north, june.visit_ids.partner_id)
        june.with_user(self.account).action_generate()
        self.assertIn(self.north, june.visit_ids.partner_id)

    def test_generated_with_what_was_left_out(self):
        self._drop()
        self._plan_june()
        wizard = Form(
            self.env["group.customer.visit.plan.generate"].with_user(self.account)
        )
        wizard.month = JUNE
        self.assertEqual(wizard.dropped_count, 1)
        wizard = wizard.save()
        wizard.action_generate()
        self.assertTrue(self.visit.is_dropped)
        wizard.with_dropped = True
        wizard.action_generate()
        self.assertFalse(self.visit.is_dropped)
        self.assertIn(self.north, self._plan_june().visit_ids.partner_id)

    def test_who_takes_back(self):
        self._drop()
        for login in ("colleague", "employee"):
            user = self.users[login]
            with self.subTest(login), self.assertRaises(UserError):
                self.visit.with_user(user).action_propose_again()
        self.assertTrue(self.visit.is_dropped)
        for name, value in (
            ("is_dropped", False),
            ("dropped_by_id", self.colleague.id),
            ("dropped_on", False),
        ):
            with self.subTest(name), self.assertRaisesRegex(UserError, "by the system"):
                self.visit.with_user(self.account).write({name: value})
        self.visit.with_user(self.manager).action_propose_again()
        self.assertFalse(self.visit.is_dropped)

    def test_many_dropped_each_taken_by_one(self):
        """Three a quarter, all dropped: one that is added leaves two dropped."""
        self.policy.write({"minimum": 3, "target": 3, "gap_max_days": 0})
        self.visit.unlink()
        self.quota.unlink()
        quarter = self._generate(users=self.account, month=JUNE)[self.account]
        visits = quarter.visit_ids.filtered(lambda v: v.partner_id == self.north)
        self.assertEqual(len(visits), 3)
        quarter.with_user(self.account).action_drop(visits.ids, "Closed down")
        quarter.with_user(self.account).action_add(self.north.id, "2026-06-10")
        self.assertEqual(len(visits.filtered("is_dropped")), 2)
        quarter.with_user(self.account).action_generate()
        left = quarter.visit_ids.filtered(lambda v: v.state == "draft")
        # South has its visit in May
        self.assertEqual((len(left), left.partner_id), (1, self.north))


@tagged("post_install", "-at_install")
class TestVisitPlanReopen(VisitPlanCommon):
    """A plan that was given up is taken up again, by who plans for its visitor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_policy(duration=1)
        cls.plan = cls._generate()[cls.account]

    def test_who_may_reopen(self):
        own = self.plan.with_user(self.account)
        self.assertFalse(own.can_reopen)
        with self.assertRaisesRegex(UserError, "is not cancelled"):
            own.action_reopen()
        own.action_cancel()
        for login in ("colleague", "employee"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.plan.with_user(self.users[login]).action_reopen()
        self.assertEqual(self.plan.state, "cancelled")
        for user in (self.account, self.manager, self.director):
            plan = self.plan.with_user(user)
            plan.invalidate_recordset(["can_reopen"])
            self.assertTrue(plan.can_reopen)
            plan.action_reopen()
            self.assertEqual((plan.state, plan.generated_on), ("draft", False))
            plan.action_generate()
            self.assertEqual(plan.visit_count, 2)
            plan.action_cancel()

    def test_a_month_that_is_over_stays_cancelled(self):
        self.plan.action_cancel()
        with freeze_time("2026-07-02 02:00:00"):
            with self.assertRaisesRegex(UserError, "is over"):
                self.plan.with_user(self.account).action_reopen()
        self.assertEqual(self.plan.state, "cancelled")

    def test_the_button(self):
        self.plan.action_cancel()
        view = self.plan.with_user(self.account).get_view(view_type="form")["arch"]
        self.assertIn('name="action_reopen"', view)
        self.assertIn('invisible="not can_reopen"', view)
