# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain


class GroupCustomerVisit(models.Model):
    """What was done on a day changes the diaries of the day."""

    _inherit = "group.customer.visit"

    @api.model
    def _on_changed(self, partner_ids, dates):
        result = super()._on_changed(partner_ids, dates)
        if days := sorted({day for day in dates if day}):
            pages = self.env["group.customer.visit.diary"].sudo()
            if pages.search_count(Domain("date", "in", days), limit=1):
                pages._count(days)
        return result
