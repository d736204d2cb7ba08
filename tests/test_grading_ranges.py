# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

from odoo.tests import TransactionCase, tagged

from ..tools.ranges import Range, contains, is_empty, make_range, meet
from ..tools.scores import combine_coefficients, highest_score


@tagged("post_install", "-at_install")
class TestRanges(TransactionCase):
    """Ranges of conditions, without any scheme."""

    CENT = Decimal("0.01")

    def _range(self, operator, value, step=CENT):
        return make_range(operator, Decimal(value), step)

    def test_bounds_lie_on_the_grid(self):
        for operator, value, low, high in (
            (">=", "5", "5", None),
            (">", "5", "5.01", None),
            (">", "5.005", "5.01", None),
            (">=", "5.005", "5.01", None),
            ("<=", "5.005", None, "5.00"),
            ("<", "5", None, "4.99"),
        ):
            with self.subTest(operator=operator, value=value):
                found = self._range(operator, value)
                if low:
                    self.assertEqual(found.low, Decimal(low))
                if high:
                    self.assertEqual(found.high, Decimal(high))

    def test_what_never_holds_together(self):
        for first, second, expected in (
            ((">=", "5"), ("<", "5"), True),
            ((">=", "5"), ("<=", "5"), False),
            (("=", "5"), ("!=", "5"), True),
            (("=", "5"), ("!=", "6"), False),
            (("=", "5.001"), (">", "0"), True),  # no such cent
            ((">", "5"), ("<", "5.01"), True),
        ):
            with self.subTest(first=first, second=second):
                both = meet(self._range(*first), self._range(*second))
                self.assertEqual(is_empty(both), expected)

    def test_containment(self):
        for outer, inner, expected in (
            ((">=", "5"), (">=", "10"), True),
            ((">=", "10"), (">=", "5"), False),
            (("!=", "5"), (">", "5"), True),
            (("!=", "5"), (">=", "5"), False),
            ((">=", "5"), ("=", "5"), True),
        ):
            with self.subTest(outer=outer, inner=inner):
                found = contains(self._range(*outer), self._range(*inner))
                self.assertEqual(found, expected)
        self.assertTrue(contains(Range(), self._range(">", "1")))

    def test_highest_score(self):
        parts = [(Decimal(80), Decimal(50), False), (Decimal(60), Decimal(50), False)]
        self.assertEqual(highest_score(parts), 70)
        # The second is left out: then 80 alone.
        parts[1] = (Decimal(60), Decimal(50), True)
        self.assertEqual(highest_score(parts), 80)

    def test_coefficients(self):
        parts = [(Decimal("1.2"), Decimal(3)), (Decimal("0.9"), Decimal(1))]
        for combination, expected in (
            ("product", "108.00"),
            ("sum", "210.00"),
            ("average", "112.50"),
        ):
            self.assertEqual(
                combine_coefficients(parts, combination, Decimal(100)),
                Decimal(expected),
            )
        self.assertIsNone(
            combine_coefficients([(None, Decimal(1))], "product", Decimal(1))
        )
