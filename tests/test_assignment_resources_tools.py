# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
from datetime import date, timedelta
from fractions import Fraction

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..tools.allocation_order import Factor, order_by_importance
from ..tools.resource_windows import get_next_renewal, get_window


@tagged("post_install", "-at_install")
class TestAllocationOrder(BaseCase):
    """The order of importance, worked out by hand."""

    def _points(self, rows, *factors):
        ranked = order_by_importance(rows, [Factor(*factor) for factor in factors])
        return [(place.key, place.points) for place in ranked]

    def test_ahead_of_the_others(self):
        """Of four, the largest is ahead of 3 of 3, the next of 2 of 3, …"""
        rows = [("a", {"x": 5}), ("b", {"x": 50}), ("c", {"x": 20}), ("d", {"x": 9})]
        self.assertEqual(
            self._points(rows, ("x", 1)),
            [("b", 100), ("c", Fraction(200, 3)), ("d", Fraction(100, 3)), ("a", 0)],
        )

    def test_the_smallest_first(self):
        rows = [("a", {"x": date(2026, 3, 1)}), ("b", {"x": date(2026, 1, 1)})]
        self.assertEqual(self._points(rows, ("x", 1, False)), [("b", 100), ("a", 0)])

    def test_ties_count_half(self):
        """7 and 7 are ahead of one other and level with one: (1 + ½) of 2."""
        rows = [("a", {"x": 7}), ("b", {"x": 7}), ("c", {"x": 1})]
        self.assertEqual(self._points(rows, ("x", 1)), [("a", 75), ("b", 75), ("c", 0)])
        self.assertEqual(
            self._points([("a", {"x": 7}), ("b", {"x": 7})], ("x", 1)),
            [("a", 50), ("b", 50)],
        )

    def test_the_unknown_earns_nothing(self):
        """Behind everything known, and level unknowns are no merit: c and d get 0,
        not half of each other."""
        rows = [("c", {"x": None}), ("a", {"x": 0}), ("d", {}), ("b", {"x": 2})]
        self.assertEqual(
            self._points(rows, ("x", 1)),
            [("b", 100), ("a", Fraction(200, 3)), ("c", 0), ("d", 0)],
        )

    def test_alone_in_the_pool(self):
        self.assertEqual(self._points([("a", {"x": 3})], ("x", 1)), [("a", 100)])
        self.assertEqual(self._points([("a", {"x": None})], ("x", 1)), [("a", 0)])
        self.assertEqual(self._points([], ("x", 1)), [])

    def test_weights(self):
        """a: 100 × ¾ + 0 × ¼; b: 0 × ¾ + 100 × ¼; only proportions matter."""
        rows = [("a", {"x": 2, "y": 1}), ("b", {"x": 1, "y": 2})]
        for weights in ((3, 1), (0.75, 0.25), (30, 10)):
            factors = list(zip("xy", weights, strict=True))
            self.assertEqual(self._points(rows, *factors), [("a", 75), ("b", 25)])
        ranked = order_by_importance(rows, [Factor("x", 3), Factor("y", 1)])
        self.assertEqual(
            [
                [(part.code, part.points, part.contribution) for part in place.parts]
                for place in ranked
            ],
            [
                [("x", 100, 75), ("y", 0, 0)],
                [("x", 0, 0), ("y", 100, 25)],
            ],
        )

    def test_rounded(self):
        """Two thirds of 100 as they are shown."""
        rows = [(key, {"x": 3 - key, "y": key % 3}) for key in range(4)]
        ranked = order_by_importance(rows, [Factor("x", 2), Factor("y", 1)])
        [place] = [place for place in ranked if place.key == 1]
        # x: behind one of three; y (0, 1, 2, 0): ahead of two of three
        self.assertEqual(
            place.get_rounded(4), (66.6667, [(66.6667, 44.4444), (66.6667, 22.2222)])
        )
        self.assertEqual(place.points, Fraction(200, 3))

    def test_equal_points_are_told_apart_by_the_first_factor(self):
        """Both have 50 points: whoever leads in the first factor is first; where all
        is the same, the smaller key."""
        rows = [("a", {"x": 1, "y": 2}), ("b", {"x": 2, "y": 1})]
        self.assertEqual(self._points(rows, ("x", 1), ("y", 1)), [("b", 50), ("a", 50)])
        self.assertEqual(self._points(rows, ("y", 1), ("x", 1)), [("a", 50), ("b", 50)])
        rows = [(2, {"x": 1}), (1, {"x": 1})]
        self.assertEqual(self._points(rows, ("x", 1)), [(1, 50), (2, 50)])

    def test_whichever_order_goes_in_the_same_comes_out(self):
        """And the sums hold, against the definition counted pair by pair."""
        generator = random.Random(20260701)
        factors = [Factor("x", 2), Factor("y", 0.5, False), Factor("z", 1)]
        rows = [
            (
                key,
                {
                    "x": generator.choice([None, 1, 2, 3, 4]),
                    "y": generator.choice([None, *range(50)]),
                    "z": generator.random() < 0.3,
                },
            )
            for key in range(60)
        ]
        ranked = order_by_importance(rows, factors)
        shuffled = list(rows)
        generator.shuffle(shuffled)
        self.assertEqual(order_by_importance(shuffled, factors), ranked)
        values = dict(rows)
        for place in ranked:
            slow = Fraction(0)
            for factor in factors:
                own = values[place.key][factor.code]
                ahead = Fraction(0)
                for key, other in rows:
                    if key == place.key or own is None:
                        continue
                    theirs = other[factor.code]
                    if theirs is None:
                        ahead += 1
                    elif theirs == own:
                        ahead += Fraction(1, 2)
                    elif (own > theirs) == factor.is_higher_first:
                        ahead += 1
                weight = Fraction(str(factor.weight))
                slow += 100 * ahead / 59 * weight / Fraction("3.5")
            self.assertEqual(place.points, slow)
            self.assertEqual(
                sum(part.contribution for part in place.parts), place.points
            )
        self.assertEqual([place.position for place in ranked], list(range(1, 61)))
        points = [place.points for place in ranked]
        self.assertEqual(points, sorted(points, reverse=True))

    def test_what_cannot_be_ordered(self):
        row = ("a", {"x": 1})
        for rows, factors, message in (
            ([row], [], "no factor has a weight"),
            ([row], [Factor("x", 0)], "no factor has a weight"),
            ([row], [Factor("x", 2), Factor("y", -1)], "a weight is negative"),
            ([row], [Factor("x", 2), Factor("x", 1)], "named twice"),
            ([row, row], [Factor("x", 2)], "in the pool twice"),
        ):
            with self.subTest(message), self.assertRaisesRegex(ValueError, message):
                order_by_importance(rows, factors)


@tagged("post_install", "-at_install")
class TestResourceWindows(BaseCase):
    def test_windows(self):
        month = date(2026, 2, 17)
        for window, numbers, days in (
            # 15 days before it matures: up to 15 days after February's last day
            ("lead", {"lead_days": 15}, (date(2026, 2, 1), date(2026, 3, 15))),
            ("lead", {}, (date(2026, 2, 1), date(2026, 2, 28))),
            ("month", {"lead_days": 15}, (date(2026, 2, 1), date(2026, 2, 28))),
            ("before_year", {}, (None, date(2025, 12, 31))),
            # The coming year: to the day before the same day of the next
            ("horizon", {"horizon_months": 12}, (date(2026, 2, 1), date(2027, 1, 31))),
            ("horizon", {}, (date(2026, 2, 1), None)),
            ("any", {"lead_days": 15}, (None, None)),
        ):
            with self.subTest(window=window, numbers=numbers):
                self.assertEqual(get_window(window, month, **numbers), days)
        self.assertEqual(
            get_window("lead", date(2024, 2, 29), 1),
            (date(2024, 2, 1), date(2024, 3, 1)),
        )
        with self.assertRaisesRegex(ValueError, "no such window: week"):
            get_window("week", month)

    def test_next_renewal(self):
        for sold_on, months, from_day, renewal in (
            (date(2024, 5, 20), 12, date(2026, 5, 1), date(2026, 5, 20)),
            (date(2024, 5, 20), 12, date(2026, 5, 20), date(2026, 5, 20)),
            (date(2024, 5, 20), 12, date(2026, 5, 21), date(2027, 5, 20)),
            # The sale itself is no renewal
            (date(2026, 5, 20), 12, date(2026, 5, 1), date(2027, 5, 20)),
            (date(2026, 5, 20), 12, date(2020, 5, 1), date(2027, 5, 20)),
            # The last day of a short month, and the 31st again afterwards
            (date(2026, 1, 31), 1, date(2026, 2, 1), date(2026, 2, 28)),
            (date(2026, 1, 31), 1, date(2026, 3, 1), date(2026, 3, 31)),
            (date(2024, 2, 29), 12, date(2026, 2, 1), date(2026, 2, 28)),
        ):
            with self.subTest(sold_on=sold_on, from_day=from_day):
                self.assertEqual(get_next_renewal(sold_on, months, from_day), renewal)

    def test_renewals_are_never_missed(self):
        """Against counting month by month from the sale on."""
        generator = random.Random(7)
        start = date(2020, 1, 1)
        for _try in range(200):
            sold_on = start + timedelta(days=generator.randrange(1500))
            months = generator.choice([1, 3, 6, 12, 24])
            from_day = sold_on + timedelta(days=generator.randrange(2500))
            renewal = get_next_renewal(sold_on, months, from_day)
            self.assertGreaterEqual(renewal, from_day)
            self.assertGreater(renewal, sold_on)
            passed = (renewal.year - sold_on.year) * 12 + renewal.month - sold_on.month
            self.assertFalse(passed % months)
            # One earlier would have been too early
            self.assertLess(
                (renewal - from_day).days, 31 * months + 1, (sold_on, months, from_day)
            )
