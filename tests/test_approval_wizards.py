# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .approval_common import MODEL, ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalWizards(ApprovalCommon):
    """Submit, recall, hand over: the windows, as the people who open them."""

    def _open(self, action, user):
        """Open the form of an action as a user, as the web client does."""
        Wizard = self.env[action["res_model"]].with_user(user)
        return Form(Wizard.with_context(**action["context"]))

    def _open_submit(self, document, user=None):
        user = user or self.clerk
        return self._open(document.with_user(user).action_submit_approval(), user)

    # === SUBMIT === #

    def test_submit_shows_what_follows(self):
        self._rule(
            {"name": "Market", "deadline_duration": 2, "deadline_unit": "working_days"},
            {"name": "Books", "users": self.dan},
            {"name": "Board", "users": self.eva, "domain": "[('value', '>', 100)]"},
        )
        document = self._document()
        form = self._open_submit(document)
        self.assertEqual(form.document_name, "Paper")
        self.assertFalse(form.problem)
        for text in ("Northern Works", "Market", "Ann, Bob, Cat", "2 Working days"):
            self.assertIn(text, form.preview)
        for text in ("Books", "Dan", "Board", "its condition does not hold"):
            self.assertIn(text, form.preview)
        self.assertNotIn("Eva", form.preview)
        form.note = "Volume is up."
        wizard = form.save()
        wizard.action_submit()
        request = document.approval_request_id
        self.assertEqual(document.approval_state, "in_progress")
        self.assertEqual(request.note, "Volume is up.")
        self.assertEqual(request.requester_id, self.clerk)

    def test_submit_on_behalf_of_a_colleague(self):
        self._rule({"quorum": "all"})
        document = self._document()
        form = self._open_submit(document)
        self.assertIn("Ann, Bob, Cat", form.preview)
        form.requester_id = self.ann
        self.assertIn("Bob, Cat", form.preview)
        self.assertNotIn("Ann", form.preview)
        form.save().action_submit()
        request = document.approval_request_id
        self.assertEqual(request.requester_id, self.ann)
        self.assertEqual(request.entered_by_id, self.clerk)

    def test_submit_names_the_problem(self):
        document = self._document()
        form = self._open_submit(document)
        self.assertIn("No approval rule", form.problem)
        self._rule({"users": self.clerk})
        form = self._open_submit(document)
        self.assertIn("nobody who can act", form.preview)
        with self.assertRaises(UserError):
            form.save().action_submit()

    def test_submit_asks_for_what_the_type_requires(self):
        self._rule()
        self.type.write({"requires_reason": True, "requires_attachment": True})
        document = self._document()
        form = self._open_submit(document)
        with self.assertRaises(AssertionError):
            form.save()
        form.note = "Volume is up."
        wizard = form.save()
        with self.assertRaisesRegex(UserError, "without an attachment"):
            wizard.action_submit()
        paper = self.env["ir.attachment"].with_user(self.clerk)
        wizard.attachment_ids = paper.create({"name": "a.txt", "raw": b"Signed"})
        wizard.action_submit()
        attachments = document.approval_request_id.attachment_ids
        self.assertEqual(attachments.mapped("raw"), [b"Signed"])

    def test_submit_passes_on_no_foreign_attachment(self):
        self._rule()
        secret = self.env["ir.attachment"].create(
            {
                "name": "secret.txt",
                "raw": b"Secret",
                "res_model": "ir.config_parameter",
                "res_id": 1,
            }
        )
        wizard = self._open_submit(self._document()).save()
        with self.assertRaises(AccessError):
            wizard.write({"attachment_ids": [Command.link(secret.id)]})
            wizard.action_submit()

    def test_submit_needs_a_document(self):
        Wizard = self.env["group.customer.approval.submit"].with_user(self.clerk)
        for model in ("res.partner", "no.such.model", "base", False):
            with self.subTest(model=model), self.assertRaises(UserError):
                Wizard.new({"res_model": model, "res_id": 1}).action_submit()
        self._rule()
        document = self._document()
        wizard = self._open_submit(document).save()
        document.unlink()
        with self.assertRaisesRegex(UserError, "was deleted"):
            wizard.action_submit()

    def test_submit_needs_the_right_to_read(self):
        self._rule()
        document = self._document()
        self.env["ir.rule"].create(
            {
                "name": "hidden",
                "model_id": self.env["ir.model"]._get_id(MODEL),
                "domain_force": "[('name', '=', 'Other')]",
            }
        )
        Wizard = self.env["group.customer.approval.submit"].with_user(self.clerk)
        with self.assertRaises(AccessError):
            Wizard.create({"res_model": MODEL, "res_id": document.id}).action_submit()

    # === RECALL === #

    def test_recall(self):
        self._rule()
        document = self._document()
        request = self._submit(document)
        form = self._open(
            document.with_user(self.clerk).action_recall_approval(), self.clerk
        )
        form.comment = "Wrong customer."
        form.save().action_recall()
        self.assertEqual(document.approval_state, "recalled")
        self.assertEqual(request.decision_ids[-1].comment, "Wrong customer.")

    def test_recall_is_for_who_asked(self):
        self._rule()
        document = self._document()
        self._submit(document)
        form = self._open(
            document.with_user(self.ann).action_recall_approval(), self.ann
        )
        with self.assertRaises(UserError):
            form.save().action_recall()
        self.assertEqual(document.approval_state, "in_progress")

    def test_recall_from_the_list(self):
        self._rule()
        requests = self._submit() + self._submit()
        Wizard = self.env["group.customer.approval.recall"].with_user(self.clerk)
        Wizard = Wizard.with_context(
            active_model=requests._name, active_ids=requests.ids
        )
        Form(Wizard).save().action_recall()
        self.assertEqual(requests.mapped("state"), ["recalled"] * 2)
        with self.assertRaisesRegex(UserError, "no request to recall"):
            self.env[Wizard._name].create({}).action_recall()

    # === HAND OVER === #

    def _open_delegate(self, request, user):
        return self._open(request.with_user(user).action_open_reassign(), user)

    def test_hand_over_the_own_part(self):
        self._rule({"users": self.ann})
        request = self._submit()
        form = self._open_delegate(request, self.ann)
        self.assertEqual(form.mode, "request")
        self.assertEqual(form.from_user_id, self.ann)
        form.to_user_id = self.dan
        form.comment = "Dan knows the customer."
        form.save().action_confirm()
        self.assertEqual(self._can_act(request), {"Dan"})

    def test_hand_over_needs_a_reason(self):
        self._rule({"users": self.ann})
        form = self._open_delegate(self._submit(), self.ann)
        form.to_user_id = self.dan
        with self.assertRaises(AssertionError):
            form.save()

    def test_director_hands_over_for_another(self):
        self._rule({"users": self.ann + self.bob, "quorum": "all"})
        request = self._submit()
        form = self._open_delegate(request, self.boss)
        self.assertTrue(form.is_supervisor)
        self.assertFalse(form.from_user_id)
        form.from_user_id = self.bob
        form.to_user_id = self.dan
        form.comment = "Bob is ill."
        form.save().action_confirm()
        self.assertEqual(self._can_act(request), {"Ann", "Dan"})

    def test_others_hand_nothing_over(self):
        self._rule({"users": self.ann})
        request = self._submit()
        Wizard = self.env["group.customer.approval.delegate"].with_user(self.clerk)
        wizard = Wizard.create(
            {
                "request_id": request.id,
                "to_user_id": self.dan.id,
                "from_user_id": self.ann.id,
                "comment": "I want Dan.",
            }
        )
        with self.assertRaises(UserError):
            wizard.action_confirm()
        self.assertEqual(self._can_act(request), {"Ann"})

    def test_stand_in_for_some_days(self):
        self._rule({"users": self.ann})
        request = self._submit()
        form = self._open_delegate(request, self.ann)
        form.mode = "period"
        form.to_user_id = self.dan
        with self.assertRaises(AssertionError):
            form.save()
        form.date_to = form.date_from
        form.type_ids.add(self.type)
        form.comment = "On holiday"
        form.save().action_confirm()
        delegation = self.Delegation.search([("user_id", "=", self.ann.id)])
        self.assertEqual(delegation.delegate_id, self.dan)
        self.assertEqual(delegation.type_ids, self.type)
        self.assertEqual(delegation.reason, "On holiday")
        self.assertIn("Dan for Ann", self._can_act(request))

    def test_stand_in_without_a_request(self):
        Wizard = self.env["group.customer.approval.delegate"].with_user(self.ann)
        form = Form(Wizard)
        self.assertEqual(form.mode, "period")
        wizard = Wizard.create({"mode": "period", "to_user_id": self.dan.id})
        with self.assertRaisesRegex(UserError, "from which to which day"):
            wizard.action_confirm()
        wizard.mode = "request"
        with self.assertRaisesRegex(UserError, "no request to hand over"):
            wizard.action_confirm()
