# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

import pytz

from odoo import api, fields, models
from odoo.fields import Domain


class DelegationChart:
    """Who stands in for whom at one moment; answers without further queries."""

    def __init__(self, delegations, is_able):
        """
        :param delegations: those in force
        :param is_able: function (user, company) → whether the user can decide there
        """
        self._by_user = defaultdict(list)
        for delegation in delegations:
            self._by_user[delegation.user_id].append(delegation)
        self._is_able = is_able
        self._found = {}

    def find(self, principal, approval_type, company):
        """Return pairs (who stands in, text of the chain) for one absent person.

        A chain goes on as long as who stands in is away too, and ends where somebody
        is present.
        """
        key = (principal.id, approval_type.id, company.id)
        if key not in self._found:
            self._found[key] = self._follow(principal, approval_type, company)
        return self._found[key]

    def _follow(self, principal, approval_type, company):
        found = {}
        chains = [(principal,)]
        while chains:
            chain = chains.pop()
            onward = [
                (*chain, delegation.delegate_id)
                for delegation in self._by_user[chain[-1]]
                if delegation.delegate_id not in chain
                and delegation._applies_to(approval_type, company)
                and self._is_able(delegation.delegate_id, company)
            ]
            if onward:
                chains += onward
            elif len(chain) > 1:
                path = " → ".join(user.name for user in chain)
                found.setdefault(chain[-1], path)
        return list(found.items())


class GroupCustomerApprovalDelegation(models.Model):
    """Delegations as chains: A for B, who is away too, for C."""

    _inherit = "group.customer.approval.delegation"

    @api.model
    def _get_chart(self):
        """Return the chart of the delegations in force now."""
        resolver = self.env["group.customer.approval.resolver"]
        return DelegationChart(
            self._find_in_force(),
            lambda user, company: bool(resolver._filter_able(user, company)),
        )

    @api.model
    def _find_in_force(self):
        """Return the delegations whose days are running where the absent person is."""
        today = fields.Date.today()
        around = self.sudo().search(
            Domain("date_from", "<=", fields.Date.add(today, days=1))
            & Domain("date_to", ">=", fields.Date.subtract(today, days=1))
        )
        return around.filtered(lambda delegation: delegation._get_state() == "current")

    def _get_state(self):
        self.ensure_one()
        today = self._get_today()
        if self.date_to and self.date_to < today:
            return "ended"
        if self.date_from and self.date_from > today:
            return "future"
        return "current"

    def _get_today(self):
        """The day it is where the absent person is."""
        self.ensure_one()
        now = fields.Datetime.now().replace(tzinfo=pytz.utc)
        zone = self.user_id.tz or self.env.company.resource_calendar_id.tz or "UTC"
        return now.astimezone(pytz.timezone(zone)).date()

    def _applies_to(self, approval_type, company):
        self.ensure_one()
        return (not self.type_ids or approval_type in self.type_ids) and (
            not self.company_id or self.company_id == company
        )

    def _find_loop(self):
        """Return the people of a loop that this delegation closes, or nobody.

        A loop is one when all of its delegations are in force on one day, for one
        document type and one company.
        """
        self.ensure_one()
        others = self.sudo().search(
            Domain("date_from", "<=", self.date_to)
            & Domain("date_to", ">=", self.date_from)
            & Domain("id", "!=", self.id)
        )
        by_user = others.grouped("user_id")
        chains = [((self.user_id, self.delegate_id), self._narrow(None))]
        while chains:
            people, common = chains.pop()
            if people[-1] == self.user_id:
                return people
            for onward in by_user.get(people[-1], ()):
                narrowed = onward._narrow(common)
                if narrowed and onward.delegate_id not in people[1:]:
                    chains.append(((*people, onward.delegate_id), narrowed))
        return ()

    def _narrow(self, common):
        """Return what a chain and this delegation have in common: first day, last
        day, types and company (empty: all), or None when they have nothing.

        :param common: the same of the chain so far; None: this is its first
        """
        self.ensure_one()
        if common is None:
            return self.date_from, self.date_to, self.type_ids, self.company_id
        date_from, date_to, types, company = common
        date_from = max(date_from, self.date_from)
        date_to = min(date_to, self.date_to)
        if types and self.type_ids:
            types &= self.type_ids
            if not types:
                return None
        if company and self.company_id and company != self.company_id:
            return None
        if date_from > date_to:
            return None
        return date_from, date_to, types or self.type_ids, company or self.company_id

    @api.model
    def _find_connected_users(self, users):
        """Return everybody whom delegations link with ``users``, in either direction,
        whatever their days: whoever may be touched by a change."""
        today = fields.Date.today()
        delegations = self.sudo().search(
            Domain("date_from", "<=", fields.Date.add(today, days=1))
            & Domain("date_to", ">=", fields.Date.subtract(today, days=1))
        )
        neighbours = defaultdict(set)
        for delegation in delegations:
            neighbours[delegation.user_id.id].add(delegation.delegate_id.id)
            neighbours[delegation.delegate_id.id].add(delegation.user_id.id)
        reached, front = set(users.ids), set(users.ids)
        while front:
            front = set().union(*(neighbours[user] for user in front)) - reached
            reached |= front
        return self.env["res.users"].sudo().browse(reached)
