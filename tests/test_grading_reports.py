# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GroupCustomerCommon
from .share_scheme_common import create_share_scheme

CLASSIFICATION = "group_customer.report_customer_classification"
GRADE_TABLE = "group_customer.report_customer_grade_table"


@tagged("post_install", "-at_install")
class TestGradingReports(GroupCustomerCommon):
    """The two printed forms of a grade run (GR-03, AP-05)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._archive_approval_rules()
        cls.scheme = create_share_scheme(cls.env, "Form Scheme", cls.tree)
        cls.env["group.customer.transaction"].create(
            [
                {
                    "partner_id": partner.id,
                    "date": "2025-03-01",
                    "reference": f"FORM-{partner.name}",
                    "amount": amount,
                }
                for partner, amount in (
                    (cls.head, 8000),
                    (cls.north, 1500),
                    (cls.south, 400),
                    (cls.mill, 100),
                )
            ]
        )
        cls.head.user_id = cls.users["account"]
        cls.north.user_id = cls.users["colleague"]
        cls.grade_run = cls._create_run(cls.scheme)

    @classmethod
    def _create_run(cls, scheme):
        run = (
            cls.env["group.customer.grade.run"]
            .with_user(cls.users["director"])
            .create({"scheme_id": scheme.id})
        )
        run.action_compute()
        return run

    def _render(self, report, role="director", run=None, **context):
        content, _type = (
            self.env["ir.actions.report"]
            .with_user(self.users[role])
            .with_context(**context)
            ._render_qweb_html(report, (run or self.grade_run).ids)
        )
        return html.fromstring(content)

    def _get_rows(self, root):
        return [
            [" ".join(cell.text_content().split()) for cell in row.xpath("td")]
            for row in root.xpath(
                "//table[contains(@class, 'gc_rows')]/tbody"
                "/tr[not(contains(@class, 'gc_total'))]"
            )
        ]

    def test_classification_table(self):
        """Annex 1: customers by class with manager, revenue and basis."""
        root = self._render(CLASSIFICATION)
        self.assertIn("Customer Classification Table", root.text_content())
        self.assertEqual(
            [row[1:5] for row in self._get_rows(root)],
            [
                ["Head Holding", self.users["account"].name, "A", "8,000.00"],
                ["North Works", self.users["colleague"].name, "B", "1,500.00"],
                ["South Works", "", "C", "400.00"],
                ["North Mill", "", "C", "100.00"],
            ],
        )
        self.assertIn("8,000.00", self._get_rows(root)[0][5])
        self.assertIn("① Revenue", root.text_content())
        # Totals of the page and of the run: 8,000 + 1,500 + 400 + 100
        totals = root.xpath("//tr[contains(@class, 'gc_total')]")
        self.assertEqual(
            [" ".join(total.text_content().split()) for total in totals[:1]],
            ["This page: 4 customers 10,000.00"],
        )

    def test_classification_counts_by_class(self):
        """80 % of the revenue with one of four customers, 25 % of them."""
        root = self._render(CLASSIFICATION)
        summary = [
            [" ".join(cell.text_content().split()) for cell in row.xpath("td")]
            for row in root.xpath("//table[contains(@class, 'gc_sum')]//tr[td]")
        ]
        self.assertEqual(
            summary,
            [
                ["A", "1", "25.00 %", "8,000.00", "80.00 %"],
                ["B", "1", "25.00 %", "1,500.00", "15.00 %"],
                ["C", "2", "50.00 %", "500.00", "5.00 %"],
            ],
        )

    def test_grade_table(self):
        """Annex 2: grade, previous grade and reason of each customer."""
        root = self._render(GRADE_TABLE)
        self.assertIn("Customer Grade Table", root.text_content())
        rows = self._get_rows(root)
        self.assertEqual(
            [row[1:5] for row in rows],
            [
                ["Head Holding", "A", "–", "New"],
                ["North Works", "B", "–", "New"],
                ["South Works", "C", "–", "New"],
                ["North Mill", "C", "–", "New"],
            ],
        )
        self.assertTrue(all(row[5] for row in rows))

    def test_previous_grade_and_change(self):
        """The second run tells who moved, against the grade held today."""
        self.grade_run.action_confirm()
        self.env["group.customer.transaction"].create(
            {
                "partner_id": self.south.id,
                "date": "2025-04-01",
                "reference": "FORM-2",
                "amount": 9600,
            }
        )
        # Larger customers than Head make up 10,000 of 19,600, 51 %: A. Larger ones
        # than North make up 18,000, 91.8 %: C.
        second = self._create_run(self.scheme)
        rows = self._get_rows(self._render(GRADE_TABLE, run=second))
        self.assertEqual(
            {row[1]: row[2:5] for row in rows},
            {
                "South Works": ["A", "C", "Up"],
                "Head Holding": ["A", "A", "Same"],
                "North Works": ["C", "B", "Down"],
                "North Mill": ["C", "C", "Same"],
            },
        )

    def test_three_signatures(self):
        """AP-05: preparer, reviewer, re-checker; a blank line until signed."""

        def signatures():
            root = self._render(GRADE_TABLE)
            return [
                " ".join(cell.text_content().split())
                for cell in root.xpath("//table[contains(@class, 'gc_signs')]//td")
            ]

        prepared, reviewed, rechecked = signatures()
        self.assertTrue(prepared.startswith("Preparer: gc_director"))
        self.assertEqual(reviewed, "Reviewer: Date:")
        self.assertEqual(rechecked, "Re-checker: Date:")
        self.grade_run.with_user(self.users["manager"]).action_confirm()
        self.grade_run.with_user(self.users["settlement"]).action_file()
        prepared, reviewed, rechecked = signatures()
        self.assertTrue(reviewed.startswith("Reviewer: gc_manager"))
        self.assertTrue(rechecked.startswith("Re-checker: gc_settlement"))

    def test_signatures_only_on_annex_2_and_once(self):
        root = self._render(CLASSIFICATION)
        self.assertFalse(root.xpath("//table[contains(@class, 'gc_signs')]"))
        root = self._render(GRADE_TABLE)
        self.assertEqual(len(root.xpath("//table[contains(@class, 'gc_signs')]")), 1)

    def test_every_role_that_reads_runs_prints(self):
        """An account manager's form holds the own accounts and says so."""
        for role, count in (
            ("director", 4),
            ("settlement", 4),
            ("admin", 4),
            # Manages the head, so the whole group
            ("account", 4),
            ("colleague", 1),
        ):
            for report in (CLASSIFICATION, GRADE_TABLE):
                with self.subTest(role=role, report=report):
                    root = self._render(report, role)
                    self.assertEqual(len(self._get_rows(root)), count)
                    is_told = "customers of other account" in root.text_content()
                    self.assertEqual(is_told, count < 4)

    def test_plain_employee_cannot_print(self):
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            self._render(GRADE_TABLE, "employee")

    def test_empty_run_prints_one_page(self):
        """A run that is not computed yet prints a form without rows."""
        run = self.env["group.customer.grade.run"].create({"scheme_id": self.scheme.id})
        root = self._render(GRADE_TABLE, run=run)
        self.assertFalse(self._get_rows(root))
        self.assertEqual(len(root.xpath("//div[contains(@class, 'gc_page')]")), 1)

    def test_many_customers_take_pages_with_their_own_head(self):
        """Rows are cut into pages, each with head, number and total."""
        run = self._create_run(self._create_large_scheme(120))
        root = self._render(CLASSIFICATION, run=run)
        pages = root.xpath("//div[contains(@class, 'gc_page')]")
        self.assertGreater(len(pages), 2)
        self.assertEqual(len(self._get_rows(root)), 120)
        for number, page in enumerate(pages, 1):
            self.assertEqual(len(page.xpath(".//table/thead")), 1)
            text = " ".join(page.text_content().split())
            self.assertIn(f"Page {number} of {len(pages)}", text)

    def test_queries_do_not_grow_with_customers(self):
        """No query per line: 10 and 60 customers cost the same."""
        runs = [self._create_run(self._create_large_scheme(size)) for size in (10, 60)]
        for report in (CLASSIFICATION, GRADE_TABLE):
            # The first time fills the caches of the registry.
            counts = [self._count_queries(report, run) for run in (runs[0], *runs)]
            with self.subTest(report=report):
                self.assertEqual(counts[1], counts[2])

    def _count_queries(self, report, run):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._render(report, run=run)
        return self.env.cr.sql_log_count - before

    def _create_large_scheme(self, size):
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Customer {size}-{index}",
                    "is_company": True,
                    "user_id": self.users["colleague"].id,
                }
                for index in range(size)
            ]
        )
        self.env["group.customer.transaction"].create(
            [
                {
                    "partner_id": partner.id,
                    "date": "2025-03-01",
                    "reference": f"LARGE-{size}-{index}",
                    "amount": 100 + index,
                }
                for index, partner in enumerate(partners)
            ]
        )
        return create_share_scheme(self.env, f"Large {size}", partners)
