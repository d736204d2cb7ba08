# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from odoo.tests import tagged

from ..tools.bands import exact
from .grading_common import AS_OF, GradingCommon

RFM = [
    {"metric": "recency_days", "role": "quantile", "null_policy": "lowest"},
    {"metric": "order_count", "role": "quantile", "null_policy": "zero"},
    {"metric": "revenue", "role": "quantile", "null_policy": "lowest"},
]
GRADES = [("A", {}), ("B", {}), ("C", {})]
SEGMENTS = {
    "A": [{0: (4, 5), 1: (4, 5), 2: (4, 5)}],
    "B": [{0: (3, 5)}, {2: (4, 5)}],
}


@tagged("post_install", "-at_install")
class TestGradingQuantiles(GradingCommon):
    """Quantile scores and segments (GR-23), worked by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.names = [f"Q{number}" for number in range(1, 11)]
        cls.partners = cls._customers(*cls.names)
        for number, partner in enumerate(cls.partners, 1):
            cls._transact(
                partner, 100 * number, AS_OF - timedelta(days=10 * (11 - number))
            )

    def _points(self, run, place=0):
        return {
            line.partner_id.name: line.detail[place]["points"] for line in run.line_ids
        }

    def _one(self, grades=None, segments=None, **criterion):
        return self._scheme(
            "quantiles",
            grades or [("A", {}), ("B", {})],
            [{"metric": "revenue", "role": "quantile", **criterion}],
            segments=segments or {"A": [{0: (4, 5)}]},
        )

    def test_fifths_of_ten_customers_have_two_each(self):
        """1 + ⌊5 × strictly worse ÷ 10⌋."""
        run = self._run(self._one())
        self.assertEqual(
            self._points(run),
            dict(zip(self.names, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5], strict=True)),
        )
        line = self._line(run, self.partners[6])  # 6 of 10 are worse
        self.assertEqual(line.detail[0]["quantile"], 4)
        self.assertEqual(line.detail[0]["worse"], 60)
        self.assertEqual((line.score, line.score_code), (4, "4"))

    def test_equal_values_share_their_score(self):
        """Q5 to Q8 alike: 4 of 10 are strictly worse than each, so 3."""
        for partner, extra in zip(self.partners[4:8], (300, 200, 100, 0), strict=True):
            if extra:
                self._transact(partner, extra)
        points = self._points(self._run(self._one()))
        self.assertEqual(
            [points[name] for name in self.names], [1, 1, 2, 2, 3, 3, 3, 3, 5, 5]
        )

    def test_refunds_count_against_the_value(self):
        """GR-23: Q10 gave everything back, so nobody is worse than Q10 but Q0."""
        self._transact(self.partners[9], 1000, kind="refund")
        points = self._points(self._run(self._one()))
        self.assertEqual(points["Q10"], 1)
        self.assertEqual(points["Q9"], 1 + 5 * 9 // 10)

    def test_lower_may_be_better(self):
        scheme = self._one(metric="recency_days")
        self.assertTrue(scheme.criterion_ids.lower_is_better, "by its measure")
        run = self._run(scheme)
        points = self._points(run)
        self.assertEqual((points["Q1"], points["Q10"]), (1, 5))
        scheme.criterion_ids.lower_is_better = False
        run.action_compute()
        points = self._points(run)
        self.assertEqual((points["Q1"], points["Q10"]), (5, 1))

    def test_no_data_by_policy(self):
        """Nil has no revenue at all; ten customers have some."""
        empty = self._customers("Nil")
        for policy, points, grade, best in (
            ("lowest", 1, "B", 5),
            # Zero is below all the others: 11 are counted, 10 are worse than Q10.
            ("zero", 1, "B", 1 + 5 * 10 // 11),
            ("skip", None, None, 5),
            ("ungraded", None, None, 5),
        ):
            with self.subTest(policy=policy):
                run = self._run(self._one(null_policy=policy))
                nil = self._line(run, empty)
                self.assertEqual(nil.detail[0]["points"], points)
                self.assertEqual(nil.grade_id.code or None, grade)
                self.assertEqual(self._points(run)["Q10"], best)
        # Q1 has 1 of 11 below it when zero counts: still the first fifth.
        zero = self._points(self._run(self._one(null_policy="zero")))
        self.assertEqual(zero["Q1"], 1)
        self.assertEqual(zero["Q4"], 1 + 5 * 4 // 11)

    def test_score_is_the_weighted_mean_of_the_quantiles(self):
        """Q10: recency 5, orders 1 (nobody ordered), revenue 5."""
        scheme = self._scheme("quantiles", GRADES, RFM, segments=SEGMENTS)
        run = self._run(scheme)
        line = self._line(run, self.partners[9])
        self.assertEqual(line.score_code, "5-1-5")
        self.assertEqual(line.score, 3.67)
        run.action_reset()
        for criterion, weight in zip(scheme.criterion_ids, (50, 10, 40), strict=True):
            criterion.weight = weight
        run.action_compute()
        line = self._line(run, self.partners[9])
        self.assertEqual(line.score, 4.6)  # 2.5 + 0.1 + 2.0
        self.assertEqual([d["contribution"] for d in line.detail], [2.5, 0.1, 2])

    def test_left_out_criteria_are_no_part_of_the_mean(self):
        """Nil: nothing is known but the number of orders, 0 as of everybody."""
        nil = self._customers("Nil")
        criteria = [{**criterion, "null_policy": "skip"} for criterion in RFM]
        criteria[1]["null_policy"] = "zero"
        line = self._line(
            self._run(self._scheme("quantiles", GRADES, criteria, segments=SEGMENTS)),
            nil,
        )
        self.assertEqual((line.score_code, line.score), ("?-1-?", 1))
        self.assertEqual(line.grade_id.code, "C")

    def test_segments_from_the_best_grade_down(self):
        """A: all 4 or 5; B: recent, or large; C: the rest."""
        for partner in self.partners[8:]:
            self._order(partner)
        run = self._run(self._scheme("quantiles", GRADES, RFM, segments=SEGMENTS))
        # Q9, Q10 ordered: 8 of 10 are worse, so 5. Recency and revenue rise alike.
        self.assertEqual(self._line(run, self.partners[8]).score_code, "5-5-5")
        self.assertEqual(
            self._letters(run),
            dict(zip(self.names, "CCCCBBBBAA", strict=True)),
        )

    def _order(self, partner):
        product = self.env["product.product"].create({"name": "Thing"})
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [(0, 0, {"product_id": product.id, "price_unit": 0})],
            }
        )
        order.action_confirm()
        order.date_order = "2024-06-01"

    def test_quantile_is_a_basis_of_other_roles(self):
        """Weighted bands, a condition and a cap judge the quantile score."""
        quantile = {"metric": "revenue", "basis": "quantile", "quantile_count": 10}
        run = self._run(
            self._scheme(
                "weighted",
                [("A", {"score_min": 80}), ("B", {}), ("C", {"is_veto_only": True})],
                [
                    {
                        **quantile,
                        "weight": 100,
                        "bands": [(None, 9, 0), (9, None, 100)],
                    },
                    {
                        **quantile,
                        "role": "condition",
                        "grade": "A",
                        "operator": "=",
                        "threshold": 3,
                    },
                    {
                        **quantile,
                        "role": "cap",
                        "grade": "C",
                        "operator": "<=",
                        "threshold": 1,
                    },
                ],
            )
        )
        # Ten tenths of ten customers: Q1 has 1, Q10 has 10. 9 and 10 score 100.
        self.assertEqual(
            self._letters(run), dict(zip(self.names, "CBABBBBBAA", strict=True))
        )


@tagged("post_install", "-at_install")
class TestGradingQuantilesReference(GradingCommon):
    """The statement against a slow way in plain Python, ties and refunds included."""

    CUSTOMERS = 30

    def _fill(self, rng):
        self.customers = self._customers(*(f"R{n}" for n in range(self.CUSTOMERS)))
        for partner in self.customers[:-3]:
            for _n in range(rng.randint(0, 4)):
                self._transact(
                    partner,
                    rng.choice([50, 100, 100, 250]),
                    AS_OF - timedelta(days=rng.choice([1, 5, 5, 30, 200, 500])),
                    kind=rng.choice(["sale", "sale", "refund", "payment"]),
                )
            if rng.random() < 0.7:
                self._rate(partner, rng.choice([10, 100]))

    def _measure(self, measure, partner):
        """The value in plain Python from the rows of the history."""
        rows = self.env["group.customer.transaction"].search(
            [("partner_id", "=", partner.id), ("date", "<=", AS_OF)]
        )
        if measure == "rating":
            inputs = self.env["group.customer.grade.input"].search(
                [("partner_id", "=", partner.id)]
            )
            return exact(inputs.value) if inputs else None
        sales = rows.filtered(lambda row: row.kind == "sale")
        if measure == "recency_days":
            days = sales.mapped("date")
            return Decimal((AS_OF - max(days)).days) if days else None
        if measure == "order_count":
            return Decimal(len(sales))
        moved = rows.filtered(lambda row: row.kind in ("sale", "refund"))
        if not moved:
            return None
        return sum(
            exact(row.amount, 2) * (1 if row.kind == "sale" else -1) for row in moved
        )

    def _quantile(self, values, partner, criterion):
        value = values[partner]
        policy = criterion.null_policy
        known = [v for v in values.values() if v is not None]
        if policy == "zero":
            known = [v or Decimal(0) for v in values.values()]
            value = value or Decimal(0)
        if value is None:
            return 1 if policy == "lowest" else None
        if criterion.lower_is_better:
            worse = [v for v in known if v > value]
        else:
            worse = [v for v in known if v < value]
        return 1 + criterion.quantile_count * len(worse) // len(known)

    def _expect(self, scheme, scores, partner):
        """Grade by the segments, one customer at a time."""
        if any(
            criterion.null_policy == "ungraded" and scores[criterion][partner] is None
            for criterion in scheme.criterion_ids
        ):
            return None
        mine = {criterion: scores[criterion][partner] for criterion in scores}
        if not any(mine.values()):
            return None
        for grade in scheme.grade_ids:
            by_alternative = {}
            for segment in grade.segment_ids:
                by_alternative.setdefault(segment.alternative, []).append(segment)
            for segments in by_alternative.values():
                asked = [s for s in segments if mine[s.criterion_id] is not None]
                if asked and all(
                    s.score_from <= mine[s.criterion_id] <= s.score_to for s in asked
                ):
                    return grade.code
        return scheme.grade_ids[-1].code

    def test_statement_equals_plain_python(self):
        """GR-23: quantile scores, their mean and the grade of every customer."""
        rng = random.Random(20240630)
        self._fill(rng)
        for number in range(8):
            count = rng.choice([2, 3, 4, 5, 10])
            criteria = [
                {
                    "metric": measure,
                    "role": "quantile",
                    "quantile_count": count,
                    "weight": rng.choice([1, 2, 5]),
                    "null_policy": rng.choice(["zero", "lowest", "skip", "ungraded"]),
                    "lower_is_better": rng.choice([True, False]),
                }
                for measure in ("recency_days", "order_count", "revenue", "rating")
            ]
            scheme = self._scheme(
                "quantiles",
                [("A", {}), ("B", {}), ("C", {})],
                criteria,
                segments={
                    "A": [{0: (2, count), 2: (2, count)}],
                    "B": [{1: (2, count), 3: (1, count)}, {2: (1, 1)}],
                },
            )
            with self.subTest(number=number):
                self._check(scheme, self._run(scheme))

    def _check(self, scheme, run):
        scores = {}
        for criterion in scheme.criterion_ids:
            measure = criterion.measure if criterion.measure != "input" else "rating"
            values = {p: self._measure(measure, p) for p in self.customers}
            scores[criterion] = {
                partner: self._quantile(values, partner, criterion)
                for partner in self.customers
            }
        self.assertEqual(len(run.line_ids), self.CUSTOMERS)
        for line in run.line_ids:
            partner = line.partner_id
            mine = [scores[criterion][partner] for criterion in scheme.criterion_ids]
            self.assertEqual([d["points"] for d in line.detail], mine, partner.name)
            self.assertEqual(
                line.score_code, "-".join(str(score or "?") for score in mine)
            )
            weighed = [
                (score, exact(criterion.weight))
                for score, criterion in zip(mine, scheme.criterion_ids, strict=True)
                if score is not None
            ]
            if weighed:
                mean = sum(s * w for s, w in weighed) / sum(w for _s, w in weighed)
                mean = mean.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
                self.assertEqual(exact(line.score), mean)
            self.assertEqual(
                line.grade_id.code or None, self._expect(scheme, scores, partner)
            )
