# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalWizardDecide(ApprovalCommon):
    """Deciding on one request and on many, from the window."""

    def _open(self, requests, user, action=None):
        action = action or requests.with_user(user).action_open_decide()
        Wizard = self.env[action["res_model"]].with_user(user)
        return Form(Wizard.with_context(**action["context"]))

    def test_approve(self):
        self._rule()
        document = self._document()
        request = self._submit(document, note="Volume is up.")
        form = self._open(
            request, self.ann, document.with_user(self.ann).action_approve_approval()
        )
        self.assertEqual(form.decision, "approve")
        self.assertIn("Northern Works", form.summary)
        self.assertIn("Volume is up.", form.summary)
        self.assertTrue(form.can_approve and form.can_return and form.can_reject)
        self.assertFalse(form.can_execute or form.can_change_value)
        form.comment = "Fine."
        form.save().action_confirm()
        self.assertEqual(request.state, "executed")
        decision = request.decision_ids.filtered(lambda line: line.kind == "approve")
        self.assertEqual(decision.user_id, self.ann)
        self.assertEqual(decision.comment, "Fine.")

    def test_reject_and_return_need_a_reason(self):
        self._rule()
        for kind, state in (("reject", "rejected"), ("return", "returned")):
            with self.subTest(kind=kind):
                document = self._document()
                request = self._submit(document)
                button = getattr(
                    document.with_user(self.ann), f"action_{kind}_approval"
                )
                form = self._open(request, self.ann, button())
                self.assertEqual(form.decision, kind)
                with self.assertRaises(AssertionError):
                    form.save()
                form.comment = "Which month?"
                form.save().action_confirm()
                self.assertEqual(request.state, state)

    def test_server_asks_for_the_reason_too(self):
        self._rule()
        request = self._submit()
        wizard = self._open(request, self.ann).save()
        wizard.decision = "reject"
        with self.assertRaisesRegex(UserError, "reason"):
            wizard.action_confirm()
        self.assertEqual(request.state, "in_progress")

    def test_attachments(self):
        self._rule()
        request = self._submit()
        wizard = self._open(request, self.ann).save()
        paper = self.env["ir.attachment"].with_user(self.ann)
        wizard.attachment_ids = paper.create({"name": "a.txt", "raw": b"Signed"})
        wizard.action_confirm()
        decision = request.decision_ids.filtered(lambda line: line.kind == "approve")
        self.assertEqual(decision.attachment_ids.mapped("raw"), [b"Signed"])

    def test_execute(self):
        self._rule({}, {"purpose": "execute", "users": self.dan})
        document = self._document()
        request = self._submit(document)
        self._decide(request, self.ann)
        button = document.with_user(self.dan).action_execute_approval()
        form = self._open(request, self.dan, button)
        self.assertTrue(form.can_execute)
        self.assertIn("Ann", form.summary)
        form.save().action_confirm()
        self.assertEqual(request.executed_by_id, self.dan)

    def test_changed_value(self):
        self._rule({"may_change_value": True})
        document = self._document()
        request = self._submit(document)
        form = self._open(request, self.ann)
        self.assertTrue(form.can_change_value and form.has_number)
        self.assertFalse(form.has_text or form.has_date)
        with form.change_ids.edit(0) as change:
            self.assertEqual(change.label, "Value")
            self.assertEqual(change.value_number, 5)
            change.value_number = 3.5
        form.save().action_confirm()
        self.assertEqual(document.value, 3.5)
        changed = request.decision_ids.filtered(lambda line: line.kind == "change")
        self.assertEqual(changed.changes, {"value": 3.5})

    def test_unchanged_value_is_no_change(self):
        self._rule({"may_change_value": True})
        request = self._submit()
        self._open(request, self.ann).save().action_confirm()
        self.assertNotIn("change", request.decision_ids.mapped("kind"))

    def test_values_are_kept_where_the_step_does_not_change_them(self):
        """A forged line changes nothing: the engine refuses."""
        self._rule()
        document = self._document()
        request = self._submit(document)
        wizard = self._open(request, self.ann).save()
        wizard.change_ids.create(
            {
                "wizard_id": wizard.id,
                "key": "value",
                "kind": "float",
                "proposed": 5,
                "value_number": 1,
            }
        )
        with self.assertRaisesRegex(UserError, "does not change values"):
            wizard.action_confirm()
        self.assertEqual(document.value, 5)

    def test_kinds_of_values(self):
        Change = self.env["group.customer.approval.decide.change"]
        wizard = self.env["group.customer.approval.decide"].create({})
        for kind, value, new, expected in (
            ("float", 1.5, {"value_number": 2.25}, 2.25),
            ("monetary", 0, {"value_number": 100}, 100),
            ("integer", 3, {"value_number": 4.0}, 4),
            ("char", False, {"value_text": "net 30"}, "net 30"),
            ("date", "2026-03-01", {"value_date": "2026-04-01"}, "2026-04-01"),
            ("date", "2026-03-01", {"value_date": False}, False),
        ):
            with self.subTest(kind=kind, new=new):
                item = {"key": "x", "label": "X", "kind": kind, "value": value}
                change = Change.create(
                    {**Change._prepare_change(item), "wizard_id": wizard.id}
                )
                self.assertEqual(change._get_changes(), {})
                change.write(new)
                self.assertEqual(change._get_changes(), {"x": expected})

    def test_who_may_not_decide(self):
        self._rule()
        request = self._submit()
        form = self._open(request, self.clerk)
        self.assertIn("somebody else decides", form.hint)
        wizard = form.save()
        with self.assertRaises(UserError):
            wizard.action_confirm()
        with self.assertRaises(AccessError):
            request.with_user(self.guest).action_open_decide()
        self.assertEqual(request.state, "in_progress")

    def test_stale_window(self):
        """What the window shows is what is decided on, or nothing."""
        self._rule({"users": self.ann}, {"users": self.ann + self.bob})
        request = self._submit()
        wizard = self._open(request, self.ann).save()
        self._decide(request, self.ann)
        with self.assertRaisesRegex(UserError, "moved on|meanwhile"):
            wizard.action_confirm()
        self.assertEqual(request.current_step_id.given, 0)

    def test_window_after_recall(self):
        self._rule()
        request = self._submit()
        wizard = self._open(request, self.ann).save()
        request.with_user(self.clerk)._recall()
        with self.assertRaises(UserError):
            wizard.action_confirm()
        self.assertEqual(request.state, "recalled")

    # === MANY === #

    def test_many(self):
        self._rule()
        requests = self._submit() + self._submit() + self._submit()
        form = self._open(requests, self.ann)
        self.assertEqual(form.line_count, 3)
        self.assertFalse(form.request_id)
        action = form.save().action_confirm()
        self.assertEqual(requests.mapped("state"), ["executed"] * 3)
        self.assertIn("3", action["params"]["message"])

    def test_many_says_which_failed_and_why(self):
        self._rule()
        good, bad = self._document(name="Good"), self._document(name="Bad")
        requests = self._submit(good) + self._submit(bad)
        bad.refuses = "executed"
        form = self._open(requests, self.ann)
        wizard = form.save()
        action = wizard.action_confirm()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertEqual(requests.mapped("state"), ["executed", "in_progress"])
        self.assertIn("Bad refuses to be executed", wizard.result)
        self.assertNotIn("Good", wizard.result)
        self.assertEqual(wizard.action_close(), {"type": "ir.actions.act_window_close"})

    def test_many_from_the_list(self):
        self._rule()
        requests = self._submit() + self._submit()
        Wizard = self.env["group.customer.approval.decide"].with_user(self.ann)
        Wizard = Wizard.with_context(
            active_model=requests._name, active_ids=requests.ids
        )
        form = Form(Wizard)
        form.decision = "reject"
        form.comment = "Not this year."
        form.save().action_confirm()
        self.assertEqual(requests.mapped("state"), ["rejected"] * 2)

    def test_many_one_taken_off_the_list(self):
        self._rule()
        requests = self._submit() + self._submit()
        form = self._open(requests, self.ann)
        form.line_ids.remove(1)
        form.save().action_confirm()
        self.assertEqual(requests.mapped("state"), ["executed", "in_progress"])

    def test_many_with_one_that_waits_for_nobody(self):
        self._rule()
        requests = self._submit() + self._submit()
        self._decide(requests[1], self.bob, "return", "Which month?")
        wizard = self._open(requests, self.ann).save()
        wizard.action_confirm()
        self.assertEqual(requests.mapped("state"), ["executed", "returned"])
        self.assertIn(requests[1].name, wizard.result)
        self.assertIn("does not wait", wizard.result)

    def test_nothing_chosen(self):
        wizard = Form(self.env["group.customer.approval.decide"]).save()
        with self.assertRaisesRegex(UserError, "no request to decide on"):
            wizard.action_confirm()
