# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .grading_common import GradingCommon

YEAR = {"window_value": 1, "window_unit": "year"}


@tagged("post_install", "-at_install")
class TestGradingRevisit(GradingCommon):
    """A grade is revisited when the volume of business changes (GR-35)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._grade_three(
            YEAR,
            revisit_change_percent=30,
            user_id=cls.users["manager"].id,
        )
        cls.run_june = cls._run(cls.scheme)
        cls.run_june.action_confirm()

    def _revisit(self):
        with freeze_time("2024-12-31"), self.enter_registry_test_mode():
            self.env.ref(
                "group_customer.ir_cron_group_customer_grade_scheme_revisit"
            ).method_direct_trigger()

    def _listed(self):
        awards = self.env["group.customer.grade.award"].search(
            [("revisit_since", "!=", False), ("scheme_id", "=", self.scheme.id)],
            order="partner_id",
        )
        return {
            award.partner_id.name: (award.revisit_since, award.volume_change)
            for award in awards
        }

    def _change_volumes(self):
        # 900 → 1,170 is 30 per cent and no more, 300 → 400 is 33.33, 50 → 30 is −40
        self._transact(self.ann, 270, "2024-10-01")
        self._transact(self.bob, 100, "2024-10-01")
        self._transact(self.cat, 20, "2024-10-01", kind="refund")

    def test_more_than_the_tolerated_change_is_listed(self):
        self._change_volumes()
        self._revisit()
        today = date(2024, 12, 31)
        self.assertEqual(self._listed(), {"Bob": (today, 33.33), "Cat": (today, -40)})
        activity = self.scheme.activity_ids
        self.assertEqual(activity.user_id, self.users["manager"])
        self.assertIn("2 customers", activity.note)

    def test_nothing_changed(self):
        self._revisit()
        self.assertFalse(self._listed())
        self.assertFalse(self.scheme.activity_ids)

    def test_told_once_and_taken_back(self):
        self._change_volumes()
        self._revisit()
        self._revisit()
        self.assertEqual(len(self.scheme.activity_ids), 1)
        self._transact(self.bob, 100, "2024-11-01", kind="refund")
        self._revisit()
        self.assertEqual(set(self._listed()), {"Cat"})

    def test_next_grading_clears_the_list(self):
        self._change_volumes()
        self._revisit()
        later = self._run(self.scheme, date(2024, 12, 31))
        later.action_confirm()
        self.assertFalse(self._listed())
        self._revisit()
        self.assertFalse(self._listed())

    def test_business_from_nothing(self):
        """From no business to some is a change that no per cent can tell."""
        [dan] = self._customers("Dan")
        run = self._run(self.scheme)
        run.action_confirm()
        self._transact(dan, 10, "2024-10-01")
        self._revisit()
        self.assertEqual(self._listed(), {"Dan": (date(2024, 12, 31), 0)})

    def test_zero_watches_nothing(self):
        self.scheme.revisit_change_percent = 0
        self._change_volumes()
        self._revisit()
        self.assertFalse(self._listed())

    def test_list_cannot_be_forged(self):
        values = {
            "partner_id": self.ann.id,
            "grade_id": self.scheme.grade_ids[0].id,
            "reason": "Forged",
            "revisit_since": "2024-12-31",
        }
        awards = self.env["group.customer.grade.award"].with_user(self.users["admin"])
        with self.assertRaises(UserError):
            awards.create(values)
        with self.assertRaises(UserError):
            awards.search([("partner_id", "=", self.ann.id)]).write(
                {"revisit_since": False}
            )


@tagged("post_install", "-at_install")
class TestGradingRevisitAgain(GradingCommon):
    """Customers whose business changed are graded again (GR-35).

    A: more than 500 in the year, B: 100 and more, C: less. All were graded on 30 June:
    Ann (900) A, Bob (300) B, Cat (50) C. Until 31 December Bob rises to 700 (+133 %)
    and Cat falls to 30 (−40 %); Ann's 1,000 are 11 % more.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._grade_three(
            YEAR,
            revisit_change_percent=30,
            revisit_action="propose",
            user_id=cls.users["manager"].id,
        )
        cls.run_june = cls._run(cls.scheme)
        cls.run_june.action_confirm()
        cls._transact(cls.ann, 100, "2024-10-01")
        cls._transact(cls.bob, 400, "2024-10-01")
        cls._transact(cls.cat, 20, "2024-10-01", kind="refund")

    def _revisit(self, moment="2024-12-31 12:00:00"):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref(
                "group_customer.ir_cron_group_customer_grade_scheme_revisit"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _partial_runs(self):
        return self.env["group.customer.grade.run"].search(
            [("scheme_id", "=", self.scheme.id), ("is_partial", "=", True)],
            order="as_of, id",
        )

    def _held(self):
        awards = self.env["group.customer.grade.award"].search(
            [("scheme_id", "=", self.scheme.id), ("is_current", "=", True)],
            order="partner_id",
        )
        return {
            award.partner_id.name: (award.grade_id.code, award.date_from)
            for award in awards
        }

    def test_proposal_grades_only_the_changed(self):
        before = self._held()
        self._revisit()
        run = self._partial_runs()
        self.assertEqual((run.state, run.origin), ("computed", "revisit"))
        self.assertEqual(run.as_of, date(2024, 12, 31))
        self.assertEqual(self._letters(run), {"Bob": "A", "Cat": "C"})
        self.assertEqual(self._held(), before)
        activity = run.activity_ids
        self.assertEqual(activity.user_id, self.users["manager"])
        self.assertIn("2 customers", activity.note)
        self.assertFalse(self.scheme.activity_ids)

    def test_confirmed_proposal_touches_nobody_else(self):
        self._revisit()
        self._partial_runs().action_confirm()
        self.assertEqual(
            self._held(),
            {
                "Ann": ("A", date(2024, 6, 30)),
                "Bob": ("A", date(2024, 12, 31)),
                "Cat": ("C", date(2024, 6, 30)),
            },
        )
        self.assertFalse(self.scheme._get_listed_partners(self.env.company))

    def test_partial_run_leaves_the_flags_of_others(self):
        self._revisit()
        run = self._partial_runs()
        # Ann grows too while the proposal is open: 1,000 → 1,300
        self._transact(self.ann, 300, "2024-12-30")
        self._revisit("2025-01-07 12:00:00")
        self.assertEqual(self._partial_runs(), run)
        with freeze_time("2025-01-07"):
            run.action_confirm()
        listed = self.scheme._get_listed_partners(self.env.company)
        self.assertEqual(listed, self.ann)

    def test_waits_for_an_open_run_and_says_so(self):
        with freeze_time("2024-12-15"):
            waiting_for = self._run(self.scheme, date(2024, 12, 15))
        self._revisit()
        self.assertFalse(self._partial_runs())
        self.assertIn(waiting_for.name, self.scheme.activity_ids.note)
        self._revisit()
        self.assertEqual(len(self.scheme.activity_ids), 1, "said once")
        waiting_for.action_reset()
        self._revisit()
        self.assertEqual(self._letters(self._partial_runs()), {"Bob": "A", "Cat": "C"})

    def test_applied_and_logged(self):
        self.scheme.revisit_action = "apply"
        self._revisit()
        run = self._partial_runs()
        self.assertEqual(run.state, "confirmed")
        self.assertEqual(self._held()["Bob"], ("A", date(2024, 12, 31)))
        message = run.message_ids.filtered(lambda m: "automatically" in (m.body or ""))
        self.assertEqual(message.partner_ids, self.users["manager"].partner_id)

    def test_baseline_is_the_latest_line_of_each_customer(self):
        """Bob: 700 of the partial run, not 300; Ann: still 900 of June."""
        self.scheme.revisit_action = "apply"
        self._revisit()
        self._revisit("2025-01-02 12:00:00")
        self.assertEqual(len(self._partial_runs()), 1)
        # Bob 700 → 900 is 28.6 per cent: tolerated. Ann 1,000 → 1,200 against 900: 33.
        self._transact(self.bob, 200, "2025-01-03")
        self._transact(self.ann, 200, "2025-01-03")
        self._revisit("2025-01-09 12:00:00")
        self.assertEqual(self._letters(self._partial_runs()[-1]), {"Ann": "A"})
        # Bob 700 → 950 is 35.7 per cent.
        self._transact(self.bob, 50, "2025-01-10")
        self._revisit("2025-01-16 12:00:00")
        self.assertEqual(self._letters(self._partial_runs()[-1]), {"Bob": "A"})

    def test_older_run_confirmed_late_leaves_the_newer_grades(self):
        """A full run as of October does not take Bob back to what he was then."""
        late = self._draft_run(self.scheme, date(2024, 9, 30))
        self.scheme.revisit_action = "apply"
        self._revisit()
        [dan] = self._customers("Dan")
        self._transact(dan, 800, "2024-09-01")
        late.action_compute()
        self.assertEqual(self._letters(late)["Bob"], "B")
        late.action_confirm()
        held = self._held()
        self.assertEqual(held["Bob"], ("A", date(2024, 12, 31)))
        self.assertEqual(held["Dan"], ("A", date(2024, 9, 30)))

    def test_proposal_computed_again_stays_with_its_customers(self):
        """Whoever computes a proposal again does not grade everybody by it."""
        self._revisit()
        run = self._partial_runs()
        run.with_user(self.users["manager"]).action_compute()
        self.assertTrue(run.is_partial)
        self.assertEqual(self._letters(run), {"Bob": "A", "Cat": "C"})

    def test_newer_full_run_supersedes_a_proposal(self):
        self._revisit()
        proposal = self._partial_runs()
        proposal.action_reset()
        with freeze_time("2025-01-15"):
            self._run(self.scheme, date(2025, 1, 15)).action_confirm()
        proposal._compute_partial(self.bob)
        with self.assertRaisesRegex(UserError, "already in force"):
            proposal.action_confirm()

    def test_scheme_that_cannot_grade_lists_and_says_why(self):
        self.scheme.date_to = "2024-11-30"
        self._revisit()
        self.assertFalse(self._partial_runs())
        self.assertIn("not in force", self.scheme.activity_ids.note)

    def test_grade_by_request_is_not_revisited(self):
        self.scheme.grade_ids[0].is_request_only = True
        award = self.env["group.customer.grade.award"].search(
            [("partner_id", "=", self.bob.id), ("is_current", "=", True)]
        )
        self.env["group.customer.grade.award"]._give(
            [
                {
                    "partner_id": self.bob.id,
                    "scheme_id": self.scheme.id,
                    "company_id": award.company_id.id,
                    "grade_id": self.scheme.grade_ids[0].id,
                    "date_from": date(2024, 6, 30),
                    "origin": "request",
                    "request_id": self._make_request().id,
                    "reason": "Asked for",
                }
            ]
        )
        self._revisit()
        self.assertEqual(self._partial_runs().line_ids.partner_id, self.cat)

    def _make_request(self):
        return self.env["group.customer.grade.request"].create(
            {
                "partner_id": self.bob.id,
                "scheme_id": self.scheme.id,
                "grade_id": self.scheme.grade_ids[0].id,
            }
        )

    def test_day_of_the_company(self):
        """At 17:00 UTC it is already the next day in Shanghai."""
        self.env.company.partner_id.tz = "Asia/Shanghai"
        self._revisit("2024-12-30 17:00:00")
        self.assertEqual(self._partial_runs().as_of, date(2024, 12, 31))
