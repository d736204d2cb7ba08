# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import Form, freeze_time, tagged

from .visit_followup_common import FollowupCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 04:00:00")
class TestVisitFollowupStock(FollowupCommon):
    """Deliveries of the Inventory app, where it is installed."""

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
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        picking.button_validate()
        picking.date_done = day
        return picking

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
