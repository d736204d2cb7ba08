# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common import GroupCustomerCommon


class AssignmentHistoryCommon(GroupCustomerCommon):
    """Accounts with people, teams and roles.

    Team “East” is led by the manager; account and colleague are its members. The
    stranger belongs to no team, the outsider works in another company alone. No guard
    and no rule but those that a test makes itself.

    The account “Works” is managed by account since it exists; Ann is a contact of it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._archive_approval_rules()
        cls.env["group.customer.guarded.field"].search([]).unlink()
        cls.Assignment = cls.env["group.customer.assignment"]
        cls.Batch = cls.env["group.customer.assignment.batch"]
        cls.Role = cls.env["group.customer.assignment.role"]
        cls.account = cls.users["account"]
        cls.colleague = cls.users["colleague"]
        cls.other_company = cls.env["res.company"].create({"name": "Elsewhere"})
        level = "group_customer.group_group_customer_user"
        cls.stranger = new_test_user(
            cls.env, login="gc_stranger", groups=f"base.group_user,{level}"
        )
        cls.outsider = new_test_user(
            cls.env,
            login="gc_outsider",
            groups=f"base.group_user,{level}",
            company_id=cls.other_company.id,
            company_ids=[Command.set(cls.other_company.ids)],
        )
        cls.team = cls.env["crm.team"].create(
            {
                "name": "East",
                "user_id": cls.users["manager"].id,
                "member_ids": [Command.set([cls.account.id, cls.colleague.id])],
            }
        )
        cls.works = cls._create_company_partner("Works", user_id=cls.account.id)
        cls.contact = cls.env["res.partner"].create(
            {"name": "Ann", "parent_id": cls.works.id}
        )
        cls.manager_role = cls.Role._get("account_manager")

    @classmethod
    def _move(cls, partner, user=None, role="account_manager", **values):
        return {
            "partner_id": partner.id,
            "role_id": role,
            "user_id": user.id if user else False,
            **values,
        }

    @classmethod
    def _assign(cls, partner, user=None, role="account_manager", source="manual", **kw):
        return cls.Assignment._assign([cls._move(partner, user, role)], source, **kw)

    @classmethod
    def _rows(cls, partner, role="account_manager"):
        """Return the rows of a role on an account, the oldest first."""
        return cls.Assignment.search(
            [("partner_id", "=", partner.id), ("role_id.code", "=", role)], order="id"
        )

    @classmethod
    def _holder(cls, partner, role="account_manager"):
        return cls._rows(partner, role).filtered("is_current").user_id

    @classmethod
    def _guard_manager(cls):
        """Only an approved request changes the account manager."""
        cls.env["group.customer.guarded.field"].create(
            {
                "field_id": cls.env["ir.model.fields"]
                ._get("res.partner", "user_id")
                .id,
                "type_id": cls.env["group.customer.approval.type"]
                ._get("account_manager_change")
                .id,
            }
        )

    @classmethod
    def _rule(cls, code, *users):
        """A rule of approval with one step per user."""
        return cls.env["group.customer.approval.rule"].create(
            {
                "name": f"Rule {code}",
                "type_id": cls.env["group.customer.approval.type"]._get(code).id,
                "step_ids": [
                    Command.create(
                        {
                            "sequence": number,
                            "name": f"Step {number}",
                            "approver_kind": "users",
                            "user_ids": [Command.set(user.ids)],
                        }
                    )
                    for number, user in enumerate(users, 1)
                ],
            }
        )

    @classmethod
    def _decide(cls, document, user, kind="approve", comment=None):
        request = document.sudo().approval_request_id.with_user(user)
        step = request.sudo().current_step_id.with_user(user)
        request._decide(kind, step, comment=comment)

    def _refused(self, expected, method, *args, error=UserError, **values):
        """Expect an error whose text has ``expected``, and nothing changed."""
        with self.assertRaises(error) as caught, self.env.cr.savepoint():
            method(*args, **values)
        self.assertIn(expected, str(caught.exception))
        return str(caught.exception)
