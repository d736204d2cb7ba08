# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo import Command
from odoo.tests import tagged

from .grading_common import GradingCommon, GradingMixin
from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestGradingMetrics(GradingCommon):
    """Every measure, worked out by hand on the history of a few customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob, cls.nil = cls._customers("Ann", "Bob", "Nil")

    def test_revenue_less_refunds_in_the_window(self):
        """GR-02: the last three years; no document at all is no data, not 0."""
        self._transact(self.ann, 100, "2021-06-30")  # one day too early
        self._transact(self.ann, 1000, "2021-07-01")
        self._transact(self.ann, 300, "2024-06-30")
        self._transact(self.ann, 50, "2024-01-05", kind="refund")
        self._transact(self.bob, 80, "2024-02-01")
        self._transact(self.bob, 80, "2024-03-01", kind="refund")
        self._transact(self.bob, 9, "2024-07-01")  # after the day of the run
        self.assertEqual(
            self._values("revenue", window_value=3, window_unit="year"),
            {"Ann": 1250, "Bob": 0, "Nil": None},
        )
        self.assertEqual(
            self._values("revenue", window_value=6, window_unit="month"),
            {"Ann": 250, "Bob": 0, "Nil": None},
        )
        self.assertEqual(self._values("revenue"), {"Ann": 1350, "Bob": 0, "Nil": None})

    def test_order_count_is_zero_without_orders(self):
        self._transact(self.ann, 100, "2024-05-01")
        self._transact(self.ann, 100, "2024-06-01")
        self._transact(self.ann, 100, "2020-06-01")
        self._transact(self.ann, 100, "2024-06-02", kind="refund")
        self.assertEqual(
            self._values("order_count", window_value=1),
            {"Ann": 2, "Bob": 0, "Nil": 0},
        )

    def test_recency_counts_sales_not_refunds(self):
        self._transact(self.ann, 100, "2024-06-20")
        self._transact(self.ann, 10, "2024-06-29", kind="refund")
        self._transact(self.bob, 100, "2023-06-30")
        self.assertEqual(
            self._values("recency_days"), {"Ann": 10, "Bob": 366, "Nil": None}
        )

    def test_collected_amount(self):
        self._transact(self.ann, 70, "2024-03-01", kind="payment")
        self._transact(self.ann, 30, "2024-02-01", collected_on="2024-04-01")
        self._transact(self.ann, 500, "2024-02-01")  # not collected
        self._transact(self.bob, 20, "2024-07-01", kind="payment")
        self.assertEqual(
            self._values("collected_amount", window_value=1),
            {"Ann": 100, "Bob": None, "Nil": None},
        )

    def test_share_paid_within_term_is_weighted_by_amount(self):
        self._transact(
            self.ann,
            300,
            "2024-01-01",
            date_due="2024-02-01",
            collected_on="2024-02-01",
        )
        self._transact(
            self.ann,
            100,
            "2024-01-01",
            date_due="2024-02-01",
            collected_on="2024-02-11",
        )
        # Due before the window.
        self._transact(
            self.ann,
            900,
            "2022-01-01",
            date_due="2022-02-01",
            collected_on="2022-09-11",
        )
        self.assertEqual(
            self._values("paid_on_time_share", window_value=1),
            {"Ann": 75, "Bob": None, "Nil": None},
        )

    def test_average_days_late_is_weighted_by_amount(self):
        """300 on time, 100 ten days late: 100 × 10 ÷ 400."""
        self._transact(
            self.ann,
            300,
            "2024-01-01",
            date_due="2024-02-01",
            collected_on="2024-01-10",
        )
        self._transact(
            self.ann,
            100,
            "2024-01-01",
            date_due="2024-02-01",
            collected_on="2024-02-11",
        )
        self.assertEqual(
            self._values("average_days_late", window_value=1),
            {"Ann": 2.5, "Bob": None, "Nil": None},
        )

    def test_years_of_cooperation_in_full_months(self):
        self._transact(self.ann, 1, "2021-06-30")
        self._transact(self.bob, 1, "2024-05-31")
        self.assertEqual(
            self._values("cooperation_years"), {"Ann": 3, "Bob": 0, "Nil": None}
        )
        self.assertEqual(
            self._values("cooperation_years", as_of=date(2024, 9, 29))["Ann"], 3.17
        )

    def test_payment_after_the_day_of_the_run_is_not_seen(self):
        self._transact(
            self.ann,
            100,
            "2024-01-01",
            date_due="2024-02-01",
            collected_on="2024-03-01",
        )
        self.assertEqual(
            self._values("collected_amount", as_of=date(2024, 2, 28))["Ann"], None
        )
        self.assertEqual(
            self._values("collected_amount", as_of=date(2024, 3, 1))["Ann"], 100
        )

    def test_input_is_the_latest_that_is_valid(self):
        self._rate(self.ann, 10, "2024-01-01")
        self._rate(self.ann, 100, "2024-02-01")
        self._rate(self.ann, 10, "2024-07-01")  # after the day of the run
        self._rate(self.bob, 10, "2024-01-01")
        self._rate(self.bob, 100, "2024-02-01", valid_until="2024-06-29")
        self._rate(self.nil, 100, "2023-01-01", valid_until="2023-12-31")
        self.assertEqual(self._values("rating"), {"Ann": 100, "Bob": 10, "Nil": None})

    def test_input_of_another_company_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._rate(self.ann, 10, company_id=other.id)
        self._rate(self.bob, 100, company_id=False)
        self.assertEqual(self._values("rating"), {"Ann": None, "Bob": 100, "Nil": None})

    def test_contact_counts_for_its_company_and_is_not_graded(self):
        contact = self.env["res.partner"].create(
            {
                "name": "Ann's buyer",
                "parent_id": self.ann.id,
                "category_id": [Command.link(self.category.id)],
            }
        )
        self._transact(contact, 40)
        self.assertEqual(self._values("revenue"), {"Ann": 40, "Bob": None, "Nil": None})

    def test_archived_customer_is_not_graded(self):
        self.nil.action_archive()
        self.assertEqual(set(self._values("revenue")), {"Ann", "Bob"})

    def test_customer_of_another_company_is_not_graded(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.bob.company_id = other
        self.assertEqual(set(self._values("revenue")), {"Ann", "Nil"})

    def test_criteria_with_the_same_question_share_the_answer(self):
        scheme = self._scheme(
            "rules",
            [("A", {}), ("B", {})],
            [
                {
                    "metric": "revenue",
                    "role": "condition",
                    "grade": "A",
                    "threshold": 9,
                },
                {
                    "metric": "revenue",
                    "role": "condition",
                    "grade": "A",
                    "threshold": 99,
                    "operator": "<",
                },
            ],
        )
        definition = scheme._get_definition(self.us_company, date(2024, 6, 30))
        keys, measurements = self.env[
            "group.customer.grade.engine"
        ]._compile_measurements(definition)
        self.assertEqual(set(keys.values()), {"v0"})
        self.assertEqual(set(measurements), {"v0"})


@tagged("post_install", "-at_install")
class TestGradingMetricsOfGroups(GradingCommon):
    """Roll-up to the group: sums of members, ratios as sums over sums (MD-28)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tree.category_id = cls.category
        cls._transact(cls.head, 1, "2024-06-10")
        cls._transact(cls.north, 20, "2024-06-20")
        cls._transact(cls.mill, 300, "2022-06-30")
        cls._transact(cls.south, 5, "2024-06-01", kind="refund")

    def test_entity_is_measured_alone_and_the_group_together(self):
        self.assertEqual(
            self._values("revenue"),
            {
                "Head Holding": 1,
                "North Works": 20,
                "North Mill": 300,
                "South Works": -5,
            },
        )
        self.assertEqual(
            self._values("revenue", node_level="root"), {"Head Holding": 316}
        )

    def test_dates_of_a_group_are_those_of_its_members(self):
        self.assertEqual(
            self._values("recency_days", node_level="root"), {"Head Holding": 10}
        )
        self.assertEqual(
            self._values("cooperation_years", node_level="root"), {"Head Holding": 2}
        )

    def test_ratio_of_a_group_is_no_average_of_averages(self):
        """900 on time at one member, 100 late at another: 90 %, not 50 %."""
        for partner, amount, paid in (
            (self.north, 900, "2024-01-20"),
            (self.south, 100, "2024-03-01"),
        ):
            self._settle(partner, amount, "2024-02-01", paid)
        self.assertEqual(
            self._values("paid_on_time_share", node_level="root"),
            {"Head Holding": 90},
        )

    def test_archived_member_counts_for_its_group(self):
        self.mill.action_archive()
        self.assertEqual(
            self._values("revenue", node_level="root"), {"Head Holding": 316}
        )

    def test_one_member_in_the_population_is_enough(self):
        (self.tree - self.mill).category_id = False
        self.assertEqual(
            self._values("revenue", node_level="root"), {"Head Holding": 316}
        )

    def test_input_says_nothing_about_other_members(self):
        self._rate(self.mill, 10)
        self.assertEqual(
            self._values("rating", node_level="root"), {"Head Holding": None}
        )


@tagged("post_install", "-at_install")
class TestGradingMetricsOfBooks(GradingMixin, LedgerCommon):
    """The measures on posted invoices, payments and several currencies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_grading()
        (cls.north + cls.south).category_id = cls.category

    def test_invoice_and_its_history_row_count_once(self):
        invoice = self._invoice(self.north, "2024-05-01", 200)
        self._transact(self.north, 200, "2024-05-01", reference=invoice.name)
        self._transact(self.north, 30, "2024-05-01")
        self._invoice(self.north, "2024-05-02", 45, move_type="out_refund")
        self._invoice(self.north, "2024-05-02", 999, post=False)
        self.assertEqual(
            self._values("revenue"), {"North Works": 185, "South Works": None}
        )

    def test_overdue_amount_as_of_a_day(self):
        """Due on 31 May: overdue in June until the payment of 20 June is booked."""
        invoice = self._invoice(self.north, "2024-05-01", 200)
        self._pay(invoice, "2024-06-20", 150)
        for day, overdue in (
            (date(2024, 5, 31), 0),
            (date(2024, 6, 1), 200),
            (date(2024, 6, 19), 200),
            (date(2024, 6, 20), 50),
        ):
            with self.subTest(day=day):
                self.assertEqual(
                    self._values("overdue_amount", as_of=day),
                    {"North Works": overdue, "South Works": 0},
                )

    def test_share_and_days_of_part_payments(self):
        """Due on 31 May: 120 paid before, 80 paid on 10 June, ten days late."""
        invoice = self._invoice(self.north, "2024-05-01", 200)
        self._pay(invoice, "2024-05-20", 120)
        self._pay(invoice, "2024-06-10", 80)
        self.assertEqual(self._values("paid_on_time_share")["North Works"], 60)
        self.assertEqual(self._values("average_days_late")["North Works"], 4)
        self.assertEqual(self._values("collected_amount")["North Works"], 200)

    def test_all_companies_in_the_currency_of_the_run(self):
        """USD 100 here and EUR 10 there: 4 USD for one EUR in March, 5 in June."""
        self._invoice(self.north, "2024-05-01", 100)
        self._invoice(self.north, "2024-03-15", 10, company=self.company_eu)
        self._invoice(self.north, "2024-06-15", 10, company=self.company_eu)
        self.assertEqual(self._values("revenue")["North Works"], 100)
        self.assertEqual(
            self._values("revenue", company_scope="all")["North Works"], 190
        )

    def test_company_of_the_run_not_of_the_switcher(self):
        self._invoice(self.north, "2024-05-01", 100)
        self._invoice(self.north, "2024-03-15", 10, company=self.company_eu)
        values = self._values("revenue", run_values={"company_id": self.company_eu.id})
        self.assertEqual(values["North Works"], 10)

    def test_foreign_invoice_counts_at_its_own_rate(self):
        """EUR 50 at 0.5 EUR for one USD are USD 100, whatever the rate later."""
        self._invoice(self.north, "2024-01-10", 50, currency_id=self.eur.id)
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.eur.id,
                "company_id": self.company_us.id,
                "name": "2024-06-01",
                "rate": 0.1,
            }
        )
        self.assertEqual(self._values("revenue")["North Works"], 100)
