# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
from decimal import ROUND_HALF_UP, Decimal

from odoo.tests import tagged

from ..tools.bands import exact, match_band
from .grading_common import GradingCommon

SIZE = [(None, 100, 0.8), (100, 500, 1), (500, None, 1.2)]
LOYALTY = [(None, 50, 0.9), (50, None, 1.1)]


@tagged("post_install", "-at_install")
class TestGradingCoefficients(GradingCommon):
    """Coefficient tables and how they combine (GR-20), worked by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob, cls.cat, cls.nil = cls._customers("Ann", "Bob", "Cat", "Nil")
        for partner, amount, rating in (
            (cls.ann, 500, 100),
            (cls.bob, 499.99, 10),
            (cls.cat, 99, 10),
        ):
            cls._transact(partner, amount)
            cls._rate(partner, rating)

    @classmethod
    def _coefficients(cls, size=None, loyalty=None, grades=None, more=(), **values):
        return cls._scheme(
            "coefficients",
            grades
            or [
                ("VIP", {"score_min": 130}),
                ("B", {"score_min": 80}),
                ("C", {"score_min": 0}),
            ],
            [
                {
                    "metric": "revenue",
                    "role": "coefficient",
                    "bands": SIZE,
                    **(size or {}),
                },
                {
                    "metric": "rating",
                    "role": "coefficient",
                    "bands": LOYALTY,
                    **(loyalty or {}),
                },
                *more,
            ],
            **{"score_factor": 100, **values},
        )

    def _scores(self, run):
        return {line.partner_id.name: line.score for line in run.line_ids}

    def test_product(self):
        """Ann 1.2 × 1.1, Bob 1 × 0.9, Cat and Nil 0.8 × 0.9, times 100."""
        run = self._run(self._coefficients())
        self.assertEqual(
            self._scores(run), {"Ann": 132, "Bob": 90, "Cat": 72, "Nil": 72}
        )
        self.assertEqual(
            self._letters(run), {"Ann": "VIP", "Bob": "B", "Cat": "C", "Nil": "C"}
        )
        self.assertEqual(
            [
                (detail["points"], detail["band"])
                for detail in self._line(run, self.ann).detail
            ],
            [(1.2, 2), (1.1, 1)],
        )

    def test_sum(self):
        run = self._run(
            self._coefficients(
                combination="sum",
                score_factor=1,
                grades=[("A", {"score_min": 1.9}), ("B", {"score_min": 1.7})],
            )
        )
        self.assertEqual(
            self._scores(run), {"Ann": 2.3, "Bob": 1.9, "Cat": 1.7, "Nil": 1.7}
        )

    def test_average_by_weights(self):
        """Bob: (1 × 3 + 0.9 × 1) ÷ 4 = 0.975."""
        run = self._run(
            self._coefficients(
                {"weight": 3},
                {"weight": 1},
                combination="average",
                grades=[("A", {"score_min": 97.5}), ("C", {"score_min": 0})],
            )
        )
        line = self._line(run, self.bob)
        self.assertEqual((line.score, line.grade_id.code), (97.5, "A"))
        self.assertEqual([d["weight"] for d in line.detail], [3, 1])

    def test_average_without_weights_counts_all_alike(self):
        run = self._run(
            self._coefficients(combination="average", grades=[("A", {"score_min": 0})])
        )
        self.assertEqual(self._line(run, self.bob).score, 95)

    def test_no_data_by_policy(self):
        """Nil: no revenue and no rating."""
        for policy, score, grade in (
            ("zero", 72, "C"),  # 0.8 × 0.9: both zeros lie in the lowest band
            ("lowest", 72, "C"),
            ("skip", None, None),  # nothing is left to multiply
            ("ungraded", None, None),
        ):
            with self.subTest(policy=policy):
                values = {"null_policy": policy}
                run = self._run(self._coefficients(values, values))
                line = self._line(run, self.nil)
                self.assertEqual(line.score or None, score)
                self.assertEqual(line.grade_id.code or None, grade)

    def test_lowest_coefficient_need_not_be_that_of_zero(self):
        scheme = self._coefficients(
            {"bands": [(None, 100, 1.5), (100, None, 0.5)], "null_policy": "lowest"},
            {"null_policy": "skip"},
        )
        self.assertEqual(self._line(self._run(scheme), self.nil).score, 50)

    def test_left_out_coefficient_changes_nothing(self):
        self._transact(self.nil, 600)
        run = self._run(self._coefficients(loyalty={"null_policy": "skip"}))
        self.assertEqual(self._line(run, self.nil).score, 120)

    def test_refund_lowers_the_size(self):
        self._transact(self.ann, 400.01, kind="refund")
        self.assertEqual(
            self._line(self._run(self._coefficients()), self.ann).score, 88
        )  # 99.99 left: 0.8 × 1.1

    def test_bands_may_be_of_the_place_among_all(self):
        """Ann and Bob are larger than Cat: 99.1 % of the total come before it."""
        scheme = self._coefficients(
            {"basis": "position", "bands": [(None, 90, 1.2), (90, None, 0.5)]}
        )
        run = self._run(scheme)
        self.assertEqual(
            self._scores(run), {"Ann": 132, "Bob": 108, "Cat": 45, "Nil": 45}
        )

    def test_statement_equals_plain_python(self):
        """GR-20: random tables against products, sums and means one by one."""
        rng = random.Random(20)
        partners = self._customers(*(f"P{n}" for n in range(20)))
        for partner in partners[:-2]:
            for _n in range(rng.randint(0, 3)):
                self._transact(
                    partner,
                    rng.choice([50, 100, 250.55]),
                    kind=rng.choice(["sale", "sale", "refund"]),
                )
        grades = [("A", {"score_min": 100}), ("B", {"score_min": -10000})]
        for combination in ("product", "sum", "average"):
            for policy in ("zero", "lowest", "skip", "ungraded"):
                size = {
                    "bands": [
                        (None, 0, rng.choice([0.25, 0.5])),
                        (0, 100, 0.9),
                        (100, None, 1.3333),
                    ],
                    "weight": rng.randint(1, 3),
                    "null_policy": policy,
                }
                loyalty = {"weight": rng.randint(1, 3), "null_policy": "skip"}
                scheme = self._coefficients(
                    size, loyalty, grades, combination=combination
                )
                with self.subTest(combination=combination, policy=policy):
                    self._check(scheme, self._run(scheme))

    def _check(self, scheme, run):
        for line in run.line_ids:
            coefficients = []
            blocked = False
            for criterion in scheme.criterion_ids:
                value = self._measure(criterion.measure, line.partner_id)
                bands = criterion._get_bands()
                if value is None and criterion.null_policy == "zero":
                    value = Decimal(0)
                if value is not None:
                    points = match_band(bands, value).points
                elif criterion.null_policy == "lowest":
                    points = min(band.points for band in bands)
                else:
                    blocked |= criterion.null_policy == "ungraded"
                    continue
                coefficients.append((points, exact(criterion.weight)))
            score = self._combine(scheme.combination, coefficients)
            self.assertEqual(
                exact(line.score, 2) if line.score or score else None,
                score,
                line.partner_id.name,
            )
            grade = None
            if score is not None and not blocked:
                grade = "A" if score >= 100 else "B"
            self.assertEqual(line.grade_id.code or None, grade)

    def _measure(self, measure, partner):
        if measure == "input":
            inputs = partner.group_customer_input_ids
            return exact(inputs.value) if inputs else None
        rows = self.env["group.customer.transaction"].search(
            [("partner_id", "=", partner.id)]
        )
        if not rows:
            return None
        return sum(exact(r.amount, 2) * (1 if r.kind == "sale" else -1) for r in rows)

    def _combine(self, combination, coefficients):
        if not coefficients:
            return None
        if combination == "product":
            score = Decimal(1)
            for points, _weight in coefficients:
                score *= points
        elif combination == "sum":
            score = sum(points for points, _weight in coefficients)
        else:
            score = sum(p * w for p, w in coefficients) / sum(
                w for _p, w in coefficients
            )
        return (score * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
