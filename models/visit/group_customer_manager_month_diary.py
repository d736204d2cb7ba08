# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain


class GroupCustomerManagerMonth(models.Model):
    """The work diary of the month stands beside the monthly figures (VI-19): both
    together are assessed."""

    _inherit = "group.customer.manager.month"

    diary_days = fields.Integer(
        compute="_compute_diary",
        help="Working days of the month that have a page in the work diary.",
    )
    diary_percent = fields.Float(
        string="Daily Quota Done (%)",
        compute="_compute_diary",
        help="Mean of the working days of the month.",
    )

    @api.depends("manager_id", "month")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_diary(self):
        """One query per month on the page."""
        pages = self.env["group.customer.visit.diary"]
        for month, records in self.grouped("month").items():
            found = {}
            if month:
                found = {
                    (user.id, company.id): (count, percent)
                    for user, company, count, percent in pages._read_group(
                        Domain("user_id", "in", records.manager_id.user_id.ids)
                        & Domain("is_working_day", "=", True)
                        & records[0]._get_diary_domain(),
                        ["user_id", "company_id"],
                        ["__count", "percent:avg"],
                    )
                }
            for record in records:
                key = record.manager_id.user_id.id, record.company_id.id
                record.diary_days, record.diary_percent = found.get(key, (0, 0))

    def _get_diary_domain(self):
        """Return the pages of the month of one record."""
        first = self.month.replace(day=1)
        return Domain("date", ">=", first) & Domain(
            "date", "<", fields.Date.add(first, months=1)
        )

    def action_open_diary(self):
        """Open the pages of the month."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Work Diary"),
            "res_model": "group.customer.visit.diary",
            "view_mode": "list,kanban,pivot,graph,form",
            "domain": list(
                Domain("user_id", "=", self.manager_id.user_id.id)
                & Domain("company_id", "=", self.company_id.id)
                & self._get_diary_domain()
            ),
        }
