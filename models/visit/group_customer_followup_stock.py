# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL


class GroupCustomerFollowup(models.Model):
    """Deliveries of the Inventory app, which may be installed or not, and also later:
    the registry is asked each time."""

    _inherit = "group.customer.followup"

    @api.model
    def _get_picking_join_sql(self):
        """Join the delivery of the Inventory app, where it is installed."""
        if "stock.picking" not in self.env:
            return SQL("")
        return SQL(
            """LEFT JOIN stock_picking AS picking
                      ON followup.res_model = 'stock.picking'
                     AND picking.id = followup.res_id AND picking.state = 'done'"""
        )

    @api.model
    def _get_picking_day_sql(self, zone):
        """Return a WHEN of the day on which the delivery was made, or nothing.

        :param SQL zone: the time zone of the follow-up's company
        """
        if "stock.picking" not in self.env:
            return SQL("")
        return SQL(
            """WHEN picking.id IS NOT NULL
               THEN (picking.date_done AT TIME ZONE 'UTC' AT TIME ZONE %s)::date""",
            zone,
        )

    @api.model
    def _get_picking_lost_sql(self, picking):
        """Return SQL of why a delivery is followed up no more, or NULL.

        :param SQL picking: alias of the delivery
        """
        cancelled = SQL("FALSE")
        if "sale_id" in self.env["stock.picking"]._fields:
            cancelled = SQL(
                """EXISTS (SELECT FROM sale_order AS sold
                            WHERE sold.id = %s.sale_id AND sold.state = 'cancel')""",
                picking,
            )
        return SQL(
            """CASE WHEN %(cancelled)s THEN 'cancelled'
                    WHEN EXISTS (SELECT FROM stock_move AS moved
                                  WHERE moved.picking_id = %(picking)s.id
                                    AND moved.state = 'done')
                     AND NOT EXISTS (
                             SELECT FROM stock_move AS moved
                              WHERE moved.picking_id = %(picking)s.id
                                AND moved.state = 'done'
                                AND moved.quantity > COALESCE(
                                        (SELECT SUM(back.quantity)
                                           FROM stock_move AS back
                                          WHERE back.origin_returned_move_id = moved.id
                                            AND back.state = 'done'), 0))
                    THEN 'returned' END""",
            cancelled=cancelled,
            picking=picking,
        )
