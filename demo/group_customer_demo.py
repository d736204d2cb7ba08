# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import csv
import random
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, date_utils, file_open, float_round

BATCH_SIZE = 100
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
# Place of the credit rating among the options, best first.
RATING_PLACE = {"prompt": 0, "normal": 1, "slow": 1, "late": 2, "bad": 3}
CHINESE = {
    "product_servo": "伺服驱动器 7.5 kW",
    "product_valve": "液压比例阀",
    "product_bearing": "调心滚子轴承",
    "product_sensor": "不锈钢压力传感器",
    "product_gearbox": "斜齿轮减速机",
    "product_service": "维保合同（月）",
    "team_key_accounts": "大客户部",
    "team_international": "国际客户部",
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
        journals = demo._get_journals(company)
        if journals:
            plans = demo._plan_invoices(profiles, chance)
            invoices = demo._create_invoices(plans)
            demo._post(invoices)
            refunds = demo._create_refunds(invoices, chance)
            demo._collect(refunds, plans, journals["bank"], chance)
        demo.env["res.partner"]._refresh_customer_stage()
        demo.env["group.customer.snapshot"]._rebuild()
        demo.env["group.customer.snapshot.queue"].search([]).unlink()

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
        plans = []
        for profile in profiles:
            plans += self._plan_partner(profile, today, chance)
        plans.sort(key=lambda plan: plan["date"])
        return plans

    @api.model
    def _plan_partner(self, profile, today, chance):
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
                        "product": self._choose_product(chance),
                    }
                )
            day += timedelta(days=round(365 / per_year * chance.uniform(0.75, 1.25)))
        return plans

    @api.model
    def _choose_product(self, chance):
        codes = ("servo", "valve", "bearing", "sensor", "gearbox", "service")
        weights = (5, 4, 4, 3, 2, 2)
        code = chance.choices(codes, weights)[0]
        return self.env.ref(f"group_customer.product_{code}_demo")

    @api.model
    def _prepare_line_vals(self, plan, quantity_name):
        """One line that comes to the planned amount, in whole pieces."""
        price = plan["product"].lst_price
        quantity = max(1, round(plan["amount"] / price))
        line = {
            "product_id": plan["product"].id,
            quantity_name: quantity,
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
                        "date_due": due,
                        "collected_on": max(
                            date, due + timedelta(days=chance.randint(earliest, latest))
                        ),
                    }
                )
        self.env["group.customer.transaction"].create(vals_list)

    # ------------------------------------------------------------------
    # Documents
    # ------------------------------------------------------------------

    @api.model
    def _confirm_orders(self, plans):
        """Confirm one order per plan, a week before its invoice.

        :returns: the orders, in the sequence of the plans
        """
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": plan["partner"].id,
                    "user_id": plan["partner"].user_id.id,
                    "order_line": [
                        Command.create(self._prepare_line_vals(plan, "product_uom_qty"))
                    ],
                }
                for plan in plans
            ]
        )
        orders.action_confirm()
        for order, plan in zip(orders, plans, strict=True):
            # Confirming sets the date of today.
            order.date_order = plan["date"] - timedelta(days=7)
        return orders

    @api.model
    def _create_invoices(self, plans):
        """Draft the invoice of each plan and note it there."""
        ordered = [plan for plan in plans if plan["ordered"]]
        for plan, order in zip(ordered, self._confirm_orders(ordered), strict=True):
            plan["order"] = order
        invoices = self.env["account.move"].create(
            [self._prepare_invoice_vals(plan) for plan in plans]
        )
        for invoice, plan in zip(invoices, plans, strict=True):
            plan["invoice"] = invoice
        return invoices

    @api.model
    def _prepare_invoice_vals(self, plan):
        order = plan.get("order")
        if order:
            vals = order._prepare_invoice()
            lines = [line._prepare_invoice_line() for line in order.order_line]
        else:
            vals = {
                "move_type": "out_invoice",
                "partner_id": plan["partner"].id,
                "invoice_user_id": plan["partner"].user_id.id,
                "currency_id": plan["currency"].id,
            }
            lines = [self._prepare_line_vals(plan, "quantity")]
        return {
            **vals,
            "invoice_date": plan["date"],
            "invoice_line_ids": [Command.create(line) for line in lines],
        }

    @api.model
    def _post(self, moves):
        moves = moves.sorted(lambda move: (move.date, move.id))
        for start in range(0, len(moves), BATCH_SIZE):
            moves[start : start + BATCH_SIZE].action_post()

    @api.model
    def _create_refunds(self, invoices, chance):
        """Take back part of a few deliveries.

        :returns: dict from invoice to its refund
        """
        today = fields.Date.context_today(self)
        chosen = [invoice for invoice in invoices if chance.random() < 0.03]
        vals_list = []
        for invoice in chosen:
            line = invoice.invoice_line_ids[:1]
            date = min(today, invoice.invoice_date + timedelta(days=12))
            vals_list.append(
                {
                    "move_type": "out_refund",
                    "partner_id": invoice.partner_id.id,
                    "invoice_user_id": invoice.invoice_user_id.id,
                    "invoice_date": date,
                    "currency_id": invoice.currency_id.id,
                    "ref": invoice.name,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": line.product_id.id,
                                "quantity": 1,
                                "price_unit": float_round(
                                    line.price_subtotal * chance.uniform(0.05, 0.2),
                                    precision_rounding=0.01,
                                ),
                                "tax_ids": [Command.set(line.tax_ids.ids)],
                            }
                        )
                    ],
                }
            )
        refunds = self.env["account.move"].create(vals_list)
        self._post(refunds)
        return dict(zip(chosen, refunds, strict=True))

    # ------------------------------------------------------------------
    # Money
    # ------------------------------------------------------------------

    @api.model
    def _collect(self, refunds, plans, journal, chance):
        """Book what the customers have paid until today, and reconcile it."""
        today = fields.Date.context_today(self)
        vals_list, paid = [], []
        for plan in plans:
            invoice = plan["invoice"]
            earliest, latest, lost_share = DISCIPLINE[plan["discipline"]]
            date = invoice.invoice_date_due + timedelta(
                days=chance.randint(earliest, latest)
            )
            date = max(date, invoice.invoice_date)
            if chance.random() < lost_share or date > today:
                continue
            vals_list.append(
                self._prepare_payment_vals(
                    invoice, refunds.get(invoice), date, journal
                )
            )
            paid.append(invoice)
        payments = self.env["account.move"].create(vals_list)
        self._post(payments)
        to_reconcile = [
            self._get_receivable_lines(invoice | payment)
            | self._get_receivable_lines(refunds.get(invoice, invoice.browse()))
            for invoice, payment in zip(paid, payments, strict=True)
        ]
        self.env["account.move.line"]._reconcile_plan(to_reconcile)

    @api.model
    def _get_receivable_lines(self, moves):
        return moves.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    @api.model
    def _prepare_payment_vals(self, invoice, refund, date, journal):
        """The entry of the bank for an invoice, less what was taken back."""
        amount_currency = invoice.amount_total - (refund.amount_total if refund else 0)
        balance = invoice.currency_id._convert(
            amount_currency, journal.company_id.currency_id, journal.company_id, date
        )
        receivable = self._get_receivable_lines(invoice).account_id[:1]
        common = {"currency_id": invoice.currency_id.id, "name": invoice.name}
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "date": date,
            "ref": invoice.name,
            "partner_id": invoice.partner_id.id,
            "line_ids": [
                Command.create(
                    {
                        **common,
                        "account_id": journal.default_account_id.id,
                        "partner_id": invoice.partner_id.id,
                        "amount_currency": amount_currency,
                        "balance": balance,
                    }
                ),
                Command.create(
                    {
                        **common,
                        "account_id": receivable.id,
                        "partner_id": invoice.partner_id.id,
                        "amount_currency": -amount_currency,
                        "balance": -balance,
                    }
                ),
            ],
        }

    # ------------------------------------------------------------------
    # Grades
    # ------------------------------------------------------------------

    @api.model
    def _load_grades(self):
        """Judge the credit of the demo companies, and grade them three times: a year
        ago (filed), last quarter (confirmed) and today (computed)."""
        company = self.env.ref("base.main_company")
        demo = self.with_company(company).with_context(tracking_disable=True)
        demo._create_credit_ratings(random.Random("credit"))
        today = fields.Date.context_today(demo)
        quarter_end = date_utils.start_of(today, "quarter") - timedelta(days=1)
        year_ago = date_utils.end_of(quarter_end - relativedelta(years=1), "month")
        demo._run("general", "abcd_resource", year_ago, "filed")
        demo._run("general", "abcd_resource", quarter_end, "confirmed")
        demo._run("general", "abcd_resource", today, "computed")
        demo._run("sales_share", "abc_sales", quarter_end, "confirmed")

    @api.model
    def _create_credit_ratings(self, chance):
        """The account managers' judgement, two years ago and again last spring."""
        metric = self.env["group.customer.metric"].search(
            Domain("code", "=", "credit_rating"), limit=1
        )
        options = metric.option_ids.sorted("value", reverse=True)
        if not options:
            return
        today = fields.Date.context_today(self)
        vals_list = []
        for profile in self._read_profiles():
            partner = self.env.ref(f"group_customer.{profile['partner']}")
            first_age = 30 * int(profile["months_since_first"])
            for age in (730, 210):
                place = RATING_PLACE[profile["discipline"]]
                place += chance.choice((0, 0, 0, 1, -1))
                if first_age < age or chance.random() < 0.06:
                    continue
                vals_list.append(
                    {
                        "partner_id": partner.id,
                        "metric_id": metric.id,
                        "company_id": self.env.company.id,
                        "date": today - timedelta(days=age + chance.randint(0, 60)),
                        "option_id": options[
                            max(0, min(place, len(options) - 1))
                        ].id,
                    }
                )
        self.env["group.customer.grade.input"].create(vals_list)

    @api.model
    def _run(self, pack, scheme_code, as_of, state):
        """Grade as the people do it: prepared, reviewed, re-checked."""
        self.env["group.customer.policy.pack"]._load_shipped_pack(pack)
        scheme = self.env["group.customer.grade.scheme"].search(
            Domain("code", "=", scheme_code), limit=1
        )
        if not scheme:
            return
        preparer, reviewer, rechecker = (
            self.env.ref(f"group_customer.user_{name}_demo")
            for name in ("liu", "zhao", "sun")
        )
        run = (
            self.env["group.customer.grade.run"]
            .with_user(preparer)
            .create(
                {
                    "scheme_id": scheme.id,
                    "company_id": self.env.company.id,
                    "as_of": as_of,
                }
            )
        )
        run.action_compute()
        if state in ("confirmed", "filed"):
            run.with_user(reviewer).action_confirm()
        if state == "filed":
            run.with_user(rechecker).action_file()
        run.flush_recordset()
        # The signatures of then, not of the day on which the demo data is loaded.
        self.env.cr.execute(
            SQL(
                """
                UPDATE group_customer_grade_run
                   SET prepared_on = LEAST(prepared_on, %(as_of)s::date + 3),
                       reviewed_on = LEAST(reviewed_on, %(as_of)s::date + 5),
                       rechecked_on = LEAST(rechecked_on, %(as_of)s::date + 9)
                 WHERE id = %(run)s
                """,
                as_of=as_of,
                run=run.id,
            )
        )
        run.invalidate_recordset()

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
