# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
from datetime import date
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..report.grading import group_customer_grade_table_report as report_module
from .test_grading_validity import PeriodCommon


@tagged("post_install", "-at_install")
class TestGradingTable(PeriodCommon):
    """Monthly and quarterly grade tables for the department managers (GR-04, AP-05).

    Graded as of 30 April (Ann A, Bob B, Cat C) and of 15 June: Bob has bought for 300
    more (A), Cat has given 40 back (10: still C), Dan is new (200: B), and Ann's award
    ends on the last of May, by hand of the test.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.tz = "UTC"
        transactions = cls.env["group.customer.transaction"].search(
            [("partner_id", "in", cls.customers.ids)]
        )
        transactions.write({"date": "2024-04-01"})
        with freeze_time("2024-06-10 12:00:00"):
            cls.scheme.write(
                {
                    "table_frequency": "both",
                    "table_user_ids": [
                        Command.set(
                            [cls.users["manager"].id, cls.users["colleague"].id]
                        )
                    ],
                }
            )
        cls._confirm(date(2024, 4, 30))

    @classmethod
    def _grade_june(cls):
        cls.ann.category_id = False
        cls.env["group.customer.grade.award"].search(
            [("partner_id", "=", cls.ann.id), ("scheme_id", "=", cls.scheme.id)]
        )._end(date(2024, 5, 31))
        [dan] = cls._customers("Dan")
        cls._transact(dan, 200, "2024-06-01")
        cls._transact(cls.bob, 300, "2024-06-01")
        cls._transact(cls.cat, 40, "2024-06-01", kind="refund")
        cls._confirm(date(2024, 6, 15))

    def _make(self, moment):
        self._cron("scheme_table", moment)

    def _tables(self):
        return self.env["group.customer.grade.table"].search(
            [("scheme_id", "=", self.scheme.id)], order="kind, date_from"
        )

    def _periods(self):
        return [
            (table.kind, table.date_from, table.date_to) for table in self._tables()
        ]

    # === PERIODS === #

    def test_each_period_once(self):
        """Reporting began on 10 June: May had ended; the quarter before had no
        grades at its end."""
        for _twice in range(2):
            self._make("2024-06-30 23:00:00")
            may = ("month", date(2024, 5, 1), date(2024, 5, 31))
            self.assertEqual(self._periods(), [may])
        june = ("month", date(2024, 6, 1), date(2024, 6, 30))
        second = ("quarter", date(2024, 4, 1), date(2024, 6, 30))
        for _twice in range(2):
            self._make("2024-07-01 01:00:00")
            self.assertEqual(self._periods(), [may, june, second])

    def test_catches_up_after_downtime(self):
        self._make("2024-10-02 12:00:00")
        self.assertEqual(
            [(kind, start) for kind, start, _end in self._periods()],
            [
                ("month", date(2024, 5, 1)),
                ("month", date(2024, 6, 1)),
                ("month", date(2024, 7, 1)),
                ("month", date(2024, 8, 1)),
                ("month", date(2024, 9, 1)),
                ("quarter", date(2024, 4, 1)),
                ("quarter", date(2024, 7, 1)),
            ],
        )

    def test_switched_off_and_on_again(self):
        """Nobody wanted the tables of summer: they are not made up for."""
        self._make("2024-06-30 12:00:00")
        self.scheme.table_frequency = "none"
        self._make("2024-07-02 12:00:00")
        self.assertEqual(len(self._tables()), 1)
        with freeze_time("2024-09-10 12:00:00"):
            self.scheme.table_frequency = "month"
        self._make("2024-10-01 12:00:00")
        self.assertEqual(
            [start for _kind, start, _end in self._periods()],
            [date(2024, 5, 1), date(2024, 8, 1), date(2024, 9, 1)],
        )

    def test_company_time(self):
        """At 17:00 UTC June has ended in Shanghai, not yet in London."""
        self._make("2024-06-30 17:00:00")
        self.assertEqual(len(self._tables()), 1)
        self.env.company.partner_id.tz = "Asia/Shanghai"
        self._make("2024-06-30 17:00:00")
        self.assertEqual(len(self._tables()), 3)

    def test_drafts_and_archived_schemes_report_nothing(self):
        self.scheme.active = False
        self._make("2024-07-01 12:00:00")
        self.assertFalse(self._tables())

    def test_database_keeps_a_second_one_out(self):
        self._make("2024-06-30 12:00:00")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self._tables().copy()

    # === FIGURES === #

    def test_grades_in_force_and_changes(self):
        self._grade_june()
        self._make("2024-07-01 12:00:00")
        may, june, quarter = self._tables()
        self.assertEqual(may.grade_summary, "A 1 · B 1 · C 1")
        self.assertEqual((may.new_count, may.customer_count), (0, 3))
        self.assertEqual(june.grade_summary, "A 1 · B 1 · C 1")
        counts = [f"{key}_count" for key in ("customer", "new", "up", "down", "ended")]
        self.assertEqual([june[name] for name in counts], [3, 1, 1, 0, 1])
        # On 31 March nobody held a grade; Ann came and went within the quarter.
        self.assertEqual([quarter[name] for name in counts], [3, 3, 0, 0, 0])

    def test_customers_are_listed_again_later(self):
        self._grade_june()
        self._make("2024-07-01 12:00:00")
        may = self._tables()[0]
        action = may.with_user(self.users["director"]).action_view_customers()
        awards = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(
            {award.partner_id.name: award.grade_id.code for award in awards},
            {"Ann": "A", "Bob": "B", "Cat": "C"},
        )
        grade = self.scheme.grade_ids[0]
        action = may.action_view_customers(grade.id)
        awards = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(awards.partner_id, self.ann)

    def test_rows_against_an_independent_count(self):
        """In plain Python over the same awards, for every month end."""
        self._grade_june()
        self._confirm(date(2024, 7, 31))
        Award = self.env["group.customer.grade.award"]
        awards = self._awards()

        def held(day):
            found = {}
            for award in awards.sorted(lambda award: (award.date_from, award.id)):
                if award.date_from <= day and not (award.date_to or day) < day:
                    found[award.partner_id.id] = award.grade_id
            return found

        order = list(self.scheme.grade_ids)
        for start, end in (
            (date(2024, 4, 1), date(2024, 4, 30)),
            (date(2024, 5, 1), date(2024, 5, 31)),
            (date(2024, 6, 1), date(2024, 6, 30)),
            (date(2024, 7, 1), date(2024, 7, 31)),
        ):
            before = held(date.fromordinal(start.toordinal() - 1))
            after = held(end)
            expected = {}
            for partner in {*before, *after}:
                old, new = before.get(partner), after.get(partner)
                change = None
                if not old:
                    change = "new"
                elif not new:
                    change = "ended"
                elif old != new:
                    change = "up" if order.index(new) < order.index(old) else "down"
                expected[partner] = (new.id if new else None, change)
            rows = Award._get_held_rows(self.scheme, self.env.company, start, end)
            found = {
                row["partner_id"]: (row["grade_id"], row["change"]) for row in rows
            }
            with self.subTest(start=start):
                self.assertEqual(found, expected)

    # === RECIPIENTS === #

    def test_each_recipient_gets_a_to_do(self):
        self._make("2024-06-30 12:00:00")
        table = self._tables()
        recipients = self.users["manager"] + self.users["colleague"]
        self.assertEqual(table.user_ids, recipients)
        self.assertEqual(table.activity_ids.user_id, recipients)
        self.assertIn("3 customers", table.activity_ids[0].note)

    def test_without_recipients_the_responsible_person(self):
        self.scheme.table_user_ids = False
        self._make("2024-06-30 12:00:00")
        self.assertEqual(self._tables().user_ids, self.users["manager"])

    def test_people_of_other_companies_get_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.users["colleague"].write(
            {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        )
        self._make("2024-06-30 12:00:00")
        self.assertEqual(self._tables().user_ids, self.users["manager"])

    def test_recipients_can_read_what_they_get(self):
        with self.assertRaisesRegex(ValidationError, "cannot receive"):
            self.scheme.table_user_ids = self.users["employee"]

    def test_who_reads_and_who_reviews(self):
        self._make("2024-06-30 12:00:00")
        table = self._tables()
        for role, reads in (
            ("manager", True),
            ("colleague", True),
            ("account", False),
            ("director", True),
            ("settlement", True),
            ("employee", False),
            ("archive", False),
        ):
            as_user = table.with_user(self.users[role])
            with self.subTest(role=role):
                self.assertEqual(as_user.has_access("read"), reads)
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(as_user.has_access(operation))
        for role in ("account", "employee", "settlement"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                table.with_user(self.users[role]).action_review()
        reviewer = table.with_user(self.users["colleague"])
        self.assertTrue(reviewer.can_review)
        with freeze_time("2024-07-03 12:00:00"):
            reviewer.action_review()
        self.assertEqual(table.state, "reviewed")
        self.assertEqual(table.reviewed_by_id, self.users["colleague"])
        self.assertEqual(table.activity_ids.user_id, self.users["manager"])
        with self.assertRaisesRegex(UserError, "reviewed by"):
            table.with_user(self.users["manager"]).action_review()

    def test_table_is_kept(self):
        self._make("2024-06-30 12:00:00")
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            self._tables().unlink()
        with self.assertRaises(AccessError):
            self._tables().with_user(self.users["admin"]).write({"new_count": 7})

    # === PRINTED TABLE === #

    def test_table_is_attached(self):
        self._make("2024-06-30 12:00:00")
        table = self._tables()
        [attachment] = table.message_ids.attachment_ids
        self.assertTrue(attachment.with_user(self.users["manager"]).name)
        content = base64.b64decode(attachment.datas).decode()
        for name in ("Ann", "Bob", "Cat"):
            self.assertIn(name, content)

    def test_failing_printer_does_not_stop_the_table(self):
        def fail(*_args, **_kwargs):
            raise UserError("No program")  # pylint: disable=translation-required

        Report = self.env.registry["ir.actions.report"]
        with patch.object(Report, "_render_qweb_pdf", fail):
            self._make("2024-06-30 12:00:00")
        table = self._tables()
        self.assertEqual(table.customer_count, 3)
        self.assertFalse(table.message_ids.attachment_ids)
        self.assertEqual(len(table.activity_ids), 2)

    def _render(self, table, user):
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(self.users[user])
            ._render_qweb_html("group_customer.report_grade_period_table", table.ids)
        )
        return html.decode()

    def test_changes_are_marked(self):
        self._grade_june()
        self._make("2024-07-01 12:00:00")
        june = self._tables()[1]
        html = self._render(june, "manager")
        for text in ("▲ Up", "Ended", "New", "Ann", "Dan", "Monthly Grade Table"):
            with self.subTest(text=text):
                self.assertIn(text, html)
        with self.assertRaises(AccessError):
            self._render(june, "account")

    def test_large_tables_print_the_changes_alone(self):
        self._grade_june()
        self._make("2024-07-01 12:00:00")
        with patch.object(report_module, "MAX_ROWS", 3):
            html = self._render(self._tables()[1], "manager")
        self.assertNotIn("Cat", html)
        self.assertIn("Dan", html)
        self.assertIn("more kept theirs", html)

    def test_forms_become_pdf(self):
        """By the printing program, where there is one."""
        Report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        if Report.get_wkhtmltopdf_state() in ("install", "broken"):
            self.skipTest("wkhtmltopdf is not installed")
        self._make("2024-06-30 12:00:00")
        self.scheme.grade_ids[0].is_request_only = True
        request = self.env["group.customer.grade.request"].create(
            {
                "partner_id": self.ann.id,
                "scheme_id": self.scheme.id,
                "grade_id": self.scheme.grade_ids[0].id,
            }
        )
        for name, records in (
            ("report_grade_period_table", self._tables()),
            ("report_grade_request", request),
        ):
            with (
                self.subTest(name=name),
                # Without a server the program finds no style sheets: it says so.
                mute_logger("odoo.addons.base.models.ir_actions_report"),
            ):
                content, kind = Report._render_qweb_pdf(
                    f"group_customer.action_{name}", records.ids
                )
                self.assertEqual((kind, content[:5]), ("pdf", b"%PDF-"))
