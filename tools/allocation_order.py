# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""The order of importance of customer resources (AM-07 to AM-09).

A factor compares the resources of one pool with each other. A resource earns, of 100
points, the percentage of the *other* resources that it is ahead of; one that is level
with it counts half. So the first of a pool without ties earns 100, the last 0, and
resources that are all alike earn 50 each. A resource alone in its pool earns 100.

What is not known (None) is behind everything known and earns nothing, however many
others are unknown too: a gap in the data is no merit.

The points of a resource are the mean of its factors' points, weighted. All of it is
computed in whole numbers, so that two machines never differ in a rounding.
"""

from fractions import Fraction
from math import lcm
from operator import mul
from typing import NamedTuple

MAXIMUM = 100


class Factor(NamedTuple):
    """What resources are compared by.

    ``weight``: not negative; only its proportion to the other weights matters.
    ``is_higher_first``: whether the largest value (the latest date) is ahead.
    """

    code: str
    weight: object
    is_higher_first: bool = True


class Part(NamedTuple):
    """What one factor gave to one resource; ``points`` of 100, ``contribution`` in
    points of the total."""

    code: str
    points: Fraction
    contribution: Fraction


class Scale(NamedTuple):
    """What the whole numbers of a pool mean: ``full`` half steps are 100 points of a
    factor, ``weights`` are whole and add up to ``total``."""

    codes: tuple
    weights: tuple
    total: int
    full: int


class Ranked(NamedTuple):
    """A resource in its place; ``position`` counts from 1, ``steps`` are half steps
    per factor. Fractions are made when asked for: a pool has 100,000 resources."""

    key: object
    position: int
    steps: tuple
    scale: Scale

    @property
    def points(self):
        """Of 100, exact."""
        scale = self.scale
        score = sum(map(mul, scale.weights, self.steps))
        return Fraction(score * MAXIMUM, scale.full * scale.total)

    @property
    def parts(self):
        """What each factor gave, exact: a tuple of :class:`Part`."""
        scale = self.scale
        return tuple(
            Part(
                code,
                Fraction(step * MAXIMUM, scale.full),
                Fraction(step * weight * MAXIMUM, scale.full * scale.total),
            )
            for code, weight, step in zip(
                scale.codes, scale.weights, self.steps, strict=True
            )
        )

    def get_rounded(self, digits):
        """Return the points, and (points, contribution) of each factor, as floats."""
        scale = self.scale
        whole = scale.full * scale.total
        score = sum(map(mul, scale.weights, self.steps))
        # Division of whole numbers gives the nearest float there is
        return round(score * MAXIMUM / whole, digits), [
            (
                round(step * MAXIMUM / scale.full, digits),
                round(step * weight * MAXIMUM / whole, digits),
            )
            for weight, step in zip(scale.weights, self.steps, strict=True)
        ]


def order_by_importance(rows, factors):
    """Order resources, the most important first.

    Equal points are told apart by the factors one after another, in their order, and
    at last by the key: the same rows always come out the same, in whichever order they
    went in.

    :param rows: list of (key, dict factor code → value or None); keys are comparable
        and unique, values of one factor comparable with each other
    :param factors: list of :class:`Factor`; none, or all without weight, is refused
    :returns: list of :class:`Ranked`
    :raises ValueError: without a factor that weighs, with a negative weight, with a
        factor or a key twice
    """
    weights = _get_whole_weights(factors)
    keys = [key for key, _values in rows]
    if len(set(keys)) != len(keys):
        raise ValueError("a resource is in the pool twice")
    scale = Scale(
        tuple(factor.code for factor in factors),
        tuple(weights),
        sum(weights),
        max(2 * (len(rows) - 1), 1),
    )
    columns = [
        _get_half_steps([values.get(factor.code) for _key, values in rows], factor)
        for factor in factors
    ]
    scored = []
    for key, *steps in zip(keys, *columns, strict=True):
        scored.append((-sum(map(mul, weights, steps)), [-n for n in steps], key))
    scored.sort()
    return [
        Ranked(key, position, tuple(-step for step in steps), scale)
        for position, (_score, steps, key) in enumerate(scored, start=1)
    ]


def _get_whole_weights(factors):
    codes = [factor.code for factor in factors]
    if len(set(codes)) != len(codes):
        raise ValueError("a factor is named twice")
    # The decimals that people typed, not their nearest binary numbers
    weights = [Fraction(str(factor.weight)) for factor in factors]
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is negative")
    if not any(weights):
        raise ValueError("no factor has a weight")
    shared = lcm(*(weight.denominator for weight in weights))
    return [int(weight * shared) for weight in weights]


def _get_half_steps(values, factor):
    """Per value how many others it is ahead of, times two; level ones count one.

    Alone in the pool it is the one half step that makes the full number.
    """
    if len(values) == 1:
        return [0 if values[0] is None else 1]
    known = sorted(
        (index for index, value in enumerate(values) if value is not None),
        key=lambda index: values[index],
        reverse=not factor.is_higher_first,
    )
    steps = [0] * len(values)
    behind = len(values) - len(known)
    start = 0
    while start < len(known):
        end = start
        while end < len(known) and values[known[end]] == values[known[start]]:
            end += 1
        for index in known[start:end]:
            steps[index] = 2 * (behind + start) + (end - start - 1)
        start = end
    return steps
