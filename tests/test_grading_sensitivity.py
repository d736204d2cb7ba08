# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import fields
from odoo.tests import tagged

from .grading_common import ABC, AS_OF
from .sensitivity_common import HALVES, SCORES, SensitivityCommon


@tagged("post_install", "-at_install")
class TestGradingSensitivity(SensitivityCommon):
    """What would change the grade: applied exactly, it does, and nothing less does.

    Every amount that is found is done (a sale, a refund, an input), the run computed
    again by the engine, and the grade read from it.
    """

    def _assert_applied(self, scheme, customer, is_lift=True):
        """Apply the amount of revenue that is found; one cent less is not enough.

        :returns: the amount in cents
        """
        _line, found = self._find(scheme, customer)
        change = found.find_single()["v0"][0 if is_lift else 1]
        amount = change.values["v0"] - (found.values["v0"] or 0)
        toward_zero = -1 if amount > 0 else 1
        for cents, place in (
            (amount, change.place),
            (amount + toward_zero, found.place),
        ):
            with self.env.cr.savepoint() as savepoint:
                self._sell(customer, cents / 100)
                line, after = self._find(scheme, customer)
                self.assertEqual(after.judge.places.get(line.grade_id.id), place)
                savepoint.rollback()
                self.env.invalidate_all()
        return amount

    def test_value_of_a_score(self):
        """Bob's 499.99: 0.01 more begins the upper band, 399.99 less leaves his."""
        scheme = self._scheme(
            "weighted",
            SCORES,
            [
                {"metric": "revenue", "weight": 60, "bands": HALVES},
                {
                    "metric": "rating",
                    "weight": 40,
                    "bands": [(None, 50, 50), (50, None, 100)],
                },
            ],
        )
        bob = self.customers[1]
        self._sell(bob, 499.99)
        self.assertEqual(self._assert_applied(scheme, bob), 1)
        self.assertEqual(self._assert_applied(scheme, bob, is_lift=False), -40000)
        # 42 + 20 are 62, a B; with the other answer 82, an A.
        _line, found = self._find(scheme, bob)
        lift, _drop = found.find_single()["v1"]
        self.assertEqual((lift.values["v1"], lift.place), (1000000, 1))
        self._rate(bob, 100)
        line = self._line(self._compute(scheme), bob)
        self.assertEqual(line.grade_id.code, "A")

    def test_cumulative_share(self):
        """60 and 30 before Cat's 10: what she adds is in the total, too.

        60 ÷ (90 + v) ≤ 70 % would need nothing, but the 30 count before her: v must
        reach 30. Bob, with 30, may lose all down to what Cat has, and a cent.
        """
        scheme = self._scheme(
            "cumulative_share", ABC, [{"metric": "revenue", "role": "rank"}]
        )
        for customer, amount in zip(self.customers, (60, 30, 10), strict=False):
            self._sell(customer, amount)
        self.assertEqual(self._assert_applied(scheme, self.customers[2]), 2000)
        # With 10 he would still be before nobody: 60 ÷ 80 are more than 70 %.
        amount = self._assert_applied(scheme, self.customers[1], is_lift=False)
        self.assertEqual(amount, -1429)
        # From nothing at all: a cent is a positive value, but still in the last class
        self._assert_applied(scheme, self.customers[6])

    def test_cumulative_share_with_ties(self):
        scheme = self._scheme(
            "cumulative_share", ABC, [{"metric": "revenue", "role": "rank"}]
        )
        amounts = (40, 40, 10, 10, 10, -5)
        for customer, amount in zip(self.customers, amounts, strict=False):
            self._sell(customer, amount)
        self._assert_applied(scheme, self.customers[0], is_lift=False)
        self._assert_applied(scheme, self.customers[3])
        self._assert_applied(scheme, self.customers[5])

    def test_position_and_quantile_of_a_score(self):
        for basis, bands in (
            ("position", [(None, 40, 100), (40, 80, 70), (80, None, 10)]),
            ("quantile", [(None, 3, 10), (3, 5, 70), (5, None, 100)]),
        ):
            scheme = self._scheme(
                "weighted",
                SCORES,
                [{"metric": "revenue", "weight": 100, "basis": basis, "bands": bands}],
            )
            with self.env.cr.savepoint() as savepoint:
                amounts = (50, 30, 30, 12.5, 7, -3)
                for customer, amount in zip(self.customers, amounts, strict=False):
                    self._sell(customer, amount)
                for customer in self.customers:
                    _line, found = self._find(scheme, customer)
                    for is_lift, change in zip(
                        (True, False), found.find_single()["v0"], strict=True
                    ):
                        if change:
                            with self.subTest(basis=basis, customer=customer.name):
                                self._assert_applied(scheme, customer, is_lift)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_segments(self):
        """A needs the best of five quantiles of revenue and of orders' recency."""
        scheme = self._scheme(
            "quantiles",
            [("A", {}), ("B", {})],
            [
                {"metric": "revenue", "role": "quantile"},
                {"metric": "recency_days", "role": "quantile", "null_policy": "lowest"},
            ],
        )
        self.env["group.customer.grade.segment"].create(
            [
                {
                    "grade_id": scheme.grade_ids[0].id,
                    "criterion_id": criterion.id,
                    "score_from": 5,
                    "score_to": 5,
                }
                for criterion in scheme.criterion_ids
            ]
        )
        for day, customer in enumerate(self.customers[:6]):
            self._sell(customer, 10 * (day + 1), f"2024-06-{10 + day}")
        # Fay leads in both; Eve sold for 50 on the 14th, Fay on the 15th.
        line, found = self._find(scheme, self.customers[5])
        self.assertEqual(line.grade_id.code, "A")
        self._assert_applied(scheme, self.customers[5], is_lift=False)
        line, found = self._find(scheme, self.customers[3])
        self.assertFalse(any(lift for lift, _drop in found.find_single().values()))
        together = found.find_together()
        self.assertEqual(together.place, 1)
        # Seven customers: who is worse than six of them is in the last fifth of them.
        revenue, days = (together.values[key] for key in ("v0", "v1"))
        self._sell(self.customers[3], (revenue - 4000) / 100, "2024-06-13")
        self.env["group.customer.transaction"].search(
            [("partner_id", "=", self.customers[3].id)]
        ).write({"date": fields.Date.subtract(AS_OF, days=days // 100)})
        line = self._line(self._compute(scheme), self.customers[3])
        self.assertEqual(line.grade_id.code, "A")

    def test_coefficients(self):
        scheme = self._scheme(
            "coefficients",
            [("A", {"score_min": 2}), ("B", {"score_min": 1}), ("C", {})],
            [
                {
                    "metric": "revenue",
                    "role": "coefficient",
                    "bands": [(None, 100, 0.8), (100, 500.5, 1), (500.5, None, 1.6)],
                },
                {
                    "metric": "rating",
                    "role": "coefficient",
                    "bands": [(None, 50, 1), (50, None, 1.25)],
                },
            ],
        )
        ann, bob = self.customers[:2]
        self._sell(ann, 99)
        self._sell(bob, 300)
        self._rate(bob, 100)
        self.assertEqual(self._assert_applied(scheme, ann), 100)
        self.assertEqual(self._assert_applied(scheme, bob), 20050)

    def test_rules_and_caps(self):
        """Who sold nothing to for long gets a B at best; A asks for a good rating."""
        scheme = self._scheme(
            "rules",
            [("A", {}), ("B", {}), ("C", {})],
            [
                {
                    "metric": "revenue",
                    "role": "condition",
                    "grade": "A",
                    "operator": ">",
                    "threshold": 100,
                },
                {
                    "metric": "rating",
                    "role": "condition",
                    "grade": "A",
                    "threshold": 100,
                    "null_policy": "lowest",
                },
                {
                    "metric": "revenue",
                    "role": "condition",
                    "grade": "B",
                    "threshold": 50,
                },
                {
                    "metric": "recency_days",
                    "role": "cap",
                    "grade": "B",
                    "operator": ">",
                    "threshold": 60,
                },
            ],
        )
        ann, bob, cat = self.customers[:3]
        self._sell(ann, 100)
        self._rate(ann, 100)
        self._sell(bob, 20)
        self._sell(cat, 200, "2024-01-01")
        self._rate(cat, 10)
        self.assertEqual(self._assert_applied(scheme, ann), 1)
        self.assertEqual(self._assert_applied(scheme, ann, is_lift=False), -5001)
        self.assertEqual(self._assert_applied(scheme, bob), 3000)
        line, found = self._find(scheme, cat)
        self.assertEqual(line.grade_id.code, "B")
        together = found.find_together()
        self.assertEqual(together.values, {"v1": 1000000, "v2": 6000})
        self.assertIn(
            "“Criterion 1 on rating” at Good and 121 days less of “Criterion 3 on "
            "recency_days” (60 days instead of 181 days) together make A.",
            str(line.sensitivity).replace("\N{NO-BREAK SPACE}", " "),
        )
        self.assertIn("The cap “Criterion 3 on recency_days”", line.sensitivity)

    def test_rounding_of_the_score(self):
        """79.995 is 80.00 and an A; 79.99 is not."""
        scheme = self._scheme(
            "weighted",
            [("A", {"score_min": 80}), ("B", {})],
            [
                {
                    "metric": "revenue",
                    "weight": 100,
                    "bands": [
                        (None, 10, 79.9899),
                        (10, 20, 79.9949),
                        (20, 30, 79.995),
                        (30, None, 90),
                    ],
                }
            ],
        )
        self._sell(self.customers[0], 5)
        self.assertEqual(self._assert_applied(scheme, self.customers[0]), 1500)

    def test_margin(self):
        """In force: B. An A begins at 80, with the margin of 5 at 85."""
        scheme = self._scheme(
            "weighted",
            [("A", {"score_min": 80}), ("B", {})],
            [
                {
                    "metric": "revenue",
                    "weight": 100,
                    "bands": [
                        (None, 10, 0),
                        (10, 20, 82),
                        (20, 30, 85),
                        (30, None, 90),
                    ],
                }
            ],
            hysteresis_margin=5,
        )
        ann = self.customers[0]
        self._sell(ann, 5, "2024-01-01")
        self._run(scheme, as_of="2024-01-31").action_confirm()
        self.assertEqual(self._assert_applied(scheme, ann), 1500)
        self._sell(ann, 10, "2024-06-01")
        line, found = self._find(scheme, ann)
        self.assertTrue(line.is_held)
        self.assertEqual(self._assert_applied(scheme, ann), 500)
