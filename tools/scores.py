# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Weighted scores: Σ points × weight ÷ Σ weight of the criteria with data."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from math import prod

# How many combinations are worked out one by one, at most
COMBINATION_LIMIT = 5000
SCORE_STEP = Decimal("0.01")


def round_score(score):
    """Round half away from zero to two decimals, as PostgreSQL's ROUND does."""
    return score.quantize(SCORE_STEP, rounding=ROUND_HALF_UP)


def weighted_score(parts):
    """Return the rounded score, or None when nothing has a weight.

    :param parts: pairs (points, weight) of the criteria that have points
    """
    weight_total = sum(weight for _points, weight in parts)
    if not weight_total:
        return None
    total = sum(points * weight for points, weight in parts)
    return round_score(Decimal(total) / Decimal(weight_total))


def lowest_score(parts):
    """Return the lowest score that any customer can have.

    :param parts: triples (lowest points, weight, may be left out)
    """
    kept = [(points, weight) for points, weight, optional in parts if not optional]
    left = sorted((points, weight) for points, weight, optional in parts if optional)
    while left:
        current = weighted_score(kept)
        if current is not None and left[0][0] >= current:
            break
        kept.append(left.pop(0))
    return weighted_score(kept)


def highest_score(parts):
    """Return the highest score that any customer can have.

    :param parts: triples (highest points, weight, may be left out)
    """
    lowest = lowest_score(
        [(-points, weight, optional) for points, weight, optional in parts]
    )
    return None if lowest is None else -lowest


def combine_coefficients(parts, combination, factor):
    """Return the rounded score of coefficients, or None without any.

    :param parts: pairs (coefficient or None, weight)
    :param str combination: ``product``, ``sum`` or ``average``
    """
    known = [(points, weight) for points, weight in parts if points is not None]
    if not known:
        return None
    if combination == "average":
        total = sum(weight for _points, weight in known)
        if not total:
            return None
        combined = sum(points * weight for points, weight in known) / Decimal(total)
    elif combination == "sum":
        combined = sum(points for points, _weight in known)
    else:
        combined = prod(points for points, _weight in known)
    return round_score(Decimal(combined * factor))


def combine_all(options, combine):
    """Return the set of what all combinations give, or None when they are too many.

    :param options: per criterion the distinct points it can give; None: left out
    :param combine: function of a tuple of points
    """
    if prod(len(points) for points in options) > COMBINATION_LIMIT:
        return None
    return {combine(points) for points in product(*options)} - {None}
