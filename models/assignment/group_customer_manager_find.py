# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.account_loads import AccountLoads, LeastLoaded
from .group_customer_manager_tools import today_domain


class GroupCustomerManager(models.Model):
    """What rules, territories, the pool and allocations ask about account managers.

    All of it is asked on behalf of the company, not of a user: who is looked at is
    decided by the caller, and no record rule narrows it. The number of statements
    does not grow with the number of managers or accounts.
    """

    _inherit = "group.customer.manager"

    @api.model
    def _get_for(self, users, company):
        """Return the profiles of users in a company, with all rights; archived
        profiles are left out.

        :param users: ``res.users`` records
        :param company: ``res.company``
        """
        return self.sudo().search(
            Domain("user_id", "in", users.ids)
            & Domain("company_id", "=", company.id)
            & Domain("active", "=", True)
        )

    @api.model
    def _read_capacity(self, company, date=None):
        """Return load and capacity of everybody who has a profile in a company.

        Archived profiles and archived users are left out. Counts are the accounts
        held now; capacities, absence and leaving are those of the day.

        :param company: ``res.company``
        :param date: today by default
        :returns: user id → ``{"total": (count, maximum), "grades": {grade id:
            (count, maximum)}, "absent": bool, "leaving": bool}``; a maximum of None
            is no limit, zero takes no accounts. ``grades`` names those that have
            accounts or a maximum.
        :rtype: dict
        """
        date = date or self.env["group.customer.ledger"]._get_today(company)
        managers = self.sudo().search(
            Domain("company_id", "=", company.id)
            & Domain("active", "=", True)
            & Domain("user_id.active", "=", True)
        )
        loads = managers._read_loads(date)
        absent = managers._get_absent_ids(date)
        limit = self._get_leaving_limit(company, date)
        result = {}
        for manager in managers:
            load = loads[manager.id]
            result[manager.user_id.id] = {
                "total": (load["count"], load["maximum"]),
                "grades": {
                    grade_id: grade
                    for grade_id, grade in load["grades"].items()
                    if grade_id
                },
                "absent": manager.id in absent,
                "leaving": bool(manager.leaving_on and manager.leaving_on <= limit),
            }
        return result

    @api.model
    def _find_free(
        self,
        company,
        date=None,
        users=None,
        team=None,
        group=None,
        industries=None,
        languages=None,
        grade=None,
    ):
        """Return who could take one more account, the least loaded first.

        Not absent, not leaving, below the capacity in all and, where a grade is
        asked for, below the one of that grade. The least loaded is whom the assignment
        rules would choose, see :class:`LeastLoaded`: the smallest part of the capacity
        that is used, when all who are asked have one; otherwise the fewest accounts;
        of two that are alike the lower id of the user.

        :param company: ``res.company`` whose profiles are asked
        :param date: the day that matters, today by default
        :param users: only these ``res.users``
        :param team: only members of this ``crm.team``
        :param group: only users of this ``res.groups``
        :param industries: only who knows one of these ``res.partner.industry``
        :param languages: only who speaks one of these ``res.lang``
        :param grade: ``group.customer.grade`` of the account to be placed
        :rtype: group.customer.manager
        """
        domain = Domain("company_id", "=", company.id) & Domain("active", "=", True)
        if users is not None:
            domain &= Domain("user_id", "in", users.ids)
        if team is not None:
            domain &= Domain("user_id", "in", team.sudo().member_ids.ids)
        if group is not None:
            domain &= Domain("user_id", "in", group.sudo().all_user_ids.ids)
        if industries is not None:
            domain &= Domain("industry_ids", "in", industries.ids)
        if languages is not None:
            domain &= Domain("language_ids", "in", languages.ids)
        managers = self.sudo().search(domain)
        capacities = self._read_capacity(company, date)
        loads = AccountLoads()
        by_user = {}
        for manager in managers:
            user_id = manager.user_id.id
            capacity = capacities.get(user_id)
            if capacity and not (capacity["absent"] or capacity["leaving"]):
                by_user[user_id] = manager.id
                loads.enter(user_id, *capacity["total"], capacity["grades"])
        ranked = LeastLoaded(loads, by_user).rank(grade.ids if grade else ())
        return self.sudo().browse(by_user[user_id] for user_id in ranked)

    @api.model
    def _has_room(self, capacity, grade_id=None):
        """Whether one of :meth:`_read_capacity` can take one more account.

        :param int grade_id: grade of that account, if it has one
        """
        if capacity["absent"] or capacity["leaving"]:
            return False
        limits = [capacity["total"]]
        if grade_id:
            limits.append(capacity["grades"].get(grade_id, (0, None)))
        return all(maximum is None or count < maximum for count, maximum in limits)

    def _get_absent_ids(self, date):
        """Return which of these account managers are absent on a day; one query."""
        absences = self.env["group.customer.manager.absence"].sudo()
        groups = absences._read_group(
            Domain("manager_id", "in", self.ids) & today_domain(date), ["manager_id"]
        )
        return {manager.id for (manager,) in groups}

    def _get_certified(self, types, date=None):
        """Return which of these account managers are certified on a day; one query.

        :param types: ``group.customer.certificate.type`` records; a valid certificate
            of each of them is needed. None of them: everybody is certified.
        :param date: today by default
        :returns: set of ids of account managers
        """
        if not types:
            return set(self.ids)
        date = date or fields.Date.context_today(self)
        groups = (
            self.env["group.customer.certificate"]
            .sudo()
            ._read_group(
                Domain("manager_id", "in", self.ids)
                & Domain("type_id", "in", types.ids)
                & today_domain(date),
                ["manager_id", "type_id"],
            )
        )
        held = defaultdict(set)
        for manager, kind in groups:
            held[manager.id].add(kind.id)
        return {
            manager_id
            for manager_id, kinds in held.items()
            if kinds.issuperset(types.ids)
        }
