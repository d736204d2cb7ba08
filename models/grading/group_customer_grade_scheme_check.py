# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .group_customer_grade_engine_grade import SCORED_ROLES

# Roles whose criteria mean something in every mode; a rank only chooses the main
# metric where the share does not decide.
COMMON_ROLES = ("condition", "rank", "cap")


class GroupCustomerGradeScheme(models.Model):
    """What must hold before a scheme can grade."""

    _inherit = "group.customer.grade.scheme"

    # === COMPUTE METHODS === #

    @api.depends(
        "mode",
        "weight_total",
        "combination",
        "score_factor",
        "hysteresis_margin",
        "clv_retention",
        "clv_discount",
        "grade_ids.sequence",
        "grade_ids.score_min",
        "grade_ids.share_max",
        "grade_ids.is_veto_only",
        "grade_ids.is_request_only",
        "grade_ids.segment_ids.alternative",
        "grade_ids.segment_ids.criterion_id",
        "grade_ids.segment_ids.score_from",
        "grade_ids.segment_ids.score_to",
        "criterion_ids.sequence",
        "criterion_ids.role",
        "criterion_ids.metric_id",
        "criterion_ids.window_value",
        "criterion_ids.window_unit",
        "criterion_ids.basis",
        "criterion_ids.quantile_count",
        "criterion_ids.weight",
        "criterion_ids.grade_id",
        "criterion_ids.alternative",
        "criterion_ids.operator",
        "criterion_ids.threshold",
        "criterion_ids.null_policy",
        "criterion_ids.band_ids.value_from",
        "criterion_ids.band_ids.value_to",
        "criterion_ids.band_ids.no_lower",
        "criterion_ids.band_ids.no_upper",
        "criterion_ids.band_ids.points",
    )
    def _compute_problems(self):
        for scheme in self:
            problems = scheme._find_problems()
            remarks = [] if problems else scheme._find_remarks()
            scheme.problems = "\n".join(problems)
            scheme.remarks = "\n".join(remarks)

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
        remarks = [remark for scheme in self for remark in scheme._find_remarks()]
        message = self.env._("The scheme is complete: it can grade.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if remarks else "success",
                "message": "\n".join([message, *remarks]),
                "sticky": bool(remarks),
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
        problems += self._find_condition_problems()
        problems += self._find_cap_problems()
        problems += self._find_request_only_problems()
        problems += self._find_stability_problems()
        return problems

    def _find_remarks(self):
        """Return what is odd about a scheme that can grade."""
        self.ensure_one()
        find = getattr(self, f"_find_{self.mode}_remarks", None)
        return find() if find else []

    def _get_open_grades(self):
        """The grades that a score, a share or a rule can lead to, the best first."""
        return self.grade_ids.sorted("sequence").filtered(
            lambda grade: not grade.is_veto_only and not grade.is_request_only
        )

    def _get_grades_else_reached(self):
        """The grades that a condition or a cap leads to, whatever the mode says."""
        return self._get_named_grades("condition") + self._get_named_grades("cap")

    def _get_named_grades(self, role):
        """The grades that criteria of a role name.

        On the screen, grades are copies of those that the criteria name.
        """
        named = self._get_criteria(role).grade_id._origin
        return self.grade_ids.filtered(lambda grade: grade._origin in named)

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
        used = (*COMMON_ROLES, SCORED_ROLES.get(self.mode))
        for criterion in self.criterion_ids:
            if criterion.role not in used:
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
        if not self.grade_ids.filtered(lambda grade: not grade.is_veto_only):
            problems.append(
                self.env._(
                    "Every grade is reached by a cap only: untick it on at least one."
                )
            )
        elif self.mode != "request" and not self._get_open_grades():
            problems.append(
                self.env._(
                    "No grade is reached by what is measured, for each is given by a "
                    "cap or a request only: untick it on at least one, or have the "
                    "scheme give grades on request only."
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
        for grade in self._get_named_grades("cap").filtered("is_request_only"):
            problems.append(
                self.env._(
                    "A cap lowers to the grade “%(grade)s”, which is given by request "
                    "only: choose another grade for the cap, or untick it.",
                    grade=grade.display_name,
                )
            )
        for grade in self.grade_ids.filtered("is_veto_only"):
            if grade not in self._get_named_grades("cap"):
                problems.append(
                    self.env._(
                        "Nothing leads to the grade “%(grade)s”: add a cap for it, or "
                        "untick that only a cap leads to it.",
                        grade=grade.display_name,
                    )
                )
        return problems

    def _find_request_only_problems(self):
        problems = []
        segmented = self.grade_ids.segment_ids.grade_id
        conditioned = self._get_named_grades("condition")
        for grade in self.grade_ids.filtered("is_request_only"):
            if grade.is_veto_only:
                problems.append(
                    self.env._(
                        "The grade “%(grade)s” cannot be given both by a cap only and "
                        "by request only: untick one of the two.",
                        grade=grade.display_name,
                    )
                )
            elif grade in conditioned + segmented:
                problems.append(
                    self.env._(
                        "The grade “%(grade)s” is given by request only, yet has "
                        "conditions or segments: delete them or untick it.",
                        grade=grade.display_name,
                    )
                )
        return problems

    def _find_stability_problems(self):
        if not self.hysteresis_margin or self.mode in (
            "weighted",
            "coefficients",
            "cumulative_share",
        ):
            return []
        modes = dict(self._fields["mode"]._description_selection(self.env))
        return [
            self.env._(
                "A scheme by “%(mode)s” has no limit of a score or share that a margin "
                "could lie beyond: set the margin of a change to 0, or ask for several "
                "runs in a row instead.",
                mode=modes[self.mode],
            )
        ]
