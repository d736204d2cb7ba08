# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import csv
import io
from datetime import date

import psycopg2

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import file_open, mute_logger

from .common import GroupCustomerCommon

HEADER = (
    "partner_id",
    "date",
    "kind",
    "reference",
    "amount",
    "currency_id",
    "margin",
)
GOOD = ["Head Holding", "2023-01-31", "sale", "A1", "1,000.50", "USD", "100"]


@tagged("post_install", "-at_install")
@freeze_time("2024-06-30")
class TestPartnerTransaction(GroupCustomerCommon):
    """History from before Odoo: its checks, its import, who may change it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.transactions = cls.env["group.customer.transaction"]
        cls.usd = cls._enable_currency("USD")
        cls.eur = cls._enable_currency("EUR")
        cls.chf = cls.env.ref("base.CHF")
        cls.chf.active = False
        cls.head.user_id = cls.users["account"]
        cls.env["crm.team"].create(
            {
                "name": "Team of the manager",
                "user_id": cls.users["manager"].id,
                "member_ids": cls.users["account"].ids,
            }
        )
        cls.north.ref = "C0042"
        cls.south.vat = "BE0477472701"

    @classmethod
    def _vals(cls, **values):
        return {
            "partner_id": cls.head.id,
            "date": "2023-01-31",
            "amount": 100,
            "reference": "A1",
            "currency_id": cls.usd.id,
            **values,
        }

    def _import(self, rows, dryrun=False, user="manager", header=HEADER, **options):
        """Import through Odoo's own wizard, as the browser does."""
        buffer = io.StringIO()
        csv.writer(buffer).writerows([header, *rows])
        wizard = (
            self.env["base_import.import"]
            .with_user(self.users[user])
            .create(
                {
                    "res_model": "group.customer.transaction",
                    "file": buffer.getvalue().encode(),
                    "file_type": "text/csv",
                    "file_name": "history.csv",
                }
            )
        )
        options = {
            "has_headers": True,
            "quoting": '"',
            "separator": ",",
            "encoding": "utf-8",
            "float_thousand_separator": ",",
            "float_decimal_separator": ".",
            "date_format": "%Y-%m-%d",
            **options,
        }
        return wizard.execute_import(list(header), list(header), options, dryrun=dryrun)

    def _messages(self, result):
        return [message["message"] for message in result["messages"]]

    # Checks

    def test_amount_in_company_currency(self):
        self.env["res.currency.rate"].create(
            {"currency_id": self.eur.id, "name": "2023-01-01", "rate": 0.5}
        )
        self.env.company.currency_id = self.usd
        transaction = self.transactions.create(
            self._vals(currency_id=self.eur.id, margin=10)
        )
        self.assertEqual(transaction.amount_company, 200)
        self.assertEqual(transaction.margin_company, 20)
        self.assertTrue(transaction.is_margin_known)

    def test_margin_unknown_is_not_zero(self):
        unknown, zero = self.transactions.create(
            [self._vals(), self._vals(reference="A2", margin=0)]
        )
        self.assertFalse(unknown.is_margin_known)
        self.assertTrue(zero.is_margin_known)
        unknown.margin = 5
        self.assertTrue(unknown.is_margin_known)

    def test_amount_above_zero(self):
        for amount in (0, -1):
            with (
                self.subTest(amount=amount),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.cr.savepoint(),
            ):
                self.transactions.create(self._vals(amount=amount))

    def test_key_is_unique(self):
        self.transactions.create(self._vals())
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.head.id}
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.cr.savepoint(),
        ):
            self.transactions.create(self._vals(partner_id=contact.id, amount=7))
        self.transactions.create(
            [
                self._vals(kind="payment"),
                self._vals(partner_id=self.north.id),
                self._vals(reference="A2"),
            ]
        )

    def test_date_and_currency(self):
        for values, message in (
            ({"date": "2024-07-01"}, "A1.*2024-07-01.*still to come"),
            ({"collected_on": "2024-07-01"}, "A1.*collected on 2024-07-01"),
            ({"currency_id": self.chf.id}, "A1.*CHF, which is not active"),
        ):
            with (
                self.subTest(**values),
                self.assertRaisesRegex(ValidationError, message),
            ):
                self.transactions.create(self._vals(**values))

    # Import

    def test_template(self):
        """The template is offered, opens in Excel and fits the model."""
        [template] = self.transactions.get_import_templates()
        with file_open(template["template"].strip("/"), "rb") as file:
            content = file.read()
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        self.assertLessEqual(set(rows[0]), set(self.transactions._fields))
        wizard = self.env["base_import.import"].create(
            {
                "res_model": "group.customer.transaction",
                "file": base64.b64decode(base64.b64encode(content)),
                "file_type": "text/csv",
                "file_name": "template.csv",
            }
        )
        preview = wizard.parse_preview(
            {"has_headers": True, "quoting": '"', "separator": ",", "encoding": ""}
        )
        self.assertEqual(
            [preview["matches"][i] for i in range(len(rows[0]))],
            [[name] for name in rows[0]],
        )

    def test_import_by_name_reference_and_tax_number(self):
        """The customer may be named in three ways; kinds, amounts and days read."""
        result = self._import(
            [
                GOOD,
                ["C0042", "2023-02-01", "refund", "A2", "20", "usd", ""],
                ["BE 0477 472 701", "2023-03-01", "Payment", "A3", "30", "EUR", "0"],
            ]
        )
        self.assertFalse(result["messages"])
        first, second, third = self.transactions.browse(result["ids"])
        self.assertEqual(first.partner_id, self.head)
        self.assertEqual((first.amount, first.margin), (1000.5, 100))
        self.assertEqual(first.date, date(2023, 1, 31))
        self.assertEqual(second.partner_id, self.north)
        self.assertEqual((second.kind, second.is_margin_known), ("refund", False))
        self.assertEqual(third.partner_id, self.south)
        self.assertEqual((third.kind, third.is_margin_known), ("payment", True))
        self.assertEqual(third.currency_id, self.eur)
        self.assertEqual(third.company_id, self.env.company)

    def test_same_file_twice_imports_nothing_twice(self):
        rows = [GOOD, ["C0042", "2023-02-01", "refund", "A2", "20", "USD", ""]]
        self.assertEqual(len(self._import(rows)["ids"]), 2)
        result = self._import(rows)
        self.assertFalse(result["ids"])
        self.assertEqual(
            self._messages(result),
            ["Lines imported: 0. Imported before and left as they are: 2."],
        )
        self.assertEqual(result["messages"][0]["type"], "warning")
        result = self._import(
            [*rows, ["C0042", "2023-02-01", "sale", "A4", "1", "USD"]]
        )
        self.assertEqual(len(result["ids"]), 1)
        self.assertEqual(self.transactions.search_count([]), 3)

    def test_changed_amount_is_an_error(self):
        self._import([GOOD])
        changed = list(GOOD)
        changed[4] = "1000.51"
        result = self._import([changed])
        self.assertFalse(result["ids"])
        self.assertRegex(
            self._messages(result)[1],
            r"Line 2: Sale A1 \(Head Holding\) was imported before with another "
            "value of: Amount",
        )

    def test_bad_lines_are_reported_and_good_lines_stay(self):
        """Each bad line with its number and reason, the others taken."""
        self._create_company_partner("Twin")
        self._create_company_partner("Twin")
        bad = (
            (["Nobody", *GOOD[1:]], "No customer has .* 'Nobody'"),
            (["Twin", *GOOD[1:]], "2 customers are called 'Twin'"),
            ([GOOD[0], "2023-02-30", *GOOD[2:]], "2023-02-30"),
            ([GOOD[0], "yesterday", *GOOD[2:]], "yesterday"),
            ([GOOD[0], "2024-07-01", *GOOD[2:]], "2024-07-01 is still to come"),
            ([*GOOD[:2], "gift", *GOOD[3:]], "gift"),
            ([*GOOD[:3], "", *GOOD[4:]], "Reference is missing"),
            ([*GOOD[:4], "-5", *GOOD[5:]], "-5.0, but must be above zero"),
            ([*GOOD[:4], "0", *GOOD[5:]], "must be above zero"),
            ([*GOOD[:4], "a lot", *GOOD[5:]], "a lot"),
            ([*GOOD[:4], "", *GOOD[5:]], "Amount is missing"),
            ([*GOOD[:5], "XYZ", "1"], "no currency 'XYZ'"),
            ([*GOOD[:5], "CHF", "1"], "CHF is not active"),
            ([GOOD[0], "2023-09-09", *GOOD[2:]], "Line 2 has the same company, kind"),
        )
        rows = [GOOD, *(row for row, _message in bad)]
        rows += [["C0042", "2023-02-01", "refund", "A2", "20", "USD", ""]]
        for dryrun in (True, False):
            result = self._import(rows, dryrun=dryrun)
            summary, *messages = result["messages"]
            self.assertEqual(summary["type"], "error")
            self.assertRegex(
                summary["message"],
                f"Lines {'to be ' if dryrun else ''}imported: 2.*imported: 14,",
            )
            self.assertNotIn("record", summary)
            self.assertEqual(len(messages), len(bad))
            for number, (message, (_row, expected)) in enumerate(
                zip(messages, bad, strict=True), 3
            ):
                with self.subTest(expected=expected):
                    self.assertEqual(message["record"], number)
                    self.assertRegex(
                        message["message"], f"^Line {number}: .*{expected}"
                    )
            self.assertEqual(self.transactions.search_count([]), 0 if dryrun else 2)
        # The mended file takes what was missing, once
        result = self._import(
            [GOOD, ["Mend", *GOOD[1:]], ["C0042", "2023-09-09", *GOOD[2:]]]
        )
        self.assertEqual(len(result["ids"]), 1)

    def test_failure_in_the_database_spoils_one_line(self):
        """What only the constraints know is reported by line, too."""
        rows = [GOOD, ["C0042", "2023-02-01", "sale", "A2", "0.001", "USD", ""]]
        with mute_logger("odoo.sql_db"):
            result = self._import(rows)
        self.assertEqual(len(result["ids"]), 1)
        self.assertRegex(self._messages(result)[1], "^Line 3: .*above zero")

    def test_import_in_slices_reports_lines_of_the_file(self):
        result = self._import([GOOD, ["Nobody", *GOOD[1:]]], skip=1)
        self.assertRegex(self._messages(result)[1], "^Line 3: ")

    def test_update_by_id_is_left_to_odoo(self):
        record = self.transactions.create(self._vals())
        result = self.transactions.load([".id", "amount"], [[str(record.id), "250"]])
        self.assertEqual(result["ids"], record.ids)
        self.assertEqual(record.amount, 250)

    def test_load_without_wizard_counts_from_one(self):
        result = self.transactions.load(
            ["partner_id", "date", "reference", "amount"],
            [["Nobody", "2023-01-01", "A1", "5"]],
        )
        self.assertRegex(result["messages"][1]["message"], "^Line 1: ")

    def test_other_models_import_as_before(self):
        wizard = self.env["base_import.import"].create(
            {
                "res_model": "res.currency.rate",
                "file": b"name\nyesterday\n",
                "file_type": "text/csv",
                "file_name": "rates.csv",
            }
        )
        result = wizard.execute_import(
            ["name"],
            ["name"],
            {"has_headers": True, "quoting": '"', "separator": ",", "encoding": ""},
        )
        self.assertTrue(result["messages"][0]["not_matching_error"])

    # Access

    def test_access(self):
        """AP-01: managers keep the history, users read that of their accounts."""
        own, other = self.transactions.create(
            [self._vals(), self._vals(partner_id=self._stranger().id)]
        )
        for role, readable, editable in (
            ("employee", None, False),
            ("archive", None, False),
            ("account", own, False),
            ("colleague", own.browse(), False),
            ("settlement", own | other, False),
            ("manager", own | other, True),
            ("director", own | other, True),
            ("admin", own | other, True),
        ):
            with self.subTest(role=role):
                records = self.transactions.with_user(self.users[role])
                if readable is None:
                    with self.assertRaises(AccessError):
                        records.search([])
                    continue
                self.assertEqual(records.search([]), readable)
                for operation in ("write", "create", "unlink"):
                    self.assertEqual(records.has_access(operation), editable)
        with self.assertRaises(AccessError):
            self._import([GOOD], user="account")

    def _stranger(self):
        """A customer without account manager: every manager looks after it."""
        return self._create_company_partner("Stranger")

    def test_company_rule(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        record = self.transactions.create(self._vals(company_id=other.id))
        director = self.users["director"]
        self.assertFalse(self.transactions.with_user(director).search([]))
        director.company_ids |= other
        self.assertEqual(
            self.transactions.with_user(director)
            .with_context(allowed_company_ids=other.ids)
            .search([]),
            record,
        )

    def test_merged_customers_keep_their_history_once(self):
        kept, same, more = self.transactions.create(
            [
                self._vals(),
                self._vals(partner_id=self.south.id, amount=99),
                self._vals(partner_id=self.south.id, reference="A2"),
            ]
        )
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.head | self.south).ids, self.head
        )
        self.assertFalse(same.exists())
        self.assertEqual((kept | more).commercial_partner_id, self.head)
        self.assertEqual((kept | more).partner_id, self.head)

    def test_form(self):
        with Form(self.transactions.with_user(self.users["manager"])) as form:
            form.reference = "B1"
            form.partner_id = self.head
            form.date = date(2020, 1, 1)
            form.amount = 5
        self.assertEqual(form.record.kind, "sale")
