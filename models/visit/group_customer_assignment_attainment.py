# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class GroupCustomerAssignment(models.Model):
    """Whoever takes an account over takes its open quotas over."""

    _inherit = "group.customer.assignment"

    @api.model
    def _on_moved(self, changes, values, document):
        result = super()._on_moved(changes, values, document)
        self._follow_quotas(changes)
        return result

    @api.model
    def _on_followed(self, changes, values):
        result = super()._on_followed(changes, values)
        self._follow_quotas(changes)
        return result

    @api.model
    def _follow_quotas(self, changes):
        rows = self.env["group.customer.visit.attainment"].sudo()
        partner_ids = {change["partner_id"] for change in changes}
        found = rows._read_group(
            [("partner_id", "in", list(partner_ids))], ["company_id"]
        )
        for (company,) in found:
            rows._refresh_visitors(
                company, rows._get_today(company), partner_ids=partner_ids
            )
