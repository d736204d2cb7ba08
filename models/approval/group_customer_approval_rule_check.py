# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval
from contextlib import contextmanager

import psycopg2
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# Set while several steps of a rule are being written
STEPS_TOGETHER = "group_customer_approval_steps_together"


class GroupCustomerApprovalRule(models.Model):
    """What a rule must hold before it is in force, and what it warns about.

    An archived rule may be unfinished.
    """

    _inherit = "group.customer.approval.rule"

    problems = fields.Text(
        compute="_compute_problems",
        compute_sudo=True,
        help="Why documents could not be decided under this rule today: people come "
        "and go, so this is shown and not refused.",
    )
    has_problems = fields.Boolean(compute="_compute_problems", compute_sudo=True)

    # === COMPUTE METHODS === #

    @api.depends(
        "active",
        "company_id",
        "sequence",
        "domain",
        "amount_min",
        "amount_max",
        "type_id.active",
        "step_ids.problems",
        "step_ids.purpose",
        "step_ids.domain",
        "step_ids.amount_min",
    )
    def _compute_problems(self):
        rivals = self._find_rivals()
        for rule in self:
            problems = rule._find_problems(rivals)
            rule.problems = "\n".join(problems)
            rule.has_problems = bool(problems)

    def _find_problems(self, rivals):
        """Return what keeps documents from being decided under the rule.

        :param rivals: the rules in use of the same types
        """
        self.ensure_one()
        problems = []
        if self.model not in self.env:
            problems.append(
                self.env._(
                    "The documents of this rule are not there: the app they come from "
                    "was uninstalled. Archive the rule."
                )
            )
        if not self.type_id.active:
            problems.append(
                self.env._(
                    "The document type “%(type)s” is archived: nothing is submitted.",
                    type=self.type_id.name,
                )
            )
        for other in rivals:
            if self.active and other._is_hiding(self):
                problems.append(
                    self.env._(
                        "The rule “%(rule)s” comes first for every document: this one "
                        "never holds. Give this rule the lower priority number.",
                        rule=other.name,
                    )
                )
        approving = self.step_ids.filtered(lambda step: step.purpose == "approve")
        if approving and all(step._is_optional() for step in approving):
            problems.append(
                self.env._(
                    "Every step that approves has a condition: documents that meet "
                    "none of them cannot be submitted."
                )
            )
        for step in self.step_ids:
            problems += (step.problems or "").splitlines()
        return problems

    def _find_rivals(self):
        """Return the rules in use of the types of these rules."""
        return self.search(
            Domain("type_id", "in", self.type_id.ids) & Domain("active", "=", True)
        )

    def _is_hiding(self, other):
        """Whether this rule takes every document that another one is for."""
        return (
            self.type_id == other.type_id
            and self._origin != other._origin
            and self.sequence < other.sequence
            and (not self.company_id or self.company_id == other.company_id)
            and not (self.date_from or self.date_to)
            and not (self.amount_min or self.amount_max)
            and self._get_plain_domain() in ([], other._get_plain_domain())
        )

    # === CONSTRAINT METHODS === #

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for rule in self:
            if rule.date_from and rule.date_to and rule.date_to < rule.date_from:
                raise ValidationError(
                    self.env._(
                        "The approval rule “%(rule)s” ends before it begins: correct "
                        "the days from which and to which it is in force.",
                        rule=rule.name,
                    )
                )

    @api.constrains("amount_min", "amount_max", "expiry_days")
    def _check_numbers(self):
        for rule in self:
            if rule.amount_min < 0 or rule.amount_max < 0 or rule.expiry_days < 0:
                raise ValidationError(
                    self.env._(
                        "The approval rule “%(rule)s” has a number below zero: enter "
                        "zero for no bound and for no expiry.",
                        rule=rule.name,
                    )
                )
            if rule.amount_max and rule.amount_max <= rule.amount_min:
                raise ValidationError(
                    self.env._(
                        "The range of amounts of the approval rule “%(rule)s” is "
                        "empty: %(min)s is not below %(max)s. Correct the bounds, or "
                        "enter zero for no upper bound.",
                        rule=rule.name,
                        min=rule.currency_id.format(rule.amount_min),
                        max=rule.currency_id.format(rule.amount_max),
                    )
                )

    @api.constrains("domain", "type_id")
    def _check_domain(self):
        for rule in self:
            rule._check_filter(rule.domain, rule.name)
            for step in rule.step_ids:
                rule._check_filter(step.domain, step.name)

    def _check_filter(self, text, place):
        """Refuse a filter that does not find documents of the rule.

        :param str text: the filter as it is written
        :param str place: what has the filter
        :raises ValidationError: saying why
        """
        self.ensure_one()
        if self.model not in self.env:
            raise ValidationError(
                self.env._(
                    "The approval rule “%(rule)s” is for documents that are not "
                    "there: install the app they come from, or choose another "
                    "document type.",
                    rule=self.name,
                )
            )
        # sudo: whether the filter can be read, not what it finds
        documents = self.env[self.model].sudo()
        try:
            with self.env.cr.savepoint():
                documents.search(self._read_domain(text), limit=1)
        except (
            KeyError,
            SyntaxError,
            TypeError,
            UserError,
            ValueError,
            psycopg2.DataError,
            psycopg2.ProgrammingError,
        ) as error:
            raise ValidationError(
                self.env._(
                    "The filter %(filter)s of “%(place)s” cannot be used on "
                    "%(document)s: %(error)s. Choose the filter again.",
                    filter=text,
                    place=place,
                    document=documents._description,
                    error=str(error).strip(),
                )
            ) from error

    @api.model
    def _read_domain(self, text):
        """Return a written filter as a domain; values only, nothing is evaluated."""
        return Domain(literal_eval((text or "").strip() or "[]"))

    def _get_plain_domain(self):
        """Return the filter as a list, to compare: spaces make no difference."""
        self.ensure_one()
        try:
            return literal_eval((self.domain or "").strip() or "[]")
        except (SyntaxError, ValueError):
            return self.domain

    @api.constrains(
        "active",
        "type_id",
        "company_id",
        "sequence",
        "domain",
        "currency_id",
        "amount_min",
        "amount_max",
        "date_from",
        "date_to",
    )
    def _check_overlap(self):
        """Refuse two rules of the same priority for the same documents."""
        # sudo: the rules of companies that the user does not see count as well
        rules = self.sudo()
        rivals = rules._find_rivals()
        for rule in rules.filtered("active"):
            for other in rivals - rule:
                if rule._is_overlapping(other):
                    raise ValidationError(
                        self.env._(
                            "The approval rules “%(rule)s” and “%(other)s” would both "
                            "hold for the same documents: give one of them another "
                            "priority (both have %(priority)s), or other documents, "
                            "amounts or days.",
                            rule=rule.name,
                            other=other.name,
                            priority=rule.sequence,
                        )
                    )

    def _is_overlapping(self, other):
        """Whether two rules of the same priority certainly share documents.

        Two different filters may or may not; which is found when a document is
        submitted.
        """
        self.ensure_one()
        domains = [self._get_plain_domain(), other._get_plain_domain()]
        return (
            self.type_id == other.type_id
            and self.sequence == other.sequence
            and (
                not (self.company_id and other.company_id)
                or self.company_id == other.company_id
            )
            and (domains[0] == domains[1] or [] in domains)
            and _overlap(self.date_from, self.date_to, other.date_from, other.date_to)
            and self._is_sharing_amounts(other)
        )

    def _is_sharing_amounts(self, other):
        """Whether the ranges of two rules overlap; of two currencies that is left to
        the rate of the day."""
        bounds = [(r.amount_min, r.amount_max) for r in (self, other)]
        if (0, 0) in bounds:
            return True
        if self.currency_id != other.currency_id:
            return False
        (min_1, max_1), (min_2, max_2) = bounds
        return not (max_1 and max_1 <= min_2 or max_2 and max_2 <= min_1)

    # === STEPS === #

    @api.constrains("active", "type_id", "step_ids")
    def _check_steps(self):
        """Refuse a rule in use that cannot be followed to its end."""
        if self.env.cr.cache.get(STEPS_TOGETHER) is not None:
            return  # checked when all of them are written
        for rule in self.filtered("active"):
            steps = rule.step_ids.sorted(lambda step: (step.sequence, step.id))
            for step in steps:
                step._check_complete()
            executions = steps.filtered(lambda step: step.purpose == "execute")
            if executions == steps:
                raise ValidationError(
                    self.env._(
                        "The approval rule “%(rule)s” has no step in which anybody "
                        "approves: add one, or archive the rule.",
                        rule=rule.name,
                    )
                )
            if len(executions) > 1:
                raise ValidationError(
                    self.env._(
                        "The approval rule “%(rule)s” executes %(count)s times "
                        "(%(steps)s): keep one such step, the last.",
                        rule=rule.name,
                        count=len(executions),
                        steps=", ".join(executions.mapped("name")),
                    )
                )
            if executions and executions != steps[-1:]:
                raise ValidationError(
                    self.env._(
                        "In the approval rule “%(rule)s” the step “%(step)s” executes "
                        "before everything is approved: move it to the end.",
                        rule=rule.name,
                        step=executions.name,
                    )
                )

    @contextmanager
    def _steps_together(self):
        """Check the steps of rules, and log what became of them, when all are
        written; the outermost one does.

        :returns: the ids of the rules to check, for those made meanwhile
        """
        cache = self.env.cr.cache
        outer = cache.get(STEPS_TOGETHER)
        if outer is not None:
            outer.update(self.ids)
            yield outer
            return
        before = self._get_step_texts()
        touched = cache[STEPS_TOGETHER] = set(self.ids)
        try:
            yield touched
        finally:
            cache.pop(STEPS_TOGETHER, None)
        rules = self.browse(touched).exists()
        rules._check_steps()
        rules._log_steps(before)

    def _get_step_texts(self):
        return {rule.id: rule.step_ids.sorted().mapped("summary") for rule in self}

    def _log_steps(self, before):
        """Leave a trace of changed steps: tracking knows the rule's fields only.

        :param dict before: rule id → sentences of its steps
        """
        for rule in self:
            texts = rule._get_step_texts()[rule.id]
            if rule.id not in before or texts == before[rule.id]:
                continue
            rows = Markup().join(Markup("<li>%s</li>") % text for text in texts)
            rule._message_log(
                body=Markup("<p>%s</p><ol>%s</ol>")
                % (self.env._("The steps are now:"), rows)
            )


def _overlap(from_1, to_1, from_2, to_2):
    """Whether two spans of days share a day; False: open."""
    return not (to_1 and from_2 and to_1 < from_2 or to_2 and from_1 and to_2 < from_1)
