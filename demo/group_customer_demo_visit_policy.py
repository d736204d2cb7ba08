# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain

# Weekday, hours and note of the visiting hours of some accounts
WINDOWS = (
    ("1", 9.0, 11.5, "Purchasing department. 采购部。"),
    ("3", 14.0, 17.0, "Call the gate beforehand. 请提前联系门卫。"),
)
# Months before this one whose quotas are opened
MONTHS_BACK = 2


class GroupCustomerDemo(models.AbstractModel):
    """Quotas of the running and the last months, and visiting hours."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_visit_policy(self):
        """Open the quotas of the visit policies that the general pack brought.

        Does nothing where there are quotas already, as after an earlier installation.
        """
        company = self.env.ref("base.main_company")
        rows = self.env["group.customer.visit.attainment"].with_company(company)
        if rows.search_count(Domain("company_id", "=", company.id), limit=1):
            return
        today = self.env["group.customer.ledger"]._get_today(company)
        for months in range(MONTHS_BACK, 0, -1):
            day = fields.Date.subtract(today.replace(day=1), months=months)
            rows._open(company, day)
        rows._open(company, today)
        accounts = self.env["res.partner"].search(
            Domain("is_group_customer", "=", True) & Domain("user_id", "!=", False),
            order="id",
            limit=4,
        )
        self.env["group.customer.visit.window"].create(
            [
                {
                    "partner_id": account.id,
                    "weekday": weekday,
                    "hour_from": hour_from,
                    "hour_to": hour_to,
                    "note": note,
                }
                for account in accounts
                for weekday, hour_from, hour_to, note in WINDOWS
            ]
        )
