# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import Form, tagged

from .approval_grading_common import ApprovalGradingCommon


@tagged("post_install", "-at_install")
class TestApprovalGradingScheme(ApprovalGradingCommon):
    """A standard that is itself approved before use (GR-15, AP-10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._customers("Ann")
        cls.scheme = cls._showing_scheme("order_count", requires_approval=True)
        cls.env.flush_all()
        cls.scheme._write_server({"changed_by_ids": [Command.clear()]})
        cls.rule = cls._rule(
            "grade_scheme",
            ("Sales and service", cls.head_of),
            ("Company leader", cls.director),
        )

    def _change(self, points=90):
        self.scheme.with_user(self.admin).criterion_ids.band_ids.points = points
        self.env.flush_all()
        self.env.invalidate_all()

    def _approve(self, request):
        self._decide(request, self.head_of)
        self._decide(request, self.director)

    # === THROUGH THE STEPS === #

    def test_from_the_proposal_to_the_first_run(self):
        run = self._draft_run(self.scheme)
        self._refused("has not been approved", run.action_compute)
        request = self._submit(self.scheme, self.admin)
        self._decide(request, self.head_of)
        self.assertFalse(self.scheme.is_approved)
        self._decide(request, self.director)
        self.assertTrue(self.scheme.is_approved)
        self.assertEqual(self.scheme.approved_by_id, self.director)
        self.assertEqual(self.scheme.approval_state, "executed")
        run.action_compute()
        self.assertEqual(run.state, "computed")

    def test_no_director_goes_around_it(self):
        own = self.scheme.with_user(self.director)
        self.assertFalse(own.can_approve)
        self._refused("in several steps", own.action_approve)
        self.rule.active = False
        self.env.invalidate_all()
        self.assertTrue(own.can_approve)
        own.action_approve()
        self.assertTrue(self.scheme.is_approved)

    def test_an_open_request_outlives_its_rule(self):
        request = self._submit(self.scheme, self.admin)
        self.rule.active = False
        own = self.scheme.with_user(self.director)
        self._refused("in several steps", own.action_approve)
        self._approve(request)
        self.assertTrue(self.scheme.is_approved)

    def test_who_changed_it_never_decides(self):
        self.rule.step_ids[1].user_ids = self.director | self.admin
        self._change()
        self.assertIn(self.admin, self.scheme.changed_by_ids)
        request = self._submit(self.scheme, self._user("clerk", "admin"))
        self._decide(request, self.head_of)
        self.assertEqual(request.approver_ids.user_id, self.director)
        self._refused("cannot decide", self._decide, request, self.admin)

    def test_who_submits(self):
        for user, may in (
            (self.admin, True),
            (self.director, False),
            (self.preparer, False),
        ):
            with self.subTest(user=user.name):
                self.assertEqual(self.scheme.with_user(user).can_submit_approval, may)
        self._refused("may not submit", self._submit, self.scheme, self.preparer)

    def test_only_what_waits_is_submitted(self):
        plain = self._showing_scheme("order_count")
        self.assertFalse(plain.with_user(self.admin).can_submit_approval)
        self._refused("does not wait", self._submit, plain, self.admin)
        self._approve(self._submit(self.scheme, self.admin))
        self.assertFalse(self.scheme.with_user(self.admin).can_submit_approval)
        self._refused("does not wait", self._submit, self.scheme, self.admin)

    def test_an_incomplete_scheme_is_not_submitted(self):
        self.scheme.criterion_ids.unlink()
        self._refused("cannot grade yet", self._submit, self.scheme, self.admin)

    def test_a_draft_is_put_into_force_first(self):
        self.scheme.with_user(self.admin).action_draft_change()
        draft = self.scheme.draft_ids
        self.assertFalse(draft.with_user(self.admin).can_submit_approval)
        self._refused("does not wait", self._submit, draft, self.admin)

    # === MEANWHILE AND AFTERWARDS === #

    def test_changed_meanwhile(self):
        """What is decided on is what was submitted."""
        request = self._submit(self.scheme, self.admin)
        self._decide(request, self.head_of)
        self._change()
        self._refused("was changed since", self._decide, request, self.director)
        self._decide(request, self.director, "return", "What is this?")
        self.assertFalse(self.scheme.is_approved)
        self._submit(self.scheme, self.admin)
        self._approve(request)
        self.assertTrue(self.scheme.is_approved)
        self.assertEqual(request.round, 2)

    def test_a_color_is_no_change(self):
        request = self._submit(self.scheme, self.admin)
        self.scheme.with_user(self.admin).grade_ids.color = 7
        self._approve(request)
        self.assertTrue(self.scheme.is_approved)

    def test_a_later_change_is_a_new_request(self):
        first = self._submit(self.scheme, self.admin)
        self._approve(first)
        self.assertFalse(self.scheme.changed_by_ids)
        self._change()
        self.assertFalse(self.scheme.is_approved)
        self._refused("not been approved", self._draft_run(self.scheme).action_compute)
        second = self._submit(self.scheme, self.admin)
        self.assertNotEqual(first, second)
        self._approve(second)
        self.assertTrue(self.scheme.is_approved)

    def test_recalled_rejected(self):
        request = self._submit(self.scheme, self.admin)
        request.with_user(self.admin)._recall()
        self.env.invalidate_all()
        self.assertTrue(self.scheme.with_user(self.admin).can_submit_approval)
        again = self._submit(self.scheme, self.admin)
        self._decide(again, self.head_of, "reject", "Too strict")
        self.assertEqual(self.scheme.approval_state, "rejected")
        self.assertFalse(self.scheme.is_approved)
        self._submit(self.scheme, self.admin)

    # === THE DUTY ITSELF === #

    def test_unticking_counts_once_it_was_approved(self):
        """GR-15: nobody frees a scheme by a tick."""
        self._approve(self._submit(self.scheme, self.admin))
        scheme = self.scheme.with_user(self.admin)
        scheme.requires_approval = False
        self.env.invalidate_all()
        self.assertTrue(scheme.needs_approval)
        self.assertFalse(scheme.is_approved)
        self._refused("not been approved", self._draft_run(self.scheme).action_compute)
        request = self._submit(self.scheme, self.admin)
        self.assertIn("Needs Approval", dict(request.summary))
        self._approve(request)
        self.assertFalse(self.scheme.needs_approval)
        self._change(80)
        self.assertTrue(self.scheme.is_approved, "the duty has ended")

    def test_unticking_without_a_rule(self):
        self.rule.active = False
        self.scheme.with_user(self.director).action_approve()
        self.scheme.with_user(self.admin).requires_approval = False
        self.env.invalidate_all()
        self.assertFalse(self.scheme.is_approved)
        self._refused("You changed", self.scheme.with_user(self.admin).action_approve)
        self.scheme.with_user(self.director).action_approve()
        self.assertFalse(self.scheme.needs_approval)

    def test_ticked_again_nothing_was_lost(self):
        self._approve(self._submit(self.scheme, self.admin))
        scheme = self.scheme.with_user(self.admin)
        scheme.requires_approval = False
        scheme.requires_approval = True
        self.env.invalidate_all()
        self.assertTrue(scheme.is_approved, "it is what was approved")

    def test_the_duty_is_not_entered(self):
        scheme = self.scheme.with_user(self.admin)
        self._refused("presses Approve", scheme.write, {"needs_approval": False})
        forged = scheme.with_context(default_needs_approval=False)
        form = Form(forged)
        form.name, form.code, form.requires_approval = "Forged", "forged", True
        self.assertTrue(form.save().needs_approval)

    def test_a_draft_takes_the_duty_over_both_ways(self):
        self._approve(self._submit(self.scheme, self.admin))
        self.scheme.with_user(self.admin).action_draft_change()
        draft = self.scheme.draft_ids.with_user(self.admin)
        draft.requires_approval = False
        draft.action_put_into_force()
        self.env.invalidate_all()
        self.assertFalse(self.scheme.requires_approval)
        self.assertTrue(self.scheme.needs_approval)
        self.assertFalse(self.scheme.is_approved)

    # === WHO CHANGED A PART === #

    def test_every_part_remembers_its_author(self):
        """Created, changed, deleted or moved: grades, criteria, bands, segments."""
        other = self._showing_scheme("order_count")
        scheme = self.scheme.with_user(self.admin)
        criterion = scheme.criterion_ids
        for name, change in (
            ("create", lambda: criterion.copy({"scheme_id": scheme.id})),
            ("write", lambda: criterion.write({"weight": 99})),
            ("grade", lambda: scheme.grade_ids.write({"score_min": 1})),
            ("band", lambda: criterion.band_ids.write({"points": 7})),
            ("unlink", lambda: scheme.criterion_ids[1:].unlink()),
        ):
            with self.subTest(change=name):
                self.scheme._write_server({"changed_by_ids": [Command.clear()]})
                change()
                self.env.flush_all()
                self.assertEqual(self.scheme.changed_by_ids, self.admin)
        other._write_server({"changed_by_ids": [Command.clear()]})
        self.scheme._write_server({"changed_by_ids": [Command.clear()]})
        criterion.write({"scheme_id": other.id})
        self.assertEqual(other.changed_by_ids, self.admin, "where it went")
        self.assertEqual(self.scheme.changed_by_ids, self.admin, "whence it came")
