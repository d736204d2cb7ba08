# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class SaleOrder(models.Model):
    """What follows an order is skipped as soon as the order is cancelled."""

    _inherit = "sale.order"

    def _action_cancel(self):
        result = super()._action_cancel()
        # sudo: what follows from an order does not depend on who cancels it
        followups = self.env["group.customer.followup"].sudo()
        followups._refresh_lost(document=self)
        return result
