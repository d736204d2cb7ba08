# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo import models


class SpreadsheetDashboard(models.Model):
    _inherit = "spreadsheet.dashboard"

    def _get_serialized_readonly_dashboard(self):
        """Let the portfolio begin with the primary schemes of the companies ticked:
        a customer counts once per scheme, so schemes are not added up unless the
        reader asks for it. The file cannot name them, for ids differ by database."""
        serialized = super()._get_serialized_readonly_dashboard()
        schemes = self.env.companies.group_customer_scheme_id
        if not schemes or not self._is_customer_portfolio():
            return serialized
        data = json.loads(serialized)
        for global_filter in data["snapshot"].get("globalFilters", []):
            if global_filter.get("modelName") == "group.customer.grade.scheme":
                global_filter.setdefault(
                    "defaultValue", {"operator": "in", "ids": schemes.ids}
                )
        return json.dumps(data)

    def _is_customer_portfolio(self):
        return self == self.env.ref(
            "group_customer.spreadsheet_dashboard_portfolio", raise_if_not_found=False
        )
