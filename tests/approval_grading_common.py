# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .grading_common import GradingCommon


class ApprovalGradingCommon(GradingCommon):
    """Rules of the tests for documents of the grading, and their people.

    Preparer and colleague are managers of sales; the head of their team is the
    department manager. Then come the marketing manager, the settlement manager and a
    director. No shipped rule is in use.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Engine = cls.env["group.customer.approval.request"]
        cls.preparer = cls._user("preparer", "manager")
        cls.colleague = cls._user("colleague", "manager")
        cls.head_of = cls._user("department", "manager")
        cls.reviewer = cls._user("marketing", "marketing_manager", "manager")
        cls.filer = cls._user("filer", "settlement_manager")
        cls.director = cls._user("director", "director")
        cls.admin = cls._user("admin", "admin")
        cls.env["crm.team"].create(
            {
                "name": "Graders",
                "user_id": cls.head_of.id,
                "member_ids": [Command.set((cls.preparer | cls.colleague).ids)],
            }
        )

    @classmethod
    def _user(cls, login, *roles):
        groups = "".join(
            f",group_customer.group_group_customer_{role}" for role in roles
        )
        return new_test_user(
            cls.env,
            login=f"gc_approval_{login}",
            name=login.capitalize(),
            groups="base.group_user,sales_team.group_sale_salesman_all_leads" + groups,
        )

    @classmethod
    def _rule(cls, code, *steps, **values):
        """Create a rule for the document type ``code``; ``steps`` are pairs (name,
        users) or triples with more values."""
        return cls.env["group.customer.approval.rule"].create(
            {
                "name": f"Rule for {code}",
                "type_id": cls.env["group.customer.approval.type"]._get(code).id,
                "step_ids": [
                    Command.create(
                        {
                            "sequence": sequence,
                            "name": name,
                            "approver_kind": "users",
                            "user_ids": [Command.set(users.ids)],
                            **(more[0] if more else {}),
                        }
                    )
                    for sequence, (name, users, *more) in enumerate(steps, 1)
                ],
                **values,
            }
        )

    @classmethod
    def _chain(cls):
        """The chain of AP-05."""
        return cls._rule(
            "grade_run",
            (
                "Department manager",
                cls.head_of.browse(),
                {"approver_kind": "team_manager"},
            ),
            ("Review", cls.reviewer),
            ("Re-check and file", cls.filer, {"purpose": "execute"}),
        )

    @classmethod
    def _submit(cls, document, user, **values):
        """Submit a document, and return the request as superuser."""
        request = cls.Engine.with_user(user)._submit(document.with_user(user), **values)
        document.invalidate_recordset()
        return request.with_env(cls.env)

    @classmethod
    def _decide(cls, request, user, kind="approve", comment=None):
        own = request.with_user(user)
        step = request.current_step_id.with_user(user)
        own._decide(kind, step, comment=comment)
        cls.env.invalidate_all()

    def _refused(self, expected, method, *args, **values):
        """Expect an error with this text, and nothing changed."""
        with self.assertRaisesRegex(UserError, expected), self.env.cr.savepoint():
            method(*args, **values)
        self.env.invalidate_all()
