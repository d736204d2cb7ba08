# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class GroupCustomerAssignmentRule(models.Model):
    """Says in the reader's words why the rules found whom they found."""

    _inherit = "group.customer.assignment.rule"

    @api.model
    def _explain(self, found):
        """Return a text per proposal, one line per rule that was asked.

        :param list found: see :meth:`Proposer.propose`
        """
        names = self._collect_names(found)
        return [
            self._explain_decision(account, decision, names)
            for account, _role, _holder, decision in found
        ]

    @api.model
    def _collect_names(self, found):
        """Return (model, id) → name of what the texts mention; one query per model."""
        ids = {
            "group.customer.assignment.rule": set(),
            "group.customer.territory": set(),
            "res.users": set(),
            "res.partner": set(),
            "res.partner.industry": set(),
            "crm.team": set(),
        }
        for account, _role, _holder, decision in found:
            if decision.outcome == "keep":
                continue
            rules = ids["group.customer.assignment.rule"]
            rules |= {decision.rule, decision.via}
            rules |= {rule for rule, _code, _user in decision.failures}
            ids["res.users"] |= {user for _rule, _code, user in decision.failures}
            ids["group.customer.territory"].add(account.territory)
            ids["res.partner.industry"].add(account.industry)
            ids["res.partner"].add(account.head)
            ids["crm.team"].add(decision.team)
        names = {}
        for model, found_ids in ids.items():
            # sudo: who reads the proposal learns what it comes from
            records = self.env[model].sudo().browse(sorted(found_ids - {None}))
            for record in records:
                names[model, record.id] = (
                    record.name if model == "res.partner" else record.display_name
                )
        return names

    @api.model
    def _explain_decision(self, account, decision, names):
        outcome = decision.outcome
        if outcome == "keep":
            return False
        if outcome == "pinned":
            return self.env._("The account is pinned: no rule moves it.")
        if outcome == "waiting":
            return self.env._("An open reassignment holds this account already.")
        if outcome == "refused":
            return self.env._(
                "The rule proposed this account before and it was refused: it is not "
                "proposed again every night. Ask the rules by hand to propose it again."
            )
        # The same words for many accounts are put together once.
        where = (account.territory, account.industry, account.head)
        lines = []
        for failure in decision.failures:
            key = (*failure, *where)
            if key not in names:
                names[key] = self._explain_failure(account, *failure, names)
            lines.append(names[key])
        if outcome == "move":
            key = (decision.via, decision.team, decision.asked, *where)
            if key not in names:
                names[key] = self._explain_target(account, decision, names)
            lines.append(
                self.env._(
                    "“%(rule)s”: %(why)s; %(load)s.",
                    rule=names["group.customer.assignment.rule", decision.via],
                    why=names[key],
                    load=self._explain_load(decision),
                )
            )
        return "\n".join(lines)

    @api.model
    def _explain_target(self, account, decision, names):
        """Return why the target of a rule led to this person."""
        target = self.browse(decision.via).sudo().target
        if target == "user":
            return self.env._("named in the rule")
        if target == "territory_holder":
            return self.env._(
                "holder of the territory “%(territory)s”",
                territory=names["group.customer.territory", account.territory],
            )
        if target == "same_group":
            return self.env._(
                "holds the head of the group, %(head)s",
                head=names["res.partner", account.head],
            )
        if target == "round_robin":
            return self.env._("next in turn of %(count)s", count=decision.asked)
        if target == "industry_team":
            return self.env._(
                "team “%(team)s” for the industry “%(industry)s”, least loaded of "
                "%(count)s",
                team=names["crm.team", decision.team],
                industry=names["res.partner.industry", account.industry],
                count=decision.asked,
            )
        return self.env._("least loaded of %(count)s", count=decision.asked)

    @api.model
    def _explain_load(self, decision):
        """Return how many accounts the person had before this one."""
        if decision.limit is None:
            return self.env._("%(count)s accounts before", count=decision.count)
        return self.env._(
            "%(count)s of %(limit)s accounts before",
            count=decision.count,
            limit=decision.limit,
        )

    @api.model
    def _explain_failure(self, account, rule, code, user, names):
        """Return why a rule found nobody."""
        return self.env._(
            "“%(rule)s” found nobody: %(why)s.",
            rule=names["group.customer.assignment.rule", rule],
            why=self._get_failure_text(account, code, user, names),
        )

    @api.model
    def _get_failure_text(self, account, code, user, names):
        if user:
            return self._get_person_text(code, names["res.users", user])
        if code == "no_territory":
            return self.env._("the account lies in no territory, or in two")
        if code == "no_holder":
            return self.env._(
                "the territory “%(territory)s” has no holder",
                territory=names["group.customer.territory", account.territory],
            )
        if code == "no_group":
            return self.env._("the account is the head of its group")
        if code == "head_unheld":
            return self.env._(
                "nobody holds the head of the group, %(head)s",
                head=names["res.partner", account.head],
            )
        if code == "no_industry":
            return self.env._("the account has no industry")
        if code == "no_team":
            return self.env._(
                "no sales team looks after the industry “%(industry)s”",
                industry=names["res.partner.industry", account.industry],
            )
        if code == "nobody_free":
            return self.env._("nobody has capacity left")
        if code == "nobody_there":
            return self.env._("everybody is absent or leaving")
        return self.env._("there is nobody to choose among")

    @api.model
    def _get_person_text(self, code, user):
        """Return why the one person that a rule led to gets nothing."""
        if code == "absent":
            return self.env._("%(user)s is absent", user=user)
        if code == "leaving":
            return self.env._("%(user)s is leaving", user=user)
        if code == "excluded":
            return self.env._("%(user)s hands the accounts over", user=user)
        if code == "no_access":
            return self.env._("%(user)s has no access to the company", user=user)
        if code == "former":
            return self.env._(
                "%(user)s had the account until lately and does not get it back from "
                "the pool yet",
                user=user,
            )
        if code == "external":
            return self.env._("%(user)s is no internal user", user=user)
        if code == "full":
            return self.env._("%(user)s has no capacity left", user=user)
        if code == "full_grade":
            return self.env._("%(user)s has no capacity left for this grade", user=user)
        return self.env._("%(user)s is archived", user=user)
