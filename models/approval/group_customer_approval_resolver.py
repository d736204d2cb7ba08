# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain


class GroupCustomerApprovalResolver(models.AbstractModel):
    """Finds the people behind "members of a group", "the team's manager"…

    The one place that does, for rules, requests, escalations and previews.
    """

    _name = "group.customer.approval.resolver"
    _description = "Approver Resolver"

    @api.model
    def _resolve(
        self,
        kind,
        users=None,
        group=None,
        account_role=None,
        requester=None,
        partner=None,
        company=None,
    ):
        """Return who is meant, with all rights: see :meth:`_resolve_many`."""
        return self._resolve_many(
            [(kind, users, group, account_role, requester, partner, company)]
        )[0]

    @api.model
    def _resolve_many(self, questions):
        """Return who is meant by each question, in a constant number of queries.

        Only active internal users who may work in the company count.

        :param list questions: tuples (kind, users, group, account role, requester,
            partner, company), records or None; ``kind`` is one of the step's
            approver or escalation kinds
        :returns: one ``res.users`` (sudo) per question
        """
        # sudo: who decides what does not depend on who asks
        resolver = self.sudo().with_context(active_test=True)
        asked = resolver._prefetch_together(questions)
        managers = resolver._find_team_managers(
            {
                (requester, company)
                for kind, _users, _group, _role, requester, _partner, company in asked
                if kind == "team_manager"
            }
        )
        found = []
        for kind, users, group, role, requester, partner, company in asked:
            if kind == "users":
                people = users
            elif kind == "group":
                people = group.all_user_ids
            elif kind == "account_role":
                people = resolver._find_account_role(partner, role)
            elif kind == "team_manager":
                people = managers[requester, company]
            elif kind == "requester":
                people = requester
            else:
                people = users.browse()
            found.append((people, company))
        # One set of users, so that what is read of one is read of all
        together = resolver.env["res.users"].browse(
            dict.fromkeys(id_ for people, _company in found for id_ in people.ids)
        )
        return [
            resolver._filter_able(people.with_prefetch(together.ids), company)
            for people, company in found
        ]

    @api.model
    def _prefetch_together(self, questions):
        """Return the questions with records that are read together, none missing."""
        models_ = (
            None,
            "res.users",
            "res.groups",
            None,
            "res.users",
            "res.partner",
            "res.company",
        )
        ids = {name: {} for name in models_ if name}
        for question in questions:
            for name, record in zip(models_, question, strict=True):
                if name and record:
                    ids[name].update(dict.fromkeys(record.ids))
        return [
            tuple(
                self.env[name]
                .browse(record.ids if record else ())
                .with_prefetch(ids[name])
                if name
                else record
                for name, record in zip(models_, question, strict=True)
            )
            for question in questions
        ]

    @api.model
    def _filter_able(self, users, company=None):
        """Return the users who can decide: active, internal, of the company."""
        return users.filtered(
            lambda user: user.active
            and not user.share
            and (not company or company.id in user.company_ids.ids)
        )

    # === ROLES ON THE ACCOUNT === #

    @api.model
    def _get_role_fields(self):
        """Return the customer's field behind each role on the account."""
        return {
            "account_manager": "user_id",
            "chief_representative": "chief_representative_id",
        }

    @api.model
    def _find_account_role(self, partner, role):
        """Return who has a role on an account: of the customer itself, else of its
        company, else of the head of its group."""
        name = self._get_role_fields().get(role)
        if not name:
            return self.env["res.users"]
        commercial = partner.commercial_partner_id
        return partner[name] or commercial[name] or commercial.group_root_id[name]

    # === DEPARTMENTS AND TEAMS === #

    @api.model
    def _find_team_managers(self, pairs):
        """Return the manager of each requester's department, else of his teams.

        :param pairs: (requester, company)
        :returns: pair → ``res.users``, never the requester himself
        """
        managers = self._find_department_managers(pairs)
        leaders = self._find_team_leaders(
            {pair for pair in pairs if not managers[pair]}
        )
        return {**managers, **leaders}

    @api.model
    def _find_team_leaders(self, pairs):
        """Return the leaders of each requester's sales teams."""
        requesters = self.env["res.users"].union(*(user for user, _company in pairs))
        members = self.env["crm.team.member"].search(
            Domain("user_id", "in", requesters.ids)
            & Domain("crm_team_id.active", "=", True)
        )
        leaders = dict.fromkeys(requesters, self.env["res.users"])
        for member in members:
            leaders[member.user_id] |= member.crm_team_id.user_id
        return {
            (user, company): leaders.get(user, self.env["res.users"]) - user
            for user, company in pairs
        }

    @api.model
    def _find_department_managers(self, pairs):
        """Return the nearest manager up the departments, where employees are kept.

        The manager of the requester's own department, or, where the requester leads
        it or its manager cannot decide, of the department above, and so on.
        """
        managers = dict.fromkeys(pairs, self.env["res.users"])
        if "hr.employee" not in self.env or not pairs:
            return managers
        requesters = self.env["res.users"].union(*(user for user, _company in pairs))
        departments = {}
        employees = self.env["hr.employee"].search(
            Domain("user_id", "in", requesters.ids)
        )
        for employee in employees:
            # Of several employments that of the company counts, else any
            departments.setdefault((employee.user_id, None), employee.department_id)
            departments[employee.user_id, employee.company_id] = employee.department_id
        for user, company in pairs:
            department = departments.get((user, company))
            if department is None:
                department = departments.get((user, None))
            passed = set()
            while department and department.id not in passed:
                passed.add(department.id)
                manager = department.manager_id.user_id - user
                if found := self._filter_able(manager, company):
                    managers[user, company] = found
                    break
                department = department.parent_id
        return managers
