# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.bands import exact, find_gaps
from ...tools.scores import lowest_score

# Roles whose criteria mean something in a mode; a rank in the other modes only
# chooses the main metric.
ROLES_BY_MODE = {
    "weighted": ("score", "rank", "cap"),
    "rules": ("condition", "rank", "cap"),
    "cumulative_share": ("rank", "cap"),
}


class GroupCustomerGradeScheme(models.Model):
    """What must hold before a scheme can grade."""

    _inherit = "group.customer.grade.scheme"

    # === COMPUTE METHODS === #

    @api.depends(
        "mode",
        "weight_total",
        "grade_ids.sequence",
        "grade_ids.score_min",
        "grade_ids.share_max",
        "grade_ids.is_veto_only",
        "criterion_ids.role",
        "criterion_ids.weight",
        "criterion_ids.grade_id",
        "criterion_ids.null_policy",
        "criterion_ids.band_ids.value_from",
        "criterion_ids.band_ids.value_to",
        "criterion_ids.band_ids.no_lower",
        "criterion_ids.band_ids.no_upper",
        "criterion_ids.band_ids.points",
    )
    def _compute_problems(self):
        for scheme in self:
            scheme.problems = "\n".join(scheme._find_problems())

    # === CONSTRAINT METHODS === #

    @api.constrains("population_domain")
    def _check_population_domain(self):
        for scheme in self:
            scheme._get_population_domain()

    @api.constrains("company_id")
    def _check_company_kept(self):
        """Other companies that grade by a shared scheme keep it."""
        for scheme in self.filtered("company_id"):
            # sudo: companies that the user does not see count as well
            others = Domain("company_id", "!=", scheme.company_id.id) & Domain(
                "scheme_id", "=", scheme.id
            )
            users = self.env["group.customer.grade.run"].sudo().search(others)
            users = users.company_id
            users |= (
                self.env["group.customer.grade.award"]
                .sudo()
                .search(others, limit=1)
                .company_id
            )
            users |= (
                self.env["res.company"]
                .sudo()
                .search(
                    Domain("group_customer_scheme_id", "=", scheme.id)
                    & Domain("id", "!=", scheme.company_id.id)
                )
            )
            if users:
                raise ValidationError(
                    self.env._(
                        "The scheme “%(scheme)s” cannot become that of %(company)s "
                        "alone, for %(users)s grade by it: make a copy of it for "
                        "%(company)s.",
                        scheme=scheme.display_name,
                        company=scheme.company_id.name,
                        users=", ".join(users.mapped("name")),
                    )
                )

    # === ACTION METHODS === #

    def action_check(self):
        """Tell whether the scheme can grade, and what is missing otherwise."""
        self.check_access("read")
        self._check_complete()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The scheme is complete: it can grade."),
            },
        }

    # === BUSINESS METHODS === #

    def _get_population_domain(self):
        """Return the customers' domain.

        :raises ValidationError: when it cannot be read
        """
        self.ensure_one()
        try:
            domain = Domain(literal_eval(self.population_domain or "[]"))
            # Building the query also finds fields that cannot be searched; sudo: who
            # may write the filter is checked when it is written.
            self.env["res.partner"].sudo()._search(domain)
        except (ValueError, SyntaxError, TypeError, KeyError) as error:
            raise ValidationError(
                self.env._(
                    "The customers of the scheme “%(scheme)s” cannot be found by the "
                    "filter %(filter)s: %(error)s. Choose the filter again.",
                    scheme=self.display_name,
                    filter=self.population_domain,
                    error=error,
                )
            ) from error
        return domain

    def _check_population_rights(self):
        """Refuse filters by fields that their author may not read: a run looks its
        customers up with all rights.

        :raises AccessError: naming the field
        """
        for scheme in self:
            self.env["res.partner"]._search(scheme._get_population_domain())

    def _check_complete(self):
        """Refuse schemes that cannot grade.

        :raises UserError: lists all that is missing, scheme by scheme
        """
        for scheme in self:
            if problems := scheme._find_problems():
                raise UserError(
                    self.env._(
                        "The scheme “%(scheme)s” cannot grade yet:\n%(problems)s",
                        scheme=scheme.display_name,
                        problems="\n".join(f"- {problem}" for problem in problems),
                    )
                )

    def _find_problems(self):
        """Return what keeps the scheme from grading, each with its mend."""
        self.ensure_one()
        if not self.grade_ids:
            return [
                self.env._(
                    "The scheme “%(scheme)s” has no grade: add the grades, the best "
                    "first.",
                    scheme=self.name,
                )
            ]
        problems = self._find_role_problems()
        problems += getattr(self, f"_find_{self.mode}_problems")()
        problems += self._find_cap_problems()
        return problems

    def _get_open_grades(self):
        """The grades that a score, a share or a rule can lead to, the best first."""
        return self.grade_ids.sorted("sequence").filtered(
            lambda grade: not grade.is_veto_only
        )

    def _get_criteria(self, role):
        return self.criterion_ids.sorted("sequence").filtered(
            lambda criterion: criterion.role == role
        )

    def _find_role_problems(self):
        problems = []
        labels = dict(
            self.criterion_ids._fields["role"]._description_selection(self.env)
        )
        modes = dict(self._fields["mode"]._description_selection(self.env))
        for criterion in self.criterion_ids:
            if criterion.role not in ROLES_BY_MODE[self.mode]:
                problems.append(
                    self.env._(
                        "The criterion “%(criterion)s” has the role “%(role)s”, which "
                        "a scheme by “%(mode)s” does not use: change its role or "
                        "delete it.",
                        criterion=criterion.name,
                        role=labels[criterion.role],
                        mode=modes[self.mode],
                    )
                )
        ranks = self._get_criteria("rank")
        if len(ranks) > 1:
            problems.append(
                self.env._(
                    "%(criteria)s all have the role Rank: keep one of them.",
                    criteria=", ".join(f"“{rank.name}”" for rank in ranks),
                )
            )
        if not self._get_open_grades():
            problems.append(
                self.env._(
                    "Every grade is reached by a cap only: untick it on at least one."
                )
            )
        return problems

    def _find_cap_problems(self):
        problems = []
        caps = self._get_criteria("cap")
        for cap in caps.filtered(lambda cap: not cap.grade_id):
            problems.append(
                self.env._(
                    "The cap “%(criterion)s” names no grade: choose the best grade "
                    "that a customer can have when it holds.",
                    criterion=cap.name,
                )
            )
        for grade in self.grade_ids.filtered("is_veto_only"):
            if grade not in caps.grade_id:
                problems.append(
                    self.env._(
                        "Nothing leads to the grade “%(grade)s”: add a cap for it, or "
                        "untick that only a cap leads to it.",
                        grade=grade.display_name,
                    )
                )
        return problems

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
        lowest = lowest_score(
            [
                (
                    min(band.points for band in criterion._get_bands()),
                    exact(criterion.weight),
                    criterion.null_policy == "skip",
                )
                for criterion in criteria
            ]
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
        return problems

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

    # Rules

    def _find_rules_problems(self):
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
        for grade in conditions.grade_id.filtered("is_veto_only"):
            problems.append(
                self.env._(
                    "The grade “%(grade)s” is reached by a cap only, yet has "
                    "conditions: delete them or untick it.",
                    grade=grade.display_name,
                )
            )
        grades = self._get_open_grades()
        for grade in grades[:-1] - conditions.grade_id:
            problems.append(
                self.env._(
                    "The grade “%(grade)s” has no condition, so it takes every "
                    "customer and no later grade is ever reached: add a condition or "
                    "make it the last grade.",
                    grade=grade.display_name,
                )
            )
        if grades[-1:] & conditions.grade_id:
            problems.append(
                self.env._(
                    "No grade takes the customers for whom no rule holds: add a last "
                    "grade without conditions."
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
