# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .approval_common import ApprovalCommon
from .change_common import ChangeCommon
from .guard_common import GuardCommon
from .terms_common import TermsCommon


@tagged("post_install", "-at_install")
class TestForgedLines(ChangeCommon):
    """Stored values that only follow from others are no way around them."""

    def test_the_name_of_the_field_is_not_entered(self):
        """What is written in the end is what who decided has read."""
        change = self._change(agreed_discount=6)
        for vals in (
            {"field_name": "property_product_pricelist"},
            {"relation": "res.users"},
        ):
            self._refused(
                "filled by the system",
                change.line_ids.with_user(self.clerk).write,
                vals,
            )
        vals = {
            "request_id": change.id,
            "field_id": self._field("settlement_method_id").id,
            "field_name": "property_payment_term_id",
            "new_record_id": self.term_60.id,
        }
        lines = self.env["group.customer.change.request.line"].with_user(self.clerk)
        self._refused("filled by the system", lines.create, vals)

    def test_profit_and_kind_are_not_entered(self):
        for model, name in (
            ("group.customer.proposal", "profit"),
            ("group.customer.proposal", "margin"),
            ("group.customer.grade.request", "is_override"),
        ):
            with self.subTest(name):
                self.assertIn(name, self.env[model]._get_server_fields())


@tagged("post_install", "-at_install")
class TestForgedOrders(TermsCommon):
    def test_amounts_of_a_line_are_not_entered(self):
        """Seen: half the price, while the stored amount said the full one."""
        order = self._order([{"discount": 50}])
        amount = order.order_line.price_subtotal
        order.order_line.write({"price_subtotal": 2 * amount})
        self.assertEqual(order.order_line.price_subtotal, amount)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.action_confirm()
        vals = {"product_id": self.product.id, "discount": 50, "price_subtotal": 1e6}
        order.order_line = [Command.clear(), Command.create(vals)]
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.action_confirm()

    def test_currency_of_a_line_is_not_entered(self):
        dear = self.env["res.currency"].create({"name": "DRR", "symbol": "d"})
        dear.rate_ids = [Command.create({"rate": 0.25})]
        order = self._order([{"price_unit": 30}])
        order.order_line.write({"currency_id": dear.id})
        self.assertEqual(order.order_line.currency_id, order.currency_id)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.action_confirm()

    def test_archived_range_in_whatever_context(self):
        """Seen: a stored value computed while archived records were searched."""
        ranges = self.env["group.customer.term.range"]
        ranges.search([]).action_archive()
        found = ranges.with_context(active_test=False)._find_problems(
            self._order().partner_id, self.env.company, None, {"agreed_discount": 99}
        )
        self.assertFalse(found)

    def test_currency_of_a_confirmed_order(self):
        """The same numbers in a cheap currency are a discount."""
        cheap = self.env["res.currency"].create({"name": "CHP", "symbol": "c"})
        cheap.rate_ids = [Command.create({"rate": 150})]
        order = self._order()
        order.action_confirm()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.write({"currency_id": cheap.id})
            order.flush_recordset()
        order.invalidate_recordset()
        self.assertNotEqual(order.currency_id, cheap)


@tagged("post_install", "-at_install")
class TestForgedGuard(GuardCommon):
    def test_unmarked_and_marked_again(self):
        """An approval holds for the terms of its time."""
        code = "group_customer.group_group_customer_manager"
        self._get_guard("is_group_customer").group_ids = self.env.ref(code)
        self.clerk.group_ids += self.env.ref(code)
        self.customer._write_server({"group_approval_state": "approved"})
        customer = self.customer.with_user(self.clerk)
        customer.is_group_customer = False
        self.assertFalse(customer.group_approval_state)
        self.customer._write_server({"group_approval_state": "rejected"})
        customer.name = "Still refused"
        self.assertEqual(customer.group_approval_state, "rejected")


@tagged("post_install", "-at_install")
class TestForgedDelegation(ApprovalCommon):
    def test_director_does_not_stand_in_by_his_own_hand(self):
        with freeze_time("2024-06-03 08:00:00"):
            values = {
                "user_id": self.ann.id,
                "delegate_id": self.boss.id,
                "date_from": "2024-06-01",
                "date_to": "2024-06-30",
            }
            Delegation = self.Delegation.with_user(self.boss)
            self._refused("Nobody makes himself", Delegation.create, values)
            other = Delegation.create(
                {**values, "delegate_id": self.dan.id, "date_from": "2024-06-10"}
            )
            self._refused(
                "Nobody makes himself", other.write, {"delegate_id": self.boss.id}
            )
            own = self.Delegation.with_user(self.ann).create(values)
            by_boss = own.with_user(self.boss)
            self._refused(
                "Nobody makes himself", by_boss.write, {"date_to": "2024-12-31"}
            )
            by_boss.action_end()
            self.assertEqual(own.state, "ended")


@tagged("post_install", "-at_install")
class TestChangedValue(ApprovalCommon):
    """Who may change a value takes nobody's part in the decision away."""

    def setUp(self):
        super().setUp()
        self.currency = self.env.company.currency_id
        self.changing = {"users": self.ann, "may_change_value": True}

    def _submit_amount(self, amount):
        document = self._document(amount=amount, currency_id=self.currency.id)

        def apply(record, changes):
            record.amount = changes["value"]
            return "Amount"

        self.patch(type(document), "_apply_approval_changes", apply)
        return self._submit(document)

    def test_not_beyond_the_range_of_the_rule(self):
        self._rule(self.changing, amount_max=1000)
        self._rule({"users": self.bob}, name="Large", amount_min=1001, sequence=99)
        request = self._submit_amount(500)
        self._refused("Large", self._decide, request, self.ann, changes={"value": 9000})
        self._decide(request, self.ann, changes={"value": 900})
        self.assertEqual(request.state, "executed")

    def test_not_beyond_a_step_that_was_left_out(self):
        self._rule({"users": self.bob, "amount_min": 1000}, self.changing)
        request = self._submit_amount(500)
        self._refused(
            "Step 1", self._decide, request, self.ann, changes={"value": 1000}
        )
        self._decide(request, self.ann, changes={"value": 999})
        self.assertEqual(request.state, "executed")

    def test_step_that_follows_looks_at_the_new_value(self):
        self._rule(self.changing, {"users": self.bob, "amount_min": 1000})
        request = self._submit_amount(500)
        self._decide(request, self.ann, changes={"value": 1000})
        self.assertEqual(self._can_act(request), {"Bob"})

    def test_not_after_somebody_voted_on_the_old_value(self):
        users = self.ann | self.bob
        self._rule({"users": users, "quorum": "all", "may_change_value": True})
        request = self._submit()
        self._decide(request, self.ann)
        self._refused(
            "Somebody has approved",
            self._decide,
            request,
            self.bob,
            changes={"value": 7},
        )
        self._decide(request, self.bob)
        self.assertEqual(request.state, "executed")
