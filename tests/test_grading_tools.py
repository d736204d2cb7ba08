# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date
from decimal import Decimal

from odoo.tests import TransactionCase, tagged

from ..tools.bands import Band, exact, find_empty, find_gaps, find_overlaps, match_band
from ..tools.pareto import cut, shares_of_larger
from ..tools.scores import lowest_score, round_score, weighted_score
from ..tools.windows import window_start


@tagged("post_install", "-at_install")
class TestGradingTools(TransactionCase):
    """The arithmetic of grading, without a database."""

    def _bands(self, *bounds):
        return [Band(low, high, Decimal(0)) for low, high in bounds]

    def test_a_column_is_taken_as_the_number_it_stores(self):
        self.assertEqual(exact(0.1) + exact(0.2), Decimal("0.3"))
        self.assertEqual(exact(False), 0)

    def test_bands_that_touch_neither_overlap_nor_leave_a_gap(self):
        bands = self._bands((None, 0), (0, 60), (60, None))
        self.assertEqual(find_overlaps(bands), [])
        self.assertEqual(find_gaps(bands), [])

    def test_overlaps_are_found_behind_a_wide_band(self):
        wide, inner, later = bands = self._bands((0, 100), (10, 20), (50, 120))
        self.assertEqual(find_overlaps(bands), [(wide, inner), (wide, later)])

    def test_gaps_are_found_at_both_ends_and_between(self):
        bands = self._bands((0, 10), (20, 30))
        self.assertEqual(find_gaps(bands), [(None, 0), (10, 20), (30, None)])
        self.assertEqual(find_gaps([]), [(None, None)])

    def test_bands_without_values_are_found(self):
        empty, turned, good = bands = self._bands((5, 5), (9, 7), (0, 1))
        self.assertEqual(find_empty(bands), [empty, turned])
        self.assertNotIn(good, find_empty(bands))

    def test_a_bound_belongs_to_the_band_above(self):
        low, high = bands = self._bands((None, 60), (60, None))
        self.assertEqual(match_band(bands, Decimal("59.9999")), low)
        self.assertEqual(match_band(bands, 60), high)
        self.assertIsNone(match_band(self._bands((0, 1)), 1))

    def test_smallest_group_above_the_limit(self):
        """GR-16: 50 + 20 is 70 %, not more than 70 %, so the next one belongs too."""
        values = {"a": 50, "b": 20, "c": 15, "d": 10, "e": 5}
        self.assertEqual(
            cut(values, [70, 90, 100]), {"a": 0, "b": 0, "c": 0, "d": 1, "e": 2}
        )

    def test_equal_values_stay_together(self):
        values = {"a": 40, "b": 30, "c": 30}
        self.assertEqual(cut(values, [50, 100]), {"a": 0, "b": 0, "c": 0})
        self.assertEqual(shares_of_larger(values), ({"a": 0, "b": 40, "c": 40}, 100))

    def test_only_positive_values_have_a_share(self):
        values = {"a": 10, "b": 0, "c": -5, "d": None}
        self.assertEqual(
            cut(values, [70, 100]), {"a": 0, "b": None, "c": None, "d": None}
        )
        self.assertEqual(cut({"a": 0}, [100]), {"a": None})

    def test_no_limit_wide_enough_gives_no_class(self):
        self.assertEqual(cut({"a": 90, "b": 10}, [70]), {"a": 0, "b": None})

    def test_scores_are_scaled_to_the_weights_that_count(self):
        self.assertEqual(weighted_score([(100, 60), (50, 40)]), Decimal(80))
        self.assertEqual(weighted_score([(100, 60), (50, 30)]), Decimal("83.33"))
        self.assertIsNone(weighted_score([]))

    def test_scores_are_rounded_half_up(self):
        self.assertEqual(round_score(Decimal("59.995")), Decimal("60.00"))
        self.assertEqual(round_score(Decimal("-0.125")), Decimal("-0.13"))

    def test_lowest_score_leaves_out_what_may_be_left_out(self):
        self.assertEqual(lowest_score([(20, 50, False), (0, 50, False)]), 10)
        # Without the optional criterion the score would be 20, with it 10.
        self.assertEqual(lowest_score([(20, 50, False), (0, 50, True)]), 10)
        self.assertEqual(lowest_score([(20, 50, False), (90, 50, True)]), 20)
        self.assertEqual(lowest_score([(30, 50, True), (90, 50, True)]), 30)
        self.assertIsNone(lowest_score([]))

    def test_windows_end_on_the_day_of_the_run(self):
        day = date(2024, 6, 30)
        self.assertEqual(window_start(day, 3, "year"), date(2021, 7, 1))
        self.assertEqual(window_start(day, 1, "month"), date(2024, 5, 31))
        self.assertIsNone(window_start(day, 0, "year"))
        self.assertEqual(window_start(date(2024, 2, 29), 1, "year"), date(2023, 3, 1))
