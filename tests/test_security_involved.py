# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .grading_common import GradingCommon

REQUEST = "group.customer.approval.request"
# What a request consists of, as paths from it.
PARTS = ("step_ids", "approver_ids", "decision_ids")


@tagged("post_install", "-at_install")
class TestSecurityInvolved(GradingCommon):
    """Who is asked to decide reads what it is about, without any level; who is not,
    reads nothing. Somebody else's account is nobody's business."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["group.customer.approval.rule"].search([]).active = False
        cls.named = new_test_user(cls.env, "gc_named", groups="base.group_user")
        cls.next = new_test_user(cls.env, "gc_next", groups="base.group_user")
        cls.account = cls.users["account"]
        cls.north.user_id = cls.account
        cls.north.category_id = cls.category
        cls.scheme = cls._scheme(
            "cumulative_share",
            [("A", {"share_max": 80}), ("B", {"share_max": 100})],
            [{"metric": "revenue", "role": "rank"}],
        )

    @classmethod
    def _rule(cls, code):
        cls.env["group.customer.approval.rule"].create(
            {
                "name": code,
                "type_id": cls.env["group.customer.approval.type"]._get(code).id,
                "step_ids": [
                    Command.create(
                        {
                            "sequence": sequence,
                            "name": f"Step {sequence}",
                            "approver_kind": "users",
                            "user_ids": [Command.set(user.ids)],
                        }
                    )
                    for sequence, user in enumerate((cls.named, cls.next))
                ],
            }
        )

    def _submit(self, document, user):
        env = self.env[REQUEST].with_user(user).env
        return env[REQUEST]._submit(document.with_env(env), note="Because")

    def _agreement(self):
        self._rule("price_agreement")
        return (
            self.env["group.customer.price.agreement"]
            .with_user(self.account)
            .create(
                {
                    "partner_id": self.north.id,
                    "discount": 20,
                    "date_to": "2999-12-31",
                    "reason": "Volume",
                }
            )
        )

    def _proposal(self):
        self._rule("project")
        kind = self.env["group.customer.approval.type"]._get("project")
        return (
            self.env["group.customer.proposal"]
            .with_user(self.account)
            .create(
                {
                    "type_id": kind.id,
                    "name": "Project",
                    "partner_id": self.north.id,
                    "revenue": 100,
                    "cost": 60,
                }
            )
        )

    def _change(self):
        self._rule("discount_change")
        kind = self.env["group.customer.approval.type"]._get("discount_change")
        field = self.env["ir.model.fields"]._get("res.partner", "agreed_discount")
        line = {"field_id": field.id, "new_number": 5}
        return (
            self.env["group.customer.change.request"]
            .with_user(self.account)
            .create(
                {
                    "type_id": kind.id,
                    "partner_id": self.north.id,
                    "reason": "Volume",
                    "line_ids": [Command.create(line)],
                }
            )
        )

    def _grade_run(self):
        self._rule("grade_run")
        return self._run(self.scheme)

    def _check_readers(self, document, readers):
        for role, user in {
            **self.users,
            "named": self.named,
            "next": self.next,
        }.items():
            with self.subTest(document=document._name, role=role):
                able = document.with_user(user).has_access("read")
                self.assertEqual(able, role in readers)

    def _check_request_readers(self, request, readers):
        records = [request, *(request[name] for name in PARTS if request[name])]
        for role, user in {
            **self.users,
            "named": self.named,
            "next": self.next,
        }.items():
            for record in records:
                with self.subTest(record=record._name, role=role):
                    self.assertEqual(
                        record.with_user(user).has_access("read"), role in readers
                    )
                    for operation in ("write", "create", "unlink"):
                        self.assertFalse(record.with_user(user).has_access(operation))

    def _decide(self, request, user):
        step = request.current_step_id
        request.with_user(user)._decide("approve", step)

    def test_who_decides_reads_document_and_request(self):
        # The manager's team has no account manager of this customer in it
        everybody = {"account", "director", "admin", "settlement"}
        for make, asker in (
            (self._agreement, self.account),
            (self._proposal, self.account),
            (self._change, self.account),
        ):
            document = make()
            request = self._submit(document, asker)
            self._check_readers(document, everybody | {"named"})
            self._check_request_readers(request, everybody | {"named"})
            self._decide(request, self.named)
            # Who decided goes on reading it, the next one begins to
            self._check_readers(document, everybody | {"named", "next"})
            self._check_request_readers(request, everybody | {"named", "next"})

    def test_who_decides_reads_the_run(self):
        run = self._grade_run()
        request = self._submit(run, self.users["manager"])
        levels = {"account", "colleague", "manager", "director", "admin", "settlement"}
        self._check_readers(run, levels | {"named"})
        # A run is no account: its request is read by who is in it, and from above
        readers = {"manager", "director", "admin", "settlement", "named"}
        self._check_request_readers(request, readers)
        # The customers graded are read by the levels alone
        with self.assertRaises(AccessError):
            run.line_ids.with_user(self.named).check_access("read")

    def test_delegations_of_others_are_not_read(self):
        Delegation = self.env["group.customer.approval.delegation"]
        delegation = Delegation.with_user(self.named).create(
            {"delegate_id": self.next.id, "date_to": "2999-12-31"}
        )
        for role, operations in (
            (self.named, ("read", "write")),
            (self.next, ("read",)),
            (self.users["director"], ("read", "write")),
            (self.users["manager"], ()),
            (self.users["employee"], ()),
        ):
            for operation in ("read", "write"):
                with self.subTest(user=role.login, operation=operation):
                    self.assertEqual(
                        delegation.with_user(role).has_access(operation),
                        operation in operations,
                    )
        with self.assertRaises(AccessError):
            Delegation.with_user(self.users["employee"]).create(
                {
                    "user_id": self.named.id,
                    "delegate_id": self.users["employee"].id,
                    "date_to": "2999-12-31",
                }
            )

    def test_wizards_of_others_are_not_read(self):
        request = self._submit(self._agreement(), self.account)
        Wizard = self.env["group.customer.approval.decide"].with_user(self.named)
        wizard = Wizard.with_context(
            default_request_ids=request.ids, default_decision="approve"
        ).create({})
        with self.assertRaises(AccessError):
            wizard.with_user(self.users["director"]).read(["comment"])
        self.assertEqual(wizard.read(["id"])[0]["id"], wizard.id)
