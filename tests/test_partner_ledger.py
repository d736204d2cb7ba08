# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict
from datetime import date

from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import GroupCustomerCommon
from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-30")
class TestPartnerLedger(LedgerCommon):
    """The SQL sources of all figures, against hand-computed and ORM figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # North in USD: an invoice in EUR at a rate entered by hand, refund, contact
        cls.plain = cls._invoice(cls.north, "2024-01-10", 1000)
        cls.foreign = cls._invoice(
            cls.north,
            "2024-02-10",
            100,
            currency_id=cls.eur.id,
            invoice_currency_rate=0.25,
        )
        cls.of_contact = cls._invoice(cls.contact, "2024-03-10", 300)
        cls.refund = cls._invoice(cls.north, "2024-03-15", 200, move_type="out_refund")
        cls.draft = cls._invoice(cls.north, "2024-03-20", 5000, post=False)
        cls.cancelled = cls._invoice(cls.north, "2024-03-20", 7000)
        cls.cancelled.button_cancel()
        # Mill: two instalments of 400 and 600, the first paid in time, half of the
        # second 10 days late, the rest open
        cls.instalments = cls._invoice(
            cls.mill,
            "2024-04-01",
            1000,
            invoice_payment_term_id=cls.term.id,
        )
        cls._pay(cls.instalments, "2024-04-01", 400)
        cls._pay(cls.instalments, "2024-05-11", 300)
        # South: payment in advance of 500, never allocated; and one in Europe
        cls.advance = cls.env["account.payment"].create(
            {
                "partner_id": cls.south.id,
                "amount": 500,
                "date": "2024-05-20",
                "payment_type": "inbound",
                "partner_type": "customer",
                "payment_method_line_id": cls.inbound_payment_method_line.id,
            }
        )
        cls.advance.action_post()
        cls.europe_before = cls._invoice(cls.south, "2023-12-01", 10, cls.company_eu)
        cls.europe = cls._invoice(cls.south, "2024-03-01", 100, cls.company_eu)
        cls.europe_late = cls._invoice(cls.south, "2024-06-15", 30, cls.company_eu)

    def _by_partner(self, rows, name="amount"):
        sums = defaultdict(float)
        for row in rows:
            sums[row["partner_id"]] += row[name]
        return {
            self.env["res.partner"].browse(id_): round(value, 2)
            for id_, value in sums.items()
        }

    # Sales

    def test_sales_by_hand(self):
        """GR-02: posted documents only, refunds reduce, a contact is its company."""
        rows = self._ledger("sales", partners=SQL("%s", self.north.id))
        self.assertEqual(
            [(row["date"], row["amount"]) for row in rows],
            [
                (date(2024, 1, 10), 1000),
                # 100 EUR at the invoice's own rate of 4, not at the table's 2
                (date(2024, 2, 10), 400),
                (date(2024, 3, 10), 300),
                (date(2024, 3, 15), -200),
            ],
        )
        self.assertEqual({row["margin"] for row in rows}, {None})
        self.assertEqual({row["is_external"] for row in rows}, {False})

    def test_sales_dates_are_included(self):
        rows = self._ledger(
            "sales",
            date_from="2024-02-10",
            date_to="2024-03-10",
            partners=SQL("%s", self.north.id),
        )
        self.assertEqual([row["amount"] for row in rows], [400, 300])

    def test_sales_in_another_currency(self):
        """MD-28: each company's books at its own rate on the document's date."""
        rows = self._ledger(
            "sales", currency=self.usd, partners=SQL("%s", self.south.id)
        )
        # 10 EUR before the first rate: 2; 100 EUR on its first day: 4; 30 EUR: 5
        self.assertEqual([row["amount"] for row in rows], [20, 400, 150])
        in_eur = self._ledger(
            "sales", currency=self.eur, partners=SQL("%s", self.north.id)
        )
        self.assertEqual([row["amount"] for row in in_eur], [500, 200, 150, -100])

    def test_sales_without_any_rate(self):
        """Odoo's own fallback: no rate at all means 1."""
        self.env["res.currency.rate"].search(
            [("currency_id", "in", (self.usd | self.eur).ids)]
        ).unlink()
        rows = self._ledger(
            "sales", currency=self.usd, partners=SQL("%s", self.south.id)
        )
        self.assertEqual([row["amount"] for row in rows], [10, 100, 30])

    def test_conversion_equals_the_orm(self):
        """Every document, against ``res.currency._convert``; rates shared and own,
        before, between and after them."""
        gbp = self._enable_currency("GBP")
        gbp.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": gbp.id,
                    "name": day,
                    "rate": rate,
                    "company_id": company,
                }
                for day, rate, company in (
                    ("2024-01-05", 0.791234, False),
                    ("2024-03-05", 0.812345, False),
                    ("2024-02-01", 0.777777, self.company_eu.id),
                )
            ]
        )
        for currency in (gbp, self.usd, self.eur):
            rows = self._ledger("sales", currency=currency)
            moves = self.env["account.move"].search(
                [
                    ("move_type", "in", ("out_invoice", "out_refund")),
                    ("state", "=", "posted"),
                    ("company_id", "in", self.companies.ids),
                ]
            )
            expected = sorted(
                (
                    move.commercial_partner_id.id,
                    move.invoice_date,
                    round(
                        move.company_id.currency_id._convert(
                            -sum(move.invoice_line_ids.mapped("balance")),
                            currency,
                            move.company_id,
                            move.invoice_date,
                        ),
                        2,
                    ),
                )
                for move in moves
            )
            self.assertEqual(
                sorted(
                    (row["partner_id"], row["date"], round(row["amount"], 2))
                    for row in rows
                ),
                expected,
                currency.name,
            )

    # External history

    def test_external_sales_and_margin(self):
        """GR-02: history from before Odoo counts like an invoice, once."""
        partners = SQL("%s", self.head.id)
        self._transaction(self.head, "2022-05-01", 800, margin=80)
        self._transaction(self.head, "2022-06-01", 300, kind="refund", margin=0)
        self._transaction(self.head, "2022-07-01", 50, kind="payment")
        self._transaction(
            self.head,
            "2024-02-02",
            100,
            currency_id=self.eur.id,
        )
        rows = self._ledger("sales", partners=partners)
        self.assertEqual(
            [(row["amount"], row["margin"], row["is_external"]) for row in rows],
            [(800, 80, True), (-300, 0, True), (200, None, True)],
        )
        invoice = self._invoice(self.head, "2022-05-01", 800, ref="OLD/2022-05-01/800")
        self.assertEqual(
            [row["amount"] for row in self._ledger("sales", partners=partners)],
            [800, -300, 200],
        )
        invoice.button_draft()
        self.assertEqual(
            [row["is_external"] for row in self._ledger("sales", partners=partners)],
            [True, True, True],
        )

    def test_external_reference_of_another_customer_counts(self):
        self._transaction(self.head, "2024-01-10", 1000, reference=self.plain.name)
        rows = self._ledger("sales", partners=SQL("%s", self.head.id))
        self.assertEqual([row["amount"] for row in rows], [1000])

    # Orders

    def test_orders(self):
        """Confirmed orders on the company's own day, and external sales."""
        self.company_us.partner_id.tz = "Asia/Shanghai"
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.contact.id,
                    "order_line": [
                        Command.create(
                            {
                                "name": "Goods",
                                "product_id": self.product_a.id,
                                "price_unit": price,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
                for price in (100, 200, 400)
            ]
        )
        confirmed, cancelled, _quotation = orders
        (confirmed | cancelled).action_confirm()
        confirmed.date_order = "2024-05-31 20:00:00"
        cancelled._action_cancel()
        self._transaction(self.north, "2023-05-01", 70)
        self._transaction(self.north, "2023-05-02", 80, reference=confirmed.name)
        rows = self._ledger(
            "orders", companies=self.company_us, partners=SQL("%s", self.north.id)
        )
        self.assertEqual(
            [(row["date"], row["amount"]) for row in rows],
            [(date(2023, 5, 1), 70), (date(2024, 6, 1), 100)],
        )
        self.assertFalse(
            self._ledger(
                "orders",
                companies=self.company_us,
                date_to="2024-05-31",
                date_from="2024-01-01",
                partners=SQL("%s", self.north.id),
            )
        )

    # Money

    def test_collections(self):
        """Money received, in advance too; not credit notes, not bills."""
        self.assertEqual(
            self._by_partner(self._ledger("collections")),
            {self.mill: 700, self.south: 500},
        )
        self._transaction(self.mill, "2022-01-01", 90, kind="payment")
        self._transaction(
            self.mill, "2022-01-02", 60, collected_on="2022-02-01", reference="S1"
        )
        self._transaction(
            self.mill, "2022-01-03", 30, collected_on="2022-02-01", reference="S2"
        )
        self._transaction(self.mill, "2022-02-01", 30, kind="payment", reference="S2")
        rows = self._ledger("collections", date_to="2022-12-31")
        self.assertEqual(
            [(row["date"], row["amount"]) for row in rows],
            [
                (date(2022, 1, 1), 90),
                (date(2022, 2, 1), 30),
                (date(2022, 2, 1), 60),
            ],
        )

    def test_due_items_by_hand(self):
        """CR-style timing per instalment, as of dates before and after a payment."""
        partners = SQL("%s", self.mill.id)
        names = ("amount", "on_time", "settled", "late_days_amount", "residual")
        for as_of, expected in (
            ("2024-03-31", []),
            ("2024-05-10", [(400, 400, 400, 0, 0), (600, 0, 0, 0, 600)]),
            ("2024-05-11", [(400, 400, 400, 0, 0), (600, 0, 300, 3000, 300)]),
        ):
            rows = self._ledger("due_items", as_of=as_of, partners=partners)
            self.assertEqual(
                [tuple(row[name] for name in names) for row in rows], expected, as_of
            )
        self.assertEqual(
            [row["date_due"] for row in rows], [date(2024, 4, 1), date(2024, 5, 1)]
        )
        due = self._ledger(
            "due_items", as_of="2024-06-30", date_from="2024-05-01", partners=partners
        )
        self.assertEqual([row["amount"] for row in due], [600])

    def test_credited_part_was_never_due(self):
        """A credit note is not a payment: late or in time, it takes the debt away."""
        lines = (self.plain | self.refund).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        lines.reconcile()
        rows = self._ledger(
            "due_items", as_of="2024-06-30", partners=SQL("%s", self.north.id)
        )
        self.assertEqual(
            [(row["amount"], row["settled"], row["residual"]) for row in rows],
            [(800, 0, 800), (400, 0, 400), (300, 0, 300)],
        )
        before = self._ledger(
            "due_items", as_of="2024-03-14", partners=SQL("%s", self.north.id)
        )
        self.assertEqual([row["amount"] for row in before], [1000, 400, 300])

    def test_external_timing(self):
        self._transaction(
            self.mill,
            "2022-01-01",
            100,
            date_due="2022-01-31",
            collected_on="2022-02-10",
        )
        self._transaction(self.mill, "2022-01-02", 50, date_due="2022-01-31")
        for as_of, expected in (
            ("2022-02-09", (100, 0, 0, 0, 0)),
            ("2022-02-10", (100, 0, 100, 1000, 0)),
        ):
            [row] = self._ledger("due_items", as_of=as_of)
            self.assertEqual(
                tuple(
                    row[name]
                    for name in (
                        "amount",
                        "on_time",
                        "settled",
                        "late_days_amount",
                        "residual",
                    )
                ),
                expected,
            )

    def test_receivable_now_and_as_of(self):
        """Open items less unallocated payments; overdue are positive items only."""
        rows = self._ledger("receivable", companies=self.company_us)
        self.assertEqual(
            self._by_partner(rows),
            {self.north: 1500, self.mill: 300, self.south: -500},
        )
        # The refund of 200 is not past due money of ours
        self.assertEqual(
            self._by_partner(rows, "overdue"),
            {self.north: 1700, self.mill: 300, self.south: 0},
        )
        for as_of, mill in (
            ("2024-03-31", None),
            ("2024-04-01", 600),
            ("2024-05-10", 600),
            ("2024-05-11", 300),
        ):
            rows = self._ledger("receivable", companies=self.company_us, as_of=as_of)
            self.assertEqual(self._by_partner(rows).get(self.mill), mill, as_of)

    def test_receivable_equals_the_orm(self):
        for company in self.companies:
            rows = self._ledger("receivable", companies=company)
            for partner, amount in self._by_partner(rows).items():
                self.assertEqual(partner.with_company(company).credit, amount)

    def test_restricted_rows_are_those_of_all(self):
        """The form for a few customers and the form for all say the same."""
        for source_name, kwargs in (
            ("sales", {}),
            ("orders", {}),
            ("collections", {}),
            ("due_items", {"as_of": "2024-05-15"}),
            ("receivable", {"as_of": "2024-05-15"}),
            ("receivable", {}),
        ):
            every = self._ledger(source_name, currency=self.usd, **kwargs)
            for partner in self.tree:
                self.assertEqual(
                    self._ledger(
                        source_name,
                        currency=self.usd,
                        partners=SQL("%s", partner.id),
                        **kwargs,
                    ),
                    [row for row in every if row["partner_id"] == partner.id],
                )

    def test_no_company_is_no_row(self):
        none = self.env["res.company"]
        self.assertFalse(self._ledger("sales", companies=none, currency=self.usd))
        self.assertFalse(self._ledger("receivable", companies=none))


@tagged("post_install", "-at_install")
class TestLedgerToday(GroupCustomerCommon):
    def test_today_is_the_day_where_the_company_is(self):
        """A cron has no time zone: in Shanghai the year begins before UTC's."""
        company = self.env.company
        company.partner_id.tz = "Asia/Shanghai"
        ledger = self.env["group.customer.ledger"]
        with freeze_time("2025-12-31 17:00:00"):
            self.assertEqual(str(ledger._get_today(company)), "2026-01-01")
            company.partner_id.tz = "America/New_York"
            self.assertEqual(str(ledger._get_today(company)), "2025-12-31")
