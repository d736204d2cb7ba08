# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import random
from fractions import Fraction

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .grading_common import AS_OF, GradingCommon

ABC = [
    ("A", {"share_max": 70}),
    ("B", {"share_max": 90}),
    ("C", {"share_max": 100}),
]
SCORES = [
    ("A", {"score_min": 80}),
    ("B", {"score_min": 60}),
    ("C", {"score_min": 0}),
]
HALVES = [(None, 100, 40), (100, 500, 70), (500, None, 100)]


@tagged("post_install", "-at_install")
class TestGradingSensitivity(GradingCommon):
    """What would change the grade: applied exactly, it does, and nothing less does.

    Every amount that is found is done (a sale, a refund, an input), the run computed
    again by the engine, and the grade read from it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.names = ("Ann", "Bob", "Cat", "Dan", "Eve", "Fay", "Nil")
        cls.customers = cls._customers(*cls.names)

    def _sell(self, customer, amount, day="2024-06-01"):
        if amount:
            kind = "refund" if amount < 0 else "sale"
            self._transact(customer, abs(amount), day, kind=kind)

    def _compute(self, scheme):
        """Grade anew; the run before is dropped."""
        self.env["group.customer.grade.run"].search(
            [("scheme_id", "=", scheme.id), ("state", "=", "computed")]
        ).action_reset()
        return self._run(scheme)

    def _find(self, scheme, customer):
        line = self._line(self._compute(scheme), customer)
        return line, line._get_sensitivity()

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

    # === APPLIED === #

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

    # === WHAT IS SAID === #

    def test_confirmations_are_told(self):
        scheme = self._scheme(
            "cumulative_share",
            ABC,
            [{"metric": "revenue", "role": "rank"}],
            confirmations=2,
        )
        for customer, amount in zip(self.customers, (60, 30, 10), strict=False):
            self._sell(customer, amount)
        line, _found = self._find(scheme, self.customers[2])
        self.assertIn("when 2 runs in a row say the same", line.sensitivity)
        self.assertIn("makes A", line.sensitivity)

    def test_best_grade(self):
        scheme = self._showing_scheme("revenue")
        self._sell(self.customers[0], 60)
        line, _found = self._find(scheme, self.customers[0])
        self.assertIn("There is no better grade.", line.sensitivity)

    def test_amounts_are_in_the_units_of_the_criteria(self):
        scheme = self._scheme(
            "rules",
            [("A", {}), ("B", {})],
            [
                {"metric": measure, "role": "condition", "grade": "A", **values}
                for measure, values in (
                    ("revenue", {"threshold": 12500, "alternative": 1}),
                    (
                        "recency_days",
                        {"threshold": 9.5, "operator": "<", "alternative": 2},
                    ),
                    (
                        "paid_on_time_share",
                        {"threshold": 62.5, "alternative": 3, "null_policy": "lowest"},
                    ),
                    ("rating", {"threshold": 50, "alternative": 4}),
                )
            ],
        )
        ann = self.customers[0]
        self._settle(ann, 50, "2024-06-15", "2024-06-10")
        self._settle(ann, 50, "2024-06-15", "2024-06-20")
        line, _found = self._find(scheme, ann)
        text = str(line.sensitivity).replace("\N{NO-BREAK SPACE}", " ")
        for sentence in (
            "$ 12,400.00 more of “Criterion 0 on revenue” ($ 12,500.00 instead of "
            "$ 100.00) makes A.",
            "37 days less of “Criterion 1 on recency_days” (9 days instead of 46 days) "
            "makes A.",
            "12.5 percentage points more of “Criterion 2 on paid_on_time_share” "
            "(62.5 % instead of 50 %) makes A.",
            "“Criterion 3 on rating” at Good makes A.",
        ):
            self.assertIn(sentence, text)

    def test_a_filed_grade_is_looked_at_by_the_rules_of_its_day(self):
        scheme = self._scheme(
            "cumulative_share", ABC, [{"metric": "revenue", "role": "rank"}]
        )
        for customer, amount in zip(self.customers, (60, 30, 10), strict=False):
            self._sell(customer, amount)
        run = self._run(scheme)
        run.action_confirm()
        run.with_user(self.users["settlement"]).action_file()
        line = self._line(run, self.customers[2])
        before = line.sensitivity
        self.assertIn("20.00 more", before)
        scheme.grade_ids.write({"share_max": 100})
        scheme.criterion_ids.name = "Renamed"
        self._sell(self.customers[2], 1000)
        self.env.invalidate_all()
        self.assertEqual(line.sensitivity, before)

    def test_part_of_the_customers(self):
        """What is compared with others is left out; the rest is told."""
        scheme = self._scheme(
            "weighted",
            SCORES,
            [
                {
                    "metric": "revenue",
                    "weight": 60,
                    "basis": "position",
                    "bands": [(None, 50, 100), (50, None, 40)],
                },
                {
                    "metric": "rating",
                    "weight": 40,
                    "bands": [(None, 50, 0), (50, None, 100)],
                },
            ],
        )
        ann, bob = self.customers[:2]
        self._sell(ann, 100)
        self._sell(bob, 10)
        run = self._force_compute(scheme)
        self.env.cr.execute(
            "DELETE FROM group_customer_grade_run_line WHERE run_id = %s AND "
            "partner_id != %s",
            [run.id, bob.id],
        )
        self.env.cr.execute(
            "UPDATE group_customer_grade_run SET is_partial = TRUE WHERE id = %s",
            [run.id],
        )
        self.env.invalidate_all()
        line = run.line_ids
        self.assertEqual(list(line._get_sensitivity().domains), ["v1"])
        self.assertIn("at Good makes B", line.sensitivity)
        self.assertIn("graded only a part", line.sensitivity)

    # === ACCESS AND SPEED === #

    def test_own_customers_only(self):
        scheme = self._scheme(
            "cumulative_share", ABC, [{"metric": "revenue", "role": "rank"}]
        )
        for customer, amount in zip(self.customers, (60, 30, 10), strict=False):
            self._sell(customer, amount)
        self.customers[2].user_id = self.users["account"]
        run = self._run(scheme)
        for role, customer, may in (
            ("account", 2, True),
            ("account", 1, False),
            ("director", 1, True),
            ("employee", 2, False),
        ):
            line = self._line(run, self.customers[customer])
            line = line.with_user(self.users[role])
            with self.subTest(role=role):
                if may:
                    self.assertIn("makes", line.read(["sensitivity"])[0]["sensitivity"])
                else:
                    with mute_logger("odoo.models"), self.assertRaises(AccessError):
                        line.read(["sensitivity"])

    def test_one_query_for_all_that_is_compared(self):
        scheme = self._scheme(
            "quantiles",
            [("A", {}), ("B", {})],
            [
                {"metric": measure, "role": "quantile"}
                for measure in ("revenue", "order_count", "rating")
            ],
        )
        self._sell(self.customers[0], 60)
        line = self._line(self._force_compute(scheme), self.customers[0])
        line._get_sensitivity()
        with self.assertQueryCount(2):  # the values, and the answers to choose from
            line._get_sensitivity()

    # === THE SAME JUDGEMENT AS THE ENGINE'S === #

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

    def _force_compute(self, scheme):
        """Compute a run though the random scheme may have problems."""
        run = self._draft_run(scheme)
        definition = scheme._get_definition(self.env.company, AS_OF)
        self.env["group.customer.grade.engine"]._insert_lines(run, definition)
        self.env.cr.execute(
            "UPDATE group_customer_grade_run SET scheme_definition = %s, "
            "state = 'computed' WHERE id = %s",
            [json.dumps(definition), run.id],
        )
        self.env.invalidate_all()
        return run

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
