# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .grading_common import GradingCommon

BANDS = [(None, 100, 0), (100, 500, 50), (500, None, 100)]
LATER = date(2024, 9, 30)


class GradingRunCommon(GradingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob, cls.cat = cls.customers = cls._customers("Ann", "Bob", "Cat")
        for partner, amount in zip(cls.customers, (900, 300, 50), strict=True):
            cls._transact(partner, amount, "2024-06-01")
        cls.scheme = cls._scheme(
            "weighted",
            [("A", {"score_min": 80}), ("B", {"score_min": 40}), ("C", {})],
            [
                {
                    "metric": "revenue",
                    "weight": 100,
                    "bands": BANDS,
                    "null_policy": "ungraded",
                }
            ],
        )
        cls.us_company.group_customer_scheme_id = cls.scheme
        cls.grades = {grade.code: grade for grade in cls.scheme.grade_ids}

    def _awards(self, partner):
        return self.env["group.customer.grade.award"].search(
            [("partner_id", "=", partner.id)], order="date_from, id"
        )

    def _history(self, partner):
        return [
            (award.grade_id.code, str(award.date_from), str(award.date_to or ""))
            for award in self._awards(partner)
        ]


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
class TestGradingAward(GradingRunCommon):
    """Confirming makes grades today's grades; the history stays (GR-01)."""

    def test_first_confirmation_awards_every_grade(self):
        run = self._run(self.scheme)
        self.assertFalse(self._awards(self.ann))
        self.assertFalse(self.ann.group_customer_grade_id)
        run.action_confirm()
        self.assertEqual(self._history(self.ann), [("A", "2024-06-30", "")])
        award = self._awards(self.ann)
        self.assertEqual(award.origin, "run")
        self.assertEqual(award.run_line_id, self._line(run, self.ann))
        self.assertEqual(award.user_id, self.env.user)
        self.assertEqual(
            [partner.group_customer_grade_id.code for partner in self.customers],
            ["A", "B", "C"],
        )

    def test_changed_grade_replaces_and_unchanged_keeps_running(self):
        self._run(self.scheme).action_confirm()
        self._transact(self.bob, 500, "2024-08-01")
        self._run(self.scheme, LATER).action_confirm()
        self.assertEqual(self._history(self.ann), [("A", "2024-06-30", "")])
        self.assertEqual(
            self._history(self.bob),
            [("B", "2024-06-30", "2024-09-29"), ("A", "2024-09-30", "")],
        )
        self.assertEqual(self.bob.group_customer_grade_id.code, "A")

    def test_ungraded_customer_holds_no_grade(self):
        self._run(self.scheme).action_confirm()
        self.scheme.criterion_ids.write({"window_value": 1, "window_unit": "month"})
        run = self._run(self.scheme, LATER)
        self.assertEqual(set(run.line_ids.mapped("change")), {"ungraded"})
        run.action_confirm()
        self.assertEqual(self._history(self.ann), [("A", "2024-06-30", "2024-09-29")])
        self.assertFalse(self.ann.group_customer_grade_id)

    def test_same_day_correction_replaces_on_that_day(self):
        self._run(self.scheme).action_confirm()
        self._transact(self.cat, 500, "2024-06-02")
        self._run(self.scheme).action_confirm()
        self.assertEqual(
            self._history(self.cat),
            [("C", "2024-06-30", "2024-06-30"), ("A", "2024-06-30", "")],
        )

    def test_older_day_is_refused_over_newer_grades(self):
        newer = self._run(self.scheme, LATER)
        newer.action_confirm()
        older = self._run(self.scheme)
        self.assertEqual(older.state, "computed", "it may be compared")
        with self.assertRaisesRegex(UserError, f"{older.name}.*{newer.name}"):
            older.action_confirm()

    def test_awards_are_written_in_a_constant_number_of_queries(self):
        counts = []
        self._run(self.scheme).action_confirm()  # fills the caches
        for customers in (3, 30):
            added = self._customers(*(f"More {n}" for n in range(customers - 3)))
            for partner in added:
                self._transact(partner, 200, "2024-06-05")
            run = self._run(self.scheme)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            run.action_confirm()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])

    def test_schemes_stand_side_by_side(self):
        """GR-01: one current grade per scheme; the contact shows the primary one."""
        other = self._scheme(
            "cumulative_share",
            [("X", {"share_max": 100})],
            [{"metric": "revenue", "role": "rank"}],
        )
        self._run(self.scheme).action_confirm()
        self._run(other).action_confirm()
        current = self._awards(self.ann).filtered("is_current")
        self.assertEqual(set(current.mapped("grade_id.code")), {"A", "X"})
        self.assertEqual(self.ann.group_customer_grade_id.code, "A")
        self.us_company.group_customer_scheme_id = other
        self.assertEqual(self.ann.group_customer_grade_id.code, "X")
        self.us_company.group_customer_scheme_id = False
        self.assertFalse(self.ann.group_customer_grade_id)

    def test_grade_shown_is_that_of_the_company(self):
        other = self.env["res.company"].create(
            {"name": "Other", "group_customer_scheme_id": self.scheme.id}
        )
        self._run(self.scheme).action_confirm()
        self._transact(self.ann, 5, company_id=other.id)
        self._run(self.scheme, company_id=other.id).action_confirm()
        self.assertEqual(self.ann.group_customer_grade_id.code, "A")
        self.assertEqual(self.ann.with_company(other).group_customer_grade_id.code, "C")

    def test_grade_can_be_searched_and_grouped(self):
        self._run(self.scheme).action_confirm()
        Partner = self.env["res.partner"]
        inside = [("id", "in", self.customers.ids)]
        self.assertEqual(
            Partner.search(inside + [("group_customer_grade_id.code", "=", "A")]),
            self.ann,
        )
        groups = Partner._read_group(inside, ["group_customer_grade_id"], ["__count"])
        self.assertEqual({grade.code: n for grade, n in groups}, dict(A=1, B=1, C=1))

    def test_current_awards_can_be_searched(self):
        self._run(self.scheme).action_confirm()
        self._transact(self.bob, 500, "2024-08-01")
        self._run(self.scheme, LATER).action_confirm()
        awards = self._awards(self.bob)
        for operator, value, expected in (
            ("=", True, awards[1]),
            ("=", False, awards[0]),
            ("!=", True, awards[0]),
            ("in", [True, False], awards),
        ):
            with self.subTest(operator=operator, value=value):
                found = awards.search(
                    [("id", "in", awards.ids), ("is_current", operator, value)]
                )
                self.assertEqual(found, awards & expected)

    # By hand

    def _award(self, partner, code, **values):
        return self.env["group.customer.grade.award"].create(
            {
                "partner_id": partner.id,
                "grade_id": self.grades[code].id,
                "date_from": "2024-07-10",
                "reason": "Strategic partner of the board",
                **values,
            }
        )

    def test_grade_by_hand_replaces_todays_grade(self):
        self._run(self.scheme).action_confirm()
        award = self._award(self.cat, "A")
        self.assertEqual((award.origin, award.user_id), ("manual", self.env.user))
        self.assertEqual(award.scheme_id, self.scheme)
        self.assertEqual(
            self._history(self.cat),
            [("C", "2024-06-30", "2024-07-09"), ("A", "2024-07-10", "")],
        )
        self.assertEqual(self.cat.group_customer_grade_id.code, "A")

    def test_grade_by_hand_survives_a_run_of_an_earlier_day(self):
        self._award(self.cat, "A")
        self._run(self.scheme).action_confirm()
        self.assertEqual(self._history(self.cat), [("A", "2024-07-10", "")])
        self._run(self.scheme, LATER).action_confirm()
        self.assertEqual(self.cat.group_customer_grade_id.code, "C")

    def test_grade_by_hand_needs_a_reason(self):
        for reason in (False, "", "  "):
            with self.assertRaisesRegex(UserError, "needs a reason"):
                self._award(self.cat, "A", reason=reason)

    def test_grade_by_hand_cannot_pretend(self):
        for vals in (
            {"origin": "run"},
            {"user_id": self.users["director"].id},
            {"date_to": "2024-08-01"},
            {"run_line_id": 1},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(UserError, "cannot be entered"),
            ):
                self._award(self.cat, "A", **vals)

    def test_bad_grades_by_hand(self):
        other = self._scheme("rules", [("A", {})], [])
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.cat.id}
        )
        self._award(self.bob, "A")
        for refused, partner, values in (
            ("belongs to another scheme", self.cat, {"scheme_id": other.id}),
            ("is a contact of Cat", contact, {}),
            ("in the future", self.cat, {"date_from": "2999-01-01"}),
            ("Bob holds .* since", self.bob, {"date_from": "2024-07-09"}),
        ):
            with (
                self.subTest(refused=refused),
                self.assertRaisesRegex(UserError, refused),
            ):
                self._award(partner, "A", **values)

    def test_history_can_be_imported_in_order(self):
        self.env["group.customer.grade.award"].create(
            [
                {
                    "partner_id": self.cat.id,
                    "grade_id": self.grades[code].id,
                    "date_from": day,
                    "origin": "import",
                    "reason": "Old system",
                }
                for code, day in (("C", "2022-01-01"), ("B", "2023-01-01"))
            ]
        )
        self.assertEqual(
            self._history(self.cat),
            [("C", "2022-01-01", "2022-12-31"), ("B", "2023-01-01", "")],
        )

    def test_history_is_never_changed(self):
        award = self._award(self.cat, "A")
        with self.assertRaisesRegex(UserError, "it is history"):
            award.write({"grade_id": self.grades["B"].id})
        with self.assertRaisesRegex(UserError, "of Cat cannot be deleted"):
            award.unlink()

    def test_grade_is_not_written_on_the_contact(self):
        with self.assertRaisesRegex(UserError, "is not written on the contact"):
            self.cat.group_customer_grade_id = self.grades["A"]
        with self.assertRaisesRegex(UserError, "is not written on the contact"):
            self.cat.create(
                {"name": "X", "group_customer_grade_id": self.grades["A"].id}
            )
        self.assertFalse(self.cat.copy().group_customer_grade_id)

    @users("gc_manager")
    def test_manager_gives_a_grade_by_the_method(self):
        cat = self.env["res.partner"].browse(self.cat.id)
        grade = self.env["group.customer.grade"].browse(self.grades["B"].id)
        cat._award_group_customer_grade(grade, "Agreed with the board")
        self.assertEqual(cat.group_customer_grade_id, grade)
        self.assertEqual(cat.group_customer_award_count, 1)

    @mute_logger("odoo.addons.base.wizard.base_partner_merge")
    def test_merge_keeps_one_grade_per_scheme(self):
        self._run(self.scheme).action_confirm()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.ann + self.cat).ids, self.cat)
        current = self._awards(self.cat).filtered("is_current")
        self.assertEqual(current.grade_id.code, "C")
        self.assertEqual(len(self._awards(self.cat)), 2)
        self.assertEqual(self.cat.group_customer_grade_id.code, "C")

    @mute_logger("odoo.addons.base.wizard.base_partner_merge")
    def test_merge_brings_the_grade_along(self):
        self._run(self.scheme).action_confirm()
        new = self._create_company_partner("New")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.ann + new).ids, new)
        self.assertEqual(new.group_customer_grade_id.code, "A")

    # Reminder

    def test_responsible_is_reminded_once_per_period(self):
        """GR-04: the company updates the table once a year."""
        cron = self.env.ref("group_customer.ir_cron_group_customer_grade_scheme_remind")
        run = self._run(self.scheme)
        run.action_confirm()
        run.action_file()
        self.scheme.write({"user_id": self.users["manager"].id, "regrade_months": 12})
        for expected in (1, 1):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.assertEqual(len(self.scheme.activity_ids), expected)
        activity = self.scheme.activity_ids
        self.assertEqual(activity.user_id, self.users["manager"])
        self.assertEqual(activity.date_deadline, date(2025, 6, 30))

    def test_nobody_is_reminded_of_a_fresh_or_irresponsible_scheme(self):
        Scheme = self.env["group.customer.grade.scheme"]
        self.scheme.regrade_months = 12
        Scheme._cron_remind_regrade()
        self.assertFalse(self.scheme.activity_ids, "nobody is responsible")
        self.scheme.user_id = self.users["manager"]
        Scheme._cron_remind_regrade()
        self.assertFalse(self.scheme.activity_ids, "the scheme is new")


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
