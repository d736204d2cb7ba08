# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
from fractions import Fraction

from odoo.tests import tagged

from .sensitivity_common import SensitivityCommon


@tagged("post_install", "-at_install")
class TestGradingSensitivityJudge(SensitivityCommon):
    """One customer is judged in Python as the engine judges all of them in SQL."""

    def _random_scheme(self, rng, mode):
        role = {
            "weighted": "score",
            "coefficients": "coefficient",
            "quantiles": "quantile",
            "cumulative_share": "rank",
            "rules": "condition",
        }[mode]
        criteria = []
        for _number in range(1 if role == "rank" else 3):
            cuts = sorted(rng.sample([0, 10, 25, 50, 62.5, 100, 300], 3))
            points = [rng.choice([0, 10, 50, 100]) for _n in range(4)]
            if role == "coefficient":
                points = [rng.choice([0.5, 1, 1.25, 2]) for _n in range(4)]
            criteria.append(
                {
                    "metric": rng.choice(
                        ["revenue", "rating", "recency_days", "order_count"]
                    )
                    if role != "rank"
                    else "revenue",
                    "role": role,
                    "weight": rng.choice([1, 2, 5]),
                    "basis": rng.choice(["value", "position", "quantile"]),
                    "null_policy": rng.choice(["zero", "lowest", "skip", "ungraded"]),
                    "quantile_count": rng.choice([2, 3, 5]),
                    "bands": zip([None, *cuts], [*cuts, None], points, strict=True)
                    if role in ("score", "coefficient")
                    else (),
                    "grade": rng.choice("AB"),
                    "alternative": rng.choice([1, 2]),
                    "operator": rng.choice([">", ">=", "<", "<=", "=", "!="]),
                    "threshold": rng.choice([0, 3, 10, 50]),
                }
            )
        if rng.random() < 0.5:
            criteria.append(
                {
                    "metric": "rating",
                    "role": "cap",
                    "grade": rng.choice("BC"),
                    "operator": "<=",
                    "threshold": 10,
                    "null_policy": rng.choice(["zero", "lowest", "skip"]),
                }
            )
        limits = [(50, 40), (20, 70), (0, 100)]
        if role == "coefficient":
            limits = [(4, 0), (1, 0), (0, 0)]
        scheme = self._scheme(
            mode,
            [
                (code, {"score_min": score, "share_max": share})
                for code, (score, share) in zip("ABC", limits, strict=True)
            ],
            criteria,
            combination=rng.choice(["product", "sum", "average"]),
        )
        quantiles = scheme.criterion_ids.filtered(lambda one: one.role == "quantile")
        if quantiles:
            self.env["group.customer.grade.segment"].create(
                [
                    {
                        "grade_id": scheme.grade_ids[place].id,
                        "criterion_id": criterion.id,
                        "alternative": rng.choice([1, 2]),
                        "score_from": (low := rng.choice([1, 2])),
                        "score_to": low + rng.choice([0, 1]),
                    }
                    for place in (0, 1)
                    for criterion in quantiles
                ]
            )
        return scheme

    def _build_population(self, rng):
        for customer in self.customers[:-1]:
            for _n in range(rng.choice([0, 1, 2])):
                self._sell(
                    customer,
                    rng.choice([-20, 5, 5, 10, 40, 62.5, 100]),
                    rng.choice(["2024-06-01", "2024-05-01", "2024-06-20"]),
                )
            if rng.random() < 0.6:
                self._rate(customer, rng.choice([10, 100]))

    def test_judges_as_the_engine_does(self):
        """Random schemes of every mode over customers with ties, refunds, no data."""
        rng = random.Random(19)
        self._build_population(rng)
        judged = set()
        for mode in 3 * (
            "weighted",
            "rules",
            "cumulative_share",
            "quantiles",
            "coefficients",
        ):
            scheme = self._random_scheme(rng, mode)
            run = self._force_compute(scheme)
            for line in run.line_ids:
                with self.subTest(mode=mode, customer=line.partner_id.name):
                    found = line._get_sensitivity()
                    self.assertIsNotNone(found)
                    self.assertEqual(found.verdict.base, line.base_place or None)
                    if found.verdict.score is not None:
                        self.assertEqual(
                            Fraction(f"{line.score:.2f}"), found.verdict.score
                        )
                    judged.add((mode, found.place))
        self.assertGreater(len(judged), 10)

    def test_rest_gets_the_last_grade_that_asks_for_nothing(self):
        """A better one that asks for nothing either is for caps, in SQL and here."""
        self._sell(self.customers[0], 100)
        self._sell(self.customers[1], 10)
        for customer, value in ((self.customers[0], 10), (self.customers[1], 100)):
            self._rate(customer, value)
        scheme = self._scheme(
            "quantiles",
            [(code, {}) for code in "ABC"],
            [
                {
                    "metric": "revenue",
                    "role": "quantile",
                    "quantile_count": 2,
                    "null_policy": "lowest",
                },
                {
                    "metric": "rating",
                    "role": "cap",
                    "grade": "B",
                    "operator": "<=",
                    "threshold": 10,
                    "null_policy": "skip",
                },
            ],
            segments={"A": [{0: (2, 2)}]},
        )
        for customer, letter in zip(self.customers, "BC", strict=False):
            line, found = self._find(scheme, customer)
            with self.subTest(customer=customer.name):
                self.assertEqual(line.grade_id.code, letter)
                self.assertIsNotNone(found)
                self.assertEqual(found.place, "ABC".index(letter) + 1)
