# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import BaseCase, tagged

from ..tools.effective_discount import (
    discount_of,
    lowest_amount,
    split_reductions,
)
from ..tools.term_ranges import Scope, most_specific


@tagged("post_install", "-at_install")
class TestTermTools(BaseCase):
    """The arithmetic of permitted terms, by hand."""

    def _found(self, scopes, grades=(), categories=()):
        scope = most_specific(scopes, grades, categories)
        return scope and scope.record

    def test_kind_of_range_comes_first(self):
        scopes = [
            Scope("all", None, None, False),
            Scope("grade", 7, None, False),
            Scope("category", None, 1, False),
            Scope("both", 7, 1, False),
        ]
        self.assertEqual(self._found(scopes, (7,), (1, 2)), "both")
        self.assertEqual(self._found(scopes, (), (1, 2)), "category")
        self.assertEqual(self._found(scopes, (7,), ()), "grade")
        self.assertEqual(self._found(scopes, (8,), (3,)), "all")
        self.assertIsNone(self._found(scopes[1:], (8,), (3,)))

    def test_within_a_kind(self):
        scopes = [
            Scope("top", None, 1, True),
            Scope("near", None, 2, False),
            Scope("silver", 8, None, True),
            Scope("gold", 7, None, False),
            Scope("all", None, None, False),
            Scope("own", None, None, True),
        ]
        self.assertEqual(self._found(scopes, (), (1, 2)), "near")
        self.assertEqual(self._found(scopes, (), (1, 3)), "top")
        self.assertEqual(self._found(scopes, (7, 8)), "gold")
        self.assertEqual(self._found(scopes, (8, 7)), "silver")
        self.assertEqual(self._found(scopes), "own")

    def test_reductions_are_spread(self):
        # 100 off 400 sold: a quarter off each
        self.assertEqual(
            split_reductions([(1, 100, 100), (3, 300, 300), (1, -100, 0)]),
            [75, 225, None],
        )
        # Goods taken back at their list price reduce nothing, above it they do
        self.assertEqual(split_reductions([(1, 100, 100), (-1, -50, 50)]), [100, None])
        self.assertEqual(split_reductions([(1, 100, 100), (-1, -60, 50)]), [90, None])
        self.assertEqual(split_reductions([(1, -5, 0)]), [None])
        self.assertEqual(split_reductions([(1, 10, 10), (1, -50, 0)]), [0, None])

    def test_discount(self):
        self.assertAlmostEqual(discount_of(85, 100), 15)
        self.assertAlmostEqual(discount_of(120, 100), -20)
        self.assertEqual(discount_of(5, 0), 0)

    def _lowest(self, quantity, list_amount, allowed, discount, net, **values):
        values = {"rounding": 0.01, "unit_digit": 0.01, **values}
        return lowest_amount(quantity, list_amount, allowed, discount, net, **values)

    def test_lowest_amount(self):
        # Nothing but the amount is rounded
        self.assertAlmostEqual(self._lowest(3, 300, 10, 10, 270), 269.995, 5)
        self.assertAlmostEqual(self._lowest(1, 100, 10, 0, 90), 89.995, 5)
        # 0.135 may be rounded to 0.13, on each of 1000; 0.1351 is 0.14
        self.assertAlmostEqual(self._lowest(1000, 150, 10, 0, 130), 129.995, 5)
        self.assertAlmostEqual(self._lowest(1000, 150.2, 10, 0, 130), 135.175, 5)
        # With tax in the unit price, half a digit on each
        self.assertAlmostEqual(
            self._lowest(1000, 150.2, 10, 0, 130, is_exact=False), 130.175, 5
        )
        # The list price of 8.844 was rounded to 8.84: what is missing, reduced
        self.assertAlmostEqual(
            self._lowest(100, 884.4, 10, 10, 795.6), 795.96 - 0.36 - 0.005, 5
        )
        # A cheaper unit price is no rounding
        self.assertAlmostEqual(self._lowest(100, 884.4, 10, 10, 720), 795.955, 5)
        # Given away
        self.assertAlmostEqual(self._lowest(1, 100, 10, 100, 0), 89.995, 5)
