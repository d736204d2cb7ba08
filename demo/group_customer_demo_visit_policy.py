# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain

# Weekday, hours and note of the visiting hours of some accounts
WINDOWS = (
    ("1", 9.0, 11.5, "Purchasing department. 采购部。"),
    ("3", 14.0, 17.0, "Call the gate beforehand. 请提前联系门卫。"),
)
# Months before this one whose quotas are opened, days whose diaries are
MONTHS_BACK = 2
DAYS_BACK = 14
NOTES = (
    "New buyer at the plant, wants a quotation by Friday. 新采购要求周五前报价。",
    "Complaint about the packing passed on to the works. 包装投诉已转工厂。",
    "Two calls came back: training is wanted in spring. 两家回电，希望春季培训。",
)


class GroupCustomerDemo(models.AbstractModel):
    """Quotas of the running and the last months, visiting hours, work diaries."""

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
        self._open_diaries(company, today)

    @api.model
    def _open_diaries(self, company, today):
        """Work by the quota 2-3-4 of the hotel, for two weeks now."""
        packs = self.env["group.customer.policy.pack"]
        [item] = packs._read_shipped("hotel")["daily_quotas"]
        quotas = self.env["group.customer.visit.daily.quota"]
        quota = quotas.create(
            {
                **{name: item[name] for name in ("code", "date_from", "article")},
                **{name: item[name]["en_US"] for name in ("name", "description")},
                "company_id": company.id,
                "new_visits": item["new_visits"],
                "existing_visits": item["existing_visits"],
                "phone_contacts": item["phone_contacts"],
                "requirement": item["requirement"],
            }
        )
        packs._write_texts(
            quota, {name: item[name] for name in ("name", "description")}
        )
        pages = self.env["group.customer.visit.diary"]
        for days in range(DAYS_BACK, -1, -1):
            pages |= pages._open_day(company, fields.Date.subtract(today, days=days))
        for place, page in enumerate(pages[::3]):
            page.with_user(page.user_id).note = NOTES[place % len(NOTES)]
