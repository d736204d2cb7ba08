# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Cumulative-share cuts (ABC, 80/20; GR-16, GR-27).

Only positive values count towards the total. A class with the limit *s* is the
smallest group of largest values that makes up more than *s* per cent of the total;
so a value belongs to it when the strictly larger ones make up at most *s* per cent.
Equal values are never separated.
"""


def shares_of_larger(values):
    """Return, per positive value, what the strictly larger ones sum up to.

    :param dict values: key → exact value (None: no data)
    :returns: dict key → sum of the strictly larger values, and the total
    :rtype: tuple
    """
    positive = {key: value for key, value in values.items() if value and value > 0}
    larger = {}
    running = 0
    seen = 0
    previous = None
    for key, value in sorted(positive.items(), key=lambda item: -item[1]):
        if value != previous:
            running = seen
            previous = value
        larger[key] = running
        seen += value
    return larger, seen


def cut(values, limits):
    """Return the class of every key by the cumulative share of its value.

    :param dict values: key → exact value (None: no data)
    :param list limits: limits of the classes in per cent, ascending
    :returns: dict key → index of the class, None without a positive value or when
        no limit is wide enough
    """
    larger, total = shares_of_larger(values)
    return {
        key: next(
            (
                index
                for index, limit in enumerate(limits)
                if key in larger and larger[key] * 100 <= limit * total
            ),
            None,
        )
        for key in values
    }
