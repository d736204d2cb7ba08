# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from itertools import product
from math import prod

from odoo import models

from ...tools.scores import COMBINATION_LIMIT


class GroupCustomerGradeScheme(models.Model):
    """What must hold before quantile scores can lead to every grade."""

    _inherit = "group.customer.grade.scheme"

    # === QUANTILES === #

    def _find_quantiles_problems(self):
        criteria = self._get_criteria("quantile")
        if not criteria:
            return [
                self.env._(
                    "No criterion has the role Quantile: add at least one, for "
                    "example the days since the last sale."
                )
            ]
        segments = self.grade_ids.segment_ids
        problems = [
            problem for segment in segments if (problem := segment._find_problem())
        ]
        for grade in segments.grade_id.filtered("is_veto_only"):
            problems.append(
                self.env._(
                    "The grade “%(grade)s” is reached by a cap only, yet has "
                    "segments: delete them or untick it.",
                    grade=grade.display_name,
                )
            )
        if not segments:
            problems.append(
                self.env._(
                    "No grade has a segment: say which quantile scores lead to which "
                    "grade."
                )
            )
        return problems or self._find_uncovered(criteria)

    def _find_uncovered(self, criteria):
        """Compare the segments with all combinations of scores, if not too many."""
        options = [
            [*range(1, criterion.quantile_count + 1)]
            + ([None] if criterion.null_policy == "skip" else [])
            for criterion in criteria
        ]
        if prod(map(len, options)) > COMBINATION_LIMIT:
            return []
        grades = self._get_open_grades()
        alternatives = {grade: grade._get_segments() for grade in grades}
        rest = grades.filtered(lambda grade: not grade.segment_ids)[-1:]
        reached, left = set(), []
        for scores in product(*options):
            # On the screen, criteria are copies of those that the segments name.
            by_criterion = {
                criterion._origin: score
                for criterion, score in zip(criteria, scores, strict=True)
            }
            if not any(scores):
                continue
            grade = next(
                (grade for grade in grades if grade._has_scores(by_criterion)), rest
            )
            if grade:
                reached.add(grade)
            else:
                left.append(scores)
        problems = []
        for grade in grades:
            if grade in reached or grade in self._get_grades_else_reached():
                continue
            if alternatives[grade]:
                problems.append(
                    self.env._(
                        "The grade “%(grade)s” is never reached: better grades take "
                        "all quantile scores of its segments, or its segments "
                        "contradict each other. Change the segments or the order of "
                        "the grades.",
                        grade=grade.display_name,
                    )
                )
            else:
                problems.append(
                    self.env._(
                        "The grade “%(grade)s” has no segment and nobody is left for "
                        "it: add a segment or delete it.",
                        grade=grade.display_name,
                    )
                )
        if left:
            problems.append(
                self.env._(
                    "No grade takes the customers with the quantile scores %(scores)s "
                    "(and %(count)s more combinations): add segments, or a last grade "
                    "without segments for all who are left.",
                    scores="-".join(str(score or "?") for score in left[0]),
                    count=len(left) - 1,
                )
            )
        return problems


class GroupCustomerGrade(models.Model):
    _inherit = "group.customer.grade"

    def _get_segments(self):
        """Return number of alternative → segments."""
        alternatives = {}
        for segment in self.segment_ids:
            alternatives.setdefault(segment.alternative, segment.browse())
            alternatives[segment.alternative] += segment
        return alternatives

    def _has_scores(self, scores):
        """Whether quantile scores are in a segment of the grade.

        :param dict scores: criterion → score; None: left out
        """
        return any(
            any(scores.get(segment.criterion_id._origin) for segment in segments)
            and all(
                (score := scores.get(segment.criterion_id._origin)) is None
                or segment.score_from <= score <= segment.score_to
                for segment in segments
            )
            for segments in self._get_segments().values()
        )


class GroupCustomerGradeSegment(models.Model):
    _inherit = "group.customer.grade.segment"

    def _find_problem(self):
        """Return why nobody is in the segment, or None."""
        self.ensure_one()
        names = {
            "grade": self.grade_id.display_name,
            "criterion": self.criterion_id.name,
            "low": self.score_from,
            "high": self.score_to,
            "count": self.criterion_id.quantile_count,
        }
        if self.criterion_id.role != "quantile":
            return self.env._(
                "A segment of the grade “%(grade)s” asks for “%(criterion)s”, which "
                "has no quantile score: choose a criterion with the role Quantile.",
                **names,
            )
        if self.score_from > self.score_to:
            return self.env._(
                "A segment of the grade “%(grade)s” asks for “%(criterion)s” from "
                "%(low)s to %(high)s: the first score must not be above the second.",
                **names,
            )
        if self.score_from < 1 or self.score_to > self.criterion_id.quantile_count:
            return self.env._(
                "A segment of the grade “%(grade)s” asks for “%(criterion)s” from "
                "%(low)s to %(high)s, but its scores go from 1 to %(count)s.",
                **names,
            )
        return None
