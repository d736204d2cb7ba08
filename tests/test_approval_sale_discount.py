# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import Form, tagged

from .terms_common import TermsCommon


@tagged("post_install", "-at_install")
class TestAgreedDiscount(TermsCommon):
    """New lines take the discount agreed with the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north.agreed_discount = 8
        cls.enabled = cls.env.ref("sale.group_discount_per_so_line")

    def _pricelist(self, **item):
        return self.env["product.pricelist"].create(
            {
                "name": "List",
                "item_ids": [Command.create({"applied_on": "3_global", **item})],
            }
        )

    def _enable_discounts(self):
        self.env.ref("base.group_user").implied_ids += self.enabled

    def test_new_line(self):
        order = self._order()
        self.assertEqual(order.order_line.discount, 8)
        self.assertEqual(order.amount_untaxed, 92)
        # Whoever has not the column of discounts sees why the amount is lower
        self.assertTrue(order.has_agreed_discount)
        self.assertFalse(self._order(partner=self.south).has_agreed_discount)
        order.action_confirm()

    def test_in_the_form(self):
        self._enable_discounts()
        order = self._order([])
        with Form(order) as form, form.order_line.new() as line:
            line.product_id = self.product
            self.assertEqual(line.discount, 8)

    def test_contact_of_the_customer(self):
        contact = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.north.id}
        )
        self.assertEqual(self._order(partner=contact).order_line.discount, 8)

    def test_own_discount_stays(self):
        self.assertEqual(self._order([{"discount": 3}]).order_line.discount, 3)
        self.assertEqual(self._order([{"discount": 0}]).order_line.discount, 0)

    def test_customer_without(self):
        self.assertEqual(self._order(partner=self.south).order_line.discount, 0)

    def test_other_company_agreed(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.south.with_company(other).agreed_discount = 20
        self.assertEqual(self._order(partner=self.south).order_line.discount, 0)

    def test_plain_customer(self):
        plain = self.env["res.partner"].create({"name": "P", "agreed_discount": 50})
        self.assertEqual(self._order(partner=plain).order_line.discount, 0)

    def test_pricelist_shows_its_discount(self):
        self._enable_discounts()
        pricelist = self._pricelist(compute_price="percentage", percent_price=5)
        order = self._order(pricelist_id=pricelist.id)
        self.assertEqual(order.order_line.discount, 5)

    def test_pricelist_with_a_lower_price(self):
        pricelist = self._pricelist(compute_price="fixed", fixed_price=95)
        line = self._order(pricelist_id=pricelist.id).order_line
        self.assertEqual((line.price_unit, line.discount), (95, 0))

    def test_pricelist_that_gives_nothing(self):
        pricelist = self._pricelist(compute_price="fixed", fixed_price=100)
        line = self._order(pricelist_id=pricelist.id).order_line
        self.assertEqual((line.price_unit, line.discount), (100, 8))
        dearer = self._pricelist(compute_price="fixed", fixed_price=110)
        line = self._order(pricelist_id=dearer.id).order_line
        self.assertEqual((line.price_unit, line.discount), (110, 8))

    def test_update_prices(self):
        self._enable_discounts()
        order = self._order(partner=self.south)
        self.assertEqual(order.order_line.discount, 0)
        order.partner_id = self.north
        order.action_update_prices()
        self.assertEqual(order.order_line.discount, 8)

    def test_what_is_no_product_at_its_price(self):
        order = self._order([{"product_uom_qty": 2}])
        voucher = self._product("Voucher", type="service", list_price=-5)
        line = order.order_line.create({"order_id": order.id, "product_id": voucher.id})
        self.assertEqual(line.discount, 0)
        section = order.order_line.create(
            {"order_id": order.id, "display_type": "line_note", "name": "Note"}
        )
        self.assertEqual(section.discount, 0)
