# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from itertools import product as combinations
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .terms_common import TermsCommon


@tagged("post_install", "-at_install")
class TestSaleTermsLoad(TermsCommon):
    """What the check costs, and that its short cut hides nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north.agreed_discount = 1
        cls.Range.create(
            {"name": "Machines", "discount_max": 20, "category_id": cls.machines.id}
        )
        cls.products = cls.env["product.product"].create(
            [
                {
                    "name": f"P{i}",
                    "list_price": 10 + i,
                    "categ_id": cls.presses.id,
                    "taxes_id": [Command.clear()],
                }
                for i in range(60)
            ]
        )

    def _orders(self, count, lines, **values):
        return self.env["sale.order"].union(
            *(
                self._order(
                    [{"product_id": p.id, **values} for p in self.products[:lines]]
                )
                for _i in range(count)
            )
        )

    def _count(self, records):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assertFalse(records._find_terms_problems())
        return self.env.cr.sql_log_count - before

    def test_constant_queries(self):
        for label, discount, budget in (("beyond doubt", 1, 8), ("looked at", 15, 30)):
            with self.subTest(label):
                few = self._orders(1, 2, discount=discount)
                many = self._orders(4, 60, discount=discount)
                self._count(many)  # what a first call loads
                self.assertEqual(self._count(few), self._count(many))
                self.assertLessEqual(self._count(many), budget)

    def test_one_statement_more_to_confirm(self):
        """What is permitted beyond doubt costs a single statement."""
        Order = type(self.env["sale.order"])

        def count(order):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(self._orders(1, 20))
        checked = count(self._orders(1, 20))
        with patch.object(Order, "_check_terms", lambda *args, **kwargs: None):
            unchecked = count(self._orders(1, 20))
        self.assertLessEqual(checked - unchecked, 4)

    def test_lines_of_a_confirmed_order_are_checked_together(self):
        order = self._orders(1, 40, discount=15)
        order.action_confirm()
        Order = type(order)
        check, calls = Order._find_terms_problems, []

        def spy(orders, aspects=None, lines=None, dates=None):
            calls.append(lines)
            return check(orders, aspects, lines, dates)

        with patch.object(Order, "_find_terms_problems", spy):
            order.write(
                {
                    "order_line": [
                        Command.update(line.id, {"discount": 16})
                        for line in order.order_line
                    ]
                }
            )
        self.assertEqual([len(lines) for lines in calls], [40])
        commands = [
            Command.update(line.id, {"discount": 17}) for line in order.order_line[:5]
        ]
        commands[3] = Command.update(order.order_line[3].id, {"discount": 21})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.write({"order_line": commands})
        # After a failure the check is in its place again
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.order_line[0].discount = 21

    def test_lists(self):
        """Pages of documents cost the same for many as for few."""
        documents = (
            (
                self.env["group.customer.price.agreement"],
                [
                    {
                        "partner_id": self.north.id,
                        "product_id": product.id,
                        "discount": 5,
                        "date_to": "2100-01-01",
                        "reason": "R",
                    }
                    for product in self.products
                ],
                {"name", "partner_id", "product_id", "is_in_force", "can_end"},
            ),
            (
                self.env["group.customer.proposal"],
                [
                    {
                        "name": product.name,
                        "type_id": self.env["group.customer.approval.type"]
                        ._get("service_indicator")
                        .id,
                        "partner_id": self.north.id,
                        "parameter_id": self.env["group.customer.parameter"]
                        .search([], limit=1)
                        .id,
                    }
                    for product in self.products
                ],
                {"name", "partner_id", "type_id", "standard_value", "profit"},
            ),
        )
        for Model, vals_list, names in documents:
            records = Model.with_user(self.account).create(vals_list)
            spec = {name: {} for name in names}

            def count(some, spec=spec):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                some.web_read(spec)
                return self.env.cr.sql_log_count - before

            with self.subTest(Model._name):
                count(records)  # what a first call loads
                self.assertEqual(count(records[:4]), count(records))

    def test_short_cut_hides_nothing(self):
        """Every order is judged as if there were no short cut."""
        Order = type(self.env["sale.order"])
        self.range.payment_term_ids = self.term_30
        dozen = self.env.ref("uom.product_uom_dozen")
        currency = self.env["res.currency"].create(
            {
                "name": "TCU",
                "symbol": "T",
                "rate_ids": [Command.create({"name": "2020-01-01", "company_rate": 3})],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        taxed = self._product(
            "Taxed",
            taxes_id=[
                Command.create(
                    {
                        "name": "In the price",
                        "amount": 10,
                        "price_include_override": "tax_included",
                    }
                )
            ],
        )
        headers = (
            {},
            {"payment_term_id": self.term_30.id},
            {"payment_term_id": self.term_90.id},
            {"pricelist_id": pricelist.id},
        )
        lines = (
            {},
            {"discount": 9.99},
            {"discount": 10},
            {"discount": 10.01},
            {"discount": 21},
            {"price_unit": 80},
            {"price_unit": 79.99},
            {"price_unit": 33.33, "product_uom_qty": 3},
            {"price_unit": -10},
            {"product_uom_qty": -1, "price_unit": 50},
            {"product_uom_qty": 0, "price_unit": 50},
            {"product_uom_id": dozen.id, "price_unit": 999},
        )
        products = (self.product, self.service, taxed)
        orders = self.env["sale.order"]
        for header, line, product in combinations(headers, lines, products):
            extra = [{}] if line.get("price_unit", 0) < 0 else []
            line = {**line, "product_id": product.id}
            orders += self._order([line, *extra], **header)
        found = orders._find_terms_problems()
        with patch.object(Order, "_filter_doubtful", lambda self, *args: self):
            expected = orders._find_terms_problems()
        self.assertEqual(set(found), set(expected))
        self.assertEqual(
            [[p.text for p in found[order]] for order in found],
            [[p.text for p in expected[order]] for order in found],
        )
        # The comparison has both kinds
        self.assertTrue(20 < len(found) < len(orders) - 20)
