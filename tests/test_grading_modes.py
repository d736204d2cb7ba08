# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

from odoo.tests import tagged

from ..tools.pareto import cut
from .grading_common import ABC, GradingCommon

HALVES = [(None, 100, 40), (100, 500, 70), (500, None, 100)]


@tagged("post_install", "-at_install")
class TestGradingWeighted(GradingCommon):
    """Weighted bands: points, weights, contributions and thresholds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob, cls.nil = cls._customers("Ann", "Bob", "Nil")
        cls._transact(cls.ann, 500)
        cls._transact(cls.bob, 499.99)
        cls._rate(cls.ann, 10)
        cls._rate(cls.bob, 100)

    @classmethod
    def _weighted(cls, revenue=None, rating=None, grades=None, caps=()):
        return cls._scheme(
            "weighted",
            grades
            or [
                ("A", {"score_min": 80}),
                ("B", {"score_min": 60}),
                ("C", {"score_min": 0}),
            ],
            [
                {
                    "metric": "revenue",
                    "weight": 60,
                    "null_policy": "zero",
                    "bands": HALVES,
                    **(revenue or {}),
                },
                {
                    "metric": "rating",
                    "weight": 40,
                    "null_policy": "zero",
                    "bands": [(None, 50, 0), (50, None, 100)],
                    **(rating or {}),
                },
                *caps,
            ],
        )

    def test_score_is_the_weighted_sum_of_the_points(self):
        """Ann: 100 × 60 % + 0. Bob: 70 × 60 % + 100 × 40 %. Nil: 40 × 60 %."""
        run = self._run(self._weighted())
        scores = {line.partner_id.name: line.score for line in run.line_ids}
        self.assertEqual(scores, {"Ann": 60, "Bob": 82, "Nil": 24})
        self.assertEqual(self._letters(run), {"Ann": "B", "Bob": "A", "Nil": "C"})

    def test_detail_says_value_band_points_weight_and_contribution(self):
        scheme = self._weighted()
        revenue, rating = self._line(self._run(scheme), self.bob).detail
        self.assertEqual(revenue["criterion_id"], scheme.criterion_ids[0].id)
        self.assertEqual(
            [revenue.get(key) for key in ("value", "band", "note")], [499.99, 1, None]
        )
        self.assertEqual(
            [revenue[key] for key in ("points", "weight", "contribution")],
            [70, 60, 42],
        )
        self.assertEqual(rating["contribution"], 40)

    def test_bounds_are_exact(self):
        """500 begins the upper band; a score of exactly 60 is a B (Ann)."""
        run = self._run(self._weighted())
        self.assertEqual(self._line(run, self.ann).detail[0]["band"], 2)
        self.assertEqual(self._line(run, self.bob).detail[0]["band"], 1)

    def test_score_is_rounded_once_and_graded_as_it_is_read(self):
        """Weights 1 and 2 of 3: (100 + 2 × 70) ÷ 3 is 80, no 79.99 or 80.01."""
        scheme = self._weighted(
            {"weight": 1}, {"weight": 2, "bands": [(None, 50, 70), (50, None, 100)]}
        )
        scheme.weight_total = 3
        line = self._line(self._run(scheme), self.ann)
        self.assertEqual((line.score, line.grade_id.code), (80, "A"))
        self.assertEqual([part["contribution"] for part in line.detail], [33.33, 46.67])

    def test_no_data_counts_as_zero(self):
        line = self._line(self._run(self._weighted()), self.nil)
        self.assertEqual(line.detail[0]["note"], "zero")
        self.assertEqual(line.detail[0]["points"], 40)

    def test_no_data_is_the_worst_outcome(self):
        """Where the fewest points are not at zero, worst differs from zero."""
        rating = {"bands": [(None, 50, 100), (50, None, 20)], "null_policy": "lowest"}
        line = self._line(self._run(self._weighted(rating=rating)), self.nil)
        self.assertEqual(line.score, 32)  # 40 × 60 % + 20 × 40 %
        self.assertEqual((line.detail[1]["points"], line.detail[1]["band"]), (20, None))

    def test_no_data_is_left_out_and_the_weights_scaled_up(self):
        line = self._line(
            self._run(self._weighted(rating={"null_policy": "skip"})), self.nil
        )
        self.assertEqual(line.score, 40)
        self.assertEqual(line.detail[0]["contribution"], 40)
        self.assertEqual(
            [line.detail[1][key] for key in ("points", "weight", "contribution")],
            [None, None, None],
        )

    def test_nothing_but_left_out_criteria_gives_no_grade(self):
        skip = {"null_policy": "skip"}
        scheme = self._weighted(skip, skip, grades=[("A", {"score_min": 0})])
        line = self._line(self._run(scheme), self.nil)
        self.assertFalse(line.grade_id)
        self.assertEqual(line.change, "ungraded")

    def test_no_data_gives_no_grade(self):
        run = self._run(self._weighted(rating={"null_policy": "ungraded"}))
        self.assertEqual(self._letters(run), {"Ann": "B", "Bob": "A", "Nil": None})

    def test_position_fits_sales_of_any_size(self):
        """Ann's larger customers make up 0 %, Bob's 50 %, Nil has no sales."""
        bands = [(None, 50, 100), (50, 100, 60), (100, None, 0)]
        for policy in ("zero", "lowest"):
            revenue = {"basis": "position", "bands": bands, "null_policy": policy}
            run = self._run(self._weighted(revenue))
            with self.subTest(policy=policy):
                self.assertEqual(
                    {
                        line.partner_id.name: line.detail[0]["points"]
                        for line in run.line_ids
                    },
                    {"Ann": 100, "Bob": 60, "Nil": 0},
                )
                self.assertEqual(self._line(run, self.bob).detail[0]["position"], 50)

    def test_rank_and_share_follow_the_main_metric(self):
        """GR-27: Ann and Bob have 50 % each, so 80 % need both of them."""
        run = self._run(self._weighted())
        facts = {
            line.partner_id.name: (
                line.value,
                line.rank,
                line.cumulative_share,
                line.in_pareto_share,
            )
            for line in run.line_ids
        }
        self.assertEqual(facts["Ann"], (500, 1, 50, True))
        self.assertEqual(facts["Bob"], (499.99, 2, 100, True))
        self.assertEqual(facts["Nil"], (0, 0, 0, False))

    # Caps

    def _caps(self, grade, **values):
        return [
            {
                "metric": "rating",
                "role": "cap",
                "grade": grade,
                "operator": "<=",
                "threshold": 10,
                "null_policy": "skip",
                **values,
            }
        ]

    def _capped_grades(self):
        return [
            ("A", {"score_min": 50}),
            ("B", {"score_min": 40}),
            ("C", {"score_min": 0}),
            ("D", {"is_veto_only": True}),
        ]

    def test_cap_makes_a_d_whatever_the_score(self):
        """GR-02: a major credit problem makes a D whatever the sales."""
        run = self._run(
            self._weighted(grades=self._capped_grades(), caps=self._caps("D"))
        )
        self.assertEqual(self._letters(run), {"Ann": "D", "Bob": "A", "Nil": "C"})
        ann = self._line(run, self.ann)
        self.assertTrue(ann.is_capped)
        self.assertEqual(ann.score, 60)
        self.assertTrue(ann.detail[2]["met"])
        self.assertFalse(self._line(run, self.bob).is_capped)

    def test_cap_never_lifts_a_grade(self):
        caps = self._caps("B", operator=">=", threshold=0, null_policy="lowest")
        grades = self._capped_grades()[:3]
        run = self._run(self._weighted(grades=grades, caps=caps))
        self.assertEqual(self._letters(run), {"Ann": "B", "Bob": "B", "Nil": "C"})
        self.assertFalse(self._line(run, self.nil).is_capped)

    def test_lowest_of_several_caps_counts(self):
        caps = self._caps("C") + self._caps("B")
        run = self._run(self._weighted(grades=self._capped_grades()[:3], caps=caps))
        self.assertEqual(self._line(run, self.ann).grade_id.code, "C")

    def test_cap_without_data(self):
        for policy, letter in (
            ("skip", "C"),
            ("zero", "D"),
            ("lowest", "D"),
            ("ungraded", None),
        ):
            with self.subTest(policy=policy):
                caps = self._caps("D", null_policy=policy)
                run = self._run(self._weighted(grades=self._capped_grades(), caps=caps))
                self.assertEqual(self._letters(run)["Nil"], letter)

    def test_cap_to_the_last_grade_needs_no_score(self):
        """Missing data cannot save who has a major problem; other caps stay open."""
        self._rate(self.nil, 10)
        revenue = {"null_policy": "ungraded"}
        grades = self._capped_grades()
        run = self._run(self._weighted(revenue, grades=grades, caps=self._caps("D")))
        self.assertEqual(self._letters(run)["Nil"], "D")
        run = self._run(
            self._weighted(revenue, grades=grades[:3], caps=self._caps("B"))
        )
        self.assertEqual(self._letters(run)["Nil"], None)


@tagged("post_install", "-at_install")
class TestGradingCumulativeShare(GradingCommon):
    """GR-16: classes by cumulative share of sales."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._customers("Ann", "Bob", "Cat", "Dan", "Eve", "Nil")

    def _sell(self, *amounts):
        for partner, amount in zip(self.customers, amounts, strict=False):
            if amount:
                self._transact(partner, abs(amount), kind=self._kind(amount))

    def _kind(self, amount):
        return "sale" if amount > 0 else "refund"

    def _abc(self, **values):
        return self._scheme(
            "cumulative_share",
            ABC,
            [{"metric": "revenue", "role": "rank", "null_policy": "lowest", **values}],
        )

    def _codes(self, run):
        return "".join(
            self._line(run, partner).grade_id.code or "-" for partner in self.customers
        )

    def test_a_takes_customers_until_70_percent_is_exceeded(self):
        """50 + 20 are 70 % exactly, so Cat is an A too; 85 %: Dan is the last B."""
        self._sell(50, 20, 15, 10, 5)
        run = self._run(self._abc())
        self.assertEqual(self._codes(run), "AAABCC")
        self.assertEqual(
            [self._line(run, partner).cumulative_share for partner in self.customers],
            [50, 70, 85, 95, 100, 0],
        )
        values = {
            partner.id: Decimal(amount)
            for partner, amount in zip(
                self.customers, (50, 20, 15, 10, 5), strict=False
            )
        }
        self.assertEqual(
            [cut(values, [70, 90, 100]).get(p.id, 2) for p in self.customers],
            [0, 0, 0, 1, 2, 2],
        )

    def test_one_large_customer_is_the_whole_a_group(self):
        self._sell(95, 2, 1, 1, 1)
        self.assertEqual(self._codes(self._run(self._abc())), "ACCCCC")

    def test_equal_values_get_equal_grades(self):
        self._sell(40, 20, 20, 20)
        run = self._run(self._abc())
        self.assertEqual(self._codes(run), "AAAACC")
        self.assertEqual(
            [self._line(run, partner).rank for partner in self.customers],
            [1, 2, 2, 2, 0, 0],
        )

    def test_customers_without_positive_value_get_the_last_grade(self):
        """The refunded customer takes nothing from the total: 60 of 80 are 75 %."""
        self._sell(60, 20, -30)
        self.assertEqual(self._codes(self._run(self._abc())), "ABCCCC")

    def test_nobody_has_a_positive_value(self):
        self._sell(-5)
        self.assertEqual(self._codes(self._run(self._abc())), "CCCCCC")

    def test_no_data_by_policy(self):
        self._sell(60, 20, -30)
        for policy, codes in (
            ("zero", "ABCCCC"),
            ("skip", "ABC---"),
            ("ungraded", "ABC---"),
        ):
            with self.subTest(policy=policy):
                run = self._run(self._abc(null_policy=policy))
                self.assertEqual(self._codes(run), codes)

    def test_pareto_share_is_a_dated_parameter(self):
        """GR-27: at 80 % the first three, at 40 % the first alone."""
        self._sell(50, 20, 15, 10, 5)
        run = self._run(self._abc())
        self.assertEqual(
            run.line_ids.filtered("in_pareto_share").partner_id, self.customers[:3]
        )
        parameter = self.env["group.customer.parameter"].search(
            [("code", "=", "pareto_share")]
        )
        self.env["group.customer.parameter.value"].create(
            {"parameter_id": parameter.id, "date_from": "2024-06-30", "value": 40}
        )
        run = self._run(self._abc())
        self.assertEqual(
            run.line_ids.filtered("in_pareto_share").partner_id, self.customers[0]
        )
