# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from .group_customer_assignment_proposer import Proposer

# Accounts that are looked at together: measured, more gains nothing.
PROPOSE_SLICE = 5000


class GroupCustomerAssignmentRule(models.Model):
    """What the rules find for accounts, without changing anything."""

    _inherit = "group.customer.assignment.rule"

    def _propose(
        self, partners=None, company=None, date=None, excluded=None, roles=None
    ):
        """Return what rules find for accounts (with all rights), nothing is written.

        For each account and role the first rule wins that is for the account and finds
        somebody, see the class. Two calls give the same result.

        :param partners: ``res.partner`` records, those of them that are active group
            customers; all of the company and of none when left out
        :param company: ``res.company`` that assigns, the current one by default
        :param date: the day whose rules, absences and capacities count; default: today
        :param excluded: ``res.users`` who get nothing and whose accounts count as
            unmanaged, as they hand them over; open reassignments are not waited for
        :param roles: only these ``group.customer.assignment.role``
        :returns: list of dicts: ``partner_id``, ``role_id``, ``rule_id``,
            ``from_user_id``, ``from_team_id``, ``to_user_id`` (ids or False),
            ``outcome`` (keep, move, left: nobody found, pinned, waiting for another
            reassignment), ``is_automatic`` and ``explanation``
        """
        company = company or self.env.company
        date = fields.Date.to_date(date)
        rules = self.sudo() or self._get_in_force(company, date)
        if roles is not None:
            rules = rules.filtered(lambda rule: rule.role_id in roles)
        proposer = rules._get_proposer(company, date, excluded)
        ids = self._get_account_ids(company, partners=partners)
        return [
            line
            for part in split_every(PROPOSE_SLICE, ids, list)
            for line in rules._propose_part(proposer, part)
        ]

    def _get_proposer(self, company, date=None, excluded=None):
        """Return what asks these rules, slice after slice."""
        rules = self.sudo().with_company(company).with_context(active_test=True)
        date = date or self.env["group.customer.ledger"]._get_today(company)
        return Proposer(
            rules.env, company, rules, date, excluded.ids if excluded else ()
        )

    @api.model
    def _propose_part(self, proposer, ids, rules=None, skip_refused=False):
        """Return the lines of :meth:`_propose` for one slice of accounts."""
        found = proposer.propose(ids, rules, skip_refused)
        texts = self._explain(found)
        automatic = {rule.id: rule.is_automatic for rule in proposer.asked}
        return [
            {
                "partner_id": account.id,
                "role_id": role.id,
                "rule_id": decision.rule,
                "from_user_id": holder[0],
                "from_team_id": holder[1],
                "to_user_id": decision.user or False
                if decision.outcome == "move"
                else False,
                "outcome": decision.outcome,
                "is_automatic": automatic[decision.rule]
                and automatic.get(decision.via, True),
                "explanation": text,
            }
            for (account, role, holder, decision), text in zip(
                found, texts, strict=True
            )
        ]

    @api.model
    def _get_account_ids(self, company, partners=None, domain=None):
        """Return the accounts that a company assigns, heads of groups first, so that
        branches can follow them; the order is always the same.

        :param partners: only these of them
        :param domain: only those that match this filter
        """
        model = self.env["res.partner"].sudo().with_company(company)
        model.flush_model(
            ["active", "commercial_partner_id", "company_id", "group_root_id"]
            + ["is_group_customer"]
        )
        scope = SQL("TRUE")
        if partners is not None:
            scope = SQL("p.id = ANY(%s)", list(partners.ids))
        if domain is not None and not domain.is_true():
            query = model.with_context(active_test=False)._search(
                domain & Domain("is_group_customer", "=", True)
            )
            scope = SQL("%s AND p.id IN %s", scope, query.subselect())
        return [
            id_
            for (id_,) in self.env.execute_query(
                SQL(
                    """SELECT p.id FROM res_partner p
                        WHERE p.active AND p.is_group_customer
                          AND p.commercial_partner_id = p.id
                          AND (p.company_id = %s OR p.company_id IS NULL) AND %s
                     ORDER BY COALESCE(p.group_root_id, p.id) != p.id, p.id""",
                    company.id,
                    scope,
                )
            )
        ]
