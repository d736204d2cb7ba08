# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .terms_common import TermsCommon


@tagged("post_install", "-at_install")
class TestSaleTerms(TermsCommon):
    """Which orders are blocked, on which route, and which are not."""

    # === ROUTES === #

    def test_button(self):
        self._assert_confirms(self._order([{"discount": 10}]))
        self._assert_blocked(
            self._order([{"discount": 10.01}]), "Press", "10.01", "General terms"
        )

    def test_client_writes_the_state(self):
        order = self._order([{"discount": 11}])
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.write({"state": "sale"})
        self.assertEqual(order.state, "draft")
        self._order([{"discount": 9}]).write({"state": "sale"})

    def test_client_creates_a_confirmed_order(self):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._order([{"discount": 11}], state="sale")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._order([], state="sale").write(
                {
                    "order_line": [
                        Command.create({"product_id": self.product.id, "discount": 11})
                    ]
                }
            )
        self.assertEqual(self._order([{"discount": 10}], state="sale").state, "sale")

    def test_lines_and_state_in_one_write(self):
        order = self._order()
        for commands in (
            [Command.update(order.order_line.id, {"discount": 11})],
            [Command.create({"product_id": self.product.id, "price_unit": 1})],
        ):
            with (
                self.subTest(commands),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                order.write({"state": "sale", "order_line": commands})

    def test_superuser_and_context_open_nothing(self):
        order = self._order([{"discount": 11}])
        for record in (
            order.sudo(),
            order.with_user(self.users["admin"]).sudo(),
            order.with_context(validate_analytic=True, bypass=True, install_mode=True),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                record.action_confirm()

    def test_every_role_is_blocked(self):
        self.env.user.group_ids += self.env.ref("sales_team.group_sale_manager")
        order = self._order([{"discount": 11}])
        for role in ("account", "manager", "director", "settlement", "admin"):
            with self.subTest(role), self.assertRaises(UserError):
                order.with_user(self.users[role]).action_confirm()

    def test_many_orders_at_once(self):
        good = self._order([{"discount": 10}])
        bad = self._order([{"discount": 11}])
        with self.assertRaisesRegex(UserError, bad.name) as caught:
            (good + bad).action_confirm()
        self.assertNotIn(good.name, str(caught.exception))

    # === WHOSE ORDERS === #

    def test_other_customers_as_in_plain_odoo(self):
        plain = self.env["res.partner"].create({"name": "Plain", "is_company": True})
        self._assert_confirms(self._order([{"discount": 90}], plain))

    def test_contacts_of_a_group_customer(self):
        contact = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.north.id}
        )
        self._assert_blocked(self._order([{"discount": 11}], contact))

    def test_somebody_else_orders_for_a_group_customer(self):
        plain = self.env["res.partner"].create({"name": "Straw Man"})
        order = self._order([{"discount": 11}], plain, partner_invoice_id=self.north.id)
        self._assert_blocked(order, "Press")

    # === WHAT IS PERMITTED === #

    def test_category(self):
        self.Range.create(
            {
                "name": "Machines",
                "discount_max": 20,
                "category_id": self.machines.id,
            }
        )
        self._assert_confirms(self._order([{"discount": 20}]))
        self._assert_blocked(
            self._order([{"discount": 20, "product_id": self.service.id}]),
            "General terms",
        )

    def test_agreed_discount_is_permitted(self):
        self.north.agreed_discount = 15
        self._assert_confirms(self._order([{"discount": 15}]))
        self._assert_blocked(self._order([{"discount": 15.01}]), "15 %")
        # Only in the company that agreed
        other = self.env["res.company"].create({"name": "Other"})
        self.north.with_company(other).agreed_discount = 50
        self._assert_blocked(self._order([{"discount": 16}]))

    def test_no_range_no_block(self):
        self.range.active = False
        self._assert_confirms(self._order([{"discount": 100}]))

    def test_payment_terms(self):
        self.range.payment_term_ids = self.term_30
        order = self._order(payment_term_id=self.term_90.id)
        self._assert_blocked(order, "90 days", "30 days")
        order.payment_term_id = self.term_30
        self._assert_confirms(order)
        self._assert_confirms(self._order(payment_term_id=False))
        self.north.property_payment_term_id = self.term_90
        self._assert_confirms(self._order())

    # === LINES OF CONFIRMED ORDERS === #

    def test_changes_of_a_confirmed_order(self):
        order = self._order([{"discount": 10, "product_uom_qty": 5}])
        order.action_confirm()
        line = order.order_line
        for label, vals in (
            ("discount", {"discount": 11}),
            ("price", {"price_unit": 99}),
            ("quantity", {"product_uom_qty": 6, "discount": 12}),
            ("product", {"product_id": self.service.id, "price_unit": 50}),
        ):
            with (
                self.subTest(label),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                line.write(vals)
        for vals in (
            {"product_id": self.product.id, "discount": 11},
            {"product_id": self.product.id, "price_unit": 1, "product_uom_qty": 0},
        ):
            for create in (
                lambda vals: order.write({"order_line": [Command.create(vals)]}),
                lambda vals: line.create({**vals, "order_id": order.id}),
            ):
                with (
                    self.subTest(vals),
                    self.assertRaises(UserError),
                    self.env.cr.savepoint(),
                ):
                    create(vals)
        line.write({"discount": 5, "product_uom_qty": 4})
        order.write({"order_line": [Command.create({"product_id": self.product.id})]})

    def test_line_moved_to_a_confirmed_order(self):
        order = self._order()
        order.action_confirm()
        line = self._order([{"discount": 50}]).order_line
        with self.assertRaises(UserError):
            line.order_id = order

    def test_old_terms_bind_no_other_lines(self):
        order = self._order([{"discount": 10, "product_uom_qty": 5}, {"name": "Other"}])
        order.action_confirm()
        self.range.discount_max = 5
        cheap, other = order.order_line
        other.product_uom_qty = 3
        cheap.product_uom_qty = 4
        cheap.name = "Renamed"
        with self.assertRaises(UserError):
            cheap.product_uom_qty = 5

    def test_header_of_a_confirmed_order(self):
        self.range.payment_term_ids = self.term_30
        plain = self.env["res.partner"].create({"name": "Plain"})
        order = self._order([{"discount": 50}], plain)
        order.action_confirm()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.partner_id = self.north
        order = self._order(payment_term_id=self.term_30.id)
        order.action_confirm()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.payment_term_id = self.term_90
        order.payment_term_id = False

    def test_server_adds_a_line_without_a_quantity(self):
        order = self._order()
        order.action_confirm()
        line = order.order_line.sudo().create(
            {
                "order_id": order.id,
                "product_id": self.service.id,
                "product_uom_qty": 0,
                "discount": 100,
            }
        )
        with self.assertRaises(UserError):
            line.sudo(False).product_uom_qty = 1

    # === ON THE SCREEN === #

    def test_form_says_why(self):
        order = self._order([{"discount": 11}])
        self.assertIn("Press", order.terms_problems)
        self.assertTrue(order.has_price_problem)
        with Form(order) as form:
            form.client_order_ref = "X"
        self.assertFalse(self._order().terms_problems)
        new = self.env["sale.order"].new({"partner_id": self.north.id})
        self.assertFalse(new.terms_problems)

    def test_plain_salesperson_reads_the_reason(self):
        order = self._order([{"discount": 11}], user=self.seller)
        self._assert_blocked(order, "Press")
        self.assertFalse(order._get_way_forward(order._find_terms_problems()[order]))

    def test_day_of_the_terms_is_today(self):
        # An order dated back does not bring back terms that have ended.
        self.range.date_to = fields.Date.subtract(fields.Date.today(), days=10)
        self.Range.create(
            {
                "name": "Now",
                "discount_max": 3,
                "date_from": fields.Date.subtract(fields.Date.today(), days=9),
            }
        )
        order = self._order([{"discount": 5}], date_order="2020-01-01")
        self._assert_blocked(order, "Now")
