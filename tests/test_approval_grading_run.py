# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .approval_grading_common import ApprovalGradingCommon

GROUP = "group_customer.group_group_customer_"


@tagged("post_install", "-at_install")
class TestApprovalGradingRun(ApprovalGradingCommon):
    """A grade table goes from hand to hand until it is filed (AP-05)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob = cls._customers("Ann", "Bob")
        cls._transact(cls.ann, 900)
        cls._transact(cls.bob, 100)
        cls.scheme = cls._scheme(
            "weighted",
            [("A", {"score_min": 50}), ("B", {"score_min": 0})],
            [
                {
                    "metric": "revenue",
                    "weight": 100,
                    "bands": [(None, 500, 0), (500, None, 100)],
                }
            ],
        )
        cls.chain = cls._chain()

    @classmethod
    def _computed(cls, user=None, **values):
        run = cls._draft_run(cls.scheme, **values).with_user(user or cls.preparer)
        run.action_compute()
        return run.with_env(cls.env)

    def _grades(self):
        return self.env["group.customer.grade.award"].search(
            [("scheme_id", "=", self.scheme.id), ("date_to", "=", False)]
        )

    # === THE WHOLE CHAIN === #

    def test_from_the_preparer_to_the_file(self):
        run = self._computed()
        request = self._submit(run, self.preparer, note="Quarter 2")
        self.assertEqual(request.step_ids.mapped("name")[:1], ["Department manager"])
        self.assertEqual(request.approver_ids.user_id, self.head_of)
        self._decide(request, self.head_of)
        self.assertEqual((run.state, bool(self._grades())), ("computed", False))
        self.assertEqual(request.approver_ids.user_id, self.reviewer)
        self._decide(request, self.reviewer)
        # The last approval makes the grades today's.
        self.assertEqual((run.state, run.approval_state), ("confirmed", "approved"))
        self.assertEqual(run.reviewed_by_id, self.reviewer)
        self.assertEqual(
            {award.partner_id.name: award.grade_id.code for award in self._grades()},
            {"Ann": "A", "Bob": "B"},
        )
        self.assertEqual(request.approver_ids.user_id, self.filer)
        self._decide(request, self.filer, "execute")
        self.assertEqual((run.state, run.approval_state), ("filed", "executed"))
        self.assertEqual(run.rechecked_by_id, self.filer)
        self.assertEqual(
            request.decision_ids.mapped("kind"),
            ["submit", "approve", "approve", "execute"],
        )

    def test_what_who_decides_sees(self):
        """The frozen summary tells the scheme, the day and the grades."""
        request = self._submit(self._computed(), self.preparer)
        summary = dict(request.summary)
        self.assertEqual(summary["Scheme"], self.scheme.display_name)
        self.assertEqual(summary["Customers Graded"], "2")
        self.assertEqual(summary["Grades"], "A 1 · B 1")
        self.assertEqual(summary["Prepared By"], "Preparer")
        self.assertIn("2 new", summary["Changes"])

    def test_without_a_rule_the_states_decide(self):
        self.chain.active = False
        run = self._computed()
        self.assertFalse(run.with_user(self.preparer).can_submit_approval)
        run.with_user(self.colleague).action_confirm()
        run.with_user(self.filer).action_file()
        self.assertEqual(run.state, "filed")
        self.assertFalse(run.approval_request_id)

    def test_a_rule_for_other_runs_leaves_this_one_alone(self):
        """A filter on another scheme: this run is confirmed as without a rule."""
        other = self._showing_scheme("revenue")
        self.chain.domain = f"[('scheme_id', '=', {other.id})]"
        run = self._computed()
        self.assertTrue(run.with_user(self.preparer).can_confirm)
        run.with_user(self.preparer).action_confirm()
        self.assertEqual(run.state, "confirmed")

    def test_a_rule_without_an_execution_leaves_the_filing(self):
        self.chain.step_ids.filtered(lambda step: step.purpose == "execute").unlink()
        run = self._computed()
        request = self._submit(run, self.preparer)
        self._decide(request, self.head_of)
        self._decide(request, self.reviewer)
        self.assertEqual((run.state, run.approval_state), ("confirmed", "executed"))
        self.assertFalse(run.rechecked_by_id)
        run.with_user(self.filer).action_file()
        self.assertEqual(run.rechecked_by_id, self.filer)

    # === NOT AROUND IT === #

    def test_nobody_confirms_or_files_by_hand(self):
        run = self._computed()
        for user in (self.preparer, self.colleague, self.reviewer, self.director):
            own = run.with_user(user)
            with self.subTest(user=user.name):
                self.assertFalse(own.can_confirm)
                self._refused("submit it for approval", own.action_confirm)
                self._refused(
                    "submit it for approval", own.write, {"state": "confirmed"}
                )
        self._refused("submit it for approval", run.sudo().action_confirm)
        request = self._submit(run, self.preparer)
        self._decide(request, self.head_of)
        self._decide(request, self.reviewer)
        self.assertFalse(run.with_user(self.filer).can_file)
        self._refused("is in approval", run.with_user(self.filer).action_file)

    def test_in_approval_nothing_moves(self):
        run = self._computed()
        request = self._submit(run, self.preparer)
        own = run.with_user(self.preparer)
        for field in ("can_compute", "can_confirm", "can_file", "can_reset"):
            self.assertFalse(own[field], field)
        for method in (own.action_compute, own.action_reset, own.action_confirm):
            self._refused(f"is in approval \\({request.name}\\)", method)
        for values in ({"as_of": "2024-05-31"}, {"scheme_id": self.scheme.id}):
            self._refused("cannot be changed", own.write, values)
        self._refused("in approval|cannot be deleted", own.sudo().unlink)
        own.note = "A note is no part of what is decided"

    def test_archiving_the_rule_opens_no_way(self):
        """The request keeps its own rule, and the run its request."""
        run = self._computed()
        request = self._submit(run, self.preparer)
        self.chain.active = False
        self._refused("is in approval", run.with_user(self.director).action_confirm)
        self._decide(request, self.head_of)
        self._decide(request, self.reviewer)
        self._decide(request, self.filer, "execute")
        self.assertEqual(run.state, "filed")

    def test_the_approval_is_not_entered(self):
        run = self._computed()
        own = run.with_user(self.preparer)
        for values in ({"approval_state": "executed"}, {"approval_request_id": 1}):
            self._refused("cannot be entered", own.write, values)
        forged = own.with_context(default_approval_state="executed").create(
            {"scheme_id": self.scheme.id, "as_of": "2024-05-31"}
        )
        self.assertFalse(forged.approval_state)

    # === WHO === #

    def test_who_submits(self):
        run = self._computed()
        for user, may in (
            (self.preparer, True),
            (self.colleague, True),
            (self.filer, False),
            (self.admin, self.admin.has_group(f"{GROUP}manager")),
        ):
            with self.subTest(user=user.name):
                self.assertEqual(run.with_user(user).can_submit_approval, may)
        self._refused("may not submit", self._submit, run, self.filer)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._submit(run, self._user("stranger"))

    def test_a_draft_is_not_submitted(self):
        run = self._draft_run(self.scheme)
        self.assertFalse(run.with_user(self.preparer).can_submit_approval)
        self._refused("when it is computed", self._submit, run, self.preparer)

    def test_the_preparer_never_decides(self):
        """Four eyes: who computed the table is a party, whoever submits it."""
        review = self.chain.step_ids.filtered(lambda step: step.name == "Review")
        review.user_ids = self.reviewer | self.colleague
        run = self._computed(self.reviewer)
        request = self._submit(run, self.preparer)
        self._decide(request, self.head_of)
        self.assertEqual(request.approver_ids.user_id, self.colleague)
        self._refused("cannot decide", self._decide, request, self.reviewer)
        self._decide(request, self.colleague)
        self.assertEqual(run.reviewed_by_id, self.colleague)

    def test_each_step_has_its_people(self):
        run = self._computed()
        request = self._submit(run, self.preparer)
        for user in (self.preparer, self.colleague, self.reviewer, self.director):
            with self.subTest(user=user.name):
                self.assertFalse(run.with_user(user).can_approve_approval)
                self._refused("cannot decide", self._decide, request, user)
        self.assertTrue(run.with_user(self.head_of).can_approve_approval)

    def test_who_decides_reads_this_run_alone(self):
        """A step may name anybody of the company."""
        outsider = self._user("outsider")
        self.chain.step_ids[0].write(
            {"approver_kind": "users", "user_ids": [Command.set(outsider.ids)]}
        )
        run = self._computed()
        own = run.with_user(outsider)
        self.assertFalse(own.has_access("read"))
        request = self._submit(run, self.preparer)
        self.assertTrue(own.has_access("read"))
        self.assertEqual(own.search([]), own)
        self.assertTrue(own.can_approve_approval)
        self._decide(request, outsider)
        self.assertTrue(own.has_access("read"), "what somebody has decided on")
        self.assertFalse(own.has_access("write"))

    # === BACK === #

    def test_recalled_corrected_submitted_again(self):
        run = self._computed()
        request = self._submit(run, self.preparer)
        self._decide(request, self.head_of)
        self._refused("can recall", request.with_user(self.reviewer)._recall)
        request.with_user(self.preparer)._recall("Wrong day")
        self.env.invalidate_all()
        self.assertEqual((run.state, run.approval_state), ("computed", "recalled"))
        run.with_user(self.preparer).action_reset()
        run.with_user(self.preparer).as_of = "2024-05-31"
        run.with_user(self.preparer).action_compute()
        again = self._submit(run, self.preparer)
        self.assertNotEqual(again, request)
        self.assertEqual(run.approval_request_id, again)

    def test_returned_and_computed_anew(self):
        """The second round decides on the new lines."""
        run = self._computed()
        request = self._submit(run, self.preparer)
        self._decide(request, self.head_of, "return", "Bob's sale lacks")
        self.assertEqual((run.state, run.approval_state), ("computed", "returned"))
        self._refused("submit it for", run.with_user(self.director).action_confirm)
        self._transact(self.bob, 800)
        run.with_user(self.preparer).action_compute()
        self.assertEqual(self._submit(run, self.preparer), request)
        self.assertEqual(request.round, 2)
        self._decide(request, self.head_of)
        self._decide(request, self.reviewer)
        self.assertEqual(self._letters(run), {"Ann": "A", "Bob": "A"})

    def test_rejected(self):
        run = self._computed()
        request = self._submit(run, self.preparer)
        self._decide(request, self.head_of, "reject", "No")
        self.assertEqual((run.state, run.approval_state), ("computed", "rejected"))
        self.assertFalse(self._grades())
        run.with_user(self.preparer).action_reset()
        self.assertEqual(run.state, "draft")

    def test_returned_by_who_re_checks(self):
        """The grades are in force: the run stays confirmed and is submitted anew."""
        run = self._computed()
        request = self._submit(run, self.preparer)
        self._decide(request, self.head_of)
        self._decide(request, self.reviewer)
        self._decide(request, self.filer, "return", "Where is the annex?")
        self.assertEqual((run.state, run.approval_state), ("confirmed", "returned"))
        self._refused("submit it for", run.with_user(self.filer).action_file)
        self.assertTrue(run.with_user(self.preparer).can_submit_approval)
        self._submit(run, self.preparer, note="Annex added")
        self._decide(request, self.head_of)
        self._decide(request, self.reviewer)
        self.assertEqual(run.state, "confirmed")
        self._decide(request, self.filer, "execute")
        self.assertEqual((run.state, run.rechecked_by_id), ("filed", self.filer))

    def test_expired(self):
        self.chain.expiry_days = 3
        run = self._computed()
        request = self._submit(run, self.preparer)
        with freeze_time(fields.Datetime.now() + timedelta(days=4)):
            request._expire()
        self.env.invalidate_all()
        self.assertEqual((run.state, run.approval_state), ("computed", "expired"))
        self.assertTrue(run.with_user(self.preparer).can_submit_approval)

    # === MEANWHILE === #

    def test_lines_that_changed_are_not_confirmed(self):
        run = self._computed()
        request = self._submit(run, self.preparer)
        self.env.cr.execute(
            "UPDATE group_customer_grade_run_line SET grade_id = %s WHERE run_id = %s",
            (self.scheme.grade_ids[0].id, run.id),
        )
        self.env.invalidate_all()
        self._refused("was changed since", self._decide, request, self.head_of)
        self._decide(request, self.head_of, "return", "Changed")
        self.assertEqual(run.approval_state, "returned")

    def test_a_changed_scheme_changes_no_submitted_run(self):
        run = self._computed()
        request = self._submit(run, self.preparer)
        self.scheme.criterion_ids.weight = 50
        self.scheme.weight_total = 50
        self._decide(request, self.head_of)
        self._decide(request, self.reviewer)
        self.assertEqual(self._letters(run), {"Ann": "A", "Bob": "B"})
        self.assertEqual(run.scheme_definition["weight_total"], 100)

    def test_a_newer_run_in_force_stops_the_last_approval(self):
        """The hook refuses, so the decision itself is undone."""
        run = self._computed()
        request = self._submit(run, self.preparer)
        self._decide(request, self.head_of)
        self.chain.active = False
        self.env.cr.execute(
            "UPDATE group_customer_grade_run SET state = 'draft' WHERE id = %s",
            (run.id,),
        )
        self.env.invalidate_all()
        later = self._computed(as_of="2024-07-31")
        later.with_user(self.preparer).action_confirm()
        self.env.cr.execute(
            "UPDATE group_customer_grade_run SET state = 'computed' WHERE id = %s",
            (run.id,),
        )
        self.env.invalidate_all()
        self._refused("already in force", self._decide, request, self.reviewer)
        self.assertEqual((request.state, run.state), ("in_progress", "computed"))
        self.assertEqual(len(request.decision_ids), 2)
