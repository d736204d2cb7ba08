# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .grading_common import GradingCommon


@tagged("post_install", "-at_install")
class TestGradingSchemeApproval(GradingCommon):
    """A scheme that is itself approved before use (GR-15)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls._customers("Approved Customer")
        cls.scheme = cls._showing_scheme("order_count", requires_approval=True)
        cls.director, cls.manager, cls.admin = (
            new_test_user(
                cls.env,
                f"gc_approval_{role}",
                groups=f"base.group_user,group_customer.group_group_customer_{role}",
            )
            for role in ("director", "manager", "admin")
        )

    def test_nobody_is_graded_before_the_approval(self):
        """GR-15: no run; a simulation is no use and needs none."""
        run = self._draft_run(self.scheme)
        with self.assertRaisesRegex(UserError, "has not been approved"):
            run.action_compute()
        self.scheme.with_user(self.director).action_approve()
        self.assertTrue(self.scheme.is_approved)
        self.assertEqual(self.scheme.approved_by_id, self.director)
        run.action_compute()
        self.assertEqual(run.state, "computed")

    def test_other_schemes_need_no_approval(self):
        """GR-15: only schemes that ask for it wait."""
        scheme = self._showing_scheme("order_count")
        self.assertTrue(scheme.is_approved)
        self.assertEqual(self._run(scheme).state, "computed")

    def test_a_change_needs_a_new_approval(self):
        """GR-15: a change far below the scheme, a band, leaves it unapproved."""
        self.scheme.with_user(self.director).action_approve()
        self.scheme.criterion_ids.band_ids.points = 90
        run = self._draft_run(self.scheme)
        with self.assertRaisesRegex(UserError, "has not been approved"):
            run.action_compute()
        self.scheme.criterion_ids.band_ids.points = 100
        run.action_compute()
        self.assertEqual(run.state, "computed")

    def test_a_reminder_or_translation_is_no_change(self):
        """GR-15: what judges nobody does not ask for a new approval."""
        self.scheme.with_user(self.director).action_approve()
        self.scheme.user_id = self.manager
        self.scheme.grade_ids.color = 5
        self.scheme.invalidate_recordset()
        self.assertTrue(self.scheme.is_approved)

    def test_who_approves(self):
        """GR-15: a director, and not who changed the scheme last."""
        with self.assertRaises(AccessError):
            self.scheme.with_user(self.manager).action_approve()
        self.scheme.with_user(self.admin).criterion_ids.null_policy = "zero"
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "You changed"):
            self.scheme.with_user(self.admin).action_approve()
        self.scheme.with_user(self.director).action_approve()
        self.assertTrue(self.scheme.is_approved)

    def test_incomplete_schemes_are_not_approved(self):
        """GR-15: what cannot grade is not approved either."""
        self.scheme.criterion_ids.unlink()
        with self.assertRaisesRegex(UserError, "cannot grade yet"):
            self.scheme.with_user(self.director).action_approve()

    def test_the_approval_is_not_entered(self):
        """GR-15: neither written, created, nor by a default in the context."""
        values = {"approved_digest": self.scheme._get_content_digest()}
        scheme = self.scheme.with_user(self.admin)
        with self.assertRaisesRegex(UserError, "presses Approve"):
            scheme.write(values)
        with self.assertRaisesRegex(UserError, "presses Approve"):
            scheme.create({"name": "Forged", "code": "forged", **values})
        Scheme = scheme.with_context(default_approved_by_id=self.director.id)
        form = Form(Scheme)
        form.name, form.code = "Defaulted", "defaulted"
        self.assertFalse(form.save().approved_by_id)
        self.assertFalse(self.scheme.is_approved)

    def _approved_again(self, change):
        """Whether who made a change may approve it, the scheme being approved."""
        self.scheme.with_user(self.director).action_approve()
        change()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(self.scheme.is_approved)
        with self.assertRaisesRegex(UserError, "You changed"):
            self.scheme.with_user(self.admin).action_approve()

    def test_who_changed_anything_approves_nothing(self):
        """GR-15: also what the scheme itself says, what is deleted, and metrics."""
        scheme = self.scheme.with_user(self.admin)
        second = scheme.criterion_ids.copy({"scheme_id": scheme.id})
        scheme.weight_total = 200
        self._approved_again(lambda: scheme.write({"population_domain": "[]"}))
        self._approved_again(lambda: scheme.write({"hysteresis_margin": 5}))
        self._approved_again(
            lambda: (second.unlink(), scheme.sudo().write({"weight_total": 100}))
        )
        metric = scheme.criterion_ids.metric_id
        self._approved_again(
            lambda: metric.write({"measure": "referral_count", "unit": "count"})
        )

    def test_a_change_after_somebody_elses_is_remembered(self):
        self.scheme.with_user(self.director).action_approve()
        self.scheme.with_user(self.admin).criterion_ids.band_ids.points = 90
        self.env.flush_all()
        self.scheme.grade_ids.score_min = 1
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "You changed"):
            self.scheme.with_user(self.admin).action_approve()
        self.scheme.with_user(self.director).action_approve()
        self.assertFalse(self.scheme.changed_by_ids)

    def test_who_drafted_the_change_does_not_approve_it(self):
        self.scheme.with_user(self.director).action_approve()
        scheme = self.scheme.with_user(self.admin)
        scheme.action_draft_change()
        draft = scheme.draft_ids
        draft.criterion_ids.band_ids.points = 90
        draft.sudo().action_put_into_force()
        with self.assertRaisesRegex(UserError, "You changed"):
            scheme.action_approve()

    def test_authors_are_not_entered(self):
        with self.assertRaisesRegex(UserError, "presses Approve"):
            self.scheme.with_user(self.admin).changed_by_ids = False
