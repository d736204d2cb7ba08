# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

# Windows whose resources come due in or near the month
DUE_WINDOWS = ("lead", "month")


class GroupCustomerResourceKind(models.Model):
    """The numbers of the windows, as the allocation scheme in force gives them."""

    _inherit = "group.customer.resource.kind"

    @api.model
    def _get_numbers(self, company, date):
        numbers = super()._get_numbers(company, date)
        schemes = self.env["group.customer.allocation.scheme"]
        scheme = schemes._get_in_force(company, date.replace(day=1))
        for line in scheme.kind_ids:
            if line.kind_id.id in numbers:
                numbers[line.kind_id.id] = line._get_numbers()
        return numbers

    def _get_window(
        self, month, lead_days=0, horizon_months=None, include_overdue=False
    ):
        """As the month says; what came due earlier in its year and was not given to
        anybody stays, where the scheme keeps it."""
        first, last = super()._get_window(month, lead_days, horizon_months)
        if include_overdue and self.window in DUE_WINDOWS:
            first = month.replace(month=1, day=1)
        return first, last
