# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime
from unittest.mock import patch

from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .ledger_common import LedgerCommon

BUILD = (
    "odoo.addons.group_customer.models.partner.group_customer_snapshot_build"
    ".GroupCustomerSnapshot._rebuild_sql"
)
QUEUE_LOG = "odoo.addons.group_customer.models.partner.group_customer_snapshot_queue"


class SnapshotCommon(LedgerCommon):
    """Three levels, in the books of the company in USD::

    head: 100 this year, 1000 last year
    ├── north: 200, less a refund of 50; 10 EUR in Europe at 5 USD
    │   └── mill: 400 this year, 30 paid; 8 from before Odoo in 2022
    └── south: 0
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshots = cls.env["group.customer.snapshot"]
        cls._invoice(cls.head, "2024-02-01", 100)
        cls._invoice(cls.head, "2023-02-01", 1000)
        cls._invoice(cls.north, "2024-03-01", 200)
        cls._invoice(cls.north, "2024-03-02", 50, move_type="out_refund")
        cls._invoice(cls.north, "2024-06-15", 10, cls.company_eu)
        cls.mill_invoice = cls._invoice(cls.mill, "2024-06-20", 400)
        cls._pay(cls.mill_invoice, "2024-06-25", 30)
        cls._transaction(cls.mill, "2022-05-01", 8)
        cls._drain()

    @classmethod
    def _drain(cls):
        """Do what the cron does, without its commits."""
        cls.env.flush_all()
        is_last = False
        while not is_last:
            _done, is_last = cls.snapshots._refresh_slice()

    def _figures(self, partner, name, company=None):
        row = self.snapshots.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", (company or self.company_us).id),
            ]
        )
        return tuple(row[f"{level}_{name}"] for level in ("own", "children", "total"))

    def _queued(self):
        return self.env.execute_query(
            SQL("SELECT partner_id, company_id FROM group_customer_snapshot_queue")
        )


@tagged("post_install", "-at_install")
@freeze_time("2024-06-30")
class TestPartnerSnapshot(SnapshotCommon):
    """Own, members' and total figures of every node (MD-28, MD-29)."""

    def test_three_levels_by_hand(self):
        for name, partner, expected in (
            ("revenue_this_year", self.head, (100, 550, 650)),
            ("revenue_this_year", self.north, (150, 400, 550)),
            ("revenue_this_year", self.mill, (400, 0, 400)),
            ("revenue_this_year", self.south, (0, 0, 0)),
            ("revenue_last_year", self.head, (1000, 0, 1000)),
            ("revenue_last_year", self.north, (0, 0, 0)),
            # three years back: from 2021-07-01
            ("revenue_lookback", self.head, (1100, 558, 1658)),
            ("revenue_lookback", self.mill, (408, 0, 408)),
            ("order_count", self.head, (0, 1, 1)),
            ("receivable", self.head, (1100, 520, 1620)),
            # due 30 days after the invoice: mill's is not, the refund never is
            ("overdue", self.head, (1100, 200, 1300)),
            ("last_order_date", self.head, (False, date(2022, 5, 1), date(2022, 5, 1))),
            ("last_order_date", self.mill, (date(2022, 5, 1), False, date(2022, 5, 1))),
        ):
            with self.subTest(figure=name, partner=partner.name):
                self.assertEqual(self._figures(partner, name), expected)

    def test_each_company_in_its_currency(self):
        """MD-28: the other company's books are apart, in its own currency."""
        self.assertEqual(
            self._figures(self.head, "revenue_this_year", self.company_eu), (0, 10, 10)
        )
        rows = self.snapshots.search([("partner_id", "=", self.head.id)])
        self.assertEqual(
            {row.company_id: row.currency_id for row in rows} | {},
            {row.company_id: row.company_id.currency_id for row in rows},
        )
        self.assertLessEqual(self.companies, rows.company_id)
        self.assertEqual(rows.mapped("state"), ["fresh"] * len(rows))
        self.assertEqual(rows[0].computed_at, datetime(2024, 6, 30))

    def test_lookback_follows_the_parameter(self):
        parameter = self.env["group.customer.parameter"].search(
            [("code", "=", "snapshot_lookback_years")]
        )
        self.env["group.customer.parameter.value"].create(
            {
                "parameter_id": parameter.id,
                "company_id": self.company_us.id,
                "date_from": "2024-06-01",
                "value": 1,
            }
        )
        self.snapshots._rebuild(self.company_us)
        self.assertEqual(self._figures(self.head, "revenue_lookback"), (100, 550, 650))

    def test_full_and_partial_rebuild_agree(self):
        def read():
            return self.snapshots.search_read(
                [("company_id", "in", self.companies.ids)],
                [
                    name
                    for name, field in self.snapshots._fields.items()
                    if field.store and name != "id"
                ],
                order="partner_id, company_id",
            )

        partial = read()
        self.snapshots._rebuild(self.companies, self.head)
        self.assertEqual(read(), partial)
        self.env.cr.execute("DELETE FROM group_customer_snapshot")
        self.snapshots._rebuild()
        for row, former in zip(read(), partial, strict=True):
            row.pop("id")
            former.pop("id")
            self.assertEqual(row, former)

    def test_rebuild_is_one_statement_per_company(self):
        self.snapshots._rebuild(self.companies)
        # beside the statement, the company's parameter and the receivable accounts
        with self.assertQueryCount(6):
            self.snapshots._rebuild(self.companies)

    def test_rebuild_keeps_row_ids(self):
        before = self.snapshots.search([]).ids
        self.snapshots._rebuild()
        self.assertEqual(self.snapshots.search([]).ids, before)

    def test_moved_subtree(self):
        """MD-29: a moved branch takes its figures along."""
        self.north.group_parent_id = self.south
        rows = self.snapshots.search([("partner_id", "=", self.south.id)])
        self.assertEqual(set(rows.mapped("state")), {"stale"})
        self._drain()
        self.assertEqual(self._figures(self.south, "revenue_this_year"), (0, 550, 550))
        self.assertEqual(self._figures(self.head, "revenue_this_year"), (100, 550, 650))
        self.north.group_parent_id = False
        self._drain()
        self.assertEqual(self._figures(self.head, "revenue_this_year"), (100, 0, 100))
        self.assertEqual(
            self._figures(self.north, "revenue_this_year"), (150, 400, 550)
        )
        row = self.snapshots.search(
            [
                ("partner_id", "=", self.mill.id),
                ("company_id", "=", self.company_us.id),
            ]
        )
        self.assertEqual((row.root_id, row.is_root), (self.north, False))

    def test_leaving_the_tree_removes_the_figures(self):
        self.south.group_parent_id = False
        self.south.is_group_customer = False
        self._drain()
        self.assertFalse(self.snapshots.search([("partner_id", "=", self.south.id)]))

    def test_archived_member_counts(self):
        self.mill.active = False
        self._drain()
        self.assertEqual(self._figures(self.head, "revenue_this_year"), (100, 550, 650))

    # Marking

    def test_posting_marks_the_group(self):
        self.assertFalse(self._queued())
        invoice = self._invoice(self.contact, "2024-06-29", 1, post=False)
        self.assertFalse(self._queued())
        expected = [(self.head.id, self.company_us.id)]
        invoice.action_post()
        self.assertEqual(self._queued(), expected)
        rows = self.snapshots.search([("root_id", "=", self.head.id)])
        stale = rows.filtered(lambda r: r.state == "stale")
        self.assertEqual(stale.company_id, self.company_us)
        self.assertEqual(self.snapshots.search([("state", "=", "stale")]), stale)
        self.assertFalse(self.snapshots.search([("state", "=", "failed")]))
        self._drain()
        self.assertFalse(self._queued())
        self.assertEqual(self._figures(self.north, "revenue_this_year")[0], 151)
        for change in (
            lambda: self._pay(invoice, "2024-06-30"),
            lambda: invoice.line_ids.remove_move_reconcile(),
            lambda: invoice.button_draft(),
            lambda: self._transaction(self.mill, "2021-01-01", 5),
            lambda: (
                self.env["group.customer.transaction"]
                .search([("reference", "=", "OLD/2021-01-01/5")])
                .write({"amount": 6})
            ),
            lambda: (
                self.env["group.customer.transaction"]
                .search([("reference", "=", "OLD/2021-01-01/5")])
                .unlink()
            ),
        ):
            change()
            self.assertEqual(set(self._queued()), set(expected))
            self._drain()

    def test_order_marks_the_group(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.contact.id,
                "order_line": [Command.create({"product_id": self.product_a.id})],
            }
        )
        self.assertFalse(self._queued())
        order.action_confirm()
        self.assertEqual(self._queued(), [(self.head.id, self.company_us.id)])
        self._drain()
        self.assertEqual(self._figures(self.head, "order_count"), (0, 2, 2))
        order._action_cancel()
        self.assertEqual(self._queued(), [(self.head.id, self.company_us.id)])
        self._drain()
        self.assertEqual(self._figures(self.head, "order_count"), (0, 1, 1))

    def test_who_is_in_no_tree_is_not_queued(self):
        self._pay(self._invoice(self.partner_a, "2024-06-29", 1), "2024-06-30")
        self.assertFalse(self._queued())

    def test_posting_adds_a_constant_number_of_queries(self):
        """A posting marks its group with one statement, be it 1 invoice or 20."""
        for count in (1, 20):
            moves = self.env["account.move"].union(
                *(
                    self._invoice(self.north, "2024-06-29", 1, post=False)
                    for _number in range(count)
                )
            )
            self.env.flush_all()
            with patch.object(
                self.env.registry["group.customer.snapshot.queue"], "_trigger_drain"
            ):
                self.env.cr.precommit.clear()
                moves.action_post()
                self.assertEqual(len(self._queued()), 1)
                before = self.env.cr.sql_log_count
                moves._mark_group_figures_dirty()
                self.assertEqual(self.env.cr.sql_log_count - before, 1)
            self._drain()

    def test_cron_is_triggered_once(self):
        cron = self.env.ref("group_customer.ir_cron_group_customer_snapshot_refresh")
        triggers = self.env["ir.cron.trigger"].sudo()
        domain = [("cron_id", "=", cron.id)]
        before = triggers.search_count(domain)
        for _number in range(3):
            self.snapshots._mark_dirty(self.tree)
        self.env.cr.precommit.run()
        self.assertEqual(triggers.search_count(domain), before + 1)

    # Failures

    def test_failed_group_keeps_its_figures(self):
        """One bad group says why; the others are refreshed."""
        other = self._create_company_partner("Other Group")
        self._drain()
        self._invoice(other, "2024-06-01", 7)
        self._invoice(self.mill, "2024-06-01", 1000)
        build = self.registry["group.customer.snapshot"]._rebuild_sql

        def fail(records, company, roots=None):
            if roots is None or self.head in roots:
                raise ValueError("No rate for the moon")
            return build(records, company, roots)

        for mark in (lambda: None, self.snapshots._cron_rebuild):
            mark()
            with patch(BUILD, fail), mute_logger(QUEUE_LOG):
                self._drain()
            self.assertFalse(self._queued())
            self.assertEqual(self._figures(other, "revenue_this_year"), (7, 0, 7))
            self.assertEqual(
                self._figures(self.head, "revenue_this_year"), (100, 550, 650)
            )
            failed = self.snapshots.search(
                [("state", "=", "failed"), ("company_id", "=", self.company_us.id)]
            )
            self.assertEqual(failed.partner_id, self.tree)
            self.assertEqual(set(failed.mapped("error")), {"No rate for the moon"})
        self.snapshots._cron_rebuild()
        self._drain()
        self.assertFalse(self.snapshots.search([("state", "!=", "fresh")]))
        self.assertEqual(
            self._figures(self.head, "revenue_this_year"), (100, 1550, 1650)
        )

    def test_group_that_fails_at_once_shows_it(self):
        other = self._create_company_partner("Other Group")

        def fail(records, company, roots=None):
            raise ValueError("No rate for the moon")

        with patch(BUILD, fail), mute_logger(QUEUE_LOG):
            self._drain()
        row = self.snapshots.search(
            [("partner_id", "=", other.id), ("company_id", "=", self.company_us.id)]
        )
        self.assertEqual((row.state, row.computed_at), ("failed", False))

    def test_cron(self):
        self._invoice(self.south, "2024-06-01", 3)
        cron = self.env.ref("group_customer.ir_cron_group_customer_snapshot_refresh")
        with self.enter_registry_test_mode():
            cron.sudo().method_direct_trigger()
        self.assertFalse(self._queued())
        self.assertEqual(self._figures(self.south, "revenue_this_year"), (3, 0, 3))
        # A second run finds nothing to do
        with self.enter_registry_test_mode():
            cron.sudo().method_direct_trigger()
        self.assertEqual(self._figures(self.south, "revenue_this_year"), (3, 0, 3))
