# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Compare two gradings: which grades correspond, who moved, how scores spread."""

import math

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


def get_change(base_place, place):
    """Return how a customer moved, places being those of one scheme, 0 for no grade.

    Nobody moves from no grade to no grade.
    """
    if not base_place or not place:
        if base_place == place:
            return "same"
        return "new" if place else "lost"
    if place == base_place:
        return "same"
    return "up" if place < base_place else "down"


def get_bins(low, high, bars=BARS):
    """Return (start, width, count) of the bars of a histogram with round edges.

    The width is 1, 2, 2.5 or 5 times a power of ten; bars hold their lower edge, not
    the upper one, so the highest value always lies below the last edge.
    """
    span = high - low
    if span <= 0:
        return math.floor(low), 1, 1
    power = 10 ** math.floor(math.log10(span / bars))
    width = next(
        factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power * bars >= span
    )
    start = math.floor(low / width) * width
    count = math.floor((high - start) / width) + 1
    return start, width, count
