# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter
from random import Random

from odoo.tests import BaseCase, tagged

from ..tools.sampling import draw, rank, share_sample, spread


@tagged("post_install", "-at_install")
class TestSampling(BaseCase):
    """Samples without a database (VI-10)."""

    def test_shares_by_hand(self):
        sizes = {"A": 60, "B": 30, "C": 10}
        self.assertEqual(share_sample(sizes, {}, 10), {"A": 6, "B": 3, "C": 1})
        # 20 × 47 %, 34 %, 19 % = 9.4, 6.8, 3.8: the last two are rounded up
        self.assertEqual(
            share_sample({"A": 47, "B": 34, "C": 19}, {}, 20),
            {"A": 9, "B": 7, "C": 4},
        )
        # What was drawn is deducted; C had more than its share, the others give less
        self.assertEqual(share_sample(sizes, {"C": 4}, 10), {"A": 4, "B": 2, "C": 0})
        # Fewer documents than wanted: all of them
        self.assertEqual(share_sample({"A": 2, "B": 1}, {}, 20), {"A": 2, "B": 1})
        self.assertEqual(share_sample({}, {}, 20), {})
        self.assertEqual(share_sample(sizes, {"A": 5}, 5), {"A": 0, "B": 0, "C": 0})
        with self.assertRaises(ValueError):
            share_sample({"A": 1}, {"A": 2}, 3)

    def test_shares_always_add_up(self):
        random = Random(19)
        for _round in range(300):
            sizes = {
                name: random.randint(0, 30) for name in range(random.randint(1, 8))
            }
            taken = {
                name: random.randint(0, size)
                for name, size in sizes.items()
                if random.random() < 0.3
            }
            total = random.randint(0, 100)
            shares = share_sample(sizes, taken, total)
            drawn = sum(taken.values())
            self.assertEqual(
                sum(shares.values()), max(min(total, sum(sizes.values())) - drawn, 0)
            )
            for name, share in shares.items():
                self.assertTrue(0 <= share <= sizes[name] - taken.get(name, 0))

    def test_the_same_seed_draws_the_same(self):
        documents = [(f"order,{number}", "AB"[number % 2]) for number in range(100)]
        first = draw(documents, "one", 10)
        self.assertEqual(draw(list(reversed(documents)), "one", 10), first)
        self.assertNotEqual(draw(documents, "two", 10), first)
        strata = dict(documents)
        self.assertEqual(Counter(strata[key] for key in first), {"A": 5, "B": 5})
        # Drawing on goes on where the first draw ended
        more = draw(documents, "one", 12, taken=first)
        self.assertEqual(len(more), 2)
        self.assertFalse(set(more) & set(first))
        self.assertEqual(set(first + more), set(draw(documents, "one", 12)))

    def test_every_document_has_its_chance(self):
        """Over many seeds each of ten documents is drawn about as often."""
        documents = [(f"order,{number}", None) for number in range(10)]
        counts = Counter(
            key for seed in range(400) for key in draw(documents, str(seed), 3)
        )
        self.assertEqual(sum(counts.values()), 1200)
        for key, _stratum in documents:
            self.assertTrue(80 < counts[key] < 160, counts)

    def test_rank_is_that_of_the_database(self):
        self.assertEqual(
            rank("seed", "sale.order,7"), "3820549693df6327b05b72bb83cb0d41"
        )

    def test_spread(self):
        own = {"a": {1}, "b": set(), "c": {2}, "d": {1, 2}}
        self.assertEqual(
            spread("abcd", {1: 0, 2: 0}, own.get), {"a": 2, "b": 1, "c": 1, "d": None}
        )
        # Who has much to do already gets nothing more
        self.assertEqual(spread("b", {1: 5, 2: 0}, own.get), {"b": 2})
