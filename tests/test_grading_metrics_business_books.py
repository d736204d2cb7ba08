# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .grading_common import AS_OF, GradingCommon, GradingMixin
from .ledger_common import LedgerCommon

YEAR = {"window_value": 1, "window_unit": "year"}


@tagged("post_install", "-at_install")
class TestGradingMetricsOfBusinessGroups(GradingCommon):
    """The same for whole groups: sums of the members, ratios of the sums."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tree.category_id = cls.category

    def _value(self, measure, **values):
        values = self._values(measure, node_level="root", **values)
        self.assertEqual(list(values), ["Head Holding"])
        return values["Head Holding"]

    def test_ratios_are_sums_over_sums(self):
        """Growth 300 → 360, not the mean of +300 % and −10 %; and so on."""
        self._transact(self.north, 10, "2023-01-01", margin=1)
        self._transact(self.north, 40, "2024-01-01", margin=4)
        self._transact(self.south, 290, "2023-01-01", margin=100)
        self._transact(self.south, 320, "2024-01-01", margin=176)
        self.assertEqual(self._value("revenue_growth", **YEAR), 20)
        self.assertEqual(self._value("average_order", **YEAR), 180)
        self.assertEqual(self._value("gross_margin", **YEAR), 180)
        self.assertEqual(self._value("gross_margin_share", **YEAR), 50)
        # 180 in the year × 50 / (100 + 0 − 50)
        self.assertEqual(self._value("clv", clv_retention=50, **YEAR), 180)

    def test_group_and_what_it_brought(self):
        """What one member brought is the group's; its own members are not."""
        stranger = self._create_company_partner("Stranger", referrer_id=self.mill.id)
        self.south.referrer_id = self.mill
        (stranger + self.south).flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET create_date = '2024-01-01' WHERE id IN %s",
                tuple((stranger + self.south).ids),
            )
        )
        self.assertEqual(self._value("referral_count"), 1)

    def test_events_add_up_and_scores_do_not(self):
        visits, score = self._metric("visit_count"), self._metric("credit_score")
        for partner, metric, value in (
            (self.north, visits, 3),
            (self.mill, visits, 4),
            (self.mill, score, 90),
        ):
            self.env["group.customer.grade.input"].create(
                {
                    "partner_id": partner.id,
                    "metric_id": metric.id,
                    "value": value,
                    "date": "2024-01-01",
                }
            )
        self.assertEqual(self._value("visit_count"), 7)
        self.assertEqual(self._value("credit_score"), None)


@tagged("post_install", "-at_install")
class TestGradingMetricsOfBusinessBooks(GradingMixin, LedgerCommon):
    """The same on posted invoices: delivery, credit notes, several currencies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_grading()
        (cls.north + cls.south).category_id = cls.category
        category = cls.env["product.category"]
        cls.villas = category.create({"name": "Villas"})
        cls.villa, cls.park = (
            cls.env["product.product"].create(
                {"name": name, "type": "service", "categ_id": categ.id}
            )
            for name, categ in (
                ("Villa", cls.villas),
                ("Parking", category.create({"name": "Parking"})),
            )
        )
        cls.bought, cls.spent = (
            cls.env["group.customer.metric"].create(
                {
                    "name": measure,
                    "code": f"villa_{measure}",
                    "measure": measure,
                    "product_category_id": cls.villas.id,
                }
            )
            for measure in ("category_count", "category_revenue")
        )

    # Overdue age (CR-03)

    def test_age_counts_from_the_delivery(self):
        """Delivered on 15 December, invoiced on 1 January, due on 31 January."""
        invoice = self._invoice(
            self.north, "2024-01-01", 200, delivery_date="2023-12-15"
        )
        self._invoice(self.north, "2024-01-02", 50)
        self._invoice(self.south, "2024-06-15", 50, delivery_date="2024-01-01")
        self._pay(invoice, "2024-03-01")
        for day, age in (
            (date(2024, 1, 31), 0),  # due today, not overdue
            (date(2024, 2, 1), 48),
            (date(2024, 2, 29), 76),
            (date(2024, 3, 1), 59),  # the second invoice, from its own date
            (date(2024, 6, 30), 180),
        ):
            with self.subTest(day=day):
                self.assertEqual(
                    self._values("overdue_age", as_of=day),
                    {"North Works": age, "South Works": 0},
                )

    # Categories

    def _sell(self, partner, day, *lines, **values):
        account = values.pop("account", self.company_data["default_account_revenue"])
        return self._invoice(
            partner,
            day,
            0,
            invoice_line_ids=[
                Command.create(
                    {
                        "product_id": product.id,
                        "price_unit": price,
                        "account_id": account.id,
                        "tax_ids": [Command.clear()],
                    }
                )
                for product, price in lines
            ],
            **values,
        )

    def _credit(self, invoice, day, price=None):
        credit = invoice._reverse_moves([{"invoice_date": day, "date": day}])
        if price:
            credit.invoice_line_ids.price_unit = price
        credit.action_post()

    def _counts(self, as_of=AS_OF, **values):
        return (
            self._values(self.bought, as_of, **values)["North Works"],
            self._values(self.spent, as_of, **values)["North Works"],
        )

    def test_one_invoice_with_two_villas_is_one_purchase(self):
        self._sell(self.north, "2024-01-01", (self.villa, 100), (self.villa, 50))
        self._sell(self.north, "2024-02-01", (self.villa, 30), (self.park, 7))
        self._sell(self.north, "2024-02-02", (self.park, 7))
        self._sell(self.north, "2024-02-03", (self.villa, 1000), post=False)
        self.assertEqual(self._counts(), (2, 180))

    def test_purchase_taken_back_whole_is_none(self):
        whole = self._sell(self.north, "2024-01-01", (self.villa, 100))
        part = self._sell(self.north, "2024-01-02", (self.villa, 100))
        self._credit(whole, "2024-03-01")
        self._credit(part, "2024-03-01", 99)
        self.assertEqual(self._counts(date(2024, 2, 29)), (2, 200))
        self.assertEqual(self._counts(), (1, 1))
        # The purchases lie before a window that holds the credit notes
        self.assertEqual(self._counts(window_value=5, window_unit="month"), (0, -199))

    def test_categories_of_all_companies(self):
        """EUR 10 in March are USD 40."""
        self._sell(self.north, "2024-01-01", (self.villa, 100))
        self._sell(
            self.north,
            "2024-03-15",
            (self.villa, 10),
            company=self.company_eu,
            account=self.data_eu["default_account_revenue"],
        )
        self.assertEqual(self._counts(), (1, 100))
        self.assertEqual(self._counts(company_scope="all"), (2, 140))

    # Orders and invoices

    def test_growth_and_margin_of_invoices(self):
        """Odoo's books know no margin: the assumed rate makes a lifetime value."""
        self._invoice(self.north, "2023-05-01", 200)
        self._invoice(self.north, "2024-05-01", 300)
        self._invoice(self.north, "2024-05-02", 50, move_type="out_refund")
        self.assertEqual(self._values("revenue_growth", **YEAR)["North Works"], 25)
        self.assertIsNone(self._values("gross_margin", **YEAR)["North Works"])
        self.assertIsNone(self._values("gross_margin_share", **YEAR)["North Works"])
        values = self._values(
            "clv", clv_retention=50, clv_discount=0, clv_margin_rate=20, **YEAR
        )
        self.assertEqual(values["North Works"], 50)
