# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .grading_common import GradingCommon

SCORE = {"metric": "revenue", "weight": 100, "bands": [(None, 50, 0), (50, None, 100)]}
QUANTILE = {"metric": "revenue", "role": "quantile"}
TWO = [("A", {"score_min": 50}), ("B", {"score_min": 0})]


@tagged("post_install", "-at_install")
class TestGradingSchemeCheck(GradingCommon):
    """Schemes that can never give a grade are told so, with the mend."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._transact(cls._customers("Ann"), 100)

    def assertRefused(self, scheme, *texts):
        for refuse in (scheme.action_check, self._draft_run(scheme).action_compute):
            with self.assertRaises(UserError) as refused:
                refuse()
            for text in texts:
                self.assertIn(text, str(refused.exception))
        self.assertIn(texts[0], scheme.problems)

    def assertComplete(self, scheme):
        self.assertFalse(scheme.problems)
        self.assertFalse(scheme.remarks)
        scheme.action_check()

    # Scores

    def test_grade_above_the_highest_score(self):
        grades = [("A", {"score_min": 100.01}), *TWO[1:]]
        self.assertRefused(
            self._scheme("weighted", grades, [SCORE]),
            "The grade “A · Grade A” is never reached: it begins at a score of 100.01, "
            "but the highest possible score is 100.",
        )

    def test_grade_above_the_highest_score_may_be_reached_by_a_rule(self):
        grades = [("A", {"score_min": 200}), *TWO[1:]]
        rule = {"metric": "rating", "role": "condition", "grade": "A", "threshold": 5}
        self.assertComplete(self._scheme("weighted", grades, [SCORE, rule]))

    def test_grade_between_all_scores_is_remarked(self):
        """Scores are 0 or 100: nobody is a B, but the scheme can grade."""
        grades = [
            ("A", {"score_min": 80}),
            ("B", {"score_min": 50}),
            ("C", {"score_min": 0}),
        ]
        scheme = self._scheme("weighted", grades, [SCORE])
        self.assertFalse(scheme.problems)
        remark = "for the grade “B · Grade B”, which begins at 50: nobody gets it"
        self.assertIn(remark, scheme.remarks)
        told = scheme.action_check()["params"]
        self.assertEqual(told["type"], "warning")
        self.assertIn(remark, told["message"])
        self._run(scheme)

    def test_left_out_criteria_make_more_scores_possible(self):
        grades = [
            ("A", {"score_min": 100}),
            ("B", {"score_min": 70}),
            ("C", {"score_min": 0}),
        ]
        half = {**SCORE, "weight": 30}
        other = {
            "metric": "rating",
            "weight": 70,
            "null_policy": "skip",
            "bands": [(None, 5, 60), (5, None, 61)],
        }
        # 30 + 42 = 72 with a rating; without one 0 or 100.
        self.assertComplete(self._scheme("weighted", grades, [half, other]))

    # Coefficients

    def test_coefficients_need_bands_without_gaps(self):
        scheme = self._scheme("coefficients", TWO, [])
        self.assertRefused(scheme, "No criterion has the role Coefficient")
        scheme = self._scheme(
            "coefficients", TWO, [{"metric": "revenue", "role": "coefficient"}]
        )
        self.assertRefused(scheme, "“Criterion 0 on revenue” has no bands")
        scheme = self._scheme(
            "coefficients",
            TWO,
            [
                {
                    "metric": "revenue",
                    "role": "coefficient",
                    "bands": [(None, 5, 1), (8, None, 2)],
                }
            ],
        )
        self.assertRefused(scheme, "leave a gap from 5.00 to 8.00")

    def test_combination_that_reaches_no_grade(self):
        """1.2 × 1.1 is no 150 without the multiplier; nor is 1.2 + 1.1."""
        tables = [
            {
                "metric": metric,
                "role": "coefficient",
                "bands": [(None, 5, low), (5, None, high)],
            }
            for metric, low, high in (("revenue", 0.8, 1.2), ("rating", 0.9, 1.1))
        ]
        grades = [("A", {"score_min": 130}), ("B", {"score_min": 0})]
        scheme = self._scheme("coefficients", grades, tables)
        self.assertRefused(scheme, "the highest possible score is 1.32")
        scheme.score_factor = 100
        self.assertFalse(scheme.problems)
        scheme.combination = "average"
        self.assertIn("the highest possible score is 115", scheme.problems)
        scheme.combination = "sum"
        self.assertFalse(scheme.problems)
        scheme.grade_ids[1].score_min = 171
        self.assertIn("A score of 170.00 is possible", scheme.problems)

    # Quantiles

    def test_quantiles_need_a_quantile_and_segments(self):
        scheme = self._scheme("quantiles", TWO, [])
        self.assertRefused(scheme, "No criterion has the role Quantile")
        scheme = self._scheme("quantiles", TWO, [QUANTILE])
        self.assertRefused(scheme, "No grade has a segment")

    def test_segments_outside_the_scores(self):
        for scores, text in (
            ((0, 5), "from 0 to 5, but its scores go from 1 to 5"),
            ((4, 6), "from 4 to 6, but its scores go from 1 to 5"),
            ((5, 4), "from 5 to 4: the first score must not be above the second"),
        ):
            with self.subTest(scores=scores):
                scheme = self._scheme(
                    "quantiles", TWO, [QUANTILE], segments={"A": [{0: scores}]}
                )
                self.assertRefused(scheme, text)

    def test_segment_of_a_criterion_without_quantiles(self):
        rank = {"metric": "rating", "role": "rank"}
        scheme = self._scheme(
            "quantiles", TWO, [QUANTILE, rank], segments={"A": [{1: (4, 5)}]}
        )
        self.assertRefused(scheme, "which has no quantile score: choose a criterion")

    def test_segment_of_another_scheme(self):
        other = self._scheme("quantiles", TWO, [QUANTILE])
        scheme = self._scheme("quantiles", TWO, [QUANTILE])
        with self.assertRaisesRegex(ValidationError, "of another scheme: choose"):
            self.env["group.customer.grade.segment"].create(
                {
                    "grade_id": scheme.grade_ids[0].id,
                    "criterion_id": other.criterion_ids.id,
                }
            )

    def test_grade_whose_segments_better_grades_take(self):
        grades = [("A", {}), ("B", {}), ("C", {})]
        scheme = self._scheme(
            "quantiles",
            grades,
            [QUANTILE],
            segments={"A": [{0: (3, 5)}], "B": [{0: (4, 5)}]},
        )
        self.assertRefused(
            scheme,
            "The grade “B · Grade B” is never reached: better grades take all quantile",
        )

    def test_customers_in_no_segment(self):
        scheme = self._scheme(
            "quantiles",
            TWO,
            [QUANTILE, {**QUANTILE, "metric": "rating"}],
            segments={"A": [{0: (4, 5), 1: (1, 5)}], "B": [{0: (1, 3), 1: (2, 5)}]},
        )
        self.assertRefused(
            scheme, "quantile scores 1-1 (and 2 more combinations): add segments"
        )

    def test_segments_that_cover_all_need_no_rest(self):
        scheme = self._scheme(
            "quantiles",
            TWO,
            [QUANTILE],
            segments={"A": [{0: (4, 5)}], "B": [{0: (1, 3)}]},
        )
        self.assertComplete(scheme)

    def test_two_grades_without_segments(self):
        grades = [("A", {}), ("B", {}), ("C", {})]
        scheme = self._scheme(
            "quantiles", grades, [QUANTILE], segments={"A": [{0: (4, 5)}]}
        )
        self.assertRefused(scheme, "“B · Grade B” has no segment and nobody is left")

    # Conditions

    def _rules(self, *conditions, **values):
        return self._scheme(
            "rules",
            [("A", {}), ("B", {}), ("C", {})],
            [{"metric": "revenue", "role": "condition", **c} for c in conditions],
            **values,
        )

    def test_conditions_that_contradict_each_other(self):
        """GR-06: at least 10 and below 5 of the same figure never hold together."""
        scheme = self._rules(
            {"grade": "A", "threshold": 10},
            {"grade": "A", "operator": "<", "threshold": 5},
            {"grade": "B", "threshold": 1},
        )
        self.assertRefused(
            scheme,
            "The grade “A · Grade A” asks for what cannot be: “Criterion 0 on revenue” "
            "(≥ 10), “Criterion 1 on revenue” (< 5) never hold together.",
        )
        scheme.criterion_ids[1].alternative = 2
        self.assertFalse(scheme.problems and "cannot be" in scheme.problems)
        scheme.criterion_ids[1].alternative = 1
        scheme.criterion_ids[1].window_value = 1
        self.assertFalse(scheme.problems, "another period is another figure")

    def test_between_two_whole_numbers_is_nothing(self):
        for low, high, is_refused in ((5, 6, True), (5, 7, False)):
            scheme = self._rules(
                {
                    "metric": "order_count",
                    "grade": "A",
                    "operator": ">",
                    "threshold": low,
                },
                {
                    "metric": "order_count",
                    "grade": "A",
                    "operator": "<",
                    "threshold": high,
                },
                {"grade": "B", "threshold": 1},
            )
            with self.subTest(low=low, high=high):
                self.assertEqual(bool(scheme.problems), is_refused)

    def test_condition_that_never_holds(self):
        for condition, text in (
            ({"metric": "order_count", "operator": "<"}, "is < 0: change the value"),
            ({"basis": "quantile", "threshold": 6}, "is ≥ 6: change the value"),
            (
                {"basis": "position", "operator": ">", "threshold": 100},
                "is > 100: change the value",
            ),
        ):
            with self.subTest(condition=condition):
                scheme = self._rules(
                    {"grade": "A", **condition}, {"grade": "B", "threshold": 1}
                )
                self.assertRefused(scheme, "“Criterion 0 on", text)

    def test_cap_that_never_holds(self):
        cap = {
            "metric": "order_count",
            "role": "cap",
            "grade": "B",
            "operator": "<",
            "threshold": 0,
        }
        self.assertRefused(
            self._scheme("weighted", TWO, [SCORE, cap]), "never holds, for no value"
        )

    def test_grade_that_a_better_one_takes_away(self):
        scheme = self._rules(
            {"grade": "A", "threshold": 5}, {"grade": "B", "threshold": 10}
        )
        self.assertRefused(
            scheme,
            "The grade “B · Grade B” is never reached: whoever meets its conditions "
            "meets those of the better grade “A · Grade A”.",
        )
        scheme.criterion_ids[1].write({"operator": "!=", "threshold": 0})
        self.assertFalse(scheme.problems)

    def test_other_alternatives_keep_a_grade_reachable(self):
        scheme = self._rules(
            {"grade": "A", "threshold": 5},
            {"grade": "B", "threshold": 10},
            {"grade": "B", "metric": "rating", "threshold": 1, "alternative": 2},
        )
        self.assertComplete(scheme)

    def test_conditions_that_are_left_out_take_nobody_away(self):
        scheme = self._rules(
            {"grade": "A", "threshold": 5, "null_policy": "skip"},
            {"grade": "B", "threshold": 10},
        )
        self.assertComplete(scheme)

    # Requests

    def test_no_grade_but_on_request(self):
        grades = [("A", {"is_request_only": True}), ("B", {"is_veto_only": True})]
        scheme = self._scheme("weighted", grades, [SCORE])
        self.assertRefused(scheme, "No grade is reached by what is measured")

    def test_request_only_grade_has_nothing_else(self):
        grades = [("V", {"is_request_only": True}), *TWO]
        rule = {"metric": "rating", "role": "condition", "grade": "V", "threshold": 5}
        scheme = self._scheme("weighted", grades, [SCORE, rule])
        self.assertRefused(scheme, "is given by request only, yet has conditions")
        scheme.criterion_ids[1].role = "cap"
        self.assertIn("A cap lowers to the grade “V", scheme.problems)
        scheme.criterion_ids[1].unlink()
        scheme.grade_ids[0].is_veto_only = True
        self.assertIn("both by a cap only and by request only", scheme.problems)

    def test_scheme_on_request_needs_no_criterion(self):
        self.assertComplete(self._scheme("request", TWO, []))

    # Stability

    def test_margin_needs_a_limit(self):
        values = {"hysteresis_margin": 5}
        scheme = self._rules({"grade": "A", "threshold": 5}, **values)
        self.assertIn("no limit of a score or share that a margin", scheme.problems)
        scheme = self._scheme("request", TWO, [], **values)
        self.assertRefused(scheme, "A scheme by “On request only” has no limit")
        self.assertComplete(self._scheme("weighted", TWO, [SCORE], **values))

    @mute_logger("odoo.sql_db")
    def test_numbers_that_make_no_sense(self):
        scheme = self._scheme("weighted", TWO, [SCORE])
        for vals in (
            {"confirmations": 0},
            {"hysteresis_margin": -1},
            {"score_factor": 0},
            {"clv_retention": 101},
        ):
            with self.subTest(vals=vals), self.assertRaises(IntegrityError):
                with self.env.cr.savepoint():
                    scheme.write(vals)
                    scheme.flush_recordset()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            scheme.criterion_ids.quantile_count = 1
            scheme.flush_model()
            scheme.criterion_ids.flush_recordset()
