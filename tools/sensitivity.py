# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The smallest change of a value that would lift or drop a customer.

As a function of one value, all others held, the grade is a staircase: it changes only
where a bound, a threshold, or a place among the other customers is passed. So it is
enough to try the values right before and right after each of these.
"""

from fractions import Fraction
from itertools import combinations, product
from typing import NamedTuple

from .judgement import get_basis, number

# How many pairs of values are tried when no value alone makes a better grade
MAX_PAIRS = 4000
NO_GRADE = float("inf")


class Domain(NamedTuple):
    """The values that a question can have, in whole steps.

    ``choices``: the only ones, when people choose among answers. ``grain``: how many
    steps the values are apart, for example the hundred hundredths of a whole day.
    """

    low: int | None = None
    high: int | None = None
    choices: tuple | None = None
    grain: int = 1


class Change(NamedTuple):
    """Values that make another grade: key → steps; and the verdict on them."""

    values: dict
    verdict: object

    @property
    def place(self):
        return self.verdict.place


def first_step(low, high, holds):
    """Return the first whole number of (low, high] for which ``holds``, or None.

    ``holds`` stays true once it is.
    """
    if not holds(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high


def ceil(value):
    return -(-value.numerator // value.denominator)


class Sensitivity:
    """What would change the grade of one customer.

    :param judge: :class:`~.judgement.Judge` of the customer
    :param dict values: key → steps today, None without data
    :param dict domains: key → :class:`Domain` of the questions that may be varied
    """

    def __init__(self, judge, values, domains):
        self.judge = judge
        self.values = values
        self.domains = domains
        self.verdict = judge.judge(values)
        self.candidates = {key: self._find_candidates(key) for key in domains}

    @property
    def place(self):
        return self.verdict.place

    def find_single(self):
        """Return key → the nearest (lift, drop) by this value alone, or None."""
        return {
            key: (
                self._find_nearest(key, lambda place: self._rank(place) < self.now),
                self._find_nearest(key, lambda place: self._rank(place) > self.now),
            )
            for key in self.domains
        }

    def find_together(self):
        """Return the changes that only together make a better grade, or None.

        First what rules, segments and caps ask for, then any two values: the better
        grade next to today's, the fewest values, the smallest changes of these.
        """
        goals = range((self.place or len(self.judge.places) + 1) - 1, 0, -1)
        for goal in goals:
            found = [
                change
                for requirements in self._list_requirements(goal)
                if (change := self._fulfil(requirements, goal))
            ]
            if found:
                return min(found, key=self.get_cost)
        return self._find_pair()

    # Candidates

    @property
    def now(self):
        return self._rank(self.place)

    def _rank(self, place):
        return place or NO_GRADE

    def _distance(self, key, value):
        return abs(value - (self.values[key] or 0))

    def _find_candidates(self, key):
        """Values next to each point where something changes, the nearest first."""
        low, high, choices, grain = self.domains[key]
        if choices is not None:
            candidates = set(choices)
        else:
            # Without data, zero is a value to begin with.
            candidates = {0} if self.values[key] is None else set()
            for index, one in enumerate(self.judge.keys):
                if one == key and index not in self.judge.frozen:
                    candidates |= self._find_steps(index)
            # What lies between two of these is on the grain next to one of them.
            candidates = {
                rounded
                for value in candidates
                for rounded in (value // grain * grain, -(-value // grain) * grain)
            }
            candidates |= {bound for bound in (low, high) if bound is not None}
        return sorted(
            (
                value
                for value in candidates
                if value != self.values[key]
                and (low is None or value >= low)
                and (high is None or value <= high)
            ),
            key=lambda value: (self._distance(key, value), value),
        )

    def _find_steps(self, index):
        """Steps before and after each point where the criterion judges otherwise."""
        criterion = self.judge.criteria[index]
        key = self.judge.keys[index]
        bounds = self._get_bounds(index)
        steps = set()
        if get_basis(criterion) == "value" and criterion["role"] != "rank":
            for bound in bounds:
                scaled = bound * self.judge.units[key]
                up = ceil(scaled)
                steps |= {up - 1, up, up + 1}
            return steps
        peers = self.judge.peers[key]
        low, high = peers.get_range()
        if get_basis(criterion) == "quantile":
            is_lower = criterion["lower_is_better"]
            for score in range(2, criterion["quantile_count"] + 1):
                step = first_step(
                    low - 1,
                    high,
                    lambda value, score=score: (
                        peers.get_quantile(value, criterion) >= score
                    )
                    != is_lower,
                )
                steps |= {step - 1, step} if step is not None else set()
            return steps
        # The share of larger ones falls as the value grows.
        steps = {0, 1}
        for bound in bounds:
            for holds in (
                lambda value, bound=bound: peers.get_position(value) < bound,
                lambda value, bound=bound: peers.get_position(value) <= bound,
            ):
                step = first_step(0, high, holds)
                steps |= {step - 1, step} if step is not None else set()
        return steps

    def _get_bounds(self, index):
        """What the judged value of a criterion is compared with."""
        criterion = self.judge.criteria[index]
        role = criterion["role"]
        if role in ("score", "coefficient"):
            return [
                number(band["to"])
                for band in criterion["bands"]
                if band["to"] is not None
            ]
        if role in ("condition", "cap"):
            return [number(criterion["threshold"])]
        if role == "rank" and self.judge.mode == "cumulative_share":
            margin = number(self.judge.definition["hysteresis_margin"])
            return [
                number(grade["share_max"]) + move
                for _place, grade in self.judge.open_grades
                for move in {Fraction(0), margin, -margin}
            ]
        return []

    # One value

    def _find_nearest(self, key, is_wanted):
        for value in self.candidates[key]:
            verdict = self.judge.judge({**self.values, key: value})
            if is_wanted(verdict.place):
                return Change({key: value}, verdict)
        return None

    # Several values

    def get_cost(self, change):
        """Fewest values first, then the smallest changes in relation to the values."""
        relative = sum(
            Fraction(
                self._distance(key, value),
                (abs(value) + abs(self.values[key] or 0)) or 1,
            )
            for key, value in change.values.items()
        )
        return len(change.values), relative

    def _list_requirements(self, goal):
        """What must hold for a place not worse than ``goal``: one list of (number of
        criterion, test of its outcome) per way that leads there."""
        judge = self.judge
        caps = [
            (index, lambda outcome: not outcome.is_met)
            for index, criterion in enumerate(judge.criteria)
            if criterion["role"] == "cap"
            and judge.places[criterion["grade_id"]] > goal
            and self.verdict.outcomes[index].is_met
        ]
        if caps:
            yield caps
        for place, grade in judge.open_grades:
            if place > goal:
                break
            for alternative in judge.get_alternatives(grade):
                met = [(index, lambda outcome: outcome.is_met) for index in alternative]
                yield caps + met
            for alternative in judge.get_segments(grade):
                met = [
                    (
                        index,
                        lambda outcome, low=low, high=high: outcome.points is not None
                        and low <= outcome.points <= high,
                    )
                    for index, low, high in alternative
                ]
                yield caps + met

    def _fulfil(self, requirements, goal):
        """Return the smallest changes that fulfil all, if the grade is then that."""
        by_key = {}
        for index, test in requirements:
            by_key.setdefault(self.judge.keys[index], []).append((index, test))
        values = {}
        for key, tests in by_key.items():
            if self._passes(tests, self.values[key]):
                continue
            value = next(
                (
                    value
                    for value in self.candidates.get(key, ())
                    if self._passes(tests, value)
                ),
                None,
            )
            if value is None:
                return None
            values[key] = value
        if not values:
            return None
        verdict = self.judge.judge({**self.values, **values})
        if self._rank(verdict.place) > goal:
            return None
        # In the order of the criteria
        return Change(
            {key: values[key] for key in self.domains if key in values}, verdict
        )

    def _passes(self, tests, value):
        return all(test(self.judge.get_outcome(index, value)) for index, test in tests)

    def _find_pair(self):
        best, tried = None, 0
        for first, second in combinations(self.domains, 2):
            for values in product(self._list_kinds(first), self._list_kinds(second)):
                tried += 1
                if tried > MAX_PAIRS:
                    return best
                changes = dict(zip((first, second), values, strict=True))
                verdict = self.judge.judge({**self.values, **changes})
                if self._rank(verdict.place) >= self.now:
                    continue
                change = Change(changes, verdict)
                if best is None or self.get_cost(change) < self.get_cost(best):
                    best = change
        return best

    def _list_kinds(self, key):
        """The nearest candidate of each kind: what follows from others is the same."""
        judge = self.judge
        indexes = [index for index, one in enumerate(judge.keys) if one == key]
        is_ranked = judge.mode == "cumulative_share" and judge.rank in indexes
        kinds = {}
        for value in self.candidates[key]:
            kind = tuple(judge.get_outcome(index, value) for index in indexes)
            kinds.setdefault((kind, value if is_ranked else None), value)
        return kinds.values()
