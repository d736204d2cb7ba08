# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
from decimal import Decimal
from fractions import Fraction

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..tools.largest_remainder import largest_remainder


@tagged("post_install", "-at_install")
class TestLargestRemainder(BaseCase):
    def test_shares_worked_out_by_hand(self):
        for total, weights, shares in (
            # 100 × 10 %, 30 %, 50 %, 10 %: nothing is left over
            (100, [10, 30, 50, 10], [10, 30, 50, 10]),
            # 0.7, 2.1, 3.5, 0.7: the two that are left go to both of 0.7
            (7, [10, 30, 50, 10], [1, 2, 3, 1]),
            # 3.33 each: the one that is left goes to the first
            (10, [1, 1, 1], [4, 3, 3]),
            (11, [1, 1, 1], [4, 4, 3]),
            # 1.5, 4.5: remainders equal, the larger weight goes first
            (6, [1, 3], [1, 5]),
            (6, [3, 1], [5, 1]),
            # Who weighs nothing gets nothing, not even of the rest
            (5, [0, 1, 1], [0, 3, 2]),
            (1, [0, 0, 2], [0, 0, 1]),
            (0, [3, 4], [0, 0]),
            # Seats of Hamilton's textbook example: 4.7, 1.6, 1.58, 1.2, 0.61, 0.31
            (
                10,
                [47000, 16000, 15800, 12000, 6100, 3100],
                [5, 2, 1, 1, 1, 0],
            ),
        ):
            with self.subTest(total=total, weights=weights):
                self.assertEqual(largest_remainder(total, weights), shares)

    def test_numbers_of_every_kind_are_exact(self):
        # 0.5, 1.5, 3: as binary fractions 0.1 would be more, 0.3 less than that
        for weights in (
            [0.1, 0.3, 0.6],
            [Decimal("0.1"), Decimal("0.3"), Decimal("0.6")],
            [Fraction(1, 10), 0.3, Decimal("0.6")],
        ):
            self.assertEqual(largest_remainder(5, weights), [0, 2, 3])
        huge = 10**30
        self.assertEqual(
            largest_remainder(huge + 1, [1, 1]), [huge // 2 + 1, huge // 2]
        )
        # Money in cents, beyond what a float holds
        self.assertEqual(
            sum(largest_remainder(9_007_199_254_740_993, [1 / 3, 2 / 3, 1.0])),
            9_007_199_254_740_993,
        )

    def test_nothing_is_lost_and_nobody_is_off_by_one(self):
        chance = random.Random(20260101)
        for _round in range(500):
            weights = [chance.randint(0, 50) for _ in range(chance.randint(1, 12))]
            weights[chance.randrange(len(weights))] += 1
            total = chance.randint(0, 500)
            shares = largest_remainder(total, weights)
            self.assertEqual(sum(shares), total)
            for weight, share in zip(weights, shares, strict=True):
                exact = Fraction(total * weight, sum(weights))
                self.assertLess(abs(share - exact), 1)
            # A larger weight never has less
            pairs = sorted(zip(weights, shares, strict=True))
            for (lighter, less), (heavier, more) in zip(pairs, pairs[1:], strict=False):
                if lighter < heavier:
                    self.assertLessEqual(less, more)

    def test_bad_input_is_refused(self):
        for total, weights in (
            (5, []),
            (5, [0, 0]),
            (5, [1, -1]),
            (-1, [1]),
            (2.5, [1]),
            (5, [float("nan")]),
        ):
            with self.subTest(total=total, weights=weights):
                with self.assertRaises(ValueError):
                    largest_remainder(total, weights)
