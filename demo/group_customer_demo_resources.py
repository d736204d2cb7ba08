# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models

# Small companies whose group policies were sold by people who have left
OWNERS = (
    ("Anping", "安平"),
    ("Baoli", "宝利"),
    ("Changhe", "长河"),
    ("Dexin", "德信"),
    ("Fengtai", "丰泰"),
    ("Guangming", "光明"),
    ("Hengyuan", "恒源"),
    ("Jinxing", "金星"),
)
TRADES = (
    ("Hardware", "五金"),
    ("Printing", "印务"),
    ("Textiles", "纺织"),
    ("Catering", "餐饮"),
)
UNITS = (
    ("HQ", "Head Office Sales Department", "总公司营业部", 1),
    ("B1", "Bank Channel North", "银保渠道北区", 2),
    ("B2", "Bank Channel South", "银保渠道南区", 3),
)
# Kind → how many resources, premium, months from the coming month to its date
# (first, last), amount in thousands (first, last)
KINDS = {
    "maturity": (6, "single", (0, 0), (60, 400)),
    "renewal": (14, "regular", (0, 0), (6, 60)),
    "old": (16, "single", (-40, -14), (40, 300)),
    "not_yet_matured": (6, "single", (2, 10), (50, 350)),
    "other": (4, "none", (0, 6), (1, 20)),
}
# Who → regular premium that was to be brought and was, in thousands; meetings held
# and attended; logs inspected and passed; flexible points; this month and the last
FIGURES = {
    "zhang": ((200, 230, 8, 8, 8, 8, 80), (200, 190, 9, 9, 8, 7, 80)),
    "li": ((160, 144, 8, 7, 8, 7, 60), (160, 160, 9, 8, 8, 8, 60)),
    "wang": ((180, 117, 8, 8, 8, 6, 70), (180, 150, 9, 7, 8, 6, 60)),
    "chen": ((90, 72, 8, 6, 8, 5, 50), (90, 45, 9, 8, 8, 6, 50)),
}


class GroupCustomerDemo(models.AbstractModel):
    """Customer resources for the coming month, and what the receivers are scored by."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_resources(self):
        """Make what the allocation of the coming month works with.

        Does nothing where the original units are kept from an earlier installation.
        """
        company = self.env.ref("base.main_company")
        demo = self.with_company(company).with_context(
            tracking_disable=True, mail_create_nosubscribe=True
        )
        units = demo.env["group.customer.resource.unit"].with_context(active_test=False)
        if units.search([("code", "in", [code for code, *_rest in UNITS])], limit=1):
            return
        chance = random.Random("group_customer resources")
        created = demo._create_units(company)
        demo._create_resources(company, created, demo._create_holders(chance), chance)
        demo._create_source(company, created)
        demo._create_figures(company)

    @api.model
    def _name_in_chinese(self, records, names):
        if not self.env["res.lang"]._get_data(code="zh_CN"):
            return
        for record, name in zip(records, names, strict=True):
            record.with_context(lang="zh_CN").name = name

    @api.model
    def _create_units(self, company):
        units = self.env["group.customer.resource.unit"].create(
            [
                {"code": code, "name": name, "rank": rank, "company_id": company.id}
                for code, name, _chinese, rank in UNITS
            ]
        )
        self._name_in_chinese(units, [chinese for _c, _n, chinese, _r in UNITS])
        return units

    @api.model
    def _create_holders(self, chance):
        """Companies that have no account manager; how much is known of them varies."""
        cities = ("Shenyang 沈阳", "Dalian 大连", "Anshan 鞍山")
        state = self.env.ref("base.state_cn_LN")
        values = []
        for owner, chinese_owner in OWNERS:
            for trade, chinese_trade in TRADES:
                number = len(values) + 1
                known = chance.random()
                values.append(
                    {
                        "name": f"{owner} {trade} {chinese_owner}{chinese_trade}",
                        "ref": f"GC9{number:03}",
                        "is_company": True,
                        "is_group_customer": True,
                        "city": chance.choice(cities),
                        "country_id": state.country_id.id,
                        "state_id": known > 0.1 and state.id,
                        "street": known > 0.25 and f"Nanjing Street 南京街 {number}号",
                        "zip": known > 0.5 and f"1100{number:02}",
                        "phone": known > 0.15 and f"+86 24 5559 {number:04}",
                        "child_ids": [
                            Command.create(
                                {
                                    "name": f"Manager {owner} {chinese_owner}经理",
                                    "phone": f"+86 138 0000 {number:04}",
                                }
                            )
                        ]
                        if known > 0.4
                        else [],
                    }
                )
        return self.env["res.partner"].create(values)

    @api.model
    def _create_resources(self, company, units, partners, chance):
        today = fields.Date.context_today(self)
        month = today.replace(day=1) + relativedelta(months=1)
        values = []
        for code, (count, premium, months, amounts) in KINDS.items():
            for number in range(1, count + 1):
                shift = chance.randint(*months)
                date = month + relativedelta(months=shift, days=chance.randint(0, 26))
                made = date - relativedelta(years=chance.choice((1, 3, 5)))
                paid_on = min(made + relativedelta(days=3), today)
                values.append(
                    {
                        "name": f"POL-{code[:3].upper()}-{number:03}",
                        # The last ones have two: they go together
                        "partner_id": partners[len(values) % len(partners)].id,
                        "company_id": company.id,
                        "currency_id": company.currency_id.id,
                        "premium": premium,
                        "date": date,
                        "amount": 1000 * chance.randint(*amounts),
                        "insured_on": min(made, date),
                        "last_payment_on": paid_on,
                        "payment_due_on": premium == "regular" and date,
                        "original_unit_id": chance.choice(units).id,
                        "circulation_before": chance.choice((0, 0, 1, 2))
                        if code == "old"
                        else 0,
                        "is_converted": code == "old" and chance.random() < 0.25,
                    }
                )
        self.env["group.customer.resource"].create(values)

    @api.model
    def _create_source(self, company, units):
        """Maintenance contracts are renewed every year; the night fills them in."""
        source = self.env["group.customer.resource.source"].create(
            {
                "name": "Maintenance contracts, yearly",
                "company_id": company.id,
                "origin": "invoice",
                "category_id": self.env.ref("group_customer.category_services_demo").id,
                "premium": "regular",
                "shift_months": 12,
                "unit_id": units[0].id,
                "date_from": fields.Date.context_today(self) - relativedelta(months=9),
            }
        )
        self._name_in_chinese(source, ["维保合同，按年续签"])
        source._fill()

    @api.model
    def _create_figures(self, company):
        """Figures of this month, which the coming one is allocated by, and of the last,
        with the inspections that the log pass rates come from."""
        today = fields.Date.context_today(self)
        inspectors = ["he", "liu"]
        months = []
        inspections = []
        for name, figures in FIGURES.items():
            user = self.env.ref(f"group_customer.user_{name}_demo")
            manager = self.env["group.customer.manager"]._get_for(user, company)
            for back, row in enumerate(figures):
                task, done, held, attended, inspected, passed, flexible = row
                month = today.replace(day=1) - relativedelta(months=back)
                months.append(
                    {
                        "manager_id": manager.id,
                        "month": month,
                        "task_target": 1000 * task,
                        "task_result": 1000 * done,
                        "meetings_held": held,
                        "meetings_attended": attended,
                        # Until the first log of the month has been inspected
                        "log_pass": 100 * passed / inspected,
                        "flexible": flexible,
                        "note": "Sales system, attendance list 销售系统、考勤表",
                    }
                )
                for number in range(inspected):
                    date = month + relativedelta(days=3 * number + 1)
                    if date > today:
                        break
                    by_leader = number % 4 == 3
                    inspector = inspectors[by_leader]
                    inspections.append(
                        {
                            "manager_id": manager.id,
                            "date": date,
                            "inspector_id": self.env.ref(
                                f"group_customer.user_{inspector}_demo"
                            ).id,
                            "inspector_kind": "department_manager"
                            if by_leader
                            else "direct_supervisor",
                            "result": "pass" if number < passed else "fail",
                            "comment": False
                            if number < passed
                            else "Visit without result noted 拜访结果未记录",
                        }
                    )
        self.env["group.customer.manager.month"].create(months)
        self.env["group.customer.log.inspection"].create(inspections)
