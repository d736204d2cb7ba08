# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .visit_plan_common import VisitPlanCommon


@tagged("post_install", "-at_install")
class TestVisitPlanApproval(VisitPlanCommon):
    """The superior reviews the plan, by the rule of the general pack (AP-09)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_policy()
        cls.plan = cls._generate()[cls.account]
        cls.Request = cls.env["group.customer.approval.request"]

    def _submit(self, plan=None, user=None):
        plan, user = plan or self.plan, user or self.account
        request = self.Request.with_user(user)._submit(plan.with_user(user))
        return request.with_env(self.env)

    def _decide(self, request, user, kind="approve", comment=None):
        request = request.with_user(user)
        request._decide(kind, request.sudo().current_step_id, comment=comment)

    def _get_deciders(self, request):
        return request.approver_ids.user_id

    def test_approved_by_the_manager_and_in_the_calendar(self):
        self.assertTrue(self.plan.with_user(self.account).can_submit_approval)
        request = self._submit()
        self.assertEqual(self.plan.state, "submitted")
        self.assertEqual(self._get_deciders(request), self.manager)
        labels = [label for label, _text in self.plan._get_approval_summary()]
        self.assertIn("Visits Not Planned", labels)
        mails = self.env["mail.mail"].sudo().search_count([])
        self._decide(request, self.manager)
        self.assertEqual(self.plan.state, "approved")
        self.assertTrue(self.plan.approved_on)
        visits = self.plan.visit_ids
        self.assertEqual(set(visits.mapped("state")), {"planned"})
        self.assertEqual(len(visits.event_id), 2)
        # Nobody gets an invitation to each visit; one mail may tell of the decision
        self.assertLessEqual(self.env["mail.mail"].sudo().search_count([]), mails + 1)

    def test_nobody_reviews_the_own_plan(self):
        policy = self.env["group.customer.visit.policy"].search(
            [("code", "=", "monthly")]
        )
        self.assertTrue(policy)
        self.mill.user_id = self.manager
        self.Attainment.search([("partner_id", "=", self.mill.id)]).unlink()
        plan = self._generate()[self.manager]
        request = self._submit(plan, self.manager)
        # The leader of the team is the manager himself: a director decides
        deciders = self._get_deciders(request)
        self.assertNotIn(self.manager, deciders)
        self.assertIn(self.director, deciders)
        with self.assertRaises(UserError):
            self._decide(request, self.manager)

    def test_nothing_changes_under_review(self):
        request = self._submit()
        visit = self.plan.visit_ids[0]
        own = self.plan.with_user(self.account)
        changes = (
            lambda: own.action_generate(),
            lambda: own.action_drop(visit.ids, "No"),
            lambda: own.action_move(visit.ids, "2026-06-24"),
            lambda: visit.with_user(self.account).write({"duration": 3}),
            lambda: visit.with_user(self.account).action_cancel("No"),
        )
        for number, change in enumerate(changes):
            with self.subTest(number), self.assertRaisesRegex(UserError, "recall it"):
                change()
        before = self._get_state(self.plan)
        # The scheduled action, or a director for everybody, leaves it alone
        self._generate()
        self.assertEqual(self._get_state(self.plan), before)
        self._decide(request, self.manager, "return", comment="More in week 24")
        self.assertEqual(self.plan.state, "draft")
        own.action_move(visit.ids, "2026-06-24")

    def test_an_empty_plan_is_not_submitted(self):
        plan = self.Plan.create({"user_id": self.account.id, "month": "2026-09-01"})
        with self.assertRaisesRegex(UserError, "has no visits"):
            self._submit(plan)

    def test_a_manager_submits_for_the_team_and_strangers_do_not(self):
        self.assertTrue(self.plan.with_user(self.manager)._can_submit_approval())
        self.assertFalse(self.plan.with_user(self.colleague)._can_submit_approval())
        # Who submitted is a party as well
        request = self._submit(user=self.manager)
        self.assertNotIn(self.manager, self._get_deciders(request))
