# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalPeople(ApprovalCommon):
    """Who decides: four eyes, quorum, and what happens when people change."""

    # === FOUR EYES === #

    def test_parties_never_decide(self):
        """Requester, who entered, and whom the document names."""
        self._rule({"users": self.ann | self.bob | self.cat | self.dan})
        document = self._document(author_id=self.cat.id)
        request = self._submit(document, user=self.bob, requester=self.ann)
        self.assertEqual(request.party_ids, self.ann | self.bob | self.cat)
        self.assertEqual(self._can_act(request), {"Dan"})
        for user in (self.ann, self.bob, self.cat):
            with self.subTest(user=user.name):
                self.assertFalse(request.with_user(user).can_approve)
                self.assertIn("You asked for it", request.with_user(user).hint)
                self._refused("You asked for it", self._decide, request, user)

    def test_parties_never_decide_refused_at_submission(self):
        self._rule()
        self.deciders.user_ids = self.ann
        self._refused("has nobody who can act", self._submit, user=self.ann)

    def test_party_since_the_submission(self):
        """The document names somebody only later: he does not decide either, nor
        does anybody in his place."""
        self._rule()
        document = self._document()
        request = self._submit(document)
        self._delegate(self.ann, self.dan)
        document.author_id = self.ann
        self._refused("You asked for it", self._decide, request, self.ann)
        self._refused("cannot decide", self._decide, request, self.dan)
        self._decide(request, self.bob)

    def test_nobody_decides_in_the_place_of_a_party(self):
        self._rule()
        self._delegate(self.ann, self.dan)
        request = self._submit(user=self.ann)
        self.assertEqual(self._can_act(request), {"Bob", "Cat"})
        # Dan was never asked, so he does not even see the request
        self._refused("access", self._decide, request, self.dan)

    def test_party_does_not_decide_in_the_place_of_others(self):
        """No self-approval through a delegate, nor along a chain."""
        self._rule({"users": self.ann})
        self._delegate(self.ann, self.dan)
        self._delegate(self.dan, self.clerk)
        request = self._submit()
        self.assertEqual(self._can_act(request), {"Ann"})
        self._refused("You asked for it", self._decide, request, self.clerk)

    def test_requester_as_executor(self):
        self._rule({}, {"approver_kind": "requester", "purpose": "execute"})
        request = self._submit(user=self.ann)
        self._refused("You asked for it", self._decide, request, self.ann)
        self._decide(request, self.bob)
        self.assertEqual(self._can_act(request), {"Ann"})
        self.assertTrue(request.with_user(self.ann).can_execute)
        self._decide(request, self.ann, kind="execute")
        self.assertEqual(request.state, "executed")

    def test_separate_executor(self):
        self._rule({}, {"purpose": "execute", "separate_executor": True})
        self._delegate(self.ann, self.dan)
        request = self._submit()
        self._decide(request, self.ann)
        # Neither Ann nor anybody for her carries out what she approved
        self.assertEqual(self._can_act(request), {"Bob", "Cat"})
        self.assertIn("You have approved it", request.with_user(self.ann).hint)
        self._refused("cannot decide", self._decide, request, self.ann, kind="execute")
        self._refused("cannot decide", self._decide, request, self.dan, kind="execute")
        self._decide(request, self.bob, kind="execute")

    def test_same_person_may_execute_unless_told_otherwise(self):
        """AP-03: the chief accountant approves last, and alone executes."""
        self._rule({"users": self.ann}, {"users": self.ann, "purpose": "execute"})
        request = self._submit()
        self._decide(request, self.ann)
        self._decide(request, self.ann, kind="execute")
        self.assertEqual(request.state, "executed")

    # === QUORUM === #

    def test_any(self):
        self._rule()
        request = self._submit()
        self.assertEqual(request.current_step_id.needed, 1)
        self._decide(request, self.cat)
        self.assertEqual(request.state, "executed")

    def test_all_but_the_requester(self):
        self._rule({"quorum": "all"})
        request = self._submit(user=self.cat)
        self.assertEqual(request.current_step_id.needed, 2)
        self._decide(request, self.bob)
        self.assertEqual(request.current_step_id.given, 1)
        self.assertEqual(self._can_act(request), {"Ann"})
        self.assertIn("decided on this step already", request.with_user(self.bob).hint)
        self._refused("decided on this step already", self._decide, request, self.bob)
        self._decide(request, self.ann)
        self.assertEqual(request.state, "executed")

    def test_number(self):
        self._rule({"quorum": "number", "quorum_count": 2})
        request = self._submit()
        self._decide(request, self.ann)
        self.assertEqual(request.state, "in_progress")
        self._decide(request, self.bob)
        self.assertEqual(request.state, "executed")

    def test_one_reject_ends_whatever_the_quorum(self):
        self._rule({"quorum": "all"})
        request = self._submit()
        self._decide(request, self.ann)
        self._decide(request, self.bob, kind="reject", comment="No")
        self.assertEqual(request.state, "rejected")

    def test_delegate_of_two_votes_once(self):
        """Dan stands in for Ann and Bob: one person, one vote."""
        self._rule({"quorum": "number", "quorum_count": 2})
        self._delegate(self.ann, self.dan)
        self._delegate(self.bob, self.dan)
        request = self._submit()
        self._decide(request, self.dan)
        vote = request.decision_ids[-1]
        self.assertEqual(vote.user_id, self.dan)
        self.assertEqual(vote.principal_id, self.ann)
        self.assertEqual(self._can_act(request), {"Bob", "Cat"})
        self._refused("decided on this step already", self._decide, request, self.dan)
        # Nor does Ann count twice
        self.assertIn("in your place", request.with_user(self.ann).hint)
        self._refused("in your place", self._decide, request, self.ann)
        self._decide(request, self.bob)
        self.assertEqual(request.state, "executed")

    def test_own_part_before_the_absent_one_s(self):
        self._rule({"quorum": "all"})
        self._delegate(self.ann, self.bob)
        request = self._submit()
        self._decide(request, self.bob)
        self.assertEqual(request.decision_ids[-1].principal_id, self.bob)
        self.assertEqual(self._can_act(request), {"Ann", "Cat"})

    def test_quorum_above_the_people(self):
        rule = self._rule({"quorum": "number", "quorum_count": 3})
        # Three deciders, one of whom asks
        self._refused(
            "“Step 1” needs 3 people, but only 2 can act", self._submit, user=self.ann
        )
        preview = self.Request.with_user(self.ann)._preview(
            self._document().with_user(self.ann)
        )
        self.assertIn("needs 3 people", preview[0]["problem"])
        rule.step_ids.write(
            {
                "escalation_kind": "users",
                "escalation_user_ids": [Command.set(self.eva.ids)],
            }
        )
        request = self._submit(user=self.ann)
        self.assertEqual(self._can_act(request), {"Bob", "Cat", "Eva"})

    # === PEOPLE COME AND GO === #

    def test_archived_approver(self):
        self._rule({"users": self.ann | self.bob})
        request = self._submit()
        self.ann.active = False
        self.assertEqual(self._can_act(request), {"Bob"})
        self.bob.active = False
        self.assertFalse(request.approver_ids)
        self.assertEqual(
            request.waiting_text,
            "Nobody can act on “Step 1” now: a director of "
            f"{self.env.company.name} or an administrator hands it to somebody",
        )
        # Back again
        self.ann.active = True
        self.assertEqual(self._can_act(request), {"Ann"})

    def test_group_changes(self):
        self._rule()
        request = self._submit()
        self.ann.group_ids -= self.deciders
        self.assertEqual(self._can_act(request), {"Bob", "Cat"})
        self._refused("cannot decide", self._decide, request, self.ann)
        self.deciders.user_ids += self.dan
        self.assertEqual(self._can_act(request), {"Bob", "Cat", "Dan"})
        self.deciders.user_ids -= self.bob
        self.assertEqual(self._can_act(request), {"Cat", "Dan"})
        new = self._user("new")
        new.group_ids += self.deciders
        self.assertEqual(self._can_act(request), {"Cat", "Dan", "New"})
        chiefs = self.env["res.groups"].create(
            {"name": "Chiefs", "user_ids": [Command.set(self.eva.ids)]}
        )
        chiefs.implied_ids = self.deciders
        self.assertEqual(self._can_act(request), {"Cat", "Dan", "New", "Eva"})
        chiefs.implied_ids = False
        self.assertEqual(self._can_act(request), {"Cat", "Dan", "New"})

    def test_user_made_with_the_group(self):
        self._rule()
        request = self._submit()
        fresh = self.env["res.users"].create(
            {
                "name": "Fresh",
                "login": "approval_fresh",
                "group_ids": [Command.set(self.deciders.ids)],
            }
        )
        fresh.group_ids += self.env.ref("base.group_user")
        self.assertIn("Fresh", self._can_act(request))

    def test_company_is_taken_away(self):
        self._rule({"users": self.ann | self.bob})
        request = self._submit()
        other = self.env["res.company"].create({"name": "Other"})
        self.ann.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.assertEqual(self._can_act(request), {"Bob"})

    def test_live_check(self):
        """Rows that are not right any more let nobody decide."""
        self._rule()
        request = self._submit()
        self.env.cr.execute(
            "DELETE FROM res_groups_users_rel WHERE uid = %s AND gid = %s",
            [self.ann.id, self.deciders.id],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.assertIn("Ann", self._can_act(request))
        self._refused("cannot decide", self._decide, request, self.ann)

    def test_account_manager_changes(self):
        self._rule({"approver_kind": "account_role", "account_role": "account_manager"})
        self.customer.user_id = self.ann
        request = self._submit()
        self.assertEqual(self._can_act(request), {"Ann"})
        self.customer.user_id = self.bob
        self.assertEqual(self._can_act(request), {"Bob"})
        self.customer.user_id = False
        self.assertFalse(request.approver_ids)
        head = self.customer.copy({"name": "Head", "user_id": self.cat.id})
        (head | self.customer).is_group_customer = True
        self.customer.group_parent_id = head
        self.env.cr.precommit.run()
        self.assertEqual(self._can_act(request), {"Cat"})
        head.user_id = self.dan
        self.assertEqual(self._can_act(request), {"Dan"})

    def test_customer_with_requests_stays(self):
        self._rule()
        self._submit()
        self._refused("Archive the customer instead", self.customer.unlink)

    def test_team_leader_changes(self):
        self._rule({"approver_kind": "team_manager"})
        team = self.env["crm.team"].create(
            {"name": "North", "user_id": self.ann.id, "member_ids": self.clerk.ids}
        )
        request = self._submit()
        self.assertEqual(self._can_act(request), {"Ann"})
        team.user_id = self.bob
        self.assertEqual(self._can_act(request), {"Bob"})
        other = self.env["crm.team"].create({"name": "South", "user_id": self.cat.id})
        self.env["crm.team.member"].create(
            {"user_id": self.clerk.id, "crm_team_id": other.id}
        )
        self.assertEqual(self._can_act(request), {"Cat"})

    def test_group_is_deleted(self):
        """The rule keeps its group; what a request froze says whom it meant."""
        rule = self._rule()
        request = self._submit()
        rule.unlink()
        self.deciders.unlink()
        self.assertFalse(request.approver_ids)
        self.assertIn("Nobody can act", request.waiting_text)
        self.assertEqual(request.current_step_id.group_name, "Deciders")

    def _delegate(self, user, delegate, **values):
        return self.Delegation.with_user(user).create(
            {
                "user_id": user.id,
                "delegate_id": delegate.id,
                "date_from": "2020-01-01",
                "date_to": "2099-12-31",
                **values,
            }
        )
