# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Ranges of values for which a condition holds: what two of them have in common.

Values lie on a grid (cents, whole days), so each bound is included.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

INFINITY = Decimal("Infinity")


class Range(NamedTuple):
    """From ``low`` to ``high``, both included, without ``holes``."""

    low: Decimal = -INFINITY
    high: Decimal = INFINITY
    holes: frozenset = frozenset()


ANY = Range()


def make_range(operator, threshold, step, limits=ANY):
    """Return the range of a condition like ``>= 5``.

    :param Decimal step: distance of two values on the grid
    :param Range limits: the values that are possible at all
    """
    above = (threshold / step).to_integral_value(ROUND_CEILING) * step
    below = (threshold / step).to_integral_value(ROUND_FLOOR) * step
    return meet(
        limits,
        {
            ">=": Range(low=above),
            ">": Range(low=below + step),
            "<=": Range(high=below),
            "<": Range(high=above - step),
            # Off the grid: nothing in between
            "=": Range(low=above, high=below),
            "!=": Range(holes=frozenset([threshold])),
        }[operator],
    )


def meet(*ranges):
    """Return the range of the values that are in all of these."""
    return Range(
        max(item.low for item in ranges),
        min(item.high for item in ranges),
        frozenset().union(*(item.holes for item in ranges)),
    )


def is_empty(item):
    """Return whether no value is in the range (a hole may be all that is left)."""
    return item.low > item.high or item.low == item.high and item.low in item.holes


def contains(outer, inner):
    """Return whether all values of ``inner`` are in ``outer``."""
    if is_empty(inner):
        return True
    return (
        outer.low <= inner.low
        and inner.high <= outer.high
        and all(
            hole in inner.holes or not inner.low <= hole <= inner.high
            for hole in outer.holes
        )
    )
