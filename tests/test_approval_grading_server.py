# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.tests import freeze_time, tagged

from .approval_grading_common import ApprovalGradingCommon

BANDS = [(None, 100, 0), (100, 500, 50), (500, None, 100)]


@tagged("post_install", "-at_install")
class TestApprovalGradingServer(ApprovalGradingCommon):
    """Runs of some customers, runs that the server starts, runs computed together:
    the rule asks people only where people decide (AP-05, GR-35)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob = cls._customers("Ann", "Bob")
        cls._transact(cls.ann, 900)
        cls._transact(cls.bob, 300)
        cls.scheme = cls._scheme(
            "weighted",
            [("A", {"score_min": 80}), ("B", {"score_min": 40}), ("C", {})],
            [
                {
                    "metric": "revenue",
                    "weight": 100,
                    "window_value": 1,
                    "window_unit": "year",
                    "bands": BANDS,
                    "null_policy": "zero",
                }
            ],
            revisit_change_percent=30,
            user_id=cls.preparer.id,
        )
        cls.first = cls._run(cls.scheme)
        cls.first._enter_as_server("confirmed")
        cls.chain = cls._chain()

    def _revisit(self):
        with freeze_time("2024-12-31"), self.enter_registry_test_mode():
            self.env.ref(
                "group_customer.ir_cron_group_customer_grade_scheme_revisit"
            ).method_direct_trigger()
        self.env.invalidate_all()
        return self.env["group.customer.grade.run"].search(
            [("scheme_id", "=", self.scheme.id), ("origin", "=", "revisit")]
        )

    def _grade(self, partner):
        return (
            self.env["group.customer.grade.award"]
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("scheme_id", "=", self.scheme.id),
                    ("date_to", "=", False),
                ]
            )
            .grade_id.code
        )

    def test_the_server_confirms_what_the_scheme_says(self):
        """“Grade again”: no person is waited for; who files it files it by hand."""
        self.scheme.revisit_action = "apply"
        self._transact(self.bob, 400, "2024-10-01")
        run = self._revisit()
        self.assertEqual((run.state, run.is_partial), ("confirmed", True))
        self.assertFalse(run.approval_request_id)
        self.assertEqual(self._grade(self.bob), "A")
        self.assertFalse(run.with_user(self.preparer).can_submit_approval)
        run.with_user(self.filer).action_file()
        self.assertEqual((run.state, run.rechecked_by_id), ("filed", self.filer))

    def test_a_proposal_of_the_server_goes_through_the_chain(self):
        """“Propose new grades”: people decide, so the rule holds; also for a part."""
        self.scheme.revisit_action = "propose"
        self._transact(self.bob, 400, "2024-10-01")
        run = self._revisit()
        self.assertEqual((run.state, run.is_partial), ("computed", True))
        self._refused("submit it for", run.with_user(self.preparer).action_confirm)
        with freeze_time("2024-12-31"):
            request = self._submit(run, self.preparer)
            self.assertEqual(dict(request.summary)["Customers Graded"], "1")
            self._decide(request, self.head_of)
            self._decide(request, self.reviewer)
            self.assertEqual(self._grade(self.bob), "A")
            self._decide(request, self.filer, "execute")
        self.assertEqual(run.state, "filed")
        self.assertEqual(self._grade(self.ann), "A", "untouched")

    def test_a_proposal_computed_again_keeps_its_customers(self):
        self.scheme.revisit_action = "propose"
        self._transact(self.bob, 400, "2024-10-01")
        run = self._revisit()
        with freeze_time("2024-12-31"):
            request = self._submit(run, self.preparer)
            self._decide(request, self.head_of, "return", "Look again")
            run.with_user(self.preparer).action_compute()
            self.assertEqual(run.line_ids.partner_id, self.bob)
            self._submit(run, self.preparer)
        self.assertEqual(request.round, 2)

    def test_an_open_request_keeps_the_next_run_waiting(self):
        """A computed run in approval is open: no second one of its scheme."""
        run = self._draft_run(self.scheme, "2024-07-31")
        run.with_user(self.preparer).action_compute()
        self._submit(run, self.preparer)
        other = self._draft_run(self.scheme, "2024-08-31")
        self._refused("is open", other.with_user(self.colleague).action_compute)
        self.scheme.revisit_action = "apply"
        self._transact(self.bob, 400, "2024-10-01")
        self.assertFalse(self._revisit(), "the cron waits for the open run")

    def test_two_runs_computed_together(self):
        """One in approval stops both; afterwards each has its own request."""
        share = self._scheme(
            "cumulative_share",
            [("X", {"share_max": 50}), ("Y", {"share_max": 100})],
            [{"metric": "revenue", "role": "rank"}],
        )
        runs = self._draft_run(self.scheme, "2024-07-31") + self._draft_run(share)
        together = runs.with_user(self.preparer)
        together.action_compute()
        self.assertEqual(set(runs.mapped("state")), {"computed"})
        first = self._submit(runs[0], self.preparer)
        self._refused("is in approval", together.action_compute)
        second = self._submit(runs[1], self.preparer)
        self.assertNotEqual(first, second)
        for request in (first, second):
            self._decide(request, self.head_of)
        self._decide(second, self.reviewer)
        self.assertEqual(runs.mapped("state"), ["computed", "confirmed"])
        first.with_user(self.preparer)._recall()
        self.env.invalidate_all()
        runs[0].with_user(self.preparer).action_compute()

    def test_merged_customers_keep_the_request_going(self):
        """Who is merged has the same grade as before: nothing else was decided on."""
        run = self._draft_run(self.scheme, "2024-07-31")
        run.with_user(self.preparer).action_compute()
        request = self._submit(run, self.preparer)
        [twin] = self._customers("Ann's Twin")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.ann | twin).ids, twin)
        self.env.invalidate_all()
        self._decide(request, self.head_of)
        self._decide(request, self.reviewer)
        self.assertEqual(run.state, "confirmed")
        self.assertEqual(self._grade(twin), "A")

    def test_a_run_confirmed_before_the_rule_is_filed_by_hand(self):
        self.assertFalse(self.first.approval_state)
        self.first.with_user(self.filer).action_file()
        self.assertEqual(self.first.state, "filed")

    def test_the_server_skips_no_state(self):
        run = self._draft_run(self.scheme, date(2024, 7, 31))
        self._refused("cannot become", run._enter_as_server, "confirmed")
        self._refused("cannot become", run._enter_as_server, "filed")
