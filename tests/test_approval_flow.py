# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalFlow(ApprovalCommon):
    """Every transition of a request, allowed and refused."""

    def test_submitted_request_waits_for_its_first_step(self):
        rule = self._rule({}, {"users": self.dan})
        request = self._submit(note="More business")
        self.assertEqual(request.state, "in_progress")
        self.assertRegex(request.name, r"^APR/\d{4}/\d{5}$")
        self.assertEqual(request.rule_id, rule)
        self.assertEqual(request.requester_id, self.clerk)
        self.assertEqual(request.entered_by_id, self.clerk)
        self.assertEqual(request.step_ids.mapped("state"), ["open", "waiting"])
        self.assertEqual(request.current_step_id.name, "Step 1")
        self.assertEqual(self._can_act(request), {"Ann", "Bob", "Cat"})
        self.assertEqual(request.waiting_text, "Ann, Bob, Cat")
        document = self.env[request.res_model].browse(request.res_id)
        self.assertEqual(document.approval_request_id, request)
        self.assertEqual(document.calls, "submitted:approval_clerk")
        self.assertEqual(request.decision_ids.mapped("kind"), ["submit"])

    def test_last_approval_carries_out_at_once(self):
        self._rule({}, {"users": self.dan})
        document = self._document()
        request = self._submit(document)
        self._decide(request, self.bob)
        self.assertEqual(request.state, "in_progress")
        self.assertEqual(self._can_act(request), {"Dan"})
        self._decide(request, self.dan, comment="Fine")
        self.assertEqual(request.state, "executed")
        self.assertEqual(request.step_ids.mapped("state"), ["done", "done"])
        self.assertFalse(request.approver_ids)
        self.assertFalse(request.waiting_text)
        self.assertEqual(request.executed_by_id, self.dan)
        self.assertEqual(
            document.calls,
            "submitted:approval_clerk approved:approval_dan executed:approval_dan",
        )
        self.assertEqual(
            request.decision_ids.mapped("kind"),
            ["submit", "approve", "approve", "execute"],
        )

    def test_executor_carries_out(self):
        self._rule({}, {"users": self.dan, "purpose": "execute"})
        document = self._document()
        request = self._submit(document)
        self._refused(
            "not approved yet", self._decide, request, self.ann, kind="execute"
        )
        self._decide(request, self.ann)
        self.assertEqual(request.state, "approved")
        self.assertEqual(document.calls.split()[-1], "approved:approval_ann")
        self.assertEqual(self._can_act(request), {"Dan"})
        for kind in ("approve", "reject"):
            self._refused(
                "approved already",
                self._decide,
                request,
                self.dan,
                kind=kind,
                comment="No",
            )
        self._refused("cannot decide", self._decide, request, self.ann, kind="execute")
        request.with_user(self.dan)._execute(request.current_step_id)
        self.assertEqual(request.state, "executed")
        self.assertEqual(request.executed_by_id, self.dan)
        self.assertEqual(document.calls.split()[-1], "executed:approval_dan")

    def test_executor_returns_what_cannot_be_carried_out(self):
        self._rule({}, {"users": self.dan, "purpose": "execute"})
        request = self._submit()
        self._decide(request, self.ann)
        self._decide(request, self.dan, kind="return", comment="Number is wrong")
        self.assertEqual(request.state, "returned")

    def test_reject_ends(self):
        self._rule({}, {"users": self.dan})
        document = self._document()
        request = self._submit(document)
        for comment in (None, "  "):
            self._refused(
                "Say why",
                self._decide,
                request,
                self.ann,
                kind="reject",
                comment=comment,
            )
        self._decide(request, self.ann, kind="reject", comment="Too much")
        self.assertEqual(request.state, "rejected")
        self.assertEqual(request.step_ids.mapped("state"), ["refused", "dropped"])
        self.assertFalse(request.approver_ids)
        self.assertEqual(document.calls.split()[-1], "rejected:approval_ann")
        self.assertEqual(request.decision_ids[-1].comment, "Too much")

    def test_returned_is_submitted_again_in_the_same_request(self):
        rule = self._rule({}, {"users": self.dan})
        document = self._document()
        request = self._submit(document)
        self._refused("Say why", self._decide, request, self.bob, kind="return")
        self._decide(request, self.bob, kind="return", comment="Value?")
        self.assertEqual(request.state, "returned")
        self.assertEqual(request.waiting_text, "Clerk corrects and submits again")
        self.assertEqual(document.calls.split()[-1], "returned:approval_bob")
        # Meanwhile the rule has one step only, and the helper submits
        rule.step_ids[1].unlink()
        document.with_user(self.clerk).value = 4
        again = self._submit(document, user=self.helper)
        self.assertEqual(again, request)
        self.assertEqual((request.state, request.round), ("in_progress", 2))
        self.assertEqual(request.requester_id, self.clerk)
        self.assertEqual(request.entered_by_id, self.helper)
        self.assertEqual(request.party_ids, self.clerk | self.helper)
        self.assertEqual(
            [(step.round, step.state) for step in request.step_ids.sorted("id")],
            [(1, "refused"), (1, "dropped"), (2, "open")],
        )
        # Who decided in the first round decides again
        self._decide(request, self.bob)
        self.assertEqual(request.state, "executed")

    def test_requester_recalls(self):
        self._rule()
        document = self._document()
        request = self._submit(document, user=self.helper, requester=self.clerk)
        for user in (self.guest, self.ann, self.boss, self.root):
            with self.subTest(user=user.name):
                self._refused(
                    "" if user == self.guest else "Only Clerk / Helper",
                    request.with_user(user)._recall,
                )
        request.with_user(self.clerk)._recall("Not needed")
        self.assertEqual(request.state, "recalled")
        self.assertEqual(document.calls.split()[-1], "recalled:approval_clerk")
        self.assertFalse(request.approver_ids)
        # A new submission is a new request
        self.assertNotEqual(self._submit(document), request)

    def test_who_entered_recalls_even_what_was_returned_or_approved(self):
        self._rule({}, {"users": self.dan, "purpose": "execute"})
        returned = self._submit(user=self.helper, requester=self.clerk)
        self._decide(returned, self.ann, kind="return", comment="?")
        returned.with_user(self.helper)._recall()
        self.assertEqual(returned.state, "recalled")
        approved = self._submit()
        self._decide(approved, self.ann)
        approved.with_user(self.clerk)._recall()
        self.assertEqual(approved.state, "recalled")

    def test_nothing_is_decided_after_the_end(self):
        self._rule()
        ends = {}
        request = self._submit()
        self._decide(request, self.ann)
        ends["executed"] = request
        request = self._submit()
        self._decide(request, self.ann, kind="reject", comment="No")
        ends["rejected"] = request
        request = self._submit()
        request.with_user(self.clerk)._recall()
        ends["recalled"] = request
        request = self._submit()
        request._expire()
        ends["expired"] = request
        for state, request in ends.items():
            step = request.step_ids[:1]
            with self.subTest(state=state):
                self.assertEqual(request.state, state)
                for kind in ("approve", "reject", "return", "execute"):
                    self._refused(
                        "nothing to decide any more",
                        self._decide,
                        request,
                        self.ann,
                        kind=kind,
                        comment="x",
                        step=step,
                    )
                self._refused("cannot become", request.with_user(self.clerk)._recall)
                self._refused("cannot become", request._expire)
                self._refused(
                    "nothing to decide any more",
                    request.with_user(self.boss)._reassign,
                    self.dan,
                    "x",
                )

    def test_approval_after_recall(self):
        self._rule()
        request = self._submit()
        step = request.current_step_id
        request.with_user(self.clerk)._recall()
        self._refused(
            "is Recalled: there is nothing to decide any more",
            self._decide,
            request,
            self.ann,
            step=step,
        )

    def test_stale_page(self):
        """Ann may decide on both steps, but has seen the first only."""
        self._rule({"users": self.ann | self.bob}, {"users": self.ann})
        request = self._submit()
        seen = request.current_step_id
        self._decide(request, self.bob)
        self._refused("moved on meanwhile", self._decide, request, self.ann, step=seen)
        self._refused(
            "moved on meanwhile",
            self._decide,
            request,
            self.ann,
            step=seen.browse(),
        )
        self._decide(request, self.ann)
        self.assertEqual(request.state, "executed")

    def test_unknown_decision(self):
        self._rule()
        request = self._submit()
        self._refused(
            "no such decision", self._decide, request, self.ann, kind="escalate"
        )

    def test_second_submission(self):
        self._rule()
        document = self._document()
        request = self._submit(document)
        self._refused("submitted already", self._submit, document)
        self.assertIn(request.name, self._message(self._submit, document))

    def _message(self, method, *args):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            method(*args)
        return str(caught.exception)

    def test_who_may_not_write_does_not_submit(self):
        self._rule()
        self.env["ir.model.access"].search(
            [("model_id.model", "=", self._document()._name)]
        ).perm_write = False
        self._refused("may not submit", self._submit)

    def test_requester_works_in_the_company(self):
        self._rule()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user(
            "stranger", company_id=company.id, company_ids=[company.id]
        )
        self._refused("cannot ask for", self._submit, requester=stranger)

    def test_reason_and_attachment_where_the_type_asks(self):
        self._rule()
        self.type.requires_reason = True
        self._refused("without a reason", self._submit, note=" ")
        self.type.write({"requires_reason": False, "requires_attachment": True})
        self._refused("without an attachment", self._submit)
        attachment = (
            self.env["ir.attachment"]
            .with_user(self.clerk)
            .create({"name": "offer.txt", "raw": b"offer"})
        )
        request = self._submit(attachments=attachment)
        # A copy that stands with the request: the original may go
        self.assertNotEqual(request.attachment_ids, attachment)
        self.assertEqual(request.attachment_ids.res_id, request.id)
        self.assertEqual(request.attachment_ids.with_user(self.ann).raw, b"offer")

    def test_foreign_attachment_is_not_taken(self):
        self._rule()
        secret = self.env["ir.attachment"].create(
            {"name": "secret.txt", "raw": b"secret"}
        )
        with self.assertRaises(AccessError):
            self._submit(attachments=secret.with_user(self.clerk))
        request = self._submit()
        with self.assertRaises(AccessError):
            self._decide(request, self.ann, attachments=secret.with_user(self.ann))

    def test_failing_hook_undoes_the_decision(self):
        self._rule()
        for call in ("approved", "executed"):
            document = self._document(refuses=call)
            request = self._submit(document)
            with self.subTest(call=call):
                self._refused(f"refuses to be {call}", self._decide, request, self.ann)
                self.assertEqual(request.state, "in_progress")
                self.assertEqual(request.decision_ids.mapped("kind"), ["submit"])
                self.assertEqual(self._can_act(request), {"Ann", "Bob", "Cat"})
        document = self._document(refuses="submitted")
        self._refused("refuses to be submitted", self._submit, document)
        self.assertFalse(document.approval_request_id)

    def test_clients_write_nothing(self):
        self._rule()
        request = self._submit()
        for user in (self.clerk, self.ann, self.boss, self.root):
            with self.subTest(user=user.name):
                mine = request.with_user(user)
                for record in (
                    mine,
                    mine.step_ids,
                    mine.approver_ids,
                    mine.decision_ids,
                ):
                    with self.assertRaises(AccessError):
                        record.write({"company_id": self.env.company.id})
                    with self.assertRaises(AccessError):
                        record.unlink()
                    with self.assertRaises(AccessError):
                        record.create({})
