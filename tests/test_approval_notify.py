# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCase

from .approval_common import ApprovalCommon

TYPE = "group_customer.mail_activity_type_approval"


@tagged("post_install", "-at_install")
class TestApprovalNotify(MailCase, ApprovalCommon):
    """Who is asked, told and reminded, and what stands in the chatters."""

    def _asked(self, request):
        """Return the names of who has an activity to decide."""
        activities = request.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref(TYPE)
        )
        self.assertEqual(len(activities), len(activities.user_id))
        return set(activities.user_id.mapped("name"))

    def _told(self, request, method, *args, **values):
        """Return {name: subject} of who gets a message while ``method`` runs."""
        before = request.sudo().message_ids if request else self.env["mail.message"]
        last = self.env["mail.message"].search([], order="id desc", limit=1)
        with self.mock_mail_gateway():
            method(*args, **values)
        messages = self.env["mail.message"].search(
            [("id", ">", last.id), ("message_type", "=", "user_notification")]
        )
        self.assertFalse(messages & before)
        return {
            partner.name: message.subject
            for message in messages
            for partner in message.notified_partner_ids
        }

    def test_activities_follow_the_people(self):
        self._rule({"quorum": "all", "users": self.ann | self.bob}, {"users": self.ann})
        request = self._submit()
        self.assertEqual(self._asked(request), {"Ann", "Bob"})
        self.assertEqual(request.activity_ids[0].summary, "Step 1")
        self._decide(request, self.ann)
        self.assertEqual(self._asked(request), {"Bob"})
        request.with_user(self.bob)._reassign(self.cat, "Away")
        self.assertEqual(self._asked(request), {"Cat"})
        self._decide(request, self.cat)
        self.assertEqual(self._asked(request), {"Ann"})
        self.assertEqual(request.activity_ids.summary, "Step 2")
        self.ann.active = False
        self.assertEqual(self._asked(request), set())
        self.ann.active = True
        self.assertEqual(self._asked(request), {"Ann"})
        self._decide(request, self.ann, "reject", comment="No")
        self.assertFalse(request.activity_ids)

    def test_activity_menu_counts(self):
        self._rule()
        request = self._submit()
        [counted] = [
            group
            for group in self.env["res.users"]
            .with_user(self.ann)
            ._get_activity_groups()
            if group.get("model") == request._name
        ]
        self.assertEqual(counted["total_count"], 1)

    def test_requester_is_asked_to_correct(self):
        self._rule()
        document = self._document()
        request = self._submit(document)
        self._decide(request, self.ann, "return", comment="Which day?")
        self.assertEqual(request.activity_ids.user_id, self.clerk)
        self.assertEqual(request.activity_ids.summary, "Correct and submit again")
        self.assertIn("Which day?", request.activity_ids.note)
        self._submit(document)
        self.assertEqual(self._asked(request), {"Ann", "Bob", "Cat"})
        self.assertNotIn(self.clerk, request.activity_ids.user_id)

    def test_mails(self):
        self._rule({}, {"users": self.dan})
        document = self._document()
        told = self._told(None, self._submit, document)
        self.assertEqual(
            told,
            dict.fromkeys(("Ann", "Bob", "Cat"), "Test Document: Paper waits for you"),
        )
        request = document.approval_request_id
        told = self._told(request, self._decide, request, self.ann)
        self.assertEqual(told, {"Dan": "Test Document: Paper waits for you"})
        told = self._told(request, request._escalate)
        self.assertEqual(told["Clerk"], "Test Document: Paper is overdue")
        self.assertEqual(told["Dan"], "Test Document: Paper still waits for you")
        told = self._told(request, self._decide, request, self.dan)
        self.assertEqual(told, {"Clerk": "Test Document: Paper – Executed"})

    def test_who_entered_is_told_too(self):
        self._rule()
        request = self._submit(user=self.helper, requester=self.clerk)
        told = self._told(
            request, self._decide, request, self.ann, "reject", comment="No"
        )
        self.assertEqual(
            told, dict.fromkeys(("Clerk", "Helper"), "Test Document: Paper – Rejected")
        )
        request = self._submit()
        told = self._told(request, request._expire)
        self.assertEqual(told, {"Clerk": "Test Document: Paper has expired"})

    def test_body_says_what_is_asked_for(self):
        self._rule()
        document = self._document(name="<b>Paper</b>")
        self._told(None, self._submit, document, note="More <i>business</i>")
        message = self.env["mail.message"].search(
            [
                ("res_id", "=", document.approval_request_id.id),
                ("model", "=", self.Request._name),
                ("message_type", "=", "user_notification"),
            ]
        )
        for text in ("Northern Works", "Clerk", "&lt;b&gt;Paper", "&lt;i&gt;business"):
            self.assertIn(text, message.body)

    def test_each_in_the_own_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("group_customer.mail_template_approval_waiting")
        template.with_context(lang="zh_CN").subject = "等您审批 {{ object.name }}"
        self.bob.lang = "zh_CN"
        self._rule()
        document = self._document()
        told = self._told(None, self._submit, document)
        self.assertIn("waits for you", told["Ann"])
        self.assertEqual(told["Bob"], f"等您审批 {document.approval_request_id.name}")

    def test_template_that_was_removed(self):
        self._rule()
        self.env.ref("group_customer.mail_template_approval_waiting").unlink()
        self.env.ref("group_customer.mail_template_approval_decided").active = False
        request = self._submit()
        self.assertFalse(self._told(request, self._decide, request, self.ann))
        self.assertEqual(request.state, "executed")

    def test_chatters(self):
        self._rule()
        document = self._document()
        request = self._submit(document)
        self.Delegation.create(
            {
                "user_id": self.ann.id,
                "delegate_id": self.dan.id,
                "date_from": "2020-01-01",
                "date_to": "2099-12-31",
            }
        )
        self._decide(request, self.dan, comment="<u>Fine</u>")
        for record in (request, document):
            bodies = " ".join(record.message_ids.mapped("body"))
            for text in ("Submitted", "Approved", "Ann → Dan", "&lt;u&gt;Fine"):
                with self.subTest(record=record, text=text):
                    self.assertIn(text, bodies)
