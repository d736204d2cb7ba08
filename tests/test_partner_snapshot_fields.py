# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .test_partner_snapshot import SnapshotCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-30")
class TestPartnerSnapshotFields(SnapshotCommon):
    """The figures on the partner: read, searched, sorted, added up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].with_context(
            allowed_company_ids=cls.company_us.ids
        )
        cls.plain = cls.env["res.partner"].create({"name": "No Group Customer"})
        cls.scope = [("id", "in", (cls.tree | cls.plain).ids)]

    def _search(self, *domain, order="id", companies=None):
        partners = self.partners
        if companies:
            partners = partners.with_context(allowed_company_ids=companies.ids)
        return partners.search([*domain, *self.scope], order=order)

    def test_read(self):
        head = self.partners.browse(self.head.id)
        self.assertEqual(head.group_own_revenue, 100)
        self.assertEqual(head.group_total_revenue, 650)
        self.assertEqual(head.group_total_revenue_last_year, 1000)
        self.assertEqual(head.group_total_revenue_lookback, 1658)
        self.assertEqual(head.group_total_order_count, 1)
        self.assertEqual(head.group_total_receivable, 1620)
        self.assertEqual(head.group_total_overdue, 1300)
        self.assertEqual(head.group_last_order_date, date(2022, 5, 1))
        self.assertEqual(head.group_snapshot_state, "fresh")
        self.assertEqual(head.group_snapshot_computed_at, datetime(2024, 6, 30))
        self.assertEqual(head.group_currency_id, self.usd)
        plain = self.partners.browse(self.plain.id)
        self.assertEqual(plain.group_total_revenue, 0)
        self.assertFalse(plain.group_snapshot_state)
        self.assertFalse(self.env["res.partner"].new({}).group_total_revenue)

    def test_several_companies(self):
        """Summed in the currency of the current company, at today's rate."""
        head = self.head
        in_usd = head.with_context(allowed_company_ids=self.companies.ids)
        # US books have 1 USD = 0.5 EUR: the 10 EUR of Europe are 20 USD
        self.assertEqual(in_usd.group_total_revenue, 670)
        self.assertEqual(in_usd.group_total_order_count, 1)
        in_eur = head.with_context(
            allowed_company_ids=(self.company_eu | self.company_us).ids
        )
        # European books have 1 EUR = 5 USD
        self.assertEqual(in_eur.group_total_revenue, 140)
        self.assertEqual(in_eur.group_currency_id, self.eur)
        only_eur = head.with_context(allowed_company_ids=self.company_eu.ids)
        self.assertEqual(only_eur.group_total_revenue, 10)
        self.assertEqual(
            self._search(("group_total_revenue", "=", 670), companies=self.companies),
            self.head,
        )
        self.assertEqual(
            self._search(
                order="group_total_revenue desc, id desc", companies=self.companies
            ).ids,
            (self.head + self.north + self.mill + self.plain + self.south).ids,
        )

    def test_search(self):
        head, north, mill = self.head, self.north, self.mill
        rest = self.south | self.plain
        for field, operator, value, expected in (
            ("group_total_revenue", "=", 550, north),
            ("group_total_revenue", "!=", 550, head | mill | rest),
            ("group_total_revenue", "in", [550, 400], north | mill),
            ("group_total_revenue", "not in", [550, 400], head | rest),
            ("group_total_revenue", ">", 400, head | north),
            ("group_total_revenue", ">=", 400, head | north | mill),
            ("group_total_revenue", "<", 400, rest),
            ("group_total_revenue", "<=", 400, mill | rest),
            ("group_total_revenue", "=", 0, rest),
            ("group_total_revenue", "=", False, rest),
            ("group_total_revenue", "!=", False, head | north | mill),
            ("group_own_revenue", ">", 100, north | mill),
            ("group_total_order_count", "=", 1, head | north | mill),
            ("group_total_order_count", "<", 1, rest),
            ("group_total_overdue", ">", 200, head),
            ("group_last_order_date", "=", "2022-05-01", head | north | mill),
            ("group_last_order_date", "<", "2022-05-02", head | north | mill),
            ("group_last_order_date", "=", False, rest),
            ("group_last_order_date", "!=", False, head | north | mill),
            ("group_snapshot_state", "=", "fresh", self.tree),
            ("group_snapshot_state", "!=", "fresh", self.plain),
            ("group_snapshot_state", "in", ["stale", "failed"], rest.browse()),
            ("group_snapshot_state", "=", False, self.plain),
            ("group_snapshot_computed_at", ">=", "2024-06-30", self.tree),
        ):
            with self.subTest(field=field, operator=operator, value=value):
                found = self._search((field, operator, value))
                self.assertEqual(found, expected.sorted("id"))
                self.assertEqual(
                    self.partners.browse((self.tree | self.plain).ids).filtered_domain(
                        [(field, operator, value)]
                    ),
                    expected & (self.tree | self.plain),
                )

    def test_search_combined(self):
        found = self._search(
            "|", ("group_total_revenue", ">", 600), ("group_own_revenue", "=", 400)
        )
        self.assertEqual(found, self.head | self.mill)
        self.assertEqual(
            self.partners.search(
                [("group_parent_id.group_total_revenue", "=", 550), *self.scope]
            ),
            self.mill,
        )

    def test_sort_in_both_directions(self):
        expected = self.head + self.north + self.mill + self.south + self.plain
        self.assertEqual(
            self._search(order="group_total_revenue desc, id").ids, expected.ids
        )
        self.assertEqual(
            self._search(order="group_total_revenue, id desc").ids, expected[::-1].ids
        )
        # Who never ordered comes last either way
        self._transaction(self.south, "2023-01-01", 1)
        self._drain()
        last = self.plain
        self.assertEqual(
            self._search(order="group_last_order_date desc, id").ids,
            (self.head + self.south + self.north + self.mill + last).ids,
        )
        self.assertEqual(
            self._search(order="group_last_order_date, id").ids,
            (self.north + self.mill + self.head + self.south + last).ids,
        )
        for name in self.partners._get_group_figure_fields():
            description = self.partners.fields_get([name])[name]
            self.assertTrue(description["sortable"], name)
            self.assertTrue(description["searchable"], name)

    def test_added_up_in_lists(self):
        """Own revenue adds up; totals contain one another and do not."""
        [[total]] = self.partners._read_group(
            self.scope, aggregates=["group_own_revenue:sum"]
        )
        self.assertEqual(total, 650)
        groups = self.partners._read_group(
            self.scope, ["group_root_id"], ["group_own_revenue:sum"]
        )
        self.assertEqual(dict(groups)[self.head], 650)
        fields_get = self.partners.fields_get()
        self.assertEqual(fields_get["group_own_revenue"]["aggregator"], "sum")
        self.assertFalse(fields_get["group_total_revenue"].get("aggregator"))

    def test_one_query_for_a_page(self):
        names = self.partners._get_group_figure_fields()
        self._search().mapped(names[0])
        for partners in (self.tree[:1], self.tree):
            partners = self.partners.browse(partners.ids)
            partners.invalidate_recordset(names)
            with self.assertQueryCount(1):
                for name in names:
                    partners.mapped(name)

    def test_stale_and_refresh_now(self):
        self._invoice(self.mill, "2024-06-29", 1000)
        mill = self.partners.browse(self.mill.id)
        self.assertEqual(mill.group_snapshot_state, "stale")
        self.assertEqual(
            self._search(("group_snapshot_state", "=", "stale")), self.tree
        )
        with self.assertRaises(AccessError):
            mill.with_user(self.users["employee"]).action_refresh_group_figures()
        mill.with_user(self.users["account"]).action_refresh_group_figures()
        self.assertEqual(mill.group_total_revenue, 1400)
        self.assertEqual(mill.group_snapshot_state, "fresh")
        self.assertFalse(self._queued())

    # Access

    def test_totals_are_shown_to_who_reads_the_customer(self):
        head = self.partners.browse(self.head.id)
        for role in ("employee", "account", "manager", "admin"):
            with self.subTest(role=role):
                self.assertEqual(
                    head.with_user(self.users[role]).group_total_revenue, 650
                )

    def test_rows_follow_the_level_of_authority(self):
        """AP-01: own accounts and their groups, the team's, all."""
        self.env["crm.team"].create(
            {
                "name": "Team of the manager",
                "user_id": self.users["manager"].id,
                "member_ids": self.users["colleague"].ids,
            }
        )
        self.tree.user_id = self.users["director"]
        self.mill.user_id = self.users["account"]
        self.south.user_id = self.users["colleague"]
        domain = [
            ("partner_id", "in", self.tree.ids),
            ("company_id", "=", self.company_us.id),
        ]
        for role, expected in (
            ("account", self.mill),
            ("colleague", self.south),
            ("manager", self.south),
            ("director", self.tree),
            ("settlement", self.tree),
            ("admin", self.tree),
        ):
            with self.subTest(role=role):
                rows = self.snapshots.with_user(self.users[role])
                self.assertEqual(
                    rows.search(domain, order="partner_id").partner_id, expected
                )
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(rows.has_access(operation))
        for role in ("employee", "archive"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.snapshots.with_user(self.users[role]).search([])
        # Who looks after the head looks after its group
        self.head.user_id = self.users["account"]
        rows = self.snapshots.with_user(self.users["account"])
        self.assertEqual(rows.search(domain, order="partner_id").partner_id, self.tree)
        # Another company's books stay closed
        self.assertFalse(rows.search([("company_id", "=", self.company_eu.id)]))

    def test_buttons_and_form(self):
        head = self.head.with_user(self.users["account"])
        action = head.action_open_group_figures()
        self.assertEqual(self.snapshots.search(action["domain"]).partner_id, self.tree)
        invoices = self.env["account.move"].search(
            head.action_open_group_invoices()["domain"]
        )
        self.assertIn(self.mill_invoice, invoices)
        self.assertLessEqual(invoices.commercial_partner_id, self.tree)
        row = self.snapshots.search([("partner_id", "=", self.mill.id)], limit=1)
        self.assertEqual(row.action_open_partner()["res_id"], self.mill.id)
        form = Form(self.head.with_user(self.users["account"]))
        self.assertEqual(form.group_total_revenue, 650)
        form = Form(self.head.with_user(self.users["employee"]))
        self.assertEqual(form.name, "Head Holding")
