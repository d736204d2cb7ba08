# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class GroupCustomerVisit(models.Model):
    """Follow-ups are in line with the visits there are."""

    _inherit = "group.customer.visit"

    @api.model
    def _on_changed(self, partner_ids, dates):
        result = super()._on_changed(partner_ids, dates)
        # sudo: what is done follows from the visits, not from who asks
        self.env["group.customer.followup"].sudo()._refresh_visits(partner_ids)
        return result
