# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

from .registry_common import add_test_models

MODEL = "group.customer.test.document"


class GroupCustomerTestDocument(models.Model):
    """A document that is approved; it writes down what the engine calls."""

    _name = "group.customer.test.document"
    _module = None  # kept out of the registry of everybody else
    _description = "Document of the Tests"
    _inherit = ["group.customer.approval.mixin", "mail.thread"]
    _approval_locked_fields = frozenset({"amount", "value", "partner_id"})
    _approval_author_fields = frozenset({"author_id"})

    name = fields.Char()
    partner_id = fields.Many2one("res.partner")
    company_id = fields.Many2one("res.company")
    amount = fields.Float()
    currency_id = fields.Many2one("res.currency")
    value = fields.Float()
    author_id = fields.Many2one("res.users")
    effective_date = fields.Date()
    calls = fields.Char(default="")
    refuses = fields.Char()

    def _get_approval_amount(self):
        if not self.currency_id:
            return None, self.currency_id
        return self.amount, self.currency_id

    def _on_approval_submitted(self, request):
        self._note("submitted", request)

    def _on_approval_approved(self, request):
        self._note("approved", request)

    def _on_approval_executed(self, request):
        self._note("executed", request)

    def _on_approval_ended(self, request, outcome):
        self._note(outcome, request)

    def _note(self, call, request):
        assert self.env.su and self.env.company == request.company_id
        if self.refuses == call:
            # pylint: disable=translation-required
            raise UserError(f"{self.name} refuses to be {call}")
        self.calls = f"{self.calls} {call}:{self.env.user.login}".strip()

    def _get_approval_changeable(self):
        return [
            {"key": "value", "label": "Value", "value": self.value, "kind": "float"}
        ]

    def _apply_approval_changes(self, changes):
        before = self.value
        self.value = changes["value"]
        return f"Value: {before:g} → {self.value:g}"


class ApprovalCommon(BaseCommon):
    """A document type of the tests, its rules, and people.

    clerk and helper ask; ann, bob and cat decide (members of the group “Deciders”),
    dan, eva and fay stand in, boss supervises (director), root administers, guest has
    nothing to do with it all.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_test_models(cls, GroupCustomerTestDocument)
        cls.env["group.customer.approval.rule"].search([]).action_archive()
        cls.deciders = cls.env["res.groups"].create({"name": "Deciders"})
        cls.director_group = "group_customer.group_group_customer_director"
        for login in ("clerk", "helper", "ann", "bob", "cat", "dan", "eva", "fay"):
            setattr(cls, login, cls._user(login))
        cls.guest = cls._user("guest")
        cls.boss = cls._user("boss", cls.director_group)
        cls.root = cls._user("root", "group_customer.group_group_customer_admin")
        (cls.ann | cls.bob | cls.cat).group_ids += cls.deciders
        cls.type = cls.env["group.customer.approval.type"].create(
            {"code": "test_document", "name": "Test Document", "model": MODEL}
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Northern Works", "is_company": True}
        )
        cls.Request = cls.env["group.customer.approval.request"]
        cls.Delegation = cls.env["group.customer.approval.delegation"]

    @classmethod
    def _user(cls, login, groups="base.group_user", **values):
        return new_test_user(
            cls.env,
            login=f"approval_{login}",
            name=login.capitalize(),
            groups=f"base.group_user,{groups}",
            **values,
        )

    @classmethod
    def _rule(cls, *steps, **values):
        """Create a rule; each step is a dict, by default: any of the deciders."""
        return cls.env["group.customer.approval.rule"].create(
            {
                "name": "Rule",
                "type_id": cls.type.id,
                "step_ids": [
                    Command.create(cls._step(sequence, **step))
                    for sequence, step in enumerate(steps or ({},), 1)
                ],
                **values,
            }
        )

    @classmethod
    def _step(cls, sequence, **values):
        users = values.pop("users", None)
        if users is not None:
            values["approver_kind"] = "users"
            values["user_ids"] = [Command.set(users.ids)]
        kind = values.setdefault("approver_kind", "group")
        if kind == "group":
            values.setdefault("group_id", cls.deciders.id)
        escalation = values.pop("escalation", None)
        if escalation is not None:
            values["escalation_kind"] = "users"
            values["escalation_user_ids"] = [Command.set(escalation.ids)]
        return {"sequence": sequence, "name": f"Step {sequence}", **values}

    @classmethod
    def _document(cls, **values):
        return cls.env[MODEL].create(
            {"name": "Paper", "partner_id": cls.customer.id, "value": 5, **values}
        )

    @classmethod
    def _submit(cls, document=None, user=None, **values):
        document = document or cls._document()
        request = cls.Request.with_user(user or cls.clerk)._submit(
            document.with_user(user or cls.clerk), **values
        )
        return request.with_env(cls.env)

    @classmethod
    def _decide(cls, request, user, kind="approve", comment=None, step=None, **values):
        request = request.with_user(user)
        step = request.sudo().current_step_id if step is None else step
        request._decide(kind, step.with_user(user), comment=comment, **values)

    def _refused(self, expected, method, *args, **values):
        """Expect an error whose text has ``expected``, and nothing changed."""
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            method(*args, **values)
        self.assertIn(expected, str(caught.exception))

    def _can_act(self, request):
        """Return the names of who can act, delegates with the absent person."""
        return {
            row.user_id.name
            if row.user_id == row.principal_id
            else f"{row.user_id.name} for {row.principal_id.name}"
            for row in request.approver_ids
        }
