# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.chains import find_loop

# The role whose people have profiles with capacities
MANAGER_ROLE = "account_manager"
POOL_TARGETS = ("least_loaded", "round_robin")
TRIGGERS = ("on_new", "on_regrade", "on_move", "on_schedule")


class GroupCustomerAssignmentRule(models.Model):
    """What a rule must hold before it is in force, and what it warns about.

    An archived rule may be unfinished.
    """

    _inherit = "group.customer.assignment.rule"

    problems = fields.Text(
        compute="_compute_problems",
        compute_sudo=True,
        help="Why the rule would find nobody today: people come and go, so this is "
        "shown and not refused.",
    )
    has_problems = fields.Boolean(compute="_compute_problems", compute_sudo=True)

    # === COMPUTE METHODS === #

    @api.depends(
        "active",
        "company_id",
        "fallback_rule_id.active",
        "group_id.user_ids",
        "on_move",
        "on_new",
        "on_regrade",
        "on_schedule",
        "role_id.active",
        "target",
        "team_id.active",
        "team_id.member_ids",
        "user_id.active",
        "user_id.company_ids",
    )
    def _compute_problems(self):
        for rule in self:
            problems = rule._find_problems() if rule.target and rule.role_id else []
            rule.problems = "\n".join(problems)
            rule.has_problems = bool(problems)

    def _find_problems(self):
        """Return what keeps a rule from finding anybody."""
        self.ensure_one()
        problems = []
        if not any(self[name] for name in TRIGGERS):
            problems.append(
                self.env._("The rule is asked by hand or as the way out of another.")
            )
        if not self.role_id.active:
            problems.append(
                self.env._("The role “%(role)s” is archived.", role=self.role_id.name)
            )
        if self.target == "user" and self.user_id:
            problems += self._find_user_problems()
        if self.target in POOL_TARGETS and not self._find_pool_users():
            problems.append(
                self.env._(
                    "There is nobody to choose among: fill the team or the duty, or "
                    "make profiles of account managers."
                )
            )
        if self.target == "industry_team" and not self._find_industry_teams():
            problems.append(
                self.env._("No sales team has industries: enter them on the teams.")
            )
        if self.fallback_rule_id and not self.fallback_rule_id.active:
            problems.append(
                self.env._(
                    "The rule “%(rule)s” that it falls back on is archived and not "
                    "asked.",
                    rule=self.fallback_rule_id.name,
                )
            )
        return problems

    def _find_user_problems(self):
        user = self.user_id
        if not user.active:
            return [self.env._("%(user)s is archived.", user=user.name)]
        if user.share:
            return [self.env._("%(user)s is no internal user.", user=user.name)]
        if self.company_id and self.company_id not in user.company_ids:
            return [
                self.env._(
                    "%(user)s has no access to %(company)s.",
                    user=user.name,
                    company=self.company_id.name,
                )
            ]
        return []

    # === CONSTRAINT METHODS === #

    @api.constrains("domain")
    def _check_domain(self):
        for rule in self:
            try:
                # sudo: whether the filter can be read, not what it finds
                self.env["res.partner"].sudo().search(rule._get_domain(), limit=1)
            except (ValueError, TypeError, SyntaxError, KeyError) as error:
                raise ValidationError(
                    self.env._(
                        "The filter of the assignment rule “%(rule)s” cannot be read: "
                        "%(error)s. Build it again with the filter editor.",
                        rule=rule.name,
                        error=error,
                    )
                ) from error

    @api.constrains("fallback_rule_id", "role_id")
    def _check_fallback(self):
        # sudo: the loop may lead through a rule of another company
        rules = self.sudo().with_context(active_test=False)
        by_id = {rule.id: rule for rule in rules.search(Domain("id", ">", 0))}
        for loop in [
            find_loop({id_: r.fallback_rule_id.id for id_, r in by_id.items()})
        ]:
            if loop:
                names = [f"“{by_id[id_].name}”" for id_ in [*loop, loop[0]]]
                raise ValidationError(
                    self.env._(
                        "The assignment rules fall back on one another in a circle: "
                        "%(rules)s. Leave “Otherwise” empty in one of them.",
                        rules=" → ".join(names),
                    )
                )
        for rule in by_id.values():
            fallback = rule.fallback_rule_id
            if fallback and fallback.role_id != rule.role_id:
                raise ValidationError(
                    self.env._(
                        "The assignment rule “%(rule)s” is for the role %(role)s and "
                        "cannot fall back on “%(fallback)s”, which is for %(other)s.",
                        rule=rule.name,
                        role=rule.role_id.name,
                        fallback=fallback.name,
                        other=fallback.role_id.name,
                    )
                )

    @api.constrains("active", "target", "user_id", "team_id", "group_id", "role_id")
    def _check_target(self):
        for rule in self.filtered("active"):
            if rule.target == "user" and not rule.user_id:
                raise ValidationError(
                    self.env._(
                        "The assignment rule “%(rule)s” gives accounts to one person: "
                        "choose the person, or archive the rule.",
                        rule=rule.name,
                    )
                )
            needs_people = (
                rule.target in POOL_TARGETS and rule.role_id.code != MANAGER_ROLE
            )
            if needs_people and not (rule.team_id or rule.group_id):
                raise ValidationError(
                    self.env._(
                        "The assignment rule “%(rule)s” chooses among several people: "
                        "choose a sales team or a duty. Only for account managers "
                        "there are profiles to choose among.",
                        rule=rule.name,
                    )
                )

    # === BUSINESS METHODS === #

    def _get_domain(self):
        """Return the filter of the rule.

        :raises ValueError: when it cannot be read
        """
        self.ensure_one()
        return Domain(literal_eval((self.domain or "").strip() or "[]"))

    def _find_pool_users(self):
        """Return who the rule chooses among, whether they are free or not (sudo)."""
        self.ensure_one()
        rule = self.sudo().with_context(active_test=True)
        if not (rule.team_id or rule.group_id):
            # Who leads others has no accounts of their own.
            domain = Domain("user_id.active", "=", True)
            domain &= Domain("series", "=", "sales")
            if rule.company_id:
                domain &= Domain("company_id", "=", rule.company_id.id)
            return rule.env["group.customer.manager"].search(domain).user_id
        users = rule.group_id.user_ids if rule.group_id else rule.team_id.member_ids
        if rule.group_id and rule.team_id:
            users &= rule.team_id.member_ids
        return users.filtered("active")

    @api.model
    def _find_industry_teams(self, company=None):
        """Return the sales teams that look after industries (sudo).

        :param company: only its teams and shared ones
        """
        domain = Domain("group_customer_industry_ids", "!=", False)
        if company:
            domain &= Domain("company_id", "in", [company.id, False])
        teams = self.env["crm.team"].sudo().with_context(active_test=True)
        return teams.search(domain, order="id")
