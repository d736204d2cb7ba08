# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class SaleOrder(models.Model):
    """Marks the groups whose orders are confirmed or cancelled."""

    _inherit = "sale.order"

    # Covers the orders of a group and, read alone, those of all customers
    _group_customer_orders_idx = models.Index(
        "(partner_id, company_id) INCLUDE (date_order, amount_untaxed, currency_rate) "
        "WHERE state = 'sale'"
    )

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda o: o.state == "sale")._mark_group_figures_dirty()
        return orders

    def write(self, vals):
        changed = self.browse()
        if "state" in vals:
            changed = self.filtered(
                lambda o: (
                    o.state != vals["state"] and "sale" in (o.state, vals["state"])
                )
            )
        result = super().write(vals)
        changed._mark_group_figures_dirty()
        return result

    def _mark_group_figures_dirty(self):
        self.env["group.customer.snapshot"]._mark_dirty_pairs(
            [(order.partner_id.id, order.company_id.id) for order in self]
        )
