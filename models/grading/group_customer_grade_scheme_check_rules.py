# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal
from typing import NamedTuple

from odoo import models

from ...tools.bands import exact
from ...tools.ranges import Range, contains, is_empty, make_range, meet
from .group_customer_grade_engine import UNIT_DECIMALS

# Shares are judged unrounded.
SHARE_STEP = Decimal("0.0000000001")


class AskedValue(NamedTuple):
    """What two conditions must have in common to speak of the same value."""

    metric_id: int
    window: tuple
    basis: tuple
    null_policy: str

    @property
    def is_optional(self):
        return self.null_policy == "skip"


class GroupCustomerGradeScheme(models.Model):
    """What must hold before conditions can lead to every grade."""

    _inherit = "group.customer.grade.scheme"

    # === RULES === #

    def _find_rules_problems(self):
        problems = []
        conditioned = self._get_named_grades("condition")
        grades = self._get_open_grades()
        for grade in grades[:-1] - conditioned:
            problems.append(
                self.env._(
                    "The grade “%(grade)s” has no condition, so it takes every "
                    "customer and no later grade is ever reached: add a condition or "
                    "make it the last grade.",
                    grade=grade.display_name,
                )
            )
        if grades[-1:] & conditioned:
            problems.append(
                self.env._(
                    "No grade takes the customers for whom no rule holds: add a last "
                    "grade without conditions."
                )
            )
        return problems + self._find_unreached_by_order()

    def _find_request_problems(self):
        return self._find_unreached_by_order()

    # === CONDITIONS === #

    def _find_condition_problems(self):
        problems = []
        conditions = self._get_criteria("condition")
        for condition in conditions.filtered(lambda condition: not condition.grade_id):
            problems.append(
                self.env._(
                    "The condition “%(criterion)s” names no grade: choose the grade "
                    "that asks for it.",
                    criterion=condition.name,
                )
            )
        for grade in self._get_named_grades("condition").filtered("is_veto_only"):
            problems.append(
                self.env._(
                    "The grade “%(grade)s” is reached by a cap only, yet has "
                    "conditions: delete them or untick it.",
                    grade=grade.display_name,
                )
            )
        for criterion in conditions + self._get_criteria("cap"):
            if is_empty(criterion._get_range()):
                problems.append(
                    self.env._(
                        "“%(criterion)s” never holds, for no value of “%(metric)s” is "
                        "%(condition)s: change the value that it compares with.",
                        criterion=criterion.name,
                        metric=criterion.metric_id.display_name,
                        condition=criterion._get_condition_label(),
                    )
                )
        for grade in self._get_open_grades():
            for asked in self._get_alternatives(grade).values():
                problems += self._find_contradictions(grade, asked)
        return problems

    def _get_alternatives(self, grade):
        """Return number of alternative → conditions of a grade."""
        alternatives = {}
        for condition in self._get_criteria("condition"):
            if condition.grade_id and condition.grade_id._origin == grade._origin:
                alternatives.setdefault(condition.alternative, condition.browse())
                alternatives[condition.alternative] += condition
        return alternatives

    def _find_contradictions(self, grade, conditions):
        """Conditions of an alternative that cannot hold together."""
        problems = []
        by_question = {}
        for condition in conditions:
            by_question.setdefault(condition._get_question(), condition.browse())
            by_question[condition._get_question()] += condition
        for asked in by_question.values():
            ranges = [condition._get_range() for condition in asked]
            if any(map(is_empty, ranges)) or not is_empty(meet(*ranges)):
                continue
            problems.append(
                self.env._(
                    "The grade “%(grade)s” asks for what cannot be: %(conditions)s "
                    "never hold together. Change one of them, or give it the number "
                    "of another alternative.",
                    grade=grade.display_name,
                    conditions=", ".join(
                        f"“{condition.name}” ({condition._get_condition_label()})"
                        for condition in asked
                    ),
                )
            )
        return problems

    def _find_unreached_by_order(self):
        """Grades whose every alternative meets an alternative of a better grade."""
        problems = []
        better = []
        for grade in self._get_open_grades():
            alternatives = [
                asked
                for conditions in self._get_alternatives(grade).values()
                if (asked := conditions._get_ranges())
            ]
            taken = [
                next((first for first, outer in better if covers(outer, asked)), None)
                for asked in alternatives
            ]
            if alternatives and all(taken):
                problems.append(
                    self.env._(
                        "The grade “%(grade)s” is never reached: whoever meets its "
                        "conditions meets those of the better grade “%(better)s”. "
                        "Change its conditions or the order of the grades.",
                        grade=grade.display_name,
                        better=taken[0].display_name,
                    )
                )
            better += [(grade, asked) for asked in alternatives]
        return problems


def covers(outer, inner):
    """Return whether an alternative holds whenever another one holds.

    :param dict outer, inner: question → range that the alternative asks for
    """
    return all(
        not question.is_optional
        and question in inner
        and contains(asked, inner[question])
        for question, asked in outer.items()
    )


class GroupCustomerGradeCriterion(models.Model):
    _inherit = "group.customer.grade.criterion"

    def _get_question(self):
        self.ensure_one()
        basis = (self.basis,)
        if self.basis == "quantile":
            basis += (self.quantile_count, self.lower_is_better)
        window = (self.window_value, self.window_unit) if self.window_value else ()
        return AskedValue(
            self.metric_id.id,
            window if self.uses_window else (),
            basis,
            self.null_policy,
        )

    def _get_ranges(self):
        """Return question → range of the conditions together; {} if they contradict."""
        ranges = {}
        for condition in self:
            question = condition._get_question()
            asked = meet(condition._get_range(), ranges.get(question, Range()))
            if is_empty(asked):
                return {}
            ranges[question] = asked
        return ranges

    def _get_range(self):
        """Return the values for which the condition holds."""
        self.ensure_one()
        return make_range(self.operator, exact(self.threshold), *self._get_grid())

    def _get_grid(self):
        """Return how far apart values are, and which are possible at all."""
        if self.basis == "quantile":
            return Decimal(1), Range(Decimal(1), Decimal(self.quantile_count))
        if self.basis == "position":
            return SHARE_STEP, Range(Decimal(0), Decimal(100))
        if self.measure == "domain":
            return Decimal(1), Range(Decimal(0), Decimal(1))
        decimals = UNIT_DECIMALS.get(self.unit, self.currency_id.decimal_places or 2)
        limits = Range()
        if self.unit == "count" and self.measure not in ("input", "field"):
            limits = Range(low=Decimal(0))
        return Decimal(1).scaleb(-decimals), limits

    def _get_condition_label(self):
        operators = dict(self._fields["operator"]._description_selection(self.env))
        return f"{operators[self.operator]} {exact(self.threshold).normalize():f}"
