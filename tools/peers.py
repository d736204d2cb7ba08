# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where a supposed value would stand among those of the other customers."""

from bisect import bisect_left, bisect_right
from fractions import Fraction
from itertools import accumulate


class Peers:
    """The values of all other customers for one question, in whole steps.

    :param list known: their values, ascending
    :param int missing: how many have no data
    """

    def __init__(self, known, missing=0):
        self.known = known
        self.missing = missing
        self.positive = known[bisect_right(known, 0) :]
        self.sums = list(accumulate(self.positive, initial=0))

    def get_range(self):
        """Values between which every place among the others lies."""
        ends = [0, *self.known[:1], *self.known[-1:]]
        return min(ends) - 1, max(ends) + 1

    def get_position(self, value):
        """Per cent of the total that larger values make up; only positive ones count,
        the customer's own with them."""
        if value <= 0:
            return Fraction(100)
        larger = self.sums[-1] - self.sums[bisect_right(self.positive, value)]
        return Fraction(100 * larger, self.sums[-1] + value)

    def get_quantile(self, value, criterion):
        """1 + ⌊n × strictly worse ÷ all with data⌋, the customer included."""
        # Customers without data are customers with zero, or are not among these.
        others = self.missing if criterion["null_policy"] == "zero" else 0
        if criterion["lower_is_better"]:
            worse = len(self.known) - bisect_right(self.known, value)
            worse += others * (value < 0)
        else:
            worse = bisect_left(self.known, value) + others * (value > 0)
        count = len(self.known) + others + 1
        return 1 + criterion["quantile_count"] * worse // count
