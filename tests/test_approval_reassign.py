# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalReassign(ApprovalCommon):
    """Handing the open step to somebody else."""

    def _reassign(self, request, actor, to_user, comment="Away", **values):
        request.with_user(actor)._reassign(to_user, comment, **values)

    def test_approver_hands_the_own_part_over(self):
        self._rule({"quorum": "all", "users": self.ann | self.bob})
        request = self._submit()
        self._refused("Say why", self._reassign, request, self.ann, self.dan, " ")
        self._reassign(request, self.ann, self.dan)
        self.assertEqual(self._can_act(request), {"Bob", "Dan"})
        row = request.approver_ids.filtered(lambda row: row.user_id == self.dan)
        self.assertEqual(row.kind, "reassigned")
        decision = request.decision_ids[-1]
        self.assertEqual(decision.kind, "reassign")
        self.assertEqual(decision.user_id, self.ann)
        self.assertEqual(decision.to_user_id, self.dan)
        self.assertIn("handed your part", request.with_user(self.ann).hint)
        self._refused("cannot decide", self._decide, request, self.ann)
        # As many as before have to agree
        self._decide(request, self.dan)
        self.assertEqual(request.state, "in_progress")
        self._decide(request, self.bob)
        self.assertEqual(request.state, "executed")

    def test_handed_over_and_back(self):
        self._rule({"users": self.ann})
        request = self._submit()
        self._reassign(request, self.ann, self.dan)
        self._reassign(request, self.dan, self.eva)
        self.assertEqual(self._can_act(request), {"Eva"})
        self._reassign(request, self.eva, self.ann)
        self.assertEqual(self._can_act(request), {"Ann"})

    def test_only_this_step(self):
        self._rule({"users": self.ann}, {"users": self.ann})
        request = self._submit()
        self._reassign(request, self.ann, self.dan)
        self._decide(request, self.dan)
        self.assertEqual(self._can_act(request), {"Ann"})

    def test_director_helps_when_nobody_is_left(self):
        self._rule({"users": self.ann})
        request = self._submit()
        self.ann.active = False
        self.assertIn("Nobody can act", request.waiting_text)
        self.assertTrue(request.with_user(self.boss).can_reassign)
        self._reassign(request, self.boss, self.dan)
        self.assertEqual(self._can_act(request), {"Dan"})
        self._decide(request, self.dan)
        self.assertEqual(request.state, "executed")

    def test_administrator_hands_anybody_s_over(self):
        self._rule({"users": self.ann | self.bob})
        request = self._submit()
        self._reassign(request, self.root, self.dan, from_user=self.ann)
        self.assertEqual(self._can_act(request), {"Bob", "Dan"})

    def test_who_may_not(self):
        self._rule({"users": self.ann | self.bob})
        request = self._submit()
        # Parties choose nobody, be they directors
        self._refused(
            "You have a part in", self._reassign, request, self.clerk, self.dan
        )
        own = self._submit(user=self.boss)
        self._refused("You have a part in", self._reassign, own, self.boss, self.dan)
        self.assertFalse(own.with_user(self.boss).can_reassign)
        # An approver hands over nobody else's part
        self._refused(
            "hands the own part",
            self._reassign,
            request,
            self.ann,
            self.dan,
            from_user=self.bob,
        )
        # Who stands in does not hand over either
        self.Delegation.with_user(self.ann).create(
            {
                "user_id": self.ann.id,
                "delegate_id": self.eva.id,
                "date_from": "2020-01-01",
                "date_to": "2099-12-31",
            }
        )
        self._refused("hands the own part", self._reassign, request, self.eva, self.dan)
        self._refused("access", self._reassign, request, self.guest, self.dan)
        # Who is asked no more has nothing to hand over
        self._refused(
            "no open part",
            self._reassign,
            request,
            self.boss,
            self.dan,
            from_user=self.cat,
        )
        # A director of another company sees nothing
        company = self.env["res.company"].create({"name": "Other"})
        foreign = self._user(
            "foreign",
            self.director_group,
            company_id=company.id,
            company_ids=[company.id],
        )
        self._refused("access", self._reassign, request, foreign, self.dan)

    def test_to_whom_not(self):
        self._rule({"users": self.ann | self.bob})
        request = self._submit()
        portal = self._user("portal")
        portal.group_ids = self.env.ref("base.group_portal")
        gone = self._user("gone")
        gone.active = False
        for to_user, expected in (
            (self.clerk, "never decides"),
            (self.bob, "decides on"),
            (portal, "choose an active user"),
            (gone, "choose an active user"),
            (self.env["res.users"], "choose an active user"),
        ):
            with self.subTest(to_user=to_user.name):
                self._refused(expected, self._reassign, request, self.ann, to_user)
        # Directors do not make themselves the approver
        self._refused(
            "Nobody makes himself", self._reassign, request, self.boss, self.boss
        )

    def test_who_has_voted_gets_no_second_vote(self):
        self._rule({"quorum": "all", "users": self.ann | self.bob})
        request = self._submit()
        self._decide(request, self.ann)
        self._refused("decides on", self._reassign, request, self.bob, self.ann)

    def test_nothing_to_hand_over(self):
        self._rule()
        request = self._submit()
        self._decide(request, self.ann)
        self._refused("nothing to decide", self._reassign, request, self.boss, self.dan)
