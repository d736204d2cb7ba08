# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .grading_run_common import GradingRunCommon

LATER = date(2024, 9, 30)


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
