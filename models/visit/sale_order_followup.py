# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class SaleOrder(models.Model):
    """What follows an order is skipped as soon as the order is cancelled, and goes
    along when its date is corrected."""

    _inherit = "sale.order"

    def write(self, vals):
        # What is confirmed just now has nothing that follows it yet
        moved = self.browse()
        if "date_order" in vals:
            moved = self.filtered(lambda order: order.state == "sale")
        result = super().write(vals)
        if moved:
            self.env["group.customer.followup"]._refresh_document(moved)
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        # sudo: what follows from an order does not depend on who cancels it
        followups = self.env["group.customer.followup"].sudo()
        followups._refresh_lost(document=self)
        return result
