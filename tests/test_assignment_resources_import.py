# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import csv
import io
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import file_open, mute_logger

from .resources_common import ResourcesCommon

HEADER = ("name", "partner_id", "premium", "kind_id", "date", "amount")


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestResourceImport(ResourcesCommon):
    """Imports through Odoo's own wizard, as the browser does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north.ref = "C0042"
        cls.south.vat = "BE0477472701"
        cls.profile = cls.env["group.customer.manager"].create(
            {"user_id": cls.users["account"].id}
        )

    def _import(
        self, rows, header=HEADER, model="group.customer.resource", user="director"
    ):
        buffer = io.StringIO()
        csv.writer(buffer).writerows([header, *rows])
        wizard = (
            self.env["base_import.import"]
            .with_user(self.users[user])
            .create(
                {
                    "res_model": model,
                    "file": buffer.getvalue().encode(),
                    "file_type": "text/csv",
                    "file_name": "resources.csv",
                }
            )
        )
        options = {
            "has_headers": True,
            "quoting": '"',
            "separator": ",",
            "encoding": "utf-8",
            "date_format": "%Y-%m-%d",
            "float_thousand_separator": ",",
            "float_decimal_separator": ".",
        }
        result = wizard.execute_import(list(header), list(header), options)
        return result, [message["message"] for message in result["messages"]]

    def test_templates_fit_their_models(self):
        for name in (
            "group.customer.resource",
            "group.customer.manager.month",
            "group.customer.log.inspection",
        ):
            with self.subTest(model=name):
                model = self.env[name]
                [template] = model.get_import_templates()
                with file_open(template["template"].strip("/"), "rb") as file:
                    content = file.read()
                self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
                rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
                self.assertLessEqual(set(rows[0]), set(model._fields))
                self.assertEqual({len(row) for row in rows}, {len(rows[0])})
                self.assertFalse(set(rows[0]).intersection(model._get_server_fields()))

    def test_good_lines(self):
        """Customers by name, reference or tax number; kinds by code, or none."""
        result, messages = self._import(
            [
                ["P1", "Head Holding", "single", "", "2026-12-10", "1,200.50"],
                ["P2", "C0042", "single", "other", "2026-12-10", "5"],
                ["P3", "BE 0477 472 701", "", "Old Customer", "2020-12-10", "5"],
            ]
        )
        self.assertFalse(messages)
        first, second, third = self.Resource.browse(result["ids"])
        self.assertEqual((first.partner_id, first.amount), (self.head, 1200.5))
        self._assert_kind(first, "maturity")
        self.assertFalse(first.is_kind_given)
        self.assertEqual(second.partner_id, self.north)
        self._assert_kind(second, "other")
        self.assertTrue(second.is_kind_given)
        self.assertEqual((third.partner_id, third.premium), (self.south, "none"))
        self._assert_kind(third, "old")
        self.assertEqual({r.source for r in first + second + third}, {"import"})

    def test_all_columns_of_the_template(self):
        unit = self.env["group.customer.resource.unit"].create(
            {"name": "Branch", "code": "BR"}
        )
        person = self.env["res.partner"].create(
            {"name": "Person Unique", "parent_id": self.head.id}
        )
        header = (
            *HEADER,
            "contact_id",
            "insured_on",
            "last_payment_on",
            "payment_due_on",
            "original_unit_id",
            "address_completeness",
            "phone_completeness",
            "is_converted",
            "circulation_before",
            "note",
        )
        result, messages = self._import(
            [
                [
                    *["P1", "Head Holding", "regular", "", "2026-12-10", "7"],
                    *["Head Holding, Person Unique", "2020-01-01", "2025-12-09"],
                    *["2026-12-11", "BR", "80", "", "1", "2", "Call first"],
                ]
            ],
            header,
        )
        self.assertFalse(messages)
        resource = self.Resource.browse(result["ids"])
        self.assertEqual(resource.contact_id, person)
        self.assertEqual(resource.insured_on, date(2020, 1, 1))
        self.assertEqual(resource.payment_due_on, date(2026, 12, 11))
        self.assertEqual(resource.original_unit_id, unit)
        self.assertEqual(resource.address_completeness, 80)
        self.assertTrue(resource.is_address_given)
        self.assertFalse(resource.is_phone_given)
        self.assertTrue(resource.is_converted)
        self.assertEqual(resource.circulation_total, 2)

    def test_bad_lines_are_reported_and_good_ones_taken(self):
        self.env["res.partner"].create({"name": "Plain", "is_company": True})
        result, messages = self._import(
            [
                ["P1", "Head Holding", "single", "", "2026-12-10", "5"],
                ["P2", "Nobody", "single", "", "2026-12-10", "5"],
                ["P3", "Head Holding", "single", "", "tomorrow", "5"],
                ["P4", "Head Holding", "single", "", "", "5"],
                ["P5", "Head Holding", "single", "", "2026-12-10", "-5"],
                ["P6", "Head Holding", "double", "", "2026-12-10", "5"],
                ["P7", "Head Holding", "single", "kind", "2026-12-10", "5"],
                ["P8", "Plain", "single", "", "2026-12-10", "5"],
                ["P1", "Head Holding", "single", "", "2026-12-10", "6"],
                ["", "Head Holding", "single", "", "2026-12-10", "6"],
                ["P9", "Head Holding", "single", "", "2026-12-10", "5"],
            ]
        )
        names = self.Resource.browse(result["ids"]).mapped("name")
        self.assertEqual(names, ["P1", "P9"])
        self.assertIn("Lines imported: 2.", messages[0])
        self.assertIn("Not imported: 9", messages[0])
        for number, text in (
            (3, "No customer has the name"),
            (4, "tomorrow"),
            (5, "Date is missing"),
            (6, "amount is negative"),
            (7, "double"),
            (8, "no kind of customer resource 'kind'"),
            (9, "Plain is not a group customer"),
            (10, "Line 2 has the same company and reference"),
            (11, "Reference is missing"),
        ):
            with self.subTest(line=number):
                [message] = [
                    text_ for text_ in messages if text_.startswith(f"Line {number}:")
                ]
                self.assertIn(text, message)

    def test_the_same_file_again(self):
        rows = [["P1", "Head Holding", "single", "", "2026-12-10", "5"]]
        self._import(rows)
        result, messages = self._import(rows)
        self.assertFalse(result["ids"])
        self.assertIn("left as they are: 1", messages[0])
        rows[0][-1] = "6"
        result, messages = self._import(rows)
        self.assertIn("another value of: Amount", messages[1])
        self.assertEqual(self.Resource.search_count([("name", "=", "P1")]), 1)

    def test_what_the_system_fills_is_not_imported(self):
        header = (*HEADER, "circulation_count")
        result, messages = self._import(
            [["P1", "Head Holding", "single", "", "2026-12-10", "5", "9"]], header
        )
        self.assertFalse(result["ids"])
        self.assertIn("filled by the system", messages[1])

    def test_directors_import(self):
        rows = [["P1", "Head Holding", "single", "", "2026-12-10", "5"]]
        for role in ("account", "manager", "settlement", "employee"):
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self.Resource.with_user(self.users[role]).load(HEADER, rows)

    @mute_logger("odoo.sql_db")
    def test_monthly_figures(self):
        header = (
            "manager_id",
            "month",
            "task_target",
            "task_result",
            "task_completion",
            "attendance",
            "flexible",
        )
        model = "group.customer.manager.month"
        rows = [
            ["gc_account", "2026-10-14", "200", "180", "", "87.5", "60"],
            ["gc_account", "2026-09-01", "", "", "95", "100", "60"],
            ["gc_account", "2026-08-01", "", "", "95", "101", "60"],
            ["nobody", "2026-09-01", "", "", "95", "100", "60"],
            ["gc_account", "2026-09-30", "", "", "95", "100", "61"],
            ["gc_account", "2026-12-01", "", "", "95", "100", "61"],
        ]
        result, messages = self._import(rows, header, model)
        months = self.env[model].browse(result["ids"])
        self.assertEqual(
            [
                (r.month, r.task_completion, r.attendance, r.flexible)
                for r in months.sorted("month")
            ],
            [
                (date(2026, 9, 1), 95, 100, 60),
                (date(2026, 10, 1), 90, 87.5, 60),
            ],
        )
        for number, text in (
            (4, "percentages from 0 to 100"),
            (5, "No account manager has the login"),
            (6, "Line 3 says something else"),
            (7, "still to come"),
        ):
            [message] = [t for t in messages if t.startswith(f"Line {number}:")]
            self.assertIn(text, message)
        result, messages = self._import(rows[:2], header, model)
        self.assertFalse(result["ids"])
        self.assertIn("left as they are: 2", messages[0])

    def test_log_inspections(self):
        header = ("manager_id", "date", "inspector_kind", "result", "comment")
        model = "group.customer.log.inspection"
        rows = [
            ["gc_account", "2026-10-12", "direct_supervisor", "pass", ""],
            ["gc_account", "2026-10-13", "hr_supervisor", "fail", "Empty"],
            ["gc_account", "2026-10-14", "neighbour", "pass", ""],
            ["gc_account", "2026-10-12", "hr_supervisor", "pass", ""],
            ["gc_account", "2026-11-11", "hr_supervisor", "pass", ""],
        ]
        result, messages = self._import(rows, header, model)
        inspections = self.env[model].browse(result["ids"])
        self.assertEqual(inspections.mapped("result"), ["pass", "fail"])
        self.assertEqual(inspections.inspector_id, self.users["director"])
        for number, text in (
            (4, "neighbour"),
            (5, "Line 2 says something else"),
            (6, "a day to come"),
        ):
            [message] = [t for t in messages if t.startswith(f"Line {number}:")]
            self.assertIn(text, message)
        result, messages = self._import(rows[:2], header, model)
        self.assertFalse(result["ids"])
