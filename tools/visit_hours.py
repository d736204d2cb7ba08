# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Spans of a day: pairs (from, to) in minutes, sorted and disjoint."""


def overlaps(spans, windows):
    """Yield what two sorted lists of spans have in common."""
    for begin, end in spans:
        for opens, closes in windows:
            start, stop = max(begin, opens), min(end, closes)
            if start < stop:
                yield start, stop


def subtract(spans, taken):
    """Return spans without the times that are taken, sorted and disjoint.

    :param spans: sorted list of (from, to)
    :param taken: list of (from, to), any order
    """
    result = list(spans)
    for begin, end in taken:
        if begin >= end:
            continue
        kept = []
        for start, stop in result:
            if stop <= begin or start >= end:
                kept.append((start, stop))
                continue
            if start < begin:
                kept.append((start, begin))
            if end < stop:
                kept.append((end, stop))
        result = kept
    return result
