# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Compare two gradings: which grades correspond, who moved, how scores spread."""

from decimal import ROUND_FLOOR, Decimal

# About so many bars make a readable histogram.
BARS = 20


def match_places(base_codes, codes):
    """Return, for each grade of a scheme, the place it has in another scheme.

    Grades with the same code are the same; a grade whose code the other scheme does
    not know is taken by its place, the last place at most.

    :param list base_codes: codes of the grades, the best first
    :param list codes: codes of the grades of the other scheme, the best first
    :returns: for each base grade a place, 1 the best
    :rtype: list(int)
    """
    places = {code: place for place, code in enumerate(codes, 1)}
    return [
        places.get(code, min(place, len(codes)))
        for place, code in enumerate(base_codes, 1)
    ]


def get_bins(low, high, bars=BARS):
    """Return (start, width, count) of the bars of a histogram with round edges.

    The width is 1, 2, 2.5 or 5 times a power of ten, at most ``bars`` of which span
    the values; bars hold their lower edge, not the upper one, so the highest value
    always lies below the last edge. Exact, for a value on an edge must not slip.

    :rtype: tuple(decimal.Decimal, decimal.Decimal, int)
    """
    low, high = Decimal(str(low)), Decimal(str(high))
    span = high - low
    if span <= 0:
        return low.to_integral_value(ROUND_FLOOR), Decimal(1), 1
    power = Decimal(10) ** (span / bars).adjusted()
    width = next(
        width
        for factor in ("1", "2", "2.5", "5", "10")
        if (width := Decimal(factor) * power) * bars >= span
    )
    start = (low / width).to_integral_value(ROUND_FLOOR) * width
    count = int(((high - start) / width).to_integral_value(ROUND_FLOOR)) + 1
    return start, width, count
