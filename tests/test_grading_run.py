# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import tagged

from .grading_run_common import GradingRunCommon

LATER = date(2024, 9, 30)


@tagged("post_install", "-at_install")
class TestGradingRun(GradingRunCommon):
    """draft → computed → confirmed → filed, and what each step leaves (AP-05)."""

    def test_each_step_is_signed(self):
        run = self._draft_run(self.scheme)
        self.assertRegex(run.name, r"^GR/\d{4}/\d{4}$")
        for role, action, signature in (
            ("manager", "action_compute", "prepared_by_id"),
            ("director", "action_confirm", "reviewed_by_id"),
            ("settlement", "action_file", "rechecked_by_id"),
        ):
            getattr(run.with_user(self.users[role]), action)()
            self.assertEqual(run[signature], self.users[role])
        self.assertEqual(run.state, "filed")
        self.assertTrue(run.prepared_on and run.reviewed_on and run.rechecked_on)

    def test_who_may_do_what(self):
        """The table of transitions decides for buttons, write() and messages."""
        run = self._draft_run(self.scheme)
        can = ("can_compute", "can_reset", "can_confirm", "can_file")
        steps = (
            ("manager", {"can_compute"}),
            ("manager", {"can_compute", "can_reset", "can_confirm"}),
            ("settlement", {"can_file"}),
        )
        for (role, expected), action in zip(
            steps, ("action_compute", "action_confirm", "action_file"), strict=True
        ):
            for other in ("account", "manager", "settlement", "archive"):
                with self.subTest(state=run.state, role=other):
                    own = run.with_user(self.users[other])
                    may = own._get_next_states_by_state()[run.state]
                    self.assertEqual(bool(may), other == role)
            own = run.with_user(self.users[role])
            self.assertEqual({name for name in can if own[name]}, expected)
            getattr(own, action)()
        self.assertFalse([name for name in can if run[name]])

    def test_state_cannot_be_forged(self):
        with self.assertRaisesRegex(UserError, "starts as a draft"):
            self._draft_run(self.scheme, state="confirmed")
        run = self._draft_run(self.scheme)
        for state in ("draft", "confirmed", "filed", "nonsense"):
            with (
                self.subTest(state=state),
                self.assertRaisesRegex(
                    UserError, f"{run.name}.* is Draft and cannot become .*: Computed"
                ),
            ):
                run.write({"state": state})
        run.write({"state": "computed"})
        self.assertEqual(len(run.line_ids), 3, "writing the state is computing")
        with self.assertRaisesRegex(UserError, "You may move it to: nothing"):
            run.with_user(self.users["settlement"]).write({"state": "confirmed"})

    def test_signatures_cannot_be_forged(self):
        run = self._draft_run(self.scheme)
        for vals in (
            {"reviewed_by_id": self.env.uid},
            {"prepared_on": "2024-01-01"},
            {"scheme_definition": {}},
            {"line_ids": [Command.clear()]},
            {"name": "X"},
        ):
            with self.subTest(vals=vals):
                with self.assertRaisesRegex(UserError, "filled by the system"):
                    run.write(vals)
                with self.assertRaisesRegex(UserError, "filled by the system"):
                    self._draft_run(self.scheme, **vals)

    def test_lines_cannot_be_touched(self):
        run = self._run(self.scheme)
        with self.assertRaisesRegex(UserError, "compute it again"):
            run.line_ids[0].write({"grade_id": self.grades["C"].id})
        with self.assertRaisesRegex(UserError, "compute it again"):
            run.line_ids[0].unlink()
        with self.assertRaisesRegex(UserError, "compute it again"):
            self.env["group.customer.grade.run.line"].create({"run_id": run.id})

    def test_settlement_manager_files_and_edits_nothing(self):
        run = self._draft_run(self.scheme).with_user(self.users["settlement"])
        with self.assertRaisesRegex(AccessError, "Only managers edit"):
            run.write({"note": "x"})

    def test_what_was_computed_keeps_its_ground(self):
        run = self._run(self.scheme)
        run.note = "A note is free"
        with self.assertRaisesRegex(UserError, "set it back to draft"):
            run.as_of = LATER
        run.action_reset()
        self.assertFalse(run.line_ids or run.prepared_by_id or run.scheme_definition)
        run.as_of = LATER

    def test_compute_again_replaces_the_result(self):
        run = self._run(self.scheme)
        self._transact(self.cat, 500, "2024-06-02")
        run.action_compute()
        self.assertEqual(self._letters(run), {"Ann": "A", "Bob": "B", "Cat": "A"})
        run.action_confirm()
        with self.assertRaisesRegex(UserError, "is Confirmed and cannot become"):
            run.action_compute()

    def test_filed_run_is_frozen_for_everybody(self):
        """GR-04: the filed version is frozen, also for the administrator."""
        run = self._run(self.scheme)
        run.action_confirm()
        run.action_file()
        for user in (self.users["admin"], self.env.ref("base.user_root")):
            filed = run.with_user(user)
            for vals in ({"note": "x"}, {"state": "draft"}, {"as_of": "2024-01-01"}):
                with self.subTest(user=user.login, vals=vals):
                    with self.assertRaisesRegex(UserError, "is filed and frozen"):
                        filed.write(vals)
                    with self.assertRaisesRegex(UserError, "is filed and frozen"):
                        filed.sudo().write(vals)
            with self.assertRaisesRegex(UserError, "cannot be deleted"):
                filed.unlink()
            with self.assertRaises(UserError):
                filed.line_ids.unlink()

    def test_filed_run_keeps_its_reasons_when_the_scheme_changes(self):
        run = self._run(self.scheme)
        run.action_confirm()
        run.action_file()
        line = self._line(run, self.bob)
        before = str(line.explanation)
        self.scheme.criterion_ids.name = "Renamed"
        self.scheme.criterion_ids.band_ids[0].points = 7
        self.scheme.criterion_ids.unlink()
        line.invalidate_recordset()
        self.assertEqual(str(line.explanation), before)

    def test_only_undecided_runs_can_be_deleted(self):
        run = self._run(self.scheme)
        copied = run.copy()
        self.assertEqual((copied.state, copied.line_count), ("draft", 0))
        run.unlink()
        confirmed = self._run(self.scheme)
        confirmed.action_confirm()
        with self.assertRaisesRegex(UserError, "is Confirmed.*cannot be deleted"):
            confirmed.unlink()

    def test_counts_by_grade_and_change(self):
        first = self._run(self.scheme)
        first.action_confirm()
        self._transact(self.bob, 500, "2024-08-01")
        self._transact(self.ann, 600, "2024-08-01", kind="refund")
        second = self._run(self.scheme, LATER)
        changes = {line.partner_id.name: line.change for line in second.line_ids}
        self.assertEqual(changes, {"Ann": "down", "Bob": "up", "Cat": "same"})
        self.assertEqual(
            self._line(second, self.ann).previous_grade_id, self.grades["A"]
        )
        runs = first + second
        runs.invalidate_recordset()
        with self.assertQueryCount(4):
            counts = [
                (run.line_count, run.new_count, run.up_count, run.down_count)
                for run in runs
            ]
        self.assertEqual(counts, [(3, 3, 0, 0), (3, 0, 1, 1)])
        self.assertEqual(second.grade_summary, "A 1 · B 1 · C 1")
        self.assertEqual(
            [(count["code"], count["count"]) for count in first.grade_counts],
            [("A", 1), ("B", 1), ("C", 1)],
        )

    def test_queries_do_not_grow_with_the_customers(self):
        """Design section 6: one statement, whatever the number of customers."""
        run = self._draft_run(self.scheme)
        run.action_compute()  # warm
        counts = []
        for customers in (3, 30):
            self._customers(*(f"More {n}" for n in range(customers - 3)))
            run.action_reset()
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            run.action_compute()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
            self.assertEqual(run.line_count, customers)
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[0], 40)


@tagged("post_install", "-at_install")
class TestGradingConcurrency(GradingRunCommon):
    """Two people at once: one wins, the other is told."""

    def test_run_that_somebody_decides_on_is_refused(self):
        """The lock is what another session would find taken."""
        run = self._run(self.scheme)
        self.env.flush_all()
        with (
            patch.object(type(run), "lock_for_update", side_effect=LockError("taken")),
            self.assertRaisesRegex(UserError, "Somebody else is working on"),
        ):
            run.action_confirm()
        self.assertEqual(run.state, "computed")

    def test_state_is_read_again_under_the_lock(self):
        """What the other one committed counts, not what was read before."""
        run = self._run(self.scheme)
        self.assertEqual(run.state, "computed")  # in the cache
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE group_customer_grade_run SET state = 'confirmed' WHERE id = %s",
            [run.id],
        )
        with self.assertRaisesRegex(UserError, "is Confirmed and cannot become"):
            run.action_confirm()
        self.assertFalse(self._awards(self.ann))
