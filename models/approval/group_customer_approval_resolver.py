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
        questions = [
            (kind, *(record and record.sudo() for record in (users, group)), role)
            + tuple(record and record.sudo() for record in (requester, partner))
            + (company and company.sudo(),)
            for kind, users, group, role, requester, partner, company in questions
        ]
        managers = self._find_team_managers(
            {
                (requester.id, company.id if company else False)
                for kind, _u, _g, _r, requester, _p, company in questions
                if kind == "team_manager" and requester
            }
        )
        none = self.env["res.users"].sudo()
        found = []
        for kind, users, group, role, requester, partner, company in questions:
            if kind == "users":
                people = users
            elif kind == "group":
                people = group and group.all_user_ids
            elif kind == "account_role":
                people = partner and self._find_account_role(partner, role)
            elif kind == "team_manager":
                company_id = company.id if company else False
                people = requester and managers.get((requester.id, company_id))
            elif kind == "requester":
                people = requester
            else:
                people = none
            found.append((people or none, company))
        return [self._filter_able(people, company) for people, company in found]

    @api.model
    def _filter_able(self, users, company=None):
        """Return the users who can decide: active, internal, of the company."""
        return users.filtered(
            lambda user: user.active
            and not user.share
            and (not company or company in user.company_ids)
        )

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
            return self.env["res.users"].sudo()
        commercial = partner.commercial_partner_id
        return partner[name] or commercial[name] or commercial.group_root_id[name]

    @api.model
    def _find_team_managers(self, pairs):
        """Return the manager of each requester's department or team.

        :param pairs: (user id, company id or False)
        :returns: pair → ``res.users`` (sudo), without the requester himself
        """
        Users = self.env["res.users"].sudo()
        members = self.env["crm.team.member"].sudo()
        members = members.search(
            Domain("user_id", "in", list({user_id for user_id, _company in pairs}))
        )
        leaders = {}
        for member in members:
            leaders.setdefault(member.user_id.id, Users)
            leaders[member.user_id.id] |= member.crm_team_id.user_id
        return {
            (user_id, company_id): leaders.get(user_id, Users) - Users.browse(user_id)
            for user_id, company_id in pairs
        }
