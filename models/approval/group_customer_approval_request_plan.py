# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class GroupCustomerApprovalRequest(models.Model):
    """Which steps follow from a rule for a document, and who could act on them."""

    _inherit = "group.customer.approval.request"

    @api.model
    def _preview(self, document, requester=None):
        """Return the steps that would follow, a list of dicts with the keys
        ``name``, ``purpose``, ``users`` (res.users), ``deadline`` (text or False),
        ``skipped`` (why the step is left out, or False), ``problem`` (why nobody can
        satisfy it, or False).

        :raises UserError: when no rule is in force, or two contradict each other
        """
        document.ensure_one()
        document.check_access("read")
        engine = self._as_server()
        document = self._as_server(document)
        document = document.with_company(document._get_approval_company())
        requester = self._as_server(requester or self.env.user)
        rule = engine._find_rule(document, document._get_approval_type())
        parties = engine._collect_parties(document, requester)
        return [
            {
                "name": entry["step"].name,
                "purpose": entry["step"].purpose,
                "users": entry["users"],
                "deadline": engine._get_deadline_text(entry["step"]),
                "skipped": entry["skipped"],
                "problem": entry["problem"],
            }
            for entry in engine._plan(document, rule, requester, parties)
        ]

    @api.model
    def _find_rule(self, document, approval_type):
        """Return the rule for a document.

        :raises UserError: when there is none
        """
        company = document._get_approval_company()
        amount, currency = document._get_approval_amount()
        rule = self.env["group.customer.approval.rule"]._find_rule(
            document,
            approval_type,
            company,
            amount,
            currency,
            self.env["group.customer.ledger"]._get_today(company),
        )
        if not rule:
            raise UserError(
                self.env._(
                    "No approval rule for “%(type)s” is in force for “%(document)s” in "
                    "%(company)s: ask an administrator to set one up under Approval "
                    "Rules.",
                    type=approval_type.name,
                    document=document.display_name,
                    company=company.name,
                )
            )
        return self._as_server(rule)

    @api.model
    def _plan(self, document, rule, requester, parties):
        """Return one dict per step of the rule: ``step``, ``users`` who could act
        today, ``skipped`` and ``problem`` as in :meth:`_preview`."""
        company = document._get_approval_company()
        partner = document._get_approval_partner()
        amount, currency = document._get_approval_amount()
        if amount is None or amount is False:
            currency = False
        found = self._resolve_steps(
            [(step, requester, partner, company) for step in rule.step_ids]
        )
        plan = []
        for step, (people, escalation) in zip(rule.step_ids, found, strict=True):
            skipped = self._get_skip_reason(
                step, step.currency_id, document, amount, currency, company
            )
            if not (step.purpose == "execute" and step.approver_kind == "requester"):
                people -= parties
                escalation -= parties
            users = people
            if self._is_short(step, len(users)):
                users |= escalation
            problem = False
            if not skipped and self._is_short(step, len(users)):
                problem = self._get_shortage_text(step, len(users))
            plan.append(
                {"step": step, "users": users, "skipped": skipped, "problem": problem}
            )
        return plan

    @api.model
    def _check_plan(self, document, rule, plan):
        """Refuse a submission that could never be decided."""
        names = {"rule": rule.name, "document": document.display_name}
        approving = [entry for entry in plan if entry["step"].purpose == "approve"]
        if not approving:
            raise UserError(
                self.env._(
                    "The rule “%(rule)s” has no step that approves “%(document)s”: an "
                    "administrator has to complete it.",
                    **names,
                )
            )
        if all(entry["skipped"] for entry in approving):
            raise UserError(
                self.env._(
                    "The rule “%(rule)s” leaves out every step for “%(document)s”, so "
                    "nobody would approve it: an administrator has to correct the "
                    "conditions of its steps.",
                    **names,
                )
            )
        problems = [entry["problem"] for entry in plan if entry["problem"]]
        if problems:
            raise UserError(
                self.env._(
                    "“%(document)s” cannot be submitted under the rule “%(rule)s”, for "
                    "nobody could decide on it. An administrator has to name people:\n"
                    "%(problems)s",
                    problems="\n".join(f"– {problem}" for problem in problems),
                    **names,
                )
            )

    @api.model
    def _get_shortage_text(self, step, count):
        if step.quorum == "number" and count:
            return self.env._(
                "“%(step)s” needs %(needed)s people, but only %(count)s can act, not "
                "counting who asks.",
                step=step.name,
                needed=max(step.quorum_count, 1),
                count=count,
            )
        return self.env._(
            "“%(step)s” has nobody who can act, not counting who asks.", step=step.name
        )

    @api.model
    def _get_skip_reason(
        self, step, step_currency, document, amount, currency, company
    ):
        """Return why a step of a rule or request is left out, or False.

        When in doubt – no amount, a filter that no longer works – it is not.
        """
        if step.amount_min and amount is not None and currency:
            limit_currency = step_currency or currency
            converted = currency._convert(
                amount,
                limit_currency,
                company,
                self.env["group.customer.ledger"]._get_today(company),
            )
            if limit_currency.compare_amounts(converted, step.amount_min) < 0:
                return self.env._(
                    "below %(amount)s", amount=limit_currency.format(step.amount_min)
                )
        if document and step.domain and not self._matches(document, step.domain):
            return self.env._("its condition does not hold")
        return False

    @api.model
    def _matches(self, document, domain):
        try:
            condition = Domain(literal_eval(domain))
            records = document.with_context(active_test=False)
            return bool(
                records.search_count(condition & Domain("id", "=", document.id))
            )
        except (ValueError, SyntaxError, TypeError, KeyError):
            # A field that is gone does not spare anybody a step.
            return True

    @api.model
    def _get_deadline_text(self, step):
        if not step.deadline_duration:
            return False
        unit = step._fields["deadline_unit"]._description_selection(self.env)
        return f"{step.deadline_duration:g} {dict(unit)[step.deadline_unit]}"

    @api.model
    def _get_expiry(self, days):
        """Return when a request expires on which nobody decides from now on."""
        return days and fields.Datetime.add(fields.Datetime.now(), days=days)
