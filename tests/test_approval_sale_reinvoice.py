# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.sale.models.account_move_line import AccountMoveLine

from .terms_common import TermsCommon


@tagged("post_install", "-at_install")
class TestReinvoicing(TermsCommon):
    """A line is charged at what it cost where a vendor bill made it, not where somebody
    says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.travel = cls._product("Travel", type="service", expense_policy="cost")
        cls.meals = cls._product("Meals", type="service", expense_policy="cost")
        cls.cheap = {"product_id": cls.travel.id, "price_unit": 1}
        cls.charged = {**cls.cheap, "is_expense": True}

    def _assert_blocked(self, order):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.action_confirm()
        self.assertEqual(order.state, "draft")

    def test_mark_that_a_client_sets(self):
        order = self._order([self.charged])
        self.assertFalse(order.order_line.is_expense)
        self._assert_blocked(order)
        order = self._order([self.cheap])
        order.order_line.write({"is_expense": True})
        self._assert_blocked(order)
        order.write(
            {"order_line": [Command.update(order.order_line.id, {"is_expense": True})]}
        )
        self._assert_blocked(order)

    def test_mark_by_default(self):
        """Neither of the call nor of the user, also of what the server computes."""
        Line = self.env["sale.order.line"].with_user(self.account)
        values = {**self.cheap, "order_id": self._order([]).id}
        line = Line.with_context(
            default_is_expense=True, default_price_subtotal=100
        ).create(values)
        self.assertFalse(line.is_expense)
        self.assertEqual(line.price_subtotal, 1)
        self._assert_blocked(line.order_id)
        defaults = self.env["ir.default"].with_user(self.account)
        defaults.set("sale.order.line", "is_expense", True, user_id=True)
        self.assertFalse(Line.create(values).is_expense)

    def test_customer_under_the_terms_comes_later(self):
        plain = self.env["res.partner"].create({"name": "Straw Man"})
        order = self._order([self.charged], plain)
        order.partner_id = self.north
        self._assert_blocked(order)

    def test_line_of_a_confirmed_order(self):
        order = self._order()
        order.action_confirm()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.write({"order_line": [Command.create(self.charged)]})

    def test_line_of_the_server(self):
        order = self._order()
        order.sudo().write({"order_line": [Command.create(self.charged)]})
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_charged_line_becomes_something_else(self):
        order = self._order()
        order.sudo().write({"order_line": [Command.create(self.charged)]})
        line = order.order_line.filtered("is_expense")
        line.write({"product_id": self.travel.id, "name": "Trip"})
        self.assertTrue(line.is_expense)
        line.write({"product_id": self.meals.id, "price_unit": 1})
        self.assertFalse(line.is_expense)
        self._assert_blocked(order)

    def test_vendor_bill(self):
        """What is bought for the customer is charged at its cost, by whoever posts the
        bill, also beyond what the list allows."""
        order = self._order()
        order.action_confirm()
        bill = self._bill(
            new_test_user(
                self.env,
                "gc_biller",
                "base.group_user,sales_team.group_sale_salesman_all_leads,"
                "account.group_account_invoice,analytic.group_analytic_accounting",
            )
        )
        self.assertFalse(bill.env.su)
        with patch.object(
            AccountMoveLine,
            "_sale_determine_order",
            lambda lines: dict.fromkeys(lines.ids, order.with_env(lines.env)),
        ):
            bill.action_post()
        line = order.order_line.filtered("is_expense")
        self.assertEqual((line.product_id, line.price_unit), (self.travel, 3))
        self.assertEqual(line.create_uid.login, "gc_biller")
        # The mark is the bill's: what the same user enters afterwards is not.
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.with_user(bill.env.user).write(
                {"order_line": [Command.create(self.charged)]}
            )

    def _bill(self, user):
        """Return a bill over 2 × 3 that is for the customer."""
        env = self.env
        expense, payable = env["account.account"].create(
            [
                {"name": "Cost", "code": "T60001", "account_type": "expense"},
                {
                    "name": "Owed",
                    "code": "T20001",
                    "account_type": "liability_payable",
                    "reconcile": True,
                },
            ]
        )
        journal = env["account.journal"].create(
            {
                "name": "Bills of the test",
                "code": "TBILL",
                "type": "purchase",
                "default_account_id": expense.id,
            }
        )
        vendor = env["res.partner"].create(
            {"name": "Railway", "property_account_payable_id": payable.id}
        )
        plan = env["account.analytic.plan"].create({"name": "Plan of the test"})
        account = env["account.analytic.account"].create(
            {"name": "For North", "plan_id": plan.id}
        )
        line = {
            "product_id": self.travel.id,
            "quantity": 2,
            "price_unit": 3,
            "account_id": expense.id,
            "tax_ids": [Command.clear()],
            "analytic_distribution": {str(account.id): 100},
        }
        return (
            env["account.move"]
            .with_user(user)
            .create(
                {
                    "move_type": "in_invoice",
                    "journal_id": journal.id,
                    "partner_id": vendor.id,
                    "invoice_date": fields.Date.today(),
                    "invoice_line_ids": [Command.create(line)],
                }
            )
        )
