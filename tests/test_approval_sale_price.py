# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import tagged

from .terms_common import TermsCommon


@tagged("post_install", "-at_install")
class TestSalePrice(TermsCommon):
    """What the price of a line really is, whatever it says."""

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
