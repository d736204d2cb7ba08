# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.tests import freeze_time, tagged

from .grading_common import GradingCommon

DAYS = [date(2024, month, 28) for month in range(1, 13)]


class StabilityCommon(GradingCommon):
    """Runs in a row over one customer, whose figure is a dated input."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls._customers("Ann")
        cls.points = cls.env["group.customer.metric"].create(
            {"name": "Points", "code": "test_points"}
        )
        cls.veto = cls.env["group.customer.metric"].create(
            {"name": "Veto", "code": "test_veto"}
        )

    @classmethod
    def _enter(cls, value, day, metric=None, partner=None):
        cls.env["group.customer.grade.input"].create(
            {
                "partner_id": (partner or cls.ann).id,
                "metric_id": (metric or cls.points).id,
                "company_id": False,
                "date": day,
                "value": value,
            }
        )

    @classmethod
    def _stable_scheme(cls, mode="weighted", more=(), **values):
        bands = [(n or None, n + 1 if n < 100 else None, n) for n in range(101)]
        scheme = cls._scheme(
            mode,
            [
                ("A", {"score_min": 80}),
                ("B", {"score_min": 60}),
                ("C", {"score_min": 40}),
                ("D", {"score_min": 0}),
            ],
            [
                {"metric": "rating", "weight": 100, "bands": bands},
                *more,
            ],
            **values,
        )
        scheme.criterion_ids[0].metric_id = cls.points
        for criterion in scheme.criterion_ids[1:]:
            criterion.metric_id = cls.veto
        return scheme

    def _grade(self, scheme, day, points, veto=None, confirm=True):
        """One run in which the customer has these points; return its line."""
        self._enter(points, day)
        if veto is not None:
            self._enter(veto, day, self.veto)
        run = self._run(scheme, day)
        if confirm:
            run.action_confirm()
        return run.line_ids

    def _sequence(self, scheme, *values):
        """Return the grades of the runs, one for each value."""
        return "".join(
            self._grade(
                scheme, day, *(value if isinstance(value, tuple) else [value])
            ).grade_id.code
            for day, value in zip(DAYS, values, strict=False)
        )


@tagged("post_install", "-at_install")
class TestGradingConfirmations(StabilityCommon):
    """A grade changes when enough confirmed runs in a row say so."""

    def test_without_hysteresis_every_change_holds_at_once(self):
        scheme = self._stable_scheme()
        self.assertEqual(self._sequence(scheme, 70, 85, 45, 65), "BACB")
        self.assertFalse(any(scheme.run_ids.line_ids.mapped("is_held")))

    def test_first_grade_comes_at_once(self):
        line = self._grade(self._stable_scheme(confirmations=3), DAYS[0], 85)
        self.assertEqual((line.grade_id.code, line.pending_count), ("A", 0))

    def test_change_needs_two_runs_in_a_row(self):
        scheme = self._stable_scheme(confirmations=2)
        self.assertEqual(self._sequence(scheme, 70, 85, 85, 85), "BBAA")
        lines = scheme.run_ids.sorted("as_of").line_ids
        self.assertEqual(lines.mapped("is_held"), [False, True, False, False])
        self.assertEqual(lines.mapped("pending_count"), [0, 1, 2, 0])
        self.assertEqual(
            [line.proposed_grade_id.code for line in lines], ["B", "A", "A", "A"]
        )
        self.assertEqual([line.change for line in lines], ["new", "same", "up", "same"])

    def test_one_run_that_says_otherwise_begins_anew(self):
        scheme = self._stable_scheme(confirmations=2)
        self.assertEqual(self._sequence(scheme, 70, 85, 70, 85, 85), "BBBBA")

    def test_the_other_direction_begins_anew(self):
        scheme = self._stable_scheme(confirmations=2)
        self.assertEqual(self._sequence(scheme, 70, 85, 45, 85, 45, 45), "BBBBBC")

    def test_the_same_direction_counts_whatever_the_grade(self):
        """B, then C and D: two runs below B; the last one says which grade."""
        scheme = self._stable_scheme(confirmations=2)
        self.assertEqual(self._sequence(scheme, 70, 45, 5), "BBD")

    def test_three_runs(self):
        scheme = self._stable_scheme(confirmations=3)
        self.assertEqual(self._sequence(scheme, 70, 85, 85, 85), "BBBA")

    def test_only_confirmed_runs_count(self):
        scheme = self._stable_scheme(confirmations=2)
        self._grade(scheme, DAYS[0], 70)
        open_run = self._grade(scheme, DAYS[1], 85, confirm=False).run_id
        open_run.unlink()
        line = self._grade(scheme, DAYS[2], 85)
        self.assertEqual((line.grade_id.code, line.pending_count), ("B", 1))

    def test_the_same_day_confirms_nothing(self):
        scheme = self._stable_scheme(confirmations=2)
        self._grade(scheme, DAYS[0], 70)
        self._grade(scheme, DAYS[1], 85)
        again = self._run(scheme, DAYS[1]).line_ids
        self.assertEqual((again.grade_id.code, again.pending_count), ("B", 1))

    def test_grade_by_hand_is_where_a_change_starts(self):
        """By hand to D after a run for A: the runs before the hand count no more."""
        scheme = self._stable_scheme(confirmations=2)
        self._sequence(scheme, 70, 85)
        self.env["group.customer.grade.award"].create(
            {
                "partner_id": self.ann.id,
                "grade_id": scheme.grade_ids[3].id,
                "date_from": DAYS[1],
                "reason": "Agreed",
            }
        )
        line = self._grade(scheme, DAYS[2], 85)
        self.assertEqual((line.grade_id.code, line.pending_count), ("D", 1))

    def test_no_data_is_not_held_back(self):
        scheme = self._stable_scheme(confirmations=2)
        scheme.criterion_ids.null_policy = "ungraded"
        self._grade(scheme, DAYS[0], 70)
        self.env["group.customer.grade.input"].search(
            [("partner_id", "=", self.ann.id)]
        ).unlink()
        line = self._run(scheme, DAYS[1]).line_ids
        self.assertFalse(line.grade_id)
        self.assertFalse(line.is_held)

    def test_each_company_counts_its_own_runs(self):
        scheme = self._stable_scheme(confirmations=2)
        self._sequence(scheme, 70, 85)
        other = self.env["res.company"].create({"name": "Other"})
        run = self._run(scheme, DAYS[2], company_id=other.id)
        self.assertEqual(run.line_ids.grade_id.code, "A", "its first grade there")

    def test_rules_are_held_back_too(self):
        scheme = self._scheme(
            "rules",
            [("A", {}), ("B", {})],
            [{"metric": "rating", "role": "condition", "grade": "A", "threshold": 80}],
            confirmations=2,
        )
        scheme.criterion_ids.metric_id = self.points
        self.assertEqual(self._sequence(scheme, 70, 85, 85, 20, 20), "BBAAB")

    def test_explanation_says_what_a_change_needs(self):
        scheme = self._stable_scheme(confirmations=3)
        self._sequence(scheme, 70, 81)
        line = scheme.run_ids.sorted("as_of")[-1].line_ids
        explanation = line._prepare_explanation()
        self.assertEqual(
            explanation["reason"],
            "Would be A (score 81) but stays B: a change needs 3 runs in a row, this "
            "is the first.",
        )
        self.assertEqual(
            explanation["base_reason"], "A because the score 81 is at least 80."
        )
        line = self._grade(scheme, DAYS[2], 85)
        self.assertIn("this is number 2", line._prepare_explanation()["reason"])
        self.assertIn("this is number 2", line.explanation)

    def test_grades_added_since_do_not_confuse_places(self):
        """A new best grade moves every place; B is still where the change starts."""
        scheme = self._stable_scheme(confirmations=2)
        self._sequence(scheme, 70, 85)
        self.env["group.customer.grade"].create(
            {
                "scheme_id": scheme.id,
                "code": "S",
                "name": "Star",
                "sequence": -1,
                "score_min": 95,
            }
        )
        line = self._grade(scheme, DAYS[2], 85)
        self.assertEqual((line.grade_id.code, line.pending_count), ("A", 2))


@tagged("post_install", "-at_install")
class TestGradingMargin(StabilityCommon):
    """A change beyond the margin holds at once."""

    def test_rise_and_fall_by_score(self):
        """A from 80, B from 60: within 5 points of the limit nothing changes."""
        scheme = self._stable_scheme(hysteresis_margin=5)
        self.assertEqual(self._sequence(scheme, 70, 84, 85, 76, 75, 56, 55), "BBAABBC")

    def test_far_jump_goes_as_far_as_the_margin_allows(self):
        """81 is a B beyond all doubt, but an A only just."""
        scheme = self._stable_scheme(hysteresis_margin=5)
        self.assertEqual(self._sequence(scheme, 5, 81, 59, 41), "DBBC")
        lines = scheme.run_ids.sorted("as_of").line_ids
        self.assertEqual(lines.mapped("is_held"), [False, True, True, False])
        self.assertIn(
            "Would be A (score 81) but becomes B: a further change needs a score of "
            "at least 85.",
            lines[1].explanation,
        )
        self.assertIn("a score of at most 55", lines[2].explanation)

    def test_either_is_enough(self):
        scheme = self._stable_scheme(hysteresis_margin=5, confirmations=2)
        self.assertEqual(self._sequence(scheme, 70, 85, 79, 79), "BAAB")
        line = scheme.run_ids.sorted("as_of")[2].line_ids
        self.assertIn(
            "a change needs 2 runs in a row, this is the first, or a score of at most "
            "75.",
            line.explanation,
        )

    def test_share(self):
        """A ends when the larger ones make up 60 %; the margin is 10."""
        big = self._customers("Big")
        scheme = self._scheme(
            "cumulative_share",
            [("A", {"share_max": 60}), ("B", {"share_max": 100})],
            [{"metric": "rating", "role": "rank"}],
            hysteresis_margin=10,
        )
        scheme.criterion_ids.metric_id = self.points
        grades = ""
        # Big's share; with 40 Ann is the larger one and has nobody before her.
        for day, share in zip(DAYS, (70, 55, 40, 65, 70), strict=False):
            self._enter(share, day, partner=big)
            self._enter(100 - share, day)
            run = self._run(scheme, day)
            run.action_confirm()
            grades += self._line(run, self.ann).grade_id.code
        self.assertEqual(grades, "BBAAB")
        lines = scheme.run_ids.sorted("as_of").line_ids
        lines = lines.filtered(lambda line: line.partner_id == self.ann)
        self.assertIn(
            "needs larger customers that make up at most 50 %", lines[1].explanation
        )
        self.assertIn(
            "needs larger customers that make up at least 70 %", lines[3].explanation
        )

    def test_coefficients(self):
        scheme = self._scheme(
            "coefficients",
            [("A", {"score_min": 100}), ("B", {"score_min": 0})],
            [
                {
                    "metric": "rating",
                    "role": "coefficient",
                    "bands": [(None, 50, 0.5), (50, 60, 1.05), (60, None, 1.1)],
                }
            ],
            score_factor=100,
            hysteresis_margin=10,
        )
        scheme.criterion_ids.metric_id = self.points
        self.assertEqual(self._sequence(scheme, 40, 55, 65, 40), "BBAB")


@tagged("post_install", "-at_install")
class TestGradingCapsAndStability(StabilityCommon):
    """Caps work, and stop working, at once; what is held back is the base."""

    @classmethod
    def _capped_scheme(cls, **values):
        return cls._stable_scheme(
            more=[
                {
                    "metric": "rating",
                    "role": "cap",
                    "grade": "D",
                    "threshold": 1,
                    "operator": ">=",
                }
            ],
            **values,
        )

    def test_cap_is_never_delayed(self):
        scheme = self._capped_scheme(confirmations=2)
        self.assertEqual(self._sequence(scheme, (70, 0), (70, 1), (70, 0)), "BDB")
        lines = scheme.run_ids.sorted("as_of").line_ids
        self.assertEqual(lines.mapped("is_capped"), [False, True, False])
        self.assertFalse(any(lines.mapped("is_held")))

    def test_under_a_cap_the_base_is_held_all_the_same(self):
        """B; capped, once A below the cap; the cap goes: the second A counts."""
        scheme = self._capped_scheme(confirmations=2)
        self.assertEqual(self._sequence(scheme, (70, 0), (85, 1), (85, 0)), "BDA")

    def test_cap_on_a_held_grade(self):
        """B, once A below the cap, then B again: B is what stood all the time."""
        scheme = self._capped_scheme(confirmations=2)
        self.assertEqual(
            self._sequence(scheme, (70, 0), (85, 1), (70, 1), (85, 0), (85, 0)),
            "BDDBA",
        )

    def test_grade_by_cap_only_is_no_start(self):
        scheme = self._capped_scheme(confirmations=2)
        scheme.grade_ids[3].is_veto_only = True
        scheme.grade_ids[2].score_min = 0
        # First graded under the cap: the award is D, the base was B.
        self.assertEqual(self._sequence(scheme, (70, 1), (85, 0)), "DB")
        self.env["group.customer.grade.award"].create(
            {
                "partner_id": self.ann.id,
                "grade_id": scheme.grade_ids[3].id,
                "date_from": DAYS[1],
                "reason": "By hand",
            }
        )
        self.assertEqual(self._grade(scheme, DAYS[2], 85, 0).grade_id.code, "A")

    def test_rule_asks_for_runs_not_for_a_margin(self):
        """A held change by a rule has no limit that a margin could lie beyond."""
        rule = {
            "metric": "rating",
            "role": "condition",
            "grade": "A",
            "threshold": 1,
        }
        scheme = self._stable_scheme(more=[rule], confirmations=2, hysteresis_margin=5)
        self.assertEqual(self._sequence(scheme, (70, 0), (70, 1), (70, 1)), "BBA")
        line = scheme.run_ids.sorted("as_of")[1].line_ids
        self.assertEqual(
            line._prepare_explanation()["reason"],
            "Would be A but stays B: a change needs 2 runs in a row, this is the "
            "first.",
        )

    def test_of_one_day_the_run_confirmed_last_counts(self):
        """Made first, confirmed last: B twice on one day, the second time once A."""
        scheme = self._stable_scheme(confirmations=2)
        first = self._draft_run(scheme, DAYS[0])
        self._enter(70, DAYS[0])
        with freeze_time("2024-12-30 10:00:00"):
            self._run(scheme, DAYS[0]).action_confirm()
        self._enter(85, DAYS[0])
        with freeze_time("2024-12-30 11:00:00"):
            first.action_compute()
            first.action_confirm()
        self.assertEqual(first.line_ids.pending_count, 1)
        line = self._grade(scheme, DAYS[1], 85, confirm=False)
        self.assertEqual((line.grade_id.code, line.pending_count), ("A", 2))
