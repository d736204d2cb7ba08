# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .terms_common import TermsCommon


@tagged("post_install", "-at_install")
class TestSaleTerms(TermsCommon):
    """Which orders are blocked, on which route, and which are not."""

    def _assert_blocked(self, order, *parts):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            order.action_confirm()
        for part in (order.name, *parts):
            self.assertIn(part, str(caught.exception))
        self.assertIn(order.state, ("draft", "sent"))

    def _assert_confirms(self, order):
        order.action_confirm()
        self.assertEqual(order.state, "sale")

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

    # === WHAT THE PRICE REALLY IS === #

    def test_lower_unit_price(self):
        self._assert_confirms(self._order([{"price_unit": 90}]))
        self._assert_blocked(self._order([{"price_unit": 89.99}]))
        self._assert_blocked(self._order([{"price_unit": 95, "discount": 6}]))
        self._assert_confirms(self._order([{"price_unit": 120, "discount": 25}]))

    def test_pricelist(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Cheap",
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "fixed",
                            "fixed_price": 80,
                            "applied_on": "3_global",
                        }
                    )
                ],
            }
        )
        order = self._order(pricelist_id=pricelist.id)
        self.assertEqual(order.order_line.price_unit, 80)
        self._assert_blocked(order, "20.00 %")

    def test_discount_line_on_the_order(self):
        voucher = self._product("Voucher", type="service", list_price=0)
        lines = [
            {"product_uom_qty": 2},
            {"product_id": voucher.id, "price_unit": -20},
        ]
        self._assert_confirms(self._order(lines))
        lines[1]["price_unit"] = -20.2
        self._assert_blocked(self._order(lines), "10.10 %")
        lines[1].update(price_unit=30, product_uom_qty=-1)
        self._assert_blocked(self._order(lines), "15.00 %")

    def test_goods_taken_back(self):
        back = {"product_uom_qty": -1}
        self._assert_confirms(self._order([{"product_uom_qty": 3}, back]))
        self._assert_blocked(
            self._order([{"product_uom_qty": 3}, {**back, "price_unit": 200}])
        )

    def test_discount_wizard(self):
        order = self._order([{"product_uom_qty": 2}])
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "amount",
                "discount_amount": 50,
            }
        ).action_apply_discount()
        self._assert_blocked(order, "25.00 %")

    def test_dearer_than_the_list(self):
        self.range.discount_max = 0
        self._assert_confirms(self._order([{"price_unit": 130}]))
        self._assert_blocked(self._order([{"discount": 0.01}]))

    def test_unit_of_measure(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._order([{"product_uom_id": dozen.id}])
        self.assertEqual(order.order_line.price_unit, 1200)
        self._assert_confirms(order)
        # The price of a piece for a dozen of them
        self._assert_blocked(
            self._order([{"product_uom_id": dozen.id, "price_unit": 100}]), "91.67 %"
        )

    def test_currency(self):
        currency = self.env["res.currency"].create(
            {
                "name": "TCU",
                "symbol": "T",
                "rate_ids": [
                    Command.create({"name": "2020-01-01", "company_rate": 2}),
                ],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        order = self._order(pricelist_id=pricelist.id)
        self.assertEqual(order.order_line.price_unit, 200)
        self._assert_confirms(order)
        self._assert_confirms(
            self._order([{"price_unit": 180}], pricelist_id=pricelist.id)
        )
        self._assert_blocked(
            self._order([{"price_unit": 179}], pricelist_id=pricelist.id), "10.50 %"
        )

    def test_rate_of_the_day_of_the_quotation(self):
        currency = self.env["res.currency"].create(
            {
                "name": "TCU",
                "symbol": "T",
                "rate_ids": [
                    Command.create({"name": "2020-01-01", "company_rate": 2}),
                    Command.create({"name": "2024-01-01", "company_rate": 3}),
                ],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        order = self._order(pricelist_id=pricelist.id, date_order="2023-12-01")
        self.assertEqual(order.order_line.price_unit, 200)
        # Since then the same list price has become 300
        self._assert_confirms(order)

    def test_variant_with_an_extra(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Size",
                "value_ids": [
                    Command.create({"name": "S"}),
                    Command.create({"name": "L", "default_extra_price": 100}),
                ],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Sized",
                "list_price": 100,
                "taxes_id": [Command.clear()],
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        small, large = template.product_variant_ids
        self._assert_confirms(self._order([{"product_id": small.id, "price_unit": 90}]))
        self._assert_blocked(
            self._order([{"product_id": large.id, "price_unit": 100}]), "50.00 %"
        )

    def test_tax_in_the_price(self):
        def tax(**values):
            return self.env["account.tax"].create(
                {"name": f"T{values}", "amount": 25, **values}
            )

        included = tax(price_include_override="tax_included")
        excluded = tax(price_include_override="tax_excluded")
        product = self._product(
            "Taxed", list_price=125, taxes_id=[Command.set(included.ids)]
        )
        line = {"product_id": product.id}
        self._assert_confirms(self._order([{**line, "discount": 10}]))
        self._assert_blocked(self._order([{**line, "discount": 11}]), "11.00 %")
        # 100 without tax is the list price, whatever tax comes on top
        without = {"tax_ids": [Command.set(excluded.ids)]}
        self._assert_confirms(self._order([{**line, **without, "price_unit": 90}]))
        self._assert_blocked(self._order([{**line, **without, "price_unit": 89}]))
        # The tax moved into the price lowers it by a fifth
        self.product.taxes_id = excluded
        order = self._order([{"tax_ids": [Command.set(included.ids)]}])
        self._assert_blocked(order, "20.00 %")

    def test_rounding_of_small_prices(self):
        cheap = self._product("Screw", list_price=0.15)
        line = {"product_id": cheap.id, "product_uom_qty": 1000}
        self._assert_confirms(self._order([{**line, "discount": 10}]))
        # 0.13 is 0.135 with two digits
        self._assert_confirms(self._order([{**line, "price_unit": 0.13}]))
        self._assert_blocked(self._order([{**line, "price_unit": 0.12}]))
        self._assert_blocked(self._order([{**line, "discount": 13.3}]))

    def test_product_without_a_list_price(self):
        product = self._product("Bespoke", list_price=0)
        self._assert_confirms(
            self._order([{"product_id": product.id, "price_unit": 5}])
        )

    def test_line_without_a_quantity(self):
        # What is delivered on it would be invoiced at its price.
        self._assert_blocked(self._order([{"product_uom_qty": 0, "price_unit": 1}]))
        self._assert_confirms(self._order([{"product_uom_qty": 0}]))

    def test_marks_that_a_client_sets(self):
        for mark in ({"is_downpayment": True}, {"is_expense": True}):
            with self.subTest(mark):
                self._assert_blocked(self._order([{"price_unit": 1, **mark}]))

    def test_sections_and_notes(self):
        order = self._order(
            [
                {"product_id": False, "display_type": "line_section", "name": "S"},
                {"product_id": False, "display_type": "line_note", "name": "N"},
                {},
            ]
        )
        self._assert_confirms(order)

    def test_combo(self):
        combo = self.env["product.combo"].create(
            {
                "name": "Choice",
                "combo_item_ids": [
                    Command.create({"product_id": self.product.id}),
                    Command.create({"product_id": self.service.id, "extra_price": 20}),
                ],
            }
        )
        menu = self._product(
            "Menu", type="combo", combo_ids=[Command.set(combo.ids)], list_price=80
        )

        def order(**values):
            order = self._order([{"product_id": menu.id}])
            item = combo.combo_item_ids[1]
            order.write(
                {
                    "order_line": [
                        Command.create(
                            {
                                "product_id": item.product_id.id,
                                "combo_item_id": item.id,
                                "linked_line_id": order.order_line.id,
                                **values,
                            }
                        )
                    ]
                }
            )
            return order

        # 80 for the combo and 20 for the choice, where the course alone costs 100
        self._assert_confirms(order())
        self._assert_confirms(order(price_unit=90))
        self._assert_blocked(order(price_unit=89), "Menu", "11.00 %")

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
