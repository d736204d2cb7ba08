# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .approval_common import ApprovalCommon

VERBS = ("submit", "approve", "reject", "return", "recall", "reassign", "execute")


@tagged("post_install", "-at_install")
class TestApprovalMixin(ApprovalCommon):
    """What the mixin does to a document: frozen fields, who may press what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()
        cls.document = cls._document()

    def _can(self, document, user):
        """Return what the user may press."""
        document = document.with_user(user)
        return {verb for verb in VERBS if document[f"can_{verb}_approval"]}

    # === HOOKS === #

    def test_defaults_of_the_hooks(self):
        document = self.document
        self.assertEqual(document._get_approval_type(), self.type)
        self.assertEqual(document._get_approval_company(), self.env.company)
        self.assertEqual(document._get_approval_partner(), self.customer)
        self.assertFalse(document._get_approval_parties())
        self.assertFalse(document._get_approval_effective_date())
        self.assertEqual(
            document._get_approval_summary(), [("Customer", "Northern Works")]
        )
        document.author_id = self.dan
        self.assertEqual(document._get_approval_parties(), self.dan)
        document.write({"currency_id": self.env.company.currency_id.id, "amount": 1200})
        label, text = document._get_approval_summary()[1]
        self.assertEqual(label, "Amount")
        self.assertIn("1,200.00", text)

    def test_digest_covers_what_is_frozen(self):
        before = self.document._get_approval_digest()
        self.document.name = "Another title"
        self.assertEqual(self.document._get_approval_digest(), before)
        self.document.value = 6
        self.assertNotEqual(self.document._get_approval_digest(), before)
        self.document.value = 5
        self.assertEqual(self.document._get_approval_digest(), before)

    def test_nothing_is_changeable_by_default(self):
        plain = self.env["group.customer.approval.mixin"]
        with self.assertRaisesRegex(UserError, "return it for correction instead"):
            type(plain)._apply_approval_changes(self.document, {"value": 1})

    def test_required_by_type_or_by_rule(self):
        rules = self.env["group.customer.approval.rule"].search([])
        for without_rule, has_rule, required in (
            ("refuse", True, True),
            ("refuse", False, True),
            ("plain", True, True),
            ("plain", False, False),
        ):
            with self.subTest(without_rule=without_rule, has_rule=has_rule):
                self.type.without_rule = without_rule
                rules.active = has_rule
                self.env.invalidate_all()
                self.assertEqual(self.document._is_approval_required(), required)
                self.assertEqual(
                    "submit" in self._can(self.document, self.clerk), required
                )

    # === WHO MAY PRESS WHAT === #

    def test_buttons(self):
        document = self.document
        self.assertEqual(self._can(document, self.clerk), {"submit"})
        request = self._submit(document)
        decider = {"approve", "reject", "return", "reassign"}
        for user, verbs in (
            (self.clerk, {"recall"}),
            (self.ann, decider),
            (self.guest, set()),
            (self.boss, {"reassign"}),
        ):
            with self.subTest(user=user.name):
                self.assertEqual(self._can(document, user), verbs)
        self._decide(request, self.ann, "return", "Which month?")
        self.assertEqual(document.approval_state, "returned")
        reader = document.with_user(self.guest)
        self.assertEqual(reader.approval_reason, "Ann: Which month?")
        self.assertEqual(self._can(document, self.clerk), {"submit", "recall"})
        self.assertEqual(self._can(document, self.ann), {"submit"})
        self._submit(document)
        self.assertFalse(reader.approval_reason)
        self._decide(request, self.ann)
        self.assertEqual(document.approval_state, "executed")
        self.assertEqual(self._can(document, self.clerk), set())

    def test_who_may_not_write_does_not_submit(self):
        self.env["ir.model.access"].search(
            [("name", "=", self.document._name)]
        ).perm_write = False
        self.assertEqual(self._can(self.document, self.clerk), set())

    def test_execution_waits_for_its_people(self):
        self.env["group.customer.approval.rule"].search([]).action_archive()
        self._rule({}, {"purpose": "execute", "users": self.dan})
        request = self._submit(self.document)
        self._decide(request, self.ann)
        self.assertEqual(self._can(self.document, self.ann), set())
        self.assertEqual(
            self._can(self.document, self.dan), {"execute", "return", "reassign"}
        )

    def test_new_document_has_no_buttons(self):
        document = self.env[self.document._name].with_user(self.clerk).new({})
        self.assertFalse(document.can_submit_approval)

    def test_waiting_text_without_reading_the_request(self):
        """Who reads the document sees who decides, but opens no foreign request."""
        self._submit(self.document)
        document = self.document.with_user(self.guest)
        self.assertEqual(document.approval_waiting_text, "Ann, Bob, Cat")
        self.assertFalse(document.approval_step_ids)
        self.assertEqual(
            document.with_user(self.ann).approval_step_ids.mapped("state"), ["open"]
        )
        with self.assertRaises(UserError):
            document.action_open_approval()

    def test_history(self):
        request = self._submit(self.document)
        self._decide(request, self.bob, comment="Fine.")
        document = self.document.with_user(self.clerk)
        self.assertEqual(document.approval_step_ids.mapped("state"), ["done"])
        self.assertEqual(
            document.approval_decision_ids.mapped("kind"),
            ["submit", "approve", "execute"],
        )
        self.assertEqual(document.approval_request_ids, request)

    def test_failed_execution_is_tried_again(self):
        self.document.effective_date = "2999-01-01"
        request = self._submit(self.document)
        self._decide(request, self.ann)
        request.write({"failure": "The books are closed.", "effective_date": False})
        document = self.document.with_user(self.clerk)
        self.assertTrue(document.can_retry_approval)
        self.assertFalse(document.with_user(self.guest).can_retry_approval)
        document.action_retry_approval()
        self.assertEqual(document.approval_state, "executed")

    # === GUARDS === #

    def test_frozen_fields(self):
        request = self._submit(self.document)
        document = self.document.with_user(self.clerk)
        message = "“.*” is In Progress.*Value.*" + request.name
        with self.assertRaisesRegex(UserError, message):
            document.write({"value": 7})
        with self.assertRaises(UserError):
            document.web_save({"value": 7}, {"value": {}})
        with self.assertRaisesRegex(UserError, "its lines"):
            document._check_approval_unlocked()
        document.name = "Another title"
        document._check_approval_unlocked({"name"})
        self._decide(request, self.ann, "return", "Which month?")
        document.value = 7
        self._submit(self.document)
        self._decide(request, self.ann)
        with self.assertRaises(UserError):
            document.value = 8
        # The server carries out what was approved.
        document.sudo().value = 8

    def test_clients_do_not_forge_an_approval(self):
        request = self._submit(self.document)
        other = self._document()
        document = other.with_user(self.clerk)
        for values in (
            {"approval_request_id": request.id},
            {"approval_state": "executed"},
        ):
            with self.subTest(values=values):
                with self.assertRaises(UserError):
                    document.write(values)
                with self.assertRaises(UserError):
                    document.create({"name": "B", **values})
                keys = {f"default_{name}": value for name, value in values.items()}
                created = document.with_context(**keys).create({"name": "C"})
                self.assertFalse(created.approval_request_id or created.approval_state)

    def test_copy_is_a_new_document(self):
        self._submit(self.document)
        copied = self.document.copy()
        self.assertFalse(copied.approval_request_id or copied.approval_state)

    def test_deleting(self):
        request = self._submit(self.document)
        document = self.document.with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            document.unlink()
        request.with_user(self.clerk)._recall()
        document.unlink()
        executed = self._document()
        self._decide(self._submit(executed), self.ann)
        with self.assertRaisesRegex(UserError, "was approved"):
            executed.with_user(self.clerk).unlink()

    def test_actions_need_a_request(self):
        for name in ("approve", "recall", "delegate", "open", "retry"):
            with (
                self.subTest(name=name),
                self.assertRaisesRegex(UserError, "was not submitted"),
            ):
                getattr(self.document, f"action_{name}_approval")()

    # === LOAD === #

    def test_list_costs_the_same_for_many(self):
        documents = self.env[self.document._name]
        for index in range(24):
            documents += self._document(name=str(index))
        for document in documents:
            self._submit(document)
        names = ["approval_waiting_text", "approval_hint", "approval_is_overdue"]
        names += [f"can_{verb}_approval" for verb in VERBS]
        counts = []
        # The first time fills the caches of rights.
        for some in (documents[:4], documents[:4], documents):
            self.env.flush_all()
            self.env.invalidate_all()
            some = some.with_user(self.ann)
            before = self.env.cr.sql_log_count
            some.read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
