# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GroupCustomerApprovalStep(models.Model):
    """What a step must say, and what it warns about."""

    _inherit = "group.customer.approval.step"

    problems = fields.Text(
        compute="_compute_problems",
        compute_sudo=True,
        help="Why nobody could decide this step today.",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "name",
        "company_id",
        "approver_kind",
        "user_ids.active",
        "user_ids.company_ids",
        "group_id.user_ids",
        "quorum",
        "quorum_count",
        "escalation_kind",
        "escalation_user_ids.active",
        "escalation_user_ids.company_ids",
        "escalation_group_id.user_ids",
    )
    def _compute_problems(self):
        for step in self:
            step.problems = "\n".join(step._find_problems())

    def _find_problems(self):
        """Return what would keep a step from being decided today.

        Who has a role on an account or leads a team depends on the document and is
        found when one is submitted.
        """
        self.ensure_one()
        problems = []
        able = self._count_able("")
        spare = self._count_able("escalation_")
        if able == 0 and (spare or self.escalation_kind == "team_manager"):
            problems.append(
                self.env._(
                    "Step “%(step)s”: there is nobody in %(who)s, so it goes to "
                    "%(others)s at once.",
                    step=self.name,
                    who=self._format_who(),
                    others=self._format_escalation(),
                )
            )
        elif able is not None and self.quorum == "number" and able < self.quorum_count:
            problems.append(
                self.env._(
                    "Step “%(step)s” asks for %(needed)s people, but only %(count)s "
                    "can decide.",
                    step=self.name,
                    needed=self.quorum_count,
                    count=able,
                )
            )
        elif able == 0:
            problems.append(
                self.env._(
                    "Step “%(step)s”: nobody can decide it (%(who)s); add somebody.",
                    step=self.name,
                    who=self._format_who(),
                )
            )
        for user in self._get_named_users():
            if not self._is_able(user):
                problems.append(
                    self.env._(
                        "Step “%(step)s” names %(user)s, who cannot decide (any "
                        "more): archived, no internal user, or not of this company.",
                        step=self.name,
                        user=user.name,
                    )
                )
        if spare == 0:
            problems.append(
                self.env._(
                    "Step “%(step)s”: there is nobody to escalate to; add somebody.",
                    step=self.name,
                )
            )
        return problems

    def _is_optional(self):
        """Whether the step is left out for some documents."""
        self.ensure_one()
        condition = self.rule_id._describe_domain(self.domain)
        return bool(self.amount_min or condition)

    def _get_named_users(self):
        users = self.env["res.users"]
        if self.approver_kind == "users":
            users |= self.user_ids
        if self.escalation_kind == "users":
            users |= self.escalation_user_ids
        return users

    def _is_able(self, users):
        resolver = self.env["group.customer.approval.resolver"]
        return resolver._filter_able(users, self.company_id)

    def _count_able(self, prefix):
        """Return how many people could act; None where that depends on the document.

        :param str prefix: of the fields: none, or that of the escalation
        """
        kind = self.escalation_kind if prefix else self.approver_kind
        if kind == "users":
            return len(self._is_able(self[f"{prefix}user_ids"]))
        if kind == "group":
            return len(self._is_able(self[f"{prefix}group_id"].all_user_ids))
        return None

    # === CONSTRAINT METHODS === #

    @api.constrains("domain", "rule_id")
    def _check_domain(self):
        for step in self:
            if step.domain:
                step.rule_id._check_filter(step.domain, step.name)

    @api.constrains("deadline_duration", "at_risk_percent", "amount_min")
    def _check_numbers(self):
        for step in self:
            if step.deadline_duration < 0 or step.amount_min < 0:
                raise ValidationError(
                    self.env._(
                        "The step “%(step)s” has a number below zero: enter zero for "
                        "no deadline and for every amount.",
                        step=step.name,
                    )
                )
            if not 0 <= step.at_risk_percent <= 100:
                raise ValidationError(
                    self.env._(
                        "The step “%(step)s” is at risk from %(percent)s %% of its "
                        "time: enter a share between 0 and 100.",
                        step=step.name,
                        percent=step.at_risk_percent,
                    )
                )

    @api.constrains("user_ids", "escalation_user_ids")
    def _check_users(self):
        """Refuse to name people who cannot decide; who leaves later is a warning."""
        for step in self:
            for user in (step.user_ids | step.escalation_user_ids).sudo():
                if not user.active or user.share:
                    raise ValidationError(
                        self.env._(
                            "%(user)s cannot decide the step “%(step)s”: the user is "
                            "archived or no internal user. Name somebody else.",
                            user=user.name,
                            step=step.name,
                        )
                    )

    def _check_complete(self):
        """Refuse a step of a rule in use that says not all.

        :raises ValidationError: naming the step and what to do
        """
        self.ensure_one()
        if missing := self._find_missing():
            raise ValidationError(
                self.env._(
                    "The approval rule “%(rule)s” cannot be used yet. Step “%(step)s”: "
                    "%(missing)s",
                    rule=self.rule_id.name,
                    step=self.name,
                    missing=missing,
                )
            )

    def _find_missing(self):
        self.ensure_one()
        if self.approver_kind == "requester" and self.purpose == "approve":
            return self.env._(
                "the requester never approves his own request; choose somebody else."
            )
        for kind, name, text in (
            ("users", "user_ids", self.env._("choose the users who decide.")),
            ("group", "group_id", self.env._("choose the group that decides.")),
            ("account_role", "account_role", self.env._("choose the role.")),
        ):
            if self.approver_kind == kind and not self[name]:
                return text
        for kind, name in (
            ("users", "escalation_user_ids"),
            ("group", "escalation_group_id"),
        ):
            if self.escalation_kind == kind and not self[name]:
                return self.env._("choose to whom it escalates.")
        if self.quorum == "number":
            if self.quorum_count < 1:
                return self.env._("say how many have to approve, one at least.")
            if self.approver_kind == "users" and self.quorum_count > len(self.user_ids):
                return self.env._(
                    "%(count)s have to approve, but only %(named)s are named; name "
                    "more or ask for fewer.",
                    count=self.quorum_count,
                    named=len(self.user_ids),
                )
        return None

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        rules = self.env["group.customer.approval.rule"].browse(
            {vals["rule_id"] for vals in vals_list if vals.get("rule_id")}
        )
        with rules._steps_together():
            return super().create(vals_list)

    def write(self, vals):
        rules = self.rule_id
        if vals.get("rule_id"):
            rules |= rules.browse(vals["rule_id"])
        with rules._steps_together():
            return super().write(vals)

    def unlink(self):
        with self.rule_id._steps_together():
            return super().unlink()
