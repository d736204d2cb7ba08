# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class ReportHandover(models.AbstractModel):
    """Visits to come are printed with the other work that goes along."""

    _inherit = "report.group_customer.report_handover"

    @api.model
    def _get_counts(self):
        return (*super()._get_counts(), "visit_count")
