# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Arithmetic over the intervals in which somebody works.

Intervals are tuples ``(start, end, day)``: two moments of one time line (UTC), the
second later, and the local day that the work belongs to; sorted and disjoint. What is
at ``start`` is inside, what is at ``end`` outside.
"""

from bisect import bisect_right
from datetime import timedelta


def worked(intervals, start, end):
    """Return the working time between two moments, a timedelta; zero when reversed."""
    total = timedelta()
    for begin, stop, _day in intervals[_first_index(intervals, start) :]:
        if begin >= end:
            break
        total += max(min(stop, end) - max(begin, start), timedelta())
    return total


def advance(intervals, start, duration):
    """Return the moment at which ``duration`` of work after ``start`` is done.

    The end of a day's work is a moment of that day, not the next morning.

    :return: None when the intervals end before
    """
    if duration <= timedelta():
        return start
    for begin, stop, _day in intervals[_first_index(intervals, start) :]:
        begin = max(begin, start)
        if stop - begin >= duration:
            return begin + duration
        duration -= max(stop - begin, timedelta())
    return None


def advance_days(intervals, start_day, count):
    """Return the moment at which ``count`` working days after ``start_day`` are done.

    ``start_day`` itself does not count. Whole days end with the work of the last one; a
    fraction is that share of the work of the day after them.

    :return: None when the intervals end before
    """
    whole = int(count)
    fraction = count - whole
    by_day = {}
    for interval in intervals:
        if interval[2] > start_day:
            by_day.setdefault(interval[2], []).append(interval)
    days = list(by_day.values())
    if fraction:
        if len(days) <= whole:
            return None
        items = days[whole]
        return advance(items, items[0][0], total(items) * fraction)
    if not whole or len(days) < whole:
        return None
    return days[whole - 1][-1][1]


def total(intervals):
    """Return the working time of all intervals together, a timedelta."""
    return sum((stop - begin for begin, stop, _day in intervals), timedelta())


def count_days(intervals, first, last):
    """Return how many working days come after ``first``, ``last`` included."""
    return len({day for _begin, _stop, day in intervals if first < day <= last})


def is_working(intervals, moment):
    """Whether somebody works at the moment."""
    return any(begin <= moment < stop for begin, stop, _day in intervals)


def _first_index(intervals, moment):
    """Return the index of the first interval that may end after ``moment``."""
    return max(bisect_right(intervals, moment, key=lambda item: item[0]) - 1, 0)
