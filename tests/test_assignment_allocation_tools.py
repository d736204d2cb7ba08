# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
from collections import Counter
from fractions import Fraction

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..tools.allocation import Piece, Spill, count_out, deal, score, settle

SHARES = [10, 30, 50, 10]


@tagged("post_install", "-at_install")
class TestAllocationTools(BaseCase):
    def test_targets_and_shortage_by_hand(self):
        """40 pieces: targets 4, 12, 20, 4; the stock is 3, 9, 24, 4."""
        supplies = [3, 9, 24, 4]
        result = settle(supplies, SHARES, "carry_over")
        self.assertEqual(result.targets, [4, 12, 20, 4])
        self.assertEqual(result.missing, [1, 3, 0, 0])
        self.assertEqual(result.dealt, [3, 9, 20, 4])
        self.assertFalse(result.spills)
        # Both groups are made up by the only one with more than its target
        spills = [Spill(0, 2, 1), Spill(1, 2, 3)]
        for mode in ("order", "proportional"):
            result = settle(supplies, SHARES, mode)
            self.assertEqual(result.dealt, supplies, mode)
            self.assertEqual(result.spills, spills, mode)

    def test_ways_to_settle_differ_under_a_maximum(self):
        """20 pieces at most: targets 2, 6, 10, 2; 2 and 4 are missing. The third has
        8 more than its target, the fourth 2."""
        supplies = [0, 2, 18, 4]
        for mode, dealt in (
            ("carry_over", [0, 2, 10, 2]),
            # First in order with spare: the third gives 2, then 4
            ("order", [0, 2, 16, 2]),
            # 2 at 50:10 are 1.67 and 0.33, so 2 and 0; 4 are 3.33 and 0.67: 3 and 1
            ("proportional", [0, 2, 15, 3]),
        ):
            with self.subTest(mode=mode):
                result = settle(supplies, SHARES, mode, maximum=20)
                self.assertEqual(result.targets, [2, 6, 10, 2])
                self.assertEqual(result.dealt, dealt)

    def test_proportional_goes_on_where_a_giver_runs_out(self):
        # 10 pieces at 50:30:20 are 5, 3, 2. The first lacks 5: at 30:20 that is 3 and
        # 2, but the second has one to spare only, so the third gives 4.
        result = settle([0, 4, 9], [50, 30, 20], "proportional", maximum=10)
        self.assertEqual(result.dealt, [0, 4, 6])
        self.assertEqual(result.spills, [Spill(0, 1, 1), Spill(0, 2, 4)])
        # A group without a share gives where nobody else has any
        result = settle([0, 6], [100, 0], "proportional")
        self.assertEqual(result.dealt, [0, 6])

    def test_missing_pieces_of_last_month_take_the_room_that_is_left(self):
        # Targets 4, 12, 20, 4; handed out 4, 2, 20, 4: room for 10
        supplies = [10, 2, 24, 4]
        for carried, made_up in (
            ([3, 5, 0, 0], [3, 0, 0, 0]),
            ([9, 0, 9, 0], [6, 0, 4, 0]),
            ([0, 0, 0, 0], [0, 0, 0, 0]),
        ):
            with self.subTest(carried=carried):
                result = settle(supplies, SHARES, "carry_over", carried=carried)
                self.assertEqual(result.carried, made_up)
                self.assertEqual(sum(result.dealt), 30 + sum(made_up))
        # Other ways know nothing of last month
        result = settle(supplies, SHARES, "order", carried=[9, 9, 9, 9])
        self.assertEqual(result.carried, [0, 0, 0, 0])

    def test_bad_input_is_refused(self):
        for supplies, percents, mode in (
            ([1, 1], [50, 49], "order"),
            ([1, 1], [50, 51], "order"),
            ([1, 1], [50, 50], "somehow"),
        ):
            with self.subTest(percents=percents, mode=mode):
                with self.assertRaises(ValueError):
                    settle(supplies, percents, mode)
        # Decimals are exact
        self.assertEqual(settle([1, 1], [99.9, 0.1], "order").dealt, [1, 1])

    def test_equal_shares_go_on_where_the_group_before_stopped(self):
        """3 heads: 4, 5 and 1 pieces. 4 = 1 each, one more to the first; 5 = 1 each,
        two more to the second and third, who have fewest; 1 to the first again."""
        everybody = frozenset(range(3))
        pieces = self._make_pieces(
            [(0, everybody)] * 4 + [(1, everybody)] * 5 + [(2, everybody)]
        )
        quotas = count_out(pieces, 3)
        self.assertEqual(
            quotas,
            {
                (0, everybody): [2, 1, 1],
                (1, everybody): [1, 2, 2],
                (2, everybody): [1, 0, 0],
            },
        )
        # Round by round in the queue; the second round begins with the first head
        self.assertEqual(
            deal(pieces, quotas, 3),
            {
                0: (0, 1),
                1: (1, 1),
                2: (2, 1),
                3: (0, 2),
                4: (0, 1),
                5: (1, 1),
                6: (2, 1),
                7: (1, 2),
                8: (2, 2),
                9: (0, 1),
            },
        )

    def test_who_may_not_have_a_group_gets_none_of_it(self):
        """Head 1 may not have group 0: 3 pieces over two heads, then 3 over three."""
        some, everybody = frozenset([0, 2]), frozenset(range(3))
        pieces = self._make_pieces([(0, some)] * 3 + [(1, everybody)] * 3)
        quotas = count_out(pieces, 3)
        self.assertEqual(quotas[0, some], [2, 0, 1])
        self.assertEqual(quotas[1, everybody], [1, 1, 1])

    def test_pieces_that_few_may_have_count_towards_the_share(self):
        """12 pieces of one group, four heads: 3 each. Four of them only the last may
        have: it has its share and one more, the other eight go to the other three."""
        last, everybody = frozenset([3]), frozenset(range(4))
        pieces = self._make_pieces([(0, everybody)] * 8 + [(0, last)] * 4)
        quotas = count_out(pieces, 4)
        self.assertEqual(quotas[0, last], [0, 0, 0, 4])
        self.assertEqual(quotas[0, everybody], [3, 3, 2, 0])

    def test_by_score_rounds_to_the_largest_remainder(self):
        # 10 pieces at 50, 30, 18: 5.10, 3.06, 1.84
        everybody = frozenset(range(3))
        quotas = count_out(self._make_pieces([(0, everybody)] * 10), 3, [50, 30, 18])
        self.assertEqual(quotas[0, everybody], [5, 3, 2])
        # Nobody has any point: all the same
        quotas = count_out(self._make_pieces([(0, everybody)] * 4), 3, [0, 0, 0])
        self.assertEqual(quotas[0, everybody], [2, 1, 1])

    def test_nothing_is_lost_and_nobody_gets_what_he_may_not_have(self):
        chance = random.Random(20260201)
        for _round in range(300):
            heads, groups = chance.randint(1, 6), chance.randint(1, 4)
            everybody = frozenset(range(heads))
            pieces = []
            for _piece in range(chance.randint(0, 40)):
                few = frozenset(head for head in everybody if chance.random() < 0.6)
                eligible = few if few and chance.random() < 0.3 else everybody
                pieces.append((chance.randrange(groups), eligible))
            weights = None
            if chance.random() < 0.5:
                weights = [chance.randint(0, 100) for _head in range(heads)]
            pieces = self._make_pieces(pieces)
            quotas = count_out(pieces, heads, weights)
            dealt = deal(pieces, quotas, heads)
            self.assertEqual(set(dealt), {piece.key for piece in pieces})
            for piece in pieces:
                self.assertIn(dealt[piece.key][0], piece.eligible)
            self.assertEqual(dealt, deal(pieces, quotas, heads))
            counts = Counter(head for head, _turn in dealt.values())
            if weights is None and all(p.eligible == everybody for p in pieces):
                counts = [counts[head] for head in range(heads)]
                # Nobody has more than one more, and those stand first in the queue
                self.assertLessEqual(max(counts) - min(counts), 1)
                self.assertEqual(counts, sorted(counts, reverse=True))
            # More important pieces of a kind are never in a later round
            turns = {}
            for piece in pieces:
                last = turns.get((piece.group, piece.eligible), (0, -1))
                head, turn = dealt[piece.key]
                self.assertLess(last, (turn, head))
                turns[piece.group, piece.eligible] = (turn, head)

    def test_score_by_hand(self):
        """Rank 80 % of 40, task above 100 %, attendance 92.5 %, log missing."""
        weights = {"rank": 40, "task": 20, "attendance": 10, "log": 20, "flexible": 10}
        percents = {"rank": 80, "task": 130, "attendance": 92.5, "flexible": -5}
        points = score(weights, percents)
        self.assertEqual(
            points,
            {
                "rank": 32,
                "task": 20,
                "attendance": Fraction("9.25"),
                "log": 0,
                "flexible": 0,
            },
        )

    def _make_pieces(self, pieces):
        return [
            Piece(key, group, eligible) for key, (group, eligible) in enumerate(pieces)
        ]
