# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """The visits that were made about an order."""

    _inherit = "sale.order"

    visit_count = fields.Integer(
        string="Number of Visits",
        compute="_compute_visit_count",
        groups="group_customer.group_group_customer_user",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_visit_count(self):
        counts = dict(
            self.env["group.customer.visit"]._read_group(
                Domain("order_id", "in", self._origin.ids), ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.visit_count = counts.get(order._origin, 0)

    def action_open_visits(self):
        self.ensure_one()
        account = self.partner_id.commercial_partner_id
        return self.env["group.customer.visit"]._get_documents_action(
            Domain("order_id", "=", self.id),
            {
                "default_partner_id": account.id,
                "default_contact_id": (self.partner_id - account).id,
                "default_order_id": self.id,
                "default_opportunity_id": self.opportunity_id.id,
            },
        )
