# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .grading_common import AS_OF, GradingCommon

BANDS = [(None, 100, 0), (100, 500, 50), (500, None, 100)]


@tagged("post_install", "-at_install")
class TestGradingTogether(GradingCommon):
    """One open run per scheme and company; several schemes in one pass."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob = cls._customers("Ann", "Bob")
        cls._transact(cls.ann, 900)
        cls._transact(cls.bob, 300)
        cls.weighted = cls._scheme(
            "weighted",
            [("A", {"score_min": 80}), ("B", {"score_min": 0})],
            [{"metric": "revenue", "weight": 100, "bands": BANDS}],
        )
        cls.share = cls._scheme(
            "cumulative_share",
            [("X", {"share_max": 50}), ("Y", {"share_max": 100})],
            [{"metric": "revenue", "role": "rank"}],
        )

    # One open run

    def test_second_result_is_refused_while_one_is_open(self):
        first = self._draft_run(self.weighted)
        first.with_user(self.users["manager"]).action_compute()
        second = self._draft_run(self.weighted)
        with self.assertRaises(UserError) as refused:
            second.action_compute()
        for text in (first.name, "Scheme weighted", self.users["manager"].name):
            self.assertIn(text, str(refused.exception))
        self.assertIn(
            "Confirm that run, or set it back to draft", str(refused.exception)
        )
        self.assertEqual(second.state, "draft")
        self.assertFalse(second.line_ids)

    def test_open_run_may_be_computed_again(self):
        run = self._run(self.weighted)
        run.action_compute()
        self.assertEqual(run.state, "computed")

    def test_what_frees_the_way(self):
        for free in ("action_confirm", "action_reset", "unlink"):
            with self.subTest(free=free):
                getattr(self._run(self.weighted), free)()
                run = self._run(self.weighted)
                self.assertEqual(run.state, "computed")
                run.unlink()

    def test_other_schemes_and_companies_are_free(self):
        self._run(self.weighted)
        self.assertEqual(self._run(self.share).state, "computed")
        other = self.env["res.company"].create({"name": "Other"})
        run = self._run(self.weighted, company_id=other.id)
        self.assertEqual(run.state, "computed")

    # Together

    def _drafts(self, *schemes):
        runs = self.env["group.customer.grade.run"]
        for scheme in schemes:
            runs += self._draft_run(scheme)
        return runs

    def test_together_is_as_one_by_one(self):
        alone = [self._letters(self._run(s)) for s in (self.weighted, self.share)]
        self.env["group.customer.grade.run"].search(
            [("scheme_id", "in", (self.weighted + self.share).ids)]
        ).unlink()
        runs = self._drafts(self.weighted, self.share)
        runs.action_compute()
        self.assertEqual([self._letters(run) for run in runs], alone)
        self.assertEqual(set(runs.mapped("state")), {"computed"})
        self.assertTrue(all(run.version_id and run.prepared_on for run in runs))

    def test_books_are_read_once(self):
        """Four schemes that ask for revenue: one pass over the sales."""
        schemes = self.weighted + self.share + self.weighted.copy() + self.share.copy()
        runs = self._drafts(*schemes)
        Ledger = type(self.env["group.customer.ledger"])
        for together, passes in ((True, 1), (False, len(schemes))):
            with (
                self.subTest(together=together),
                patch.object(
                    Ledger, "_sales_sql", autospec=True, side_effect=Ledger._sales_sql
                ) as sales,
            ):
                if together:
                    runs.action_compute()
                else:
                    for run in runs:
                        run.action_compute()
                self.assertEqual(sales.call_count, passes)

    def test_two_drafts_of_a_scheme_are_refused_together(self):
        runs = self._drafts(self.weighted, self.share, self.weighted)
        with self.assertRaisesRegex(UserError, f"while “{runs[0].name}.*is open"):
            with self.env.cr.savepoint():
                runs.action_compute()
        runs.invalidate_recordset()
        self.assertEqual(set(runs.mapped("state")), {"draft"}, "none was computed")
        self.assertFalse(runs.line_ids)

    def test_one_that_cannot_be_computed_stops_all(self):
        self.share.grade_ids[-1].share_max = 60
        runs = self._drafts(self.weighted, self.share)
        with self.assertRaisesRegex(UserError, "No grade takes the smallest"):
            runs.action_compute()

    def test_confirmed_run_among_them(self):
        runs = self._drafts(self.weighted, self.share)
        runs[1].action_compute()
        runs[1].action_confirm()
        with self.assertRaisesRegex(UserError, "cannot become"):
            runs.action_compute()

    def test_who_may_not_compute_one_may_not_compute_several(self):
        runs = self._drafts(self.weighted, self.share)
        runs.with_user(self.users["manager"]).action_compute()
        for role in ("settlement", "account"):
            with self.subTest(role=role), self.assertRaises(UserError):
                runs.with_user(self.users[role]).action_compute()

    # Some customers only

    def test_some_customers_by_their_place_among_all(self):
        """Bob alone is graded; what is larger than Bob counts all the same."""
        run = self._draft_run(self.share)
        run._compute_partial(self.bob)
        self.assertEqual(self._letters(run), {"Bob": "Y"})
        self.assertEqual(run.line_ids.rank, 2)
        self.assertEqual((run.is_partial, run.origin), (True, "revisit"))
        run.action_compute()
        self.assertEqual(self._letters(run), {"Bob": "Y"})
        # As a draft it is a run like any other.
        run.action_reset()
        run.action_compute()
        self.assertFalse(run.is_partial)
        self.assertEqual(len(run.line_ids), 2)

    def test_client_cannot_make_a_partial_run(self):
        for vals in ({"is_partial": True}, {"origin": "revisit"}, {"version_id": 1}):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(UserError, "filled by the system"),
            ):
                self._draft_run(self.share, **vals)
        run = self._draft_run(self.share)
        with self.assertRaisesRegex(UserError, "filled by the system"):
            run.write({"is_partial": True})
        Run = run.with_context(default_is_partial=True, default_origin="revisit")
        new = Run.create({"scheme_id": self.share.id, "as_of": AS_OF})
        self.assertEqual((new.is_partial, new.origin), (False, "manual"))
