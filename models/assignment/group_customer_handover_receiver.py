# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.fields import Domain

from ...tools.account_loads import AccountLoads, LeastLoaded

LEVEL = "group_customer.group_group_customer_user"


class GroupCustomerHandover(models.Model):
    """Who could receive accounts, and how many they have."""

    _inherit = "group.customer.handover"

    def _get_candidates(self):
        """Return who is proposed as receiver: active colleagues in the giver's teams
        who work with group customers, with access to the company, neither absent nor
        leaving on the day."""
        self.ensure_one()
        handover = self.sudo()
        giver = handover.from_user_id
        colleagues = self._get_teams(giver).member_ids - giver
        resolver = self.env["group.customer.approval.resolver"]
        colleagues = resolver._filter_able(colleagues, handover.company_id)
        capacities = self._read_capacities()
        present = colleagues.filtered(
            lambda user: user.has_group(LEVEL)
            and not (
                user.id in capacities
                and (capacities[user.id]["absent"] or capacities[user.id]["leaving"])
            )
        ).sorted("id")
        # Profiles say who is an account manager, where there are any
        return present.filtered(lambda user: user.id in capacities) or present

    def _read_capacities(self):
        self.ensure_one()
        managers = self.env["group.customer.manager"]
        return managers._read_capacity(self.company_id, self.date)

    def _read_loads(self, users):
        """Return the accounts that people manage and may manage; who has no profile as
        an account manager has no limit.

        :rtype: AccountLoads
        """
        capacities = self._read_capacities()
        loads = AccountLoads()
        others = users.filtered(lambda user: user.id not in capacities)
        counts = dict(
            self.env["group.customer.assignment"]
            .sudo()
            ._read_group(
                Domain("user_id", "in", others.ids)
                & Domain("role_id.code", "=", "account_manager")
                & Domain("date_to", "=", False)
                & Domain("partner_id.active", "=", True)
                & Domain("company_id", "in", [self.company_id.id, False]),
                ["user_id"],
                ["partner_id:count_distinct"],
            )
        )
        for user in users:
            if capacity := capacities.get(user.id):
                count, limit = capacity["total"]
                loads.enter(user.id, count, limit, capacity["grades"])
            else:
                loads.enter(user.id, counts.get(user, 0))
        return loads


class GroupCustomerHandoverLine(models.Model):
    """Proposals of receivers."""

    _inherit = "group.customer.handover.line"

    def _find_receivers(self):
        """Return line → (receiver, why), for lines (sudo) of one handover.

        1. Whom the assignment rules name, with the giver left out.
        2. Otherwise the least loaded colleague of the giver's teams with room for one
           more account of its grade; every account that is given counts at once.

        All roles on an account go to one person. Accounts for which nobody has room
        are left to be chosen by hand.
        """
        handover = self.handover_id
        handover.ensure_one()
        found = self._find_receivers_by_rules()
        candidates = handover._get_candidates()
        loads = handover._read_loads(
            candidates
            | self.env["res.users"].union(*(user for user, _ in found.values()))
        )
        least = LeastLoaded(loads, candidates.ids)
        grades = self._read_grades()
        by_account = {}
        for line in self.sorted(lambda line: (line.partner_id.id, line.id)):
            if line in found:
                if line.carries_work:
                    loads.give(found[line][0].id, grades.get(line.partner_id.id, ()))
                continue
            account = line.partner_id
            if account not in by_account:
                by_account[account] = self._pick_least(
                    loads, least, grades.get(account.id, ())
                )
            if by_account[account]:
                found[line] = by_account[account]
        return found

    def _pick_least(self, loads, least, grades):
        """Return (the least loaded person, why) for an account of these grades."""
        user_id = least.pick(grades)
        if not user_id:
            return None
        names = {"count": loads.count(user_id), "limit": loads.limit(user_id)}
        if names["limit"] is None:
            why = self.env._("Least loaded of the team: %(count)s accounts", **names)
        else:
            why = self.env._(
                "Least loaded of the team: %(count)s of %(limit)s accounts", **names
            )
        loads.give(user_id, grades)
        return self.env["res.users"].browse(user_id), why

    def _find_receivers_by_rules(self):
        """Return line → (receiver, why) as the assignment rules have it, with the
        giver left out, on the day of the handover."""
        handover = self.handover_id
        proposals = self.env["group.customer.assignment.rule"]._propose(
            partners=self.partner_id,
            company=handover.company_id,
            date=handover.date,
            excluded=handover.from_user_id,
            roles=self.role_id,
        )
        users = self.env["res.users"]
        by_key = {
            (found["partner_id"], found["role_id"]): (
                users.browse(found["to_user_id"]),
                found["explanation"],
            )
            for found in proposals
            if found["to_user_id"]
        }
        keys = {line: (line.partner_id.id, line.role_id.id) for line in self}
        return {line: by_key[key] for line, key in keys.items() if key in by_key}

    def _read_grades(self):
        """Return account id → ids of the grades that a capacity looks at."""
        company = self.handover_id.company_id
        accounts = self.partner_id.with_company(company)
        return {
            account.id: tuple(account.group_customer_grade_id.ids)
            for account in accounts
        }
