# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import csv
import random
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.fields import Domain
from odoo.tools import file_open, float_round

# How far the history before Odoo reaches back behind the first invoice.
HISTORY_MONTHS = 24
# Share of the average month that each month of the year sells, January first.
SEASON = (0.85, 0.55, 1.05, 1.0, 1.0, 1.1, 0.9, 0.9, 1.1, 1.05, 1.2, 1.3)
# Days between due date and payment, from–to, and the share that is never paid.
DISCIPLINE = {
    "prompt": (-12, 0, 0.0),
    "normal": (-6, 6, 0.0),
    "slow": (3, 32, 0.0),
    "late": (20, 85, 0.02),
    "bad": (45, 150, 0.45),
}
# How often each product is bought.
PRODUCT_WEIGHTS = {
    "servo": 5,
    "valve": 4,
    "bearing": 4,
    "sensor": 3,
    "gearbox": 2,
    "service": 2,
}
CHINESE = {
    "product_servo": "伺服驱动器 7.5 kW",
    "product_valve": "液压比例阀",
    "product_bearing": "调心滚子轴承",
    "product_sensor": "不锈钢压力传感器",
    "product_gearbox": "斜齿轮减速机",
    "product_service": "维保合同（月）",
    "category_drives": "驱动与减速机",
    "category_hydraulics": "液压件",
    "category_bearings": "轴承",
    "category_sensors": "传感器",
    "category_services": "工业服务",
    "metric_hydraulics": "液压件销售额",
    "metric_pipeline": "在谈商机金额",
    "archive_item_website": "网站",
    "archive_item_capital": "注册资本",
    "archive_item_leader": "重要领导",
    "team_key_accounts": "大客户部",
    "team_international": "国际客户部",
    "team_marketing": "市场部",
}


class GroupCustomerDemo(models.AbstractModel):
    """Gives the demo companies a past: what cannot be written down in data files,
    because documents have to be confirmed, posted and reconciled.

    Nothing outside the demo data calls this model. The same day gives the same past:
    the random numbers have a seed.
    """

    _name = "group.customer.demo"
    _description = "Group Customers: Demo Data"

    @api.model
    def _create_unit(self):
        """A second-level unit: who dealt with it alone is no customer of the group
        company (MD-08).

        Not a record of a data file, for Odoo refuses to write the parent of a company
        that is still there when the addon is installed again.
        """
        if self.env.ref("group_customer.company_chengdu_demo", False):
            return
        self.env["res.company"]._load_records(
            [
                {
                    "xml_id": "group_customer.company_chengdu_demo",
                    "noupdate": True,
                    "values": {
                        "name": "Huacheng Trading Chengdu 华成贸易成都公司",
                        "parent_id": self.env.ref("base.main_company").id,
                    },
                }
            ]
        )

    @api.model
    def _load_history(self):
        """Sell to, invoice and collect from the demo companies for three years.

        Posts nothing where the main company has no chart of accounts.
        """
        company = self.env.ref("base.main_company")
        demo = self.with_company(company).with_context(
            tracking_disable=True, mail_create_nosubscribe=True
        )
        for code in ("EUR", "USD"):
            self.env.ref(f"base.{code}").active = True
        chance = random.Random("group_customer")
        profiles = demo._read_profiles()
        demo._date_archives(chance)
        demo._create_transactions(profiles, chance)
        demo._create_unit_transactions(chance)
        journals = demo._get_journals(company)
        if journals:
            plans = demo._plan_invoices(profiles, chance)
            invoices = demo._create_invoices(plans, journals["sale"])
            demo._post(invoices)
            refunds = demo._create_refunds(invoices, journals["sale"], chance)
            demo._collect(refunds, plans, journals["bank"], chance)
        demo.env["res.partner"]._refresh_customer_stage()
        demo.env["group.customer.snapshot"]._rebuild()
        queue = demo.env["group.customer.snapshot.queue"]
        queue.search(Domain("id", ">", 0)).unlink()

    @api.model
    def _get_journals(self, company):
        """The journals for sales and for money, or nothing without a chart."""
        journals = {}
        for kind in ("sale", "bank"):
            journals[kind] = self.env["account.journal"].search(
                Domain("type", "=", kind)
                & Domain("company_id", "=", company.id)
                & Domain("default_account_id", "!=", False),
                limit=1,
            )
        return journals if all(journals.values()) else {}

    # ------------------------------------------------------------------
    # Plan
    # ------------------------------------------------------------------

    @api.model
    def _read_profiles(self):
        """What each demo company buys in a year (in thousands), how often, and how
        it pays."""
        with file_open("group_customer/demo/history.csv") as history:
            return list(csv.DictReader(history))

    @api.model
    def _plan_invoices(self, profiles, chance):
        """Turn the profiles into dated amounts.

        :returns: dicts with partner, date, amount, currency, discipline, ordered,
            product, by date
        """
        today = fields.Date.context_today(self)
        products = {
            code: self.env.ref(f"group_customer.product_{code}_demo")
            for code in PRODUCT_WEIGHTS
        }
        plans = []
        for profile in profiles:
            plans += self._plan_partner(profile, products, today, chance)
        plans.sort(key=lambda plan: plan["date"])
        return plans

    @api.model
    def _plan_partner(self, profile, products, today, chance):
        partner = self.env.ref(f"group_customer.{profile['partner']}")
        yearly = [
            1000.0 * float(profile[column])
            for column in ("sales_this_year", "sales_last_year", "sales_two_years_ago")
        ]
        per_year = int(profile["invoices_per_year"])
        currency = self.env.company.currency_id
        if profile["currency"]:
            currency = self.env.ref(f"base.{profile['currency']}")
        day = today - relativedelta(months=int(profile["months_since_first"]))
        last_day = today - relativedelta(months=int(profile["months_since_last"]))
        day += timedelta(days=chance.randint(0, 20))
        plans = []
        while day <= last_day:
            age = min((today - day).days // 365, 2)
            sales = yearly[age] * SEASON[day.month - 1] * chance.uniform(0.7, 1.3)
            if sales:
                plans.append(
                    {
                        "partner": partner,
                        "date": day,
                        "amount": float_round(sales / per_year, precision_rounding=10),
                        "currency": currency,
                        "discipline": profile["discipline"],
                        # Orders are in the currency of the pricelist.
                        "ordered": currency == self.env.company.currency_id
                        and chance.random() < 0.6,
                        "product": self._choose_product(products, chance),
                    }
                )
            day += timedelta(days=round(365 / per_year * chance.uniform(0.75, 1.25)))
        return plans

    @api.model
    def _choose_product(self, products, chance):
        code = chance.choices(tuple(PRODUCT_WEIGHTS), tuple(PRODUCT_WEIGHTS.values()))
        return products[code[0]]

    @api.model
    def _prepare_line_vals(self, plan, quantity_name):
        """One line that comes to the planned amount, in whole pieces."""
        price = plan["product"].lst_price
        quantity = max(1, round(plan["amount"] / price))
        line = {
            "product_id": plan["product"].id,
            quantity_name: quantity,
            # Nothing to look up for each line
            "analytic_distribution": False,
            "price_unit": float_round(
                plan["amount"] / quantity, precision_rounding=0.01
            ),
        }
        if plan["partner"].country_id != self.env.company.country_id:
            line["tax_ids"] = [Command.clear()]  # exports
        return line

    @api.model
    def _date_archives(self, chance):
        """Most archives were verified at some time in the last sixteen months."""
        today = fields.Date.context_today(self)
        for partner in self._get_customers().filtered("archive_user_id"):
            if chance.random() < 0.85:
                partner.archive_verified_on = today - timedelta(
                    days=chance.randint(5, 480)
                )

    @api.model
    def _get_customers(self):
        """The group customers of the demo data, in the order of their numbers."""
        data = self.env["ir.model.data"].search(
            Domain("module", "=", "group_customer")
            & Domain("model", "=", "res.partner")
            & Domain("name", "=like", "partner_%_demo")
        )
        customers = self.env["res.partner"].browse(data.mapped("res_id"))
        return customers.sorted("ref")

    # ------------------------------------------------------------------
    # Before Odoo
    # ------------------------------------------------------------------

    @api.model
    def _create_transactions(self, profiles, chance):
        """The years before the first invoice, as the former system knew them."""
        begin = max(int(profile["months_since_first"]) for profile in profiles)
        today = fields.Date.context_today(self)
        categories = [
            self.env.ref(f"group_customer.category_{code}_demo")
            for code in ("drives", "hydraulics", "bearings", "sensors", "services")
        ]
        vals_list = []
        for profile in profiles:
            if int(profile["months_since_first"]) < begin or profile["currency"]:
                continue
            partner = self.env.ref(f"group_customer.{profile['partner']}")
            earliest, latest, _lost_share = DISCIPLINE[profile["discipline"]]
            half_year = 500.0 * float(profile["sales_two_years_ago"])
            for age in range(begin + 1, begin + HISTORY_MONTHS, 6):
                date = today - relativedelta(months=age, days=chance.randint(0, 25))
                due = date + timedelta(days=30)
                amount = float_round(
                    half_year * chance.uniform(0.6, 1.0), precision_rounding=10
                )
                vals_list.append(
                    {
                        "reference": f"K3-{date.year}-{len(vals_list) + 1:04}",
                        "partner_id": partner.id,
                        "company_id": self.env.company.id,
                        "currency_id": self.env.company.currency_id.id,
                        "date": date,
                        "kind": "sale",
                        "amount": amount,
                        "margin": float_round(
                            amount * chance.uniform(0.12, 0.3), precision_rounding=10
                        ),
                        "product_category_id": categories[
                            len(vals_list) % len(categories)
                        ].id,
                        "date_due": due,
                        "collected_on": max(
                            date, due + timedelta(days=chance.randint(earliest, latest))
                        ),
                    }
                )
        self.env["group.customer.transaction"].create(vals_list)

    @api.model
    def _create_unit_transactions(self, chance):
        """Three years of sales by a second-level unit, whose customers never signed
        with the group company (MD-08, GR-10)."""
        company = self.env.ref("group_customer.company_chengdu_demo")
        today = fields.Date.context_today(self)
        vals_list = []
        for name, quarterly in (("bashu", 380_000), ("jialing", 90_000)):
            partner = self.env.ref(f"group_customer.partner_{name}_demo")
            for age in range(2, 37, 3):
                date = today - relativedelta(months=age, days=chance.randint(0, 25))
                amount = quarterly * chance.uniform(0.8, 1.3) * 0.98**age
                vals_list.append(
                    {
                        "reference": f"CD-{date.year}-{len(vals_list) + 1:04}",
                        "partner_id": partner.id,
                        "company_id": company.id,
                        "currency_id": company.currency_id.id,
                        "date": date,
                        "kind": "sale",
                        "amount": float_round(amount, precision_rounding=10),
                        "date_due": date + timedelta(days=30),
                        "collected_on": date + timedelta(days=chance.randint(12, 29)),
                    }
                )
        self.env["group.customer.transaction"].create(vals_list)

    # ------------------------------------------------------------------
    # Languages
    # ------------------------------------------------------------------

    @api.model
    def _translate(self):
        """Name products, teams and opportunities in Chinese where it is installed:
        the translations shipped with the addon leave demo data out."""
        if not self.env["res.lang"]._get_data(code="zh_CN"):
            return
        for name, text in CHINESE.items():
            record = self.env.ref(f"group_customer.{name}_demo")
            record.with_context(lang="zh_CN").name = text
