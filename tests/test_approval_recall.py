# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .approval_common import ApprovalCommon

RECALL = "group.customer.approval.recall"


@tagged("post_install", "-at_install")
class TestApprovalRecall(ApprovalCommon):
    """Who recalls when those who asked have left."""

    def _leave_company(self, user):
        other = self.env["res.company"].create({"name": "Other"})
        user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})

    def _can_recall(self, request):
        """Return the names of who sees the button; each of them, and nobody else, is
        let through by the server too."""
        people = self.ann | self.guest | self.boss | self.root | self.clerk
        able = set()
        for user in people.filtered("active"):
            if user == self.guest or request.company_id not in user.company_ids:
                self._refused("", request.with_user(user)._recall)
                continue
            if request.with_user(user).can_recall:
                able.add(user.name)
                # Tried and taken back
                with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
                    request.with_user(user)._recall()
                    self.assertEqual(request.state, "recalled")
                    raise ZeroDivisionError
            else:
                self._refused("can recall", request.with_user(user)._recall)
        return able

    def _returned(self, **values):
        request = self._submit(**values)
        self._decide(request, self.ann, kind="return", comment="?")
        return request

    def test_returned_to_who_has_left(self):
        self._rule()
        document = self._document()
        request = self._returned(document=document)
        self.assertEqual(self._can_recall(request), {"Clerk"})
        self.clerk.active = False
        self.assertEqual(
            request.waiting_text,
            f"Clerk has left: a director of {self.env.company.name} or an "
            "administrator recalls it",
        )
        self.assertEqual(self._can_recall(request), {"Boss", "Root"})
        self.assertTrue(document.with_user(self.boss).can_recall_approval)
        self._refused("Clerk has left: only", request.with_user(self.ann)._recall)
        # No reason is asked for, as of the requester
        wizard = Form(
            self.env[RECALL]
            .with_user(self.boss)
            .with_context(active_model=request._name, active_ids=request.ids)
        )
        wizard.save().action_recall()
        self.assertEqual((request.state, document.approval_state), ("recalled",) * 2)
        self.assertEqual(request.decision_ids[-1].user_id, self.boss)
        self.assertFalse(request.waiting_text)
        self.assertFalse(request.with_user(self.boss).can_recall)
        self._refused("cannot become", request.with_user(self.boss)._recall)
        # The document is free again
        self._submit(document, user=self.helper)

    def test_in_progress(self):
        self._rule()
        request = self._submit()
        self.clerk.active = False
        # Others still decide
        self.assertEqual(request.waiting_text, "Ann, Bob, Cat")
        self.assertEqual(self._can_recall(request), {"Boss", "Root"})
        request.with_user(self.root)._recall("Left")
        self.assertEqual(request.decision_ids[-1].comment, "Left")
        self.assertFalse(request.approver_ids)

    def test_returned_after_the_requester_has_left(self):
        self._rule()
        request = self._submit()
        self.clerk.active = False
        self._decide(request, self.ann, kind="return", comment="?")
        self.assertEqual(self._can_recall(request), {"Boss", "Root"})

    @freeze_time("2024-06-03 08:00:00")
    def test_approved(self):
        self._rule()
        request = self._submit(self._document(effective_date="2024-06-10"))
        self._decide(request, self.ann)
        self.clerk.active = False
        self.assertEqual(request.state, "approved")
        self.assertEqual(self._can_recall(request), {"Boss", "Root"})
        request.failure = "No"
        self.assertEqual(
            request.waiting_text,
            "Could not be carried out, and Clerk has left: a director of "
            f"{self.env.company.name} or an administrator tries again or recalls it",
        )

    def test_approved_waits_for_somebody(self):
        self._rule({}, {"users": self.dan, "purpose": "execute"})
        request = self._submit()
        self._decide(request, self.ann)
        self.clerk.active = False
        self.assertEqual(request.waiting_text, "Dan")
        self.assertEqual(self._can_recall(request), {"Boss", "Root"})

    def test_not_of_the_company_any_more(self):
        self._rule()
        request = self._returned()
        self._leave_company(self.clerk)
        self.assertIn("Clerk has left", request.waiting_text)
        self.assertEqual(self._can_recall(request), {"Boss", "Root"})

    def test_one_of_both_is_still_there(self):
        self._rule()
        request = self._returned(user=self.helper, requester=self.clerk)
        self.assertEqual(request.waiting_text, "Clerk corrects and submits again")
        self.clerk.active = False
        self.assertEqual(request.waiting_text, "Helper corrects and submits again")
        self.assertEqual(self._can_recall(request), set())
        self.helper.active = False
        self.assertEqual(self._can_recall(request), {"Boss", "Root"})
        # Back again
        self.clerk.active = True
        self.assertEqual(request.waiting_text, "Clerk corrects and submits again")
        self.assertEqual(self._can_recall(request), {"Clerk"})

    def test_parties_do_not_recall(self):
        self._rule()
        request = self._returned(document=self._document(author_id=self.boss.id))
        self.clerk.active = False
        self.assertEqual(self._can_recall(request), {"Root"})

    def test_directors_of_other_companies_do_not_recall(self):
        self._rule()
        request = self._returned()
        self.clerk.active = False
        self._leave_company(self.boss)
        self.assertEqual(self._can_recall(request), {"Root"})
        with self.assertRaises(UserError):
            request.with_user(self.boss)._recall()

    def test_list_of_many(self):
        """As many queries for many requesters who have left as for few."""
        self._rule()
        people = [self._user(f"left_{number}") for number in range(8)]
        requests = self.Request.union(*(self._returned(user=user) for user in people))
        self.env["res.users"].union(*people).active = False
        counts = []
        # The first reading fills the caches of groups and rules
        for some in (requests, requests[:2], requests):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = some.with_user(self.boss).read(["can_recall", "waiting_text"])
            counts.append(self.env.cr.sql_log_count - before)
            for row in rows:
                self.assertTrue(row["can_recall"])
                self.assertIn("has left", row["waiting_text"])
        self.assertEqual(counts[1], counts[2])
