# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

from odoo.tests import TransactionCase, tagged

from ..tools.migration import get_bins, match_places


@tagged("post_install", "-at_install")
class TestGradingMigration(TransactionCase):
    """Grades of two schemes brought together, and the bars of histograms."""

    def test_grades_match_by_code_then_by_place(self):
        for base, codes, matched in (
            ("ABCD", "ABCD", [1, 2, 3, 4]),
            ("ABC", "ABCDE", [1, 2, 3]),
            # The order of the other scheme decides what is better.
            ("AB", "BA", [2, 1]),
            # X has no namesake: the second place, Y the last place there is.
            ("AXCY", "ABC", [1, 2, 3, 3]),
            ("GS", "ABC", [1, 2]),
        ):
            with self.subTest(base=base, codes=codes):
                self.assertEqual(match_places(list(base), list(codes)), matched)

    def test_bars_have_round_edges_and_hold_every_value(self):
        for low, high, start, width, count in (
            # 80 / 20 = 4, so the width is 5
            (10, 90, "10", "5", 17),
            (0, 100, "0", "5", 21),
            (0, 1, "0", "0.05", 21),
            (3, 43, "2", "2", 21),
            (0.3, 0.9, "0.30", "0.05", 13),
            (-7.5, 42.5, "-7.5", "2.5", 21),
            # all alike: one bar
            (55.5, 55.5, "55", "1", 1),
            (1200000, 1200001, "1200000", "0.05", 21),
        ):
            with self.subTest(low=low, high=high):
                bins = get_bins(low, high)
                self.assertEqual(bins, (Decimal(start), Decimal(width), count))
                edge = bins[0] + bins[1] * bins[2]
                self.assertLessEqual(bins[0], Decimal(str(low)))
                self.assertLess(Decimal(str(high)), edge)
                self.assertLessEqual(Decimal(str(high)), edge)
                self.assertGreaterEqual(Decimal(str(high)), edge - bins[1])
