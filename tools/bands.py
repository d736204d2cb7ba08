# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Bands: half-open intervals [lower, upper) that turn a value into points.

Bounds are exact numbers (``Decimal`` or ``int``), None for no bound.
"""

from decimal import Decimal
from typing import Any, NamedTuple

MINUS_INFINITY = Decimal("-Infinity")
INFINITY = Decimal("Infinity")


class Band(NamedTuple):
    lower: Decimal | None
    upper: Decimal | None
    points: Decimal
    key: Any = None

    @property
    def start(self):
        return MINUS_INFINITY if self.lower is None else self.lower

    @property
    def end(self):
        return INFINITY if self.upper is None else self.upper


def exact(value, digits=4):
    """Return the float that a numeric column gave as the number that it stores."""
    return Decimal(f"{value or 0:.{digits}f}")


def sort_bands(bands):
    """Return the bands from the lowest values to the highest."""
    return sorted(bands, key=lambda band: (band.start, band.end))


def find_empty(bands):
    """Return the bands that no value can fall into (from ≥ to)."""
    return [band for band in bands if band.start >= band.end]


def find_overlaps(bands):
    """Return the pairs of neighbouring bands that share values."""
    ordered = sort_bands(bands)
    overlaps = []
    widest = None
    for band in ordered:
        if widest is not None and band.start < widest.end:
            overlaps.append((widest, band))
        if widest is None or band.end > widest.end:
            widest = band
    return overlaps


def find_gaps(bands):
    """Return the intervals (from, to) without points, infinite ends included.

    None stands for minus infinity at the left, for infinity at the right. Without
    any band nothing has points: (None, None).
    """
    gaps = []
    reached = MINUS_INFINITY
    for band in sort_bands(bands):
        if band.start > reached:
            gaps.append((reached, band.start))
        reached = max(reached, band.end)
    if reached < INFINITY:
        gaps.append((reached, INFINITY))
    return [
        (None if low == MINUS_INFINITY else low, None if high == INFINITY else high)
        for low, high in gaps
    ]


def match_band(bands, value):
    """Return the band that the value falls into, or None."""
    return next((band for band in bands if band.start <= value < band.end), None)
