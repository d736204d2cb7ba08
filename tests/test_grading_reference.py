# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
from collections import defaultdict
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from odoo import fields
from odoo.tests import tagged

from ..tools.bands import exact
from ..tools.pareto import cut, shares_of_larger
from ..tools.scores import weighted_score
from .grading_common import AS_OF, GradingCommon

CENT = Decimal("0.01")
SEEDS = (1, 20240630, 71)
OPERATORS = {
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
}


def cents(value):
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


class Reference:
    """The rules of grading once more, in plain Python and the slow way.

    Knows nothing of the engine's SQL; reads the frozen definition and the rows of
    the history.
    """

    def __init__(self, definition, customers, transactions, inputs):
        self.definition = definition
        self.customers = customers
        self.transactions = transactions
        self.inputs = inputs

    # Values

    def value(self, customer, criterion):
        start = fields.Date.to_date(criterion["date_from"] or "1900-01-01")
        rows = [
            row
            for row in self.transactions[customer]
            if row.date <= AS_OF and not row.currency_id.is_zero(row.amount)
        ]
        return getattr(self, criterion["measure"])(customer, criterion, rows, start)

    def revenue(self, customer, criterion, rows, start):
        amounts = [
            exact(row.amount, 2) * (1 if row.kind == "sale" else -1)
            for row in rows
            if row.kind != "payment" and row.date >= start
        ]
        return sum(amounts) if amounts else None

    def order_count(self, customer, criterion, rows, start):
        return Decimal(sum(row.kind == "sale" and row.date >= start for row in rows))

    def recency_days(self, customer, criterion, rows, start):
        days = [row.date for row in rows if row.kind == "sale"]
        return Decimal((AS_OF - max(days)).days) if days else None

    def _due(self, rows, start):
        return [
            row
            for row in rows
            if row.kind == "sale"
            and row.date_due
            and row.collected_on
            and start <= row.date_due <= AS_OF
        ]

    def paid_on_time_share(self, customer, criterion, rows, start):
        due = self._due(rows, start)
        if not due:
            return None
        total = sum(exact(row.amount, 2) for row in due)
        on_time = sum(
            exact(row.amount, 2)
            for row in due
            if row.collected_on <= min(row.date_due, AS_OF)
        )
        return cents(on_time * 100 / total)

    def average_days_late(self, customer, criterion, rows, start):
        paid = [row for row in self._due(rows, start) if row.collected_on <= AS_OF]
        if not paid:
            return None
        total = sum(exact(row.amount, 2) for row in paid)
        late = sum(
            exact(row.amount, 2) * max((row.collected_on - row.date_due).days, 0)
            for row in paid
        )
        return cents(late / total)

    def input(self, customer, criterion, rows, start):
        valid = [
            row
            for row in self.inputs[customer]
            if row.date <= AS_OF and (not row.valid_until or row.valid_until >= AS_OF)
        ]
        return (
            exact(max(valid, key=lambda row: (row.date, row.id)).value)
            if valid
            else None
        )

    # Grades

    def judged(self, criterion, values, customer):
        value = values[customer]
        if criterion["basis"] == "position":
            if value is None:
                return Decimal(100) if criterion["null_policy"] == "zero" else None
            larger, total = shares_of_larger(values)
            return larger[customer] * 100 / total if value > 0 else Decimal(100)
        if value is None and criterion["null_policy"] == "zero":
            return Decimal(0)
        return value

    def points(self, criterion, judged):
        points = [exact(band["points"]) for band in criterion["bands"]]
        if judged is None:
            return min(points) if criterion["null_policy"] == "lowest" else None
        for band, band_points in zip(criterion["bands"], points, strict=True):
            low, high = band["from"], band["to"]
            if (low is None or exact(low) <= judged) and (
                high is None or judged < exact(high)
            ):
                return band_points
        raise AssertionError("no band")

    def is_met(self, criterion, judged):
        if judged is None:
            return criterion["role"] == "cap" and criterion["null_policy"] == "lowest"
        return OPERATORS[criterion["operator"]](judged, exact(criterion["threshold"]))

    def grade(self):
        criteria = self.definition["criteria"]
        grades = self.definition["grades"]
        values = {
            criterion["id"]: {c: self.value(c, criterion) for c in self.customers}
            for criterion in criteria
        }
        shares = {}
        for criterion in criteria:
            if criterion["role"] == "rank":
                shares = cut(
                    values[criterion["id"]],
                    [exact(grade["share_max"]) for grade in grades],
                )
        result = {}
        for customer in self.customers:
            judged = {
                criterion["id"]: self.judged(
                    criterion, values[criterion["id"]], customer
                )
                for criterion in criteria
            }
            score, base = self.base(judged, values, shares, customer)
            caps = [
                [g["id"] for g in grades].index(criterion["grade_id"])
                for criterion in criteria
                if criterion["role"] == "cap"
                and self.is_met(criterion, judged[criterion["id"]])
            ]
            if base is not None:
                base = max([base, *caps])
            elif len(grades) - 1 in caps:
                base = len(grades) - 1
            result[customer] = (score, None if base is None else grades[base]["code"])
        return result

    def base(self, judged, values, shares, customer):
        criteria = self.definition["criteria"]
        grades = self.definition["grades"]
        blocked = any(
            judged[c["id"]] is None and c["null_policy"] == "ungraded" for c in criteria
        )
        mode = self.definition["mode"]
        score = None
        if mode == "weighted":
            parts = [
                (self.points(c, judged[c["id"]]), exact(c["weight"]))
                for c in criteria
                if c["role"] == "score"
            ]
            score = weighted_score([part for part in parts if part[0] is not None])
        if blocked:
            return score, None
        if mode == "weighted":
            reached = [
                place
                for place, grade in enumerate(grades)
                if score is not None
                and not grade["is_veto_only"]
                and score >= exact(grade["score_min"])
            ]
            return score, min(reached) if reached else None
        if mode == "cumulative_share":
            rank = next(c for c in criteria if c["role"] == "rank")
            if values[rank["id"]][customer] is None and rank["null_policy"] == "skip":
                return None, None
            place = shares[customer]
            return None, len(grades) - 1 if place is None else place
        for place, grade in enumerate(grades):
            if self.rules_hold(grade, judged):
                return None, place
        raise AssertionError("no catch-all")

    def rules_hold(self, grade, judged):
        alternatives = defaultdict(list)
        for criterion in self.definition["criteria"]:
            if (
                criterion["role"] == "condition"
                and criterion["grade_id"] == grade["id"]
            ):
                alternatives[criterion["alternative"]].append(criterion)
        if not alternatives:
            return True
        for conditions in alternatives.values():
            asked = [
                c
                for c in conditions
                if judged[c["id"]] is not None or c["null_policy"] != "skip"
            ]
            if asked and all(self.is_met(c, judged[c["id"]]) for c in asked):
                return True
        return False


@tagged("post_install", "-at_install")
class TestGradingReference(GradingCommon):
    """The statement against the plain implementation on random histories."""

    CUSTOMERS = 25
    MEASURES = (
        "revenue",
        "order_count",
        "recency_days",
        "paid_on_time_share",
        "average_days_late",
        "rating",
    )
    # Thresholds in the order of magnitude of each measure.
    SCALES = {
        "revenue": 300,
        "order_count": 3,
        "recency_days": 300,
        "paid_on_time_share": 60,
        "average_days_late": 10,
        "rating": 50,
    }

    def _fill(self, rng):
        self.customers = self._customers(*(f"R{n}" for n in range(self.CUSTOMERS)))
        for partner in self.customers[: self.CUSTOMERS - 3]:
            for _n in range(rng.randint(0, 5)):
                day = AS_OF - timedelta(days=rng.randint(-30, 1200))
                due = day + timedelta(days=30)
                self._transact(
                    partner,
                    rng.choice([50, 100, 100, 33.33, 0.01, 250]),
                    day,
                    kind=rng.choice(["sale", "sale", "sale", "refund", "payment"]),
                    date_due=due,
                    collected_on=rng.choice(
                        [False, due, due + timedelta(days=rng.randint(-20, 60))]
                    ),
                )
            for _n in range(rng.randint(0, 2)):
                day = AS_OF - timedelta(days=rng.randint(-10, 300))
                self._rate(
                    partner,
                    rng.choice([10, 100]),
                    day,
                    valid_until=rng.choice([False, day + timedelta(days=100)]),
                )

    def _random_policy(self, rng):
        return rng.choice(["zero", "lowest", "skip", "ungraded"])

    def _random_window(self, rng):
        return {
            "window_value": rng.choice([0, 1, 6, 2]),
            "window_unit": rng.choice(["month", "year"]),
        }

    def _random_test(self, rng, role, grade):
        measure = rng.choice(self.MEASURES)
        alternative = rng.randint(1, 2)
        operator = rng.choice(sorted(OPERATORS))
        threshold = self.SCALES[measure] * rng.choice([0, 1, 1, 2])
        if (measure, operator, threshold) == ("order_count", "<", 0):
            operator = "<="  # the scheme's check refuses what never holds
        return {
            "metric": measure,
            "role": role,
            "grade": grade,
            "alternative": alternative,
            "operator": operator,
            "threshold": threshold,
            "null_policy": self._random_policy(rng),
            **self._random_window(rng),
        }

    def _random_scheme(self, rng, mode):
        cap = self._random_test(rng, "cap", rng.choice("BCD"))
        grades = [
            ("A", {"score_min": 70, "share_max": 50}),
            ("B", {"score_min": 40, "share_max": 75}),
            ("C", {"score_min": 10, "share_max": 90}),
            ("D", {"score_min": 0, "share_max": 100}),
        ]
        if mode == "cumulative_share":
            rank = {
                "metric": "revenue",
                "role": "rank",
                "null_policy": self._random_policy(rng),
                **self._random_window(rng),
            }
            return self._scheme(mode, grades, [rank, cap])
        if mode == "rules":
            conditions = [
                self._random_test(rng, "condition", grade) for grade in "AABBBC"
            ]
            return self._scheme(mode, grades, [*conditions, cap])
        criteria = []
        for weight in (17.5, 32.5, 50):
            measure = rng.choice(self.MEASURES)
            scale = self.SCALES[measure]
            basis = rng.choice(["value", "position"])
            low, high = (40, 80) if basis == "position" else (scale, scale * 2)
            criteria.append(
                {
                    "metric": measure,
                    "weight": weight,
                    "basis": basis,
                    "null_policy": self._random_policy(rng),
                    "bands": [
                        (None, low, rng.randint(0, 100)),
                        (low, high, rng.randint(0, 100)),
                        # An A must be possible, else the scheme's check refuses it.
                        (high, None, rng.randint(70, 100)),
                    ],
                    **self._random_window(rng),
                }
            )
        return self._scheme(mode, grades, [*criteria, cap])

    def test_statement_equals_plain_python(self):
        for seed in SEEDS:
            rng = random.Random(seed)
            self._fill(rng)
            transactions = {
                partner.id: self.env["group.customer.transaction"].search(
                    [("partner_id", "=", partner.id)]
                )
                for partner in self.customers
            }
            inputs = {
                partner.id: self.env["group.customer.grade.input"].search(
                    [("partner_id", "=", partner.id)]
                )
                for partner in self.customers
            }
            for mode in ("weighted", "cumulative_share", "rules"):
                for number in range(4):
                    with self.subTest(seed=seed, mode=mode, number=number):
                        run = self._run(self._random_scheme(rng, mode))
                        expected = Reference(
                            run.scheme_definition,
                            self.customers.ids,
                            transactions,
                            inputs,
                        ).grade()
                        for line in run.line_ids:
                            score, code = expected[line.partner_id.id]
                            self.assertEqual(
                                (exact(line.score, 2), line.grade_id.code or None),
                                (score or 0, code),
                                f"{line.partner_id.name}: {line.detail}",
                            )
            # The next history has its own population.
            self.customers.category_id = False
