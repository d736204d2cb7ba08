# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Weighted scores: Σ points × weight ÷ Σ weight of the criteria with data."""

from decimal import ROUND_HALF_UP, Decimal

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
