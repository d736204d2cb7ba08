# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Judge one customer by the definition of a scheme, as the grading engine does.

The engine judges all customers in one SQL statement; this is the same for one of
them, with values that may be supposed. Values are whole numbers of the smallest step
of their unit (a cent, a hundredth of a per cent); everything is exact.
"""

from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

from .bands import exact

OPERATORS = {">=": ge, ">": gt, "<=": le, "<": lt, "=": eq, "!=": ne}
SCORED_ROLES = {
    "weighted": "score",
    "quantiles": "quantile",
    "coefficients": "coefficient",
}


# Modes whose limits a score or a share may lie beyond
MARGIN_MODES = ("weighted", "coefficients", "cumulative_share")


class Outcome(NamedTuple):
    """What follows from the value of one criterion."""

    is_missing: bool = True
    points: Fraction | None = None
    is_met: bool = False


class Verdict(NamedTuple):
    """The places (1: the best, None: no grade) and what led to them."""

    place: int | None
    base: int | None
    stood: int | None
    score: Fraction | None
    outcomes: tuple


def get_basis(criterion):
    """What of the value is judged; a rank or quantile criterion has no choice."""
    return {"rank": "value", "quantile": "quantile"}.get(
        criterion["role"], criterion["basis"]
    )


def number(value):
    """Return the float of a definition as the exact number that it stands for."""
    return Fraction(exact(value))


def round_score(score):
    """Round half away from zero to two decimals, as PostgreSQL's ROUND does."""
    cents = abs(score) * 100 + Fraction(1, 2)
    rounded = Fraction(cents.numerator // cents.denominator, 100)
    return rounded if score >= 0 else -rounded


class Judge:
    """Judges a customer by a definition among the other customers.

    :param dict definition: normalized definition of a scheme
    :param list keys: the key of the question of each criterion
    :param dict decimals: key → decimals of the unit
    :param dict peers: key → :class:`~.peers.Peers` of the questions that need them
    :param dict frozen: number of criterion → :class:`Outcome`, of criteria that
        cannot be judged again for want of peers
    :param frozen_base: place of a cumulative share that cannot be judged again
    :param reference: place that a change starts from, see the engine; None when every
        change counts at once. Confirmations by further runs are left out: no value
        makes up for them.
    :param wanted: place of the grade that is asked for and approved
    """

    def __init__(
        self,
        definition,
        keys,
        decimals,
        peers,
        frozen=None,
        frozen_base=None,
        reference=None,
        wanted=None,
    ):
        self.definition = definition
        self.criteria = definition["criteria"]
        self.mode = definition["mode"]
        self.keys = keys
        self.units = {key: 10**digits for key, digits in decimals.items()}
        self.peers = peers
        self.frozen = frozen or {}
        self.frozen_base = frozen_base
        self.reference = reference
        self.wanted = wanted
        self.open_grades = [
            (place, grade)
            for place, grade in enumerate(definition["grades"], 1)
            if not grade["is_veto_only"] and not grade["is_request_only"]
        ]
        self.places = {
            grade["id"]: place for place, grade in enumerate(definition["grades"], 1)
        }
        self.rank = next(
            (n for n, c in enumerate(self.criteria) if c["role"] == "rank"), None
        )

    def judge(self, values):
        """Return the :class:`Verdict` on the values (key → steps, None: no data)."""
        outcomes = tuple(
            self.get_outcome(n, values[key]) for n, key in enumerate(self.keys)
        )
        score = self._get_score(outcomes)
        ruled, base = self._get_base(values, outcomes, score)
        stood = self._get_stood(base, ruled, values, score)
        held = min((p for p in (stood, self.wanted) if p), default=None)
        floor = max(
            (
                self.places[criterion["grade_id"]]
                for criterion, outcome in zip(self.criteria, outcomes, strict=True)
                if criterion["role"] == "cap" and outcome.is_met
            ),
            default=None,
        )
        if held and floor:
            place = max(held, floor)
        elif held or floor != len(self.places):
            place = held
        else:
            place = floor
        return Verdict(place, base, stood, score, outcomes)

    # Criteria

    def get_judged(self, index, value):
        """Return what of a value is judged, None without data."""
        criterion, key = self.criteria[index], self.keys[index]
        basis = get_basis(criterion)
        if value is None:
            if criterion["null_policy"] != "zero":
                return None
            if basis == "position":
                return Fraction(100)
            value = 0
        if basis == "position":
            return self.peers[key].get_position(value)
        if basis == "quantile":
            return self.peers[key].get_quantile(value, criterion)
        return Fraction(value, self.units[key])

    def get_outcome(self, index, value):
        if index in self.frozen:
            return self.frozen[index]
        criterion = self.criteria[index]
        x = self.get_judged(index, value)
        role, is_lowest = criterion["role"], criterion["null_policy"] == "lowest"
        if role in ("score", "coefficient"):
            points = [number(band["points"]) for band in criterion["bands"]]
            if x is None:
                return Outcome(True, min(points) if is_lowest else None)
            band = next(
                (
                    n
                    for n, band in enumerate(criterion["bands"])
                    if band["to"] is not None and x < number(band["to"])
                ),
                -1,
            )
            return Outcome(False, points[band])
        if role == "quantile":
            if x is None:
                return Outcome(True, Fraction(1) if is_lowest else None)
            return Outcome(False, Fraction(x))
        if role in ("condition", "cap"):
            if x is None:
                return Outcome(True, None, role == "cap" and is_lowest)
            compare = OPERATORS[criterion["operator"]]
            return Outcome(False, None, compare(x, number(criterion["threshold"])))
        return Outcome(x is None)

    # Score

    def _get_score(self, outcomes):
        role = SCORED_ROLES.get(self.mode)
        parts = [
            (outcome.points, number(criterion["weight"]))
            for criterion, outcome in zip(self.criteria, outcomes, strict=True)
            if criterion["role"] == role
        ]
        if role != "score" and not any(weight for _points, weight in parts):
            parts = [(points, Fraction(1)) for points, _weight in parts]
        parts = [(points, weight) for points, weight in parts if points is not None]
        if not parts:
            return None
        if self.mode == "coefficients":
            return self._get_combined(parts)
        score = self._get_average(parts)
        return None if score is None else round_score(score)

    def _get_combined(self, parts):
        combination = self.definition["combination"]
        if combination == "average":
            combined = self._get_average(parts)
        elif combination == "sum":
            combined = sum(points for points, _weight in parts)
        else:
            combined = Fraction(1)
            for points, _weight in parts:
                combined *= points
        if combined is None:
            return None
        return round_score(combined * number(self.definition["score_factor"]))

    def _get_average(self, parts):
        total = sum(weight for _points, weight in parts)
        if not total:
            return None
        return sum(points * weight for points, weight in parts) / total

    # Grade before caps

    def _get_base(self, values, outcomes, score):
        if any(
            outcome.is_missing and criterion["null_policy"] == "ungraded"
            for criterion, outcome in zip(self.criteria, outcomes, strict=True)
        ):
            return None, None
        ruled = self._get_ruled(outcomes)
        if ruled:
            return ruled, ruled
        return None, getattr(self, f"_get_{self.mode}_base")(values, outcomes, score)

    def _get_ruled(self, outcomes):
        for place, grade in self.open_grades:
            for alternative in self.get_alternatives(grade):
                if self._holds(
                    (self.criteria[n]["null_policy"], outcomes[n], outcomes[n].is_met)
                    for n in alternative
                ):
                    return place
        return None

    def get_alternatives(self, grade):
        """The conditions of a grade: a list of numbers of criteria per alternative."""
        alternatives = {}
        for n, criterion in enumerate(self.criteria):
            if (
                criterion["role"] == "condition"
                and criterion["grade_id"] == (grade["id"])
            ):
                alternatives.setdefault(criterion["alternative"], []).append(n)
        return list(alternatives.values())

    def get_segments(self, grade):
        """The segments of a grade: (number, from, to) triples per alternative."""
        numbers = {criterion["id"]: n for n, criterion in enumerate(self.criteria)}
        alternatives = {}
        for segment in grade["segments"]:
            alternatives.setdefault(segment["alternative"], []).append(
                (numbers[segment["criterion_id"]], segment["from"], segment["to"])
            )
        return list(alternatives.values())

    def _holds(self, conditions):
        """All hold; what is left out is not asked, but something must be."""
        is_asked = False
        for null_policy, outcome, is_met in conditions:
            is_left_out = null_policy == "skip" and outcome.is_missing
            if not is_left_out and not is_met:
                return False
            is_asked = is_asked or not is_left_out
        return is_asked

    def _get_weighted_base(self, values, outcomes, score):
        if score is None:
            return None
        return next(
            (p for p, grade in self.open_grades if score >= number(grade["score_min"])),
            None,
        )

    _get_coefficients_base = _get_weighted_base

    def _get_cumulative_share_base(self, values, outcomes, score):
        key = self.keys[self.rank]
        if key not in self.peers:
            return self.frozen_base
        value = values[key]
        if value is None and self.criteria[self.rank]["null_policy"] == "skip":
            return None
        if value is not None and value > 0:
            share = self.peers[key].get_position(value)
            for place, grade in self.open_grades:
                if share <= number(grade["share_max"]):
                    return place
        return self.open_grades[-1][0] if self.open_grades else None

    def _get_rules_base(self, values, outcomes, score):
        return self._get_rest(self.get_alternatives)

    def _get_rest(self, ask):
        """Who is left gets the last grade that asks for nothing, if there is one."""
        rest = [place for place, grade in self.open_grades if not ask(grade)]
        return rest[-1] if rest else None

    def _get_quantiles_base(self, values, outcomes, score):
        if score is None:
            return None
        for place, grade in self.open_grades:
            for alternative in self.get_segments(grade):
                if self._holds(
                    (
                        self.criteria[n]["null_policy"],
                        # Points of the worst outcome are points.
                        outcomes[n]._replace(is_missing=outcomes[n].points is None),
                        outcomes[n].points is not None
                        and low <= outcomes[n].points <= high,
                    )
                    for n, low, high in alternative
                ):
                    return place
        return self._get_rest(self.get_segments)

    def _get_request_base(self, values, outcomes, score):
        return None

    # Hysteresis

    def _get_stood(self, base, ruled, values, score):
        """The place that the margin lets through."""
        reference = self.reference
        margin = number(self.definition["hysteresis_margin"])
        if base is None or reference is None or base == reference or not margin:
            return base
        # A rule has no limit to lie beyond of, nor has a segment.
        if ruled or self.mode not in MARGIN_MODES:
            return base
        side = -1 if base < reference else 1
        if self.mode == "cumulative_share":
            passes = self._get_share_test(values, margin, side)
        elif side < 0:

            def passes(grade):
                return score >= number(grade["score_min"]) + margin

        else:

            def passes(grade):
                return score > number(grade["score_min"]) - margin

        beyond = next(
            (place for place, grade in self.open_grades if passes(grade)),
            self.open_grades[-1][0],
        )
        return min(reference, beyond) if side < 0 else max(reference, beyond)

    def _get_share_test(self, values, margin, side):
        key = self.keys[self.rank]
        value = values[key]
        share = None
        if value is not None and key in self.peers:
            share = self.peers[key].get_position(value)

        def passes(grade):
            limit = number(grade["share_max"]) + side * margin
            # Better: not more than the share less the margin. Worse: below it and more.
            return share is not None and (share <= limit if side < 0 else share < limit)

        return passes
