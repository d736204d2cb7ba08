# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import Mock, patch

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from .terms_common import TermsCommon

CHECK = "odoo.addons.group_customer.models.approval.sale_order_terms_check"


@tagged("post_install", "-at_install")
class TestUnapprovedCustomer(TermsCommon):
    """Nothing is sold to a customer before the customer is approved (MD-01, AP-04)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule("new_customer")
        cls.clerk = cls.account
        cls.new = (
            cls.env["res.partner"]
            .with_user(cls.clerk)
            .create(
                {
                    "name": "New Works",
                    "is_company": True,
                    "is_group_customer": True,
                    "user_id": cls.clerk.id,
                }
            )
        )

    def _assert_blocked(self, order):
        with self.assertRaisesRegex(UserError, "New Works"), self.env.cr.savepoint():
            order.action_confirm()
        self.assertEqual(order.state, "draft")

    def test_states(self):
        self.assertEqual(self.new.group_approval_state, "draft")
        order = self._order(partner=self.new)
        for state in ("draft", "pending", "rejected"):
            self.new.sudo()._write_server({"group_approval_state": state})
            with self.subTest(state):
                self._assert_blocked(order)
        self.new.sudo()._write_server({"group_approval_state": "approved"})
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_routes(self):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._order(partner=self.new, state="sale")
        order = self._order(partner=self.new)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.write({"state": "sale"})
        contact = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.new.id}
        )
        self._assert_blocked(self._order(partner=contact))
        plain = self.env["res.partner"].create({"name": "Straw Man"})
        self._assert_blocked(self._order(partner=plain, partner_invoice_id=self.new.id))
        confirmed = self._order(partner=plain)
        confirmed.action_confirm()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            confirmed.partner_invoice_id = self.new
        confirmed.partner_shipping_id = self.new

    def test_mark_taken_off(self):
        self.new.sudo().is_group_customer = False
        self._assert_blocked(self._order(partner=self.new))

    def test_customers_from_before_are_sold_to(self):
        self.assertFalse(self.north.group_approval_state)
        order = self._order()
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_ways_forward(self):
        web = patch(
            f"{CHECK}.request", Mock(httprequest=Mock(path="/web/dataset/call_button"))
        )
        order = self._order(partner=self.new)
        with web, self.assertRaises(RedirectWarning) as caught:
            order.action_confirm()
        action, label = caught.exception.args[1:3]
        self.assertEqual(label, "Open the Customer")
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("res.partner", self.new.id)
        )
        self.range.payment_term_ids = self.term_30
        order = self._order(payment_term_id=self.term_90.id)
        with web, self.assertRaises(RedirectWarning) as caught:
            order.action_confirm()
        action, label = caught.exception.args[1:3]
        self.assertEqual(label, "Request a Change")
        self.assertEqual(action["res_model"], "group.customer.change.request.new")
        order = self._order(is_custom_order=True)
        with web, self.assertRaises(RedirectWarning) as caught:
            order.action_confirm()
        action, label = caught.exception.args[1:3]
        self.assertEqual(label, "Open the Order Review")
        self.assertEqual(action["context"]["default_sale_order_id"], order.id)

    def test_every_customer_where_the_company_says_so(self):
        plain = self.env["res.partner"].create({"name": "Plain", "is_company": True})
        order = self._order([{"discount": 50}], plain)
        self.env.company.group_customer_guard_scope = "all"
        with self.assertRaisesRegex(UserError, "Press"), self.env.cr.savepoint():
            order.action_confirm()
        self.env.company.group_customer_guard_scope = "group"
        order.action_confirm()
