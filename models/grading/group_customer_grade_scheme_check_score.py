# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

from odoo import models

from ...tools.bands import exact, find_gaps
from ...tools.scores import (
    combine_all,
    combine_coefficients,
    highest_score,
    lowest_score,
    weighted_score,
)

INFINITY = Decimal("Infinity")


class GroupCustomerGradeScheme(models.Model):
    """What must hold before a score or a share can lead to every grade."""

    _inherit = "group.customer.grade.scheme"

    # Weighted bands

    def _find_weighted_problems(self):
        criteria = self._get_criteria("score")
        if not criteria:
            return [
                self.env._(
                    "No criterion has the role Score: add at least one with bands."
                )
            ]
        problems = []
        total = sum(exact(criterion.weight) for criterion in criteria)
        if total != exact(self.weight_total):
            problems.append(
                self.env._(
                    "The weights total %(total)s instead of %(expected)s: change the "
                    "weights of the criteria or the total of the scheme.",
                    total=f"{total.normalize():f}",
                    expected=f"{exact(self.weight_total).normalize():f}",
                )
            )
        band_problems = [
            problem for criterion in criteria for problem in criterion._find_gaps()
        ]
        problems += band_problems
        if not band_problems:
            problems += self._find_threshold_problems(criteria)
        return problems

    def _find_threshold_problems(self, criteria):
        return self._find_score_problems(*self._get_weighted_extremes(criteria))

    def _get_weighted_extremes(self, criteria):
        """Return the lowest and the highest possible score."""
        weights, points, skipped = self._get_scored_facts(criteria)
        return (
            lowest_score(list(zip(map(min, points), weights, skipped, strict=True))),
            highest_score(list(zip(map(max, points), weights, skipped, strict=True))),
        )

    def _get_scored_facts(self, criteria):
        """Return of each criterion the weight, the points and whether it may be left
        out."""
        return (
            [exact(criterion.weight) for criterion in criteria],
            [[band.points for band in c._get_bands()] for c in criteria],
            [criterion.null_policy == "skip" for criterion in criteria],
        )

    def _find_weighted_remarks(self):
        weights, points, skipped = self._get_scored_facts(self._get_criteria("score"))

        def combine(combination):
            return weighted_score(
                [
                    (value, weight)
                    for value, weight in zip(combination, weights, strict=True)
                    if value is not None
                ]
            )

        return self._find_score_remarks(
            combine_all(self._get_options(points, skipped), combine)
        )

    def _get_options(self, points, skipped):
        """What each criterion can give; None when it may be left out."""
        return [
            sorted(set(values)) + ([None] if skip else [])
            for values, skip in zip(points, skipped, strict=True)
        ]

    def _find_score_problems(self, lowest, highest):
        """Compare the limits of the grades with the scores that are possible."""
        problems = []
        grades = self._get_open_grades()
        for better, worse in zip(grades, grades[1:], strict=False):
            if exact(worse.score_min) >= exact(better.score_min):
                problems.append(
                    self.env._(
                        "The grade “%(worse)s” begins at %(worse_score)s, not below "
                        "the better grade “%(better)s” (%(better_score)s): the "
                        "scores must fall from the best grade to the last.",
                        worse=worse.display_name,
                        worse_score=worse.score_min,
                        better=better.display_name,
                        better_score=better.score_min,
                    )
                )
        last = grades[-1:]
        if last and lowest is not None and exact(last.score_min) > lowest:
            problems.append(
                self.env._(
                    "A score of %(lowest)s is possible, but the last grade "
                    "“%(grade)s” begins at %(score)s: lower that to %(lowest)s.",
                    lowest=lowest,
                    grade=last.display_name,
                    score=last.score_min,
                )
            )
        return problems or self._find_unreached_by_score(grades, highest)

    def _find_unreached_by_score(self, grades, highest):
        if highest is None:
            return []
        return [
            self.env._(
                "The grade “%(grade)s” is never reached: it begins at a score of "
                "%(score)s, but the highest possible score is %(highest)s. Lower its "
                "limit, or give more points.",
                grade=grade.display_name,
                score=f"{exact(grade.score_min).normalize():f}",
                highest=f"{highest.normalize():f}",
            )
            for grade in grades - self._get_grades_else_reached()
            if exact(grade.score_min) > highest
        ]

    def _find_score_remarks(self, scores):
        """Tell of grades between whose limits no score lies.

        :param scores: all possible scores, or None when they are too many to tell
        """
        remarks = []
        below = INFINITY
        for grade in self._get_open_grades():
            low = exact(grade.score_min)
            if (
                scores is not None
                and grade not in self._get_grades_else_reached()
                and not any(low <= score < below for score in scores)
            ):
                remarks.append(
                    self.env._(
                        "No combination of points makes a score for the grade "
                        "“%(grade)s”, which begins at %(low)s: nobody gets it.",
                        grade=grade.display_name,
                        low=f"{low.normalize():f}",
                    )
                )
            below = low
        return remarks

    # Coefficients

    def _find_coefficients_problems(self):
        criteria = self._get_criteria("coefficient")
        if not criteria:
            return [
                self.env._(
                    "No criterion has the role Coefficient: add at least one with "
                    "bands."
                )
            ]
        problems = [
            problem for criterion in criteria for problem in criterion._find_gaps()
        ]
        if problems:
            return problems
        # The extremes come from the extremes: each coefficient enters once.
        extremes = self._combine_coefficients(
            criteria, lambda values: {min(values), max(values)}
        )
        if not extremes:
            return []
        return self._find_score_problems(min(extremes), max(extremes))

    def _find_coefficients_remarks(self):
        return self._find_score_remarks(
            self._combine_coefficients(self._get_criteria("coefficient"), set)
        )

    def _combine_coefficients(self, criteria, choose):
        """Return the scores that chosen coefficients make, or None for too many."""
        weights, points, skipped = self._get_scored_facts(criteria)
        if not any(weights):
            weights = [exact(1)] * len(criteria)
        factor = exact(self.score_factor)
        return combine_all(
            self._get_options(map(choose, points), skipped),
            lambda combination: combine_coefficients(
                list(zip(combination, weights, strict=True)), self.combination, factor
            ),
        )

    # Cumulative share

    def _find_cumulative_share_problems(self):
        problems = []
        if not self._get_criteria("rank"):
            problems.append(
                self.env._(
                    "A scheme by cumulative share needs one criterion with the role "
                    "Rank: add it."
                )
            )
        grades = self._get_open_grades()
        for better, worse in zip(grades, grades[1:], strict=False):
            if exact(worse.share_max) <= exact(better.share_max):
                problems.append(
                    self.env._(
                        "The cumulative share of “%(worse)s” ends at %(worse_share)s "
                        "%%, not above that of the better grade “%(better)s” "
                        "(%(better_share)s %%): the shares must rise from the best "
                        "grade to the last.",
                        worse=worse.display_name,
                        worse_share=worse.share_max,
                        better=better.display_name,
                        better_share=better.share_max,
                    )
                )
        last = grades[-1:]
        if last and exact(last.share_max) != 100:
            problems.append(
                self.env._(
                    "No grade takes the smallest customers: set the cumulative share "
                    "of the last grade “%(grade)s” to 100 %%.",
                    grade=last.display_name,
                )
            )
        return problems


class GroupCustomerGradeCriterion(models.Model):
    _inherit = "group.customer.grade.criterion"

    def _find_gaps(self):
        """Return a problem for each range of values without points."""
        self.ensure_one()
        if not self.band_ids:
            return [
                self.env._(
                    "The criterion “%(criterion)s” has no bands: add bands from the "
                    "lowest values to the highest.",
                    criterion=self.name,
                )
            ]
        problems = []
        for low, high in find_gaps(self._get_bands()):
            if low is None:
                problems.append(
                    self.env._(
                        "The bands of “%(criterion)s” leave a gap below %(high)s: "
                        "tick “No lower bound” on the first band.",
                        criterion=self.name,
                        high=f"{high:.2f}",
                    )
                )
            elif high is None:
                problems.append(
                    self.env._(
                        "The bands of “%(criterion)s” leave a gap from %(low)s on: "
                        "tick “No upper bound” on the last band.",
                        criterion=self.name,
                        low=f"{low:.2f}",
                    )
                )
            else:
                problems.append(
                    self.env._(
                        "The bands of “%(criterion)s” leave a gap from %(low)s to "
                        "%(high)s: end one band where the next begins.",
                        criterion=self.name,
                        low=f"{low:.2f}",
                        high=f"{high:.2f}",
                    )
                )
        return problems
