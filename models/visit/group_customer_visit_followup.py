# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class GroupCustomerVisit(models.Model):
    """Follow-ups are in line with the visits there are."""

    _inherit = "group.customer.visit"

    @api.model
    def _on_changed(self, partner_ids, dates):
        result = super()._on_changed(partner_ids, dates)
        self.env["group.customer.followup"]._refresh(partner_ids)
        return result
