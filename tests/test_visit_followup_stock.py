# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import Form, freeze_time, tagged

from .visit_followup_common import FollowupCommon


@tagged("post_install", "-at_install", "group_customer_stock")
@freeze_time("2026-03-02 04:00:00")
class TestVisitFollowupStock(FollowupCommon):
    """Deliveries of the Inventory app.

    The addon does not need it: where it is not installed these tests are skipped, and
    ``make test`` runs them on a copy of the database that has it.
    """

    def setUp(self):
        super().setUp()
        if "stock.picking" not in self.env:
            self.skipTest("the Inventory app is not installed")

    def _deliver(self, day):
        """Return the delivery of a product, done at a moment (UTC)."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        product = self.env["product.product"].create(
            {"name": "Pump", "type": "consu", "is_storable": True}
        )
        kind = warehouse.out_type_id
        picking = self.env["stock.picking"].create(
            {
                "partner_id": self.person.id,
                "picking_type_id": kind.id,
                "location_id": kind.default_location_src_id.id,
                "location_dest_id": kind.default_location_dest_id.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": 2,
                            "location_id": kind.default_location_src_id.id,
                            "location_dest_id": kind.default_location_dest_id.id,
                        },
                    )
                ],
            }
        )
        picking.action_confirm()
        self._ship(picking, day)
        return picking

    def _ship(self, picking, day):
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking.button_validate()
        picking.date_done = day

    def _delivered_order(self, day):
        """Return an order and its delivery, done at a moment (UTC)."""
        if "sale_id" not in self.env["stock.picking"]._fields:
            self.skipTest("orders have no deliveries: Sales and Inventory apart")
        product = self.env["product.product"].create(
            {"name": "Pump", "type": "consu", "is_storable": True}
        )
        order = self._order(day, product=product)
        picking = order.picking_ids
        self._ship(picking, day)
        return order, picking

    def _send_back(self, picking, quantity):
        form = Form(
            self.env["stock.return.picking"].with_context(
                active_id=picking.id, active_model="stock.picking"
            )
        )
        wizard = form.save()
        wizard.product_return_moves.quantity = quantity
        back = wizard._create_return()
        back.move_ids.quantity = quantity
        back.move_ids.picked = True
        back.button_validate()
        return back

    def test_done_deliveries_until_they_come_back(self):
        rule = self._rule(delivery_basis="auto")
        picking = self._deliver("2026-02-24 16:00:00")  # the 25th in Shanghai
        self._order("2026-02-24 03:00:00")
        followup = self._make(rule)
        self.assertEqual(followup._get_document(), picking)
        self.assertEqual(str(followup.due_on), "2026-03-04")
        self.assertEqual(followup.partner_id, self.head)
        self._send_back(picking, 1)
        self.Followup._refresh()
        self.assertEqual(followup.state, "open", "half of it is still there")
        self._send_back(picking, 1)
        self.Followup._refresh()
        self.assertEqual((followup.state, followup.skip_kind), ("skipped", "returned"))
        self.assertFalse(self.Followup._create_slice(rule))

    def test_a_corrected_day_moves_what_is_open(self):
        rule = self._rule((1, "week"), (1, "month"), delivery_basis="picking")
        picking = self._deliver("2026-02-20 03:00:00")
        followups = self._make(rule).sorted("due_on")
        done, still = followups
        done._write_server({"state": "done"})
        self.Followup._remind()
        picking.date_done = "2026-02-27 16:00:00"  # the 28th in Shanghai
        self.Followup._refresh()
        self.assertEqual(str(done.due_on), "2026-02-27", "what was done keeps its day")
        self.assertEqual(str(still.base_date), "2026-02-28")
        self.assertEqual(str(still.due_on), "2026-03-28")
        self.assertEqual(self._make(rule).sorted("due_on"), followups)
        # A day that is not corrected changes nothing
        self.Followup._refresh()
        self.assertEqual(str(still.due_on), "2026-03-28")

    def test_what_was_sent_again_is_followed_anew(self):
        rule = self._rule(delivery_basis="auto")
        picking = self._deliver("2026-02-24 03:00:00")
        followup = self._make(rule)
        back = self._send_back(picking, 2)
        self.Followup._refresh()
        self.assertEqual(followup.skip_kind, "returned")
        again = self._send_back(back, 2)
        again.date_done = "2026-03-01 03:00:00"
        self.assertEqual(again.picking_type_id.code, "outgoing")
        second = self._make(rule) - followup
        self.assertEqual(second._get_document(), again)
        self.assertEqual(str(second.due_on), "2026-03-08")

    def test_returns_that_were_not_received_are_none(self):
        rule = self._rule(delivery_basis="auto")
        picking = self._deliver("2026-02-24 03:00:00")
        followup = self._make(rule)
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_model="stock.picking"
        )
        wizard = wizard.create({})
        wizard.product_return_moves.quantity = 2
        back = wizard._create_return()
        self.Followup._refresh()
        self.assertEqual(followup.state, "open")
        back.action_cancel()
        self.Followup._refresh()
        self.assertEqual(followup.state, "open")

    def test_orders_until_they_are_delivered(self):
        """With the Inventory app an order alone is no delivery; a service has none."""
        rule = self._rule(delivery_basis="auto")
        self._order("2026-02-24 03:00:00")
        self.assertFalse(self._make(rule))
        order, picking = self._delivered_order("2026-02-26 03:00:00")
        followup = self._make(rule)
        self.assertEqual(followup._get_document(), picking)
        self.assertEqual(str(followup.due_on), "2026-03-05")
        order._action_cancel()
        self.Followup._refresh()
        self.assertEqual((followup.state, followup.skip_kind), ("skipped", "cancelled"))

    def test_orders_followed_before_the_app_came(self):
        """They are followed to the end, and their deliveries are not followed too."""
        rule = self._rule((1, "week"), (1, "month"), delivery_basis="order")
        rule.horizon_days = 10
        order, _picking = self._delivered_order("2026-02-26 03:00:00")
        first = self._make(rule)
        self.assertEqual(first._get_document(), order)
        rule.delivery_basis = "auto"
        self.assertEqual(self._make(rule), first)
        other = self._delivered_order("2026-02-27 03:00:00")[1]
        with freeze_time("2026-03-20 04:00:00"):
            found = self._make(rule)
        self.assertEqual(
            sorted((row._get_document().id, str(row.due_on)) for row in found),
            sorted(
                [
                    (order.id, "2026-03-05"),
                    (order.id, "2026-03-26"),
                    (other.id, "2026-03-06"),
                    (other.id, "2026-03-27"),
                ]
            ),
        )

    def test_only_deliveries_with_the_category(self):
        category = self.env["product.category"].create({"name": "Pumps"})
        rule = self._rule(delivery_basis="picking", category_id=category.id)
        picking = self._deliver("2026-02-24 03:00:00")
        self.assertFalse(self._make(rule))
        picking.move_ids.product_id.categ_id = category
        self.assertEqual(self._make(rule)._get_document(), picking)
