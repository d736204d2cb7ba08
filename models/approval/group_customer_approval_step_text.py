# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import float_repr


class GroupCustomerApprovalStep(models.Model):
    """Steps and rules in words, for screens, messages and the authority table."""

    _inherit = "group.customer.approval.step"

    summary = fields.Char(string="In Words", compute="_compute_summary")

    @api.depends(
        "name",
        "purpose",
        "approver_kind",
        "user_ids.name",
        "group_id.name",
        "account_role",
        "quorum",
        "quorum_count",
        "domain",
        "amount_min",
        "currency_id",
        "deadline_duration",
        "deadline_unit",
        "escalation_kind",
        "escalation_user_ids.name",
        "escalation_group_id.name",
        "may_change_value",
        "separate_executor",
    )
    @api.depends_context("lang")
    def _compute_summary(self):
        for step in self:
            step.summary = "; ".join(step._get_phrases())

    def _get_phrases(self):
        """Return what a step says, part by part, in the reader's language."""
        self.ensure_one()
        phrases = [self._format_action(), *self._get_condition_phrases()]
        if deadline := self._format_deadline(
            self.deadline_duration, self.deadline_unit
        ):
            phrases.append(self.env._("within %(time)s", time=deadline))
        if escalation := self._format_escalation():
            phrases.append(
                self.env._("then %(who)s may act as well", who=escalation)
                if deadline
                else self.env._("if nobody is left, %(who)s", who=escalation)
            )
        if self.may_change_value:
            phrases.append(self.env._("may change what is proposed"))
        if self.purpose == "execute" and self.separate_executor:
            phrases.append(self.env._("not by who approved"))
        return phrases

    def _get_condition_phrases(self):
        """Return when the step is not left out."""
        self.ensure_one()
        phrases = []
        if self.amount_min:
            # sudo: the format of the rule's currency
            amount = self.sudo().currency_id.format(self.amount_min)
            phrases.append(self.env._("only from %(amount)s", amount=amount))
        if text := self.rule_id._describe_domain(self.domain):
            phrases.append(self.env._("only if %(condition)s", condition=text))
        return phrases

    def _format_action(self):
        """Return who does what, and how many of them."""
        self.ensure_one()
        who = self._format_who()
        if self.purpose == "execute":
            if self.quorum == "any" or not self._is_many():
                return self.env._("%(who)s: executes and tracks", who=who)
            if self.quorum == "all":
                return self.env._("%(who)s: all of them execute", who=who)
            return self.env._(
                "%(who)s: %(count)s of them execute", who=who, count=self.quorum_count
            )
        if not self._is_many():
            return self.env._("%(who)s: approves", who=who)
        if self.quorum == "any":
            return self.env._("%(who)s: one of them approves", who=who)
        if self.quorum == "all":
            return self.env._("%(who)s: all of them approve", who=who)
        return self.env._(
            "%(who)s: %(count)s of them approve", who=who, count=self.quorum_count
        )

    def _is_many(self):
        """Whether several people can be meant."""
        if self.approver_kind == "users":
            return len(self.user_ids) > 1
        return self.approver_kind == "group"

    def _format_who(self):
        """Return who acts, in the reader's language."""
        self.ensure_one()
        # sudo: names of users and groups, which not everybody may read
        step = self.sudo()
        if step.approver_kind == "users":
            return ", ".join(step.user_ids.mapped("name")) or self.env._("Nobody")
        if step.approver_kind == "group":
            return step.group_id.name or self.env._("Nobody")
        if step.approver_kind == "account_role":
            labels = dict(self._fields["account_role"]._description_selection(self.env))
            return labels.get(step.account_role) or self.env._("Nobody")
        return self._get_kind_label("approver_kind", step.approver_kind)

    def _format_escalation(self):
        """Return to whom a step escalates, empty for nobody."""
        self.ensure_one()
        step = self.sudo()  # names only
        if step.escalation_kind == "users":
            return ", ".join(step.escalation_user_ids.mapped("name"))
        if step.escalation_kind == "group":
            return step.escalation_group_id.name or ""
        if step.escalation_kind == "team_manager":
            return self._get_kind_label("escalation_kind", "team_manager")
        return ""

    @api.model
    def _get_kind_label(self, name, kind):
        labels = dict(self._fields[name]._description_selection(self.env))
        return labels.get(kind, "")

    @api.model
    def _format_deadline(self, duration, unit):
        """Return a deadline in words, empty for none.

        :param float duration: in the unit
        :param str unit: working_hours, working_days or calendar_days
        """
        if not duration:
            return ""
        count = float_repr(duration, 2).rstrip("0").rstrip(".")
        if duration == 1:
            return {
                "working_hours": self.env._("1 working hour"),
                "working_days": self.env._("1 working day"),
                "calendar_days": self.env._("1 calendar day"),
            }[unit]
        return {
            "working_hours": self.env._("%(count)s working hours", count=count),
            "working_days": self.env._("%(count)s working days", count=count),
            "calendar_days": self.env._("%(count)s calendar days", count=count),
        }[unit]


class GroupCustomerApprovalRule(models.Model):
    _inherit = "group.customer.approval.rule"

    applies_to = fields.Char(
        compute="_compute_applies_to", help="Which documents the rule is for, in words."
    )
    step_summary = fields.Text(string="Steps in Words", compute="_compute_step_summary")

    @api.depends("domain", "amount_min", "amount_max", "currency_id", "model")
    @api.depends_context("lang")
    def _compute_applies_to(self):
        for rule in self:
            phrases = [rule._describe_domain(rule.domain), rule._describe_range()]
            rule.applies_to = "; ".join(filter(None, phrases)) or self.env._("All")

    @api.depends("step_ids.summary", "step_ids.sequence", "step_ids.name")
    @api.depends_context("lang")
    def _compute_step_summary(self):
        for rule in self:
            rule.step_summary = "\n".join(
                f"{number}. {step.name} – {step.summary}"
                for number, step in enumerate(rule.step_ids.sorted("sequence"), 1)
            )

    def _describe_range(self):
        self.ensure_one()
        low, high = (
            self.currency_id.format(amount)
            for amount in (self.amount_min, self.amount_max)
        )
        if self.amount_min and self.amount_max:
            return self.env._("from %(min)s to below %(max)s", min=low, max=high)
        if self.amount_min:
            return self.env._("from %(min)s", min=low)
        if self.amount_max:
            return self.env._("below %(max)s", max=high)
        return ""

    def _describe_domain(self, text):
        """Return a filter in words where its conditions simply all hold, else as it
        is written; empty for no filter."""
        self.ensure_one()
        try:
            domain = self._read_domain(text)
        except (SyntaxError, TypeError, ValueError):
            return text
        if domain.is_true():
            return ""
        conditions = []
        for term in list(domain):
            if term == "&":
                continue
            if term in ("|", "!"):
                return text
            conditions.append(self._describe_condition(*term))
        return ", ".join(conditions)

    def _describe_condition(self, path, operator, value):
        field = None
        model = self.model
        labels = []
        for name in path.split("."):
            field = self.env[model]._fields.get(name) if model in self.env else None
            if field is None:
                return f"{path} {operator} {value}"
            model = field.comodel_name
            labels.append(field._description_string(self.env))
        label = " › ".join(labels)
        values = value if isinstance(value, (list, tuple)) else [value]
        if field.type == "boolean" and operator in ("=", "!=", "in", "not in"):
            wanted = bool(values[:1] and values[0]) == (operator in ("=", "in"))
            return label if wanted else self.env._("not %(label)s", label=label)
        if field.type == "selection":
            choices = dict(field._description_selection(self.env))
            values = [choices.get(item, item) for item in values]
        shown = ", ".join(str(item) for item in values)
        if value in (False, None):
            shown = self.env._("nothing")
        sign = {"in": "=", "not in": "≠", "!=": "≠", ">=": "≥", "<=": "≤"}
        return f"{label} {sign.get(operator, operator)} {shown}"
