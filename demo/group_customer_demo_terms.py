# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models

# Permitted discounts of the trading company: code, name, Chinese name, category, grade,
# highest per cent.
RANGES = (
    ("company", "All customers", "全部客户", None, None, 10),
    ("grade_a", "A customers", "A 级客户", None, "A", 15),
    ("services", "Industrial services", "工业服务", "services", None, 5),
)
# Price agreements: customer, who asks, category, per cent, why, from (days ago), for
# how many days, decisions, days ago.
AGREEMENTS = (
    (
        "hengtai",
        "zhang",
        "hydraulics",
        18,
        "Two bulk carriers, one order of hydraulics. 两艘散货船液压件整单采购。",
        40,
        120,
        [("liu", "approve", None), ("wu", "approve", None)],
        [44, 43, 42],
    ),
    (
        "brandt_taicang",
        "chen",
        "drives",
        16,
        "Reference plant for our servo drives. 伺服驱动器样板工厂。",
        200,
        90,
        [("liu", "approve", None), ("wu", "approve", None)],
        [206, 205, 203],
    ),
    (
        "kisaragi_dalian",
        "chen",
        "bearings",
        25,
        "Price of the competitor. 竞争对手价格。",
        20,
        60,
        [("liu", "reject", "Below cost. 低于成本。")],
        [24, 23],
    ),
    (
        "xinneng_cell",
        "li",
        "drives",
        17,
        "Second cell line, gearboxes from us alone. 二期电芯线独家供应减速机。",
        0,
        180,
        [("liu", "approve", None)],
        [3, 2],
    ),
    (
        "pinnacle",
        "chen",
        "hydraulics",
        14,
        "First order of a new market. 新市场首单。",
        0,
        90,
        [],
        [10],
    ),
)
# Their quotations, which wait for the agreement.
QUOTATIONS = {"xinneng_cell": "xinneng", "pinnacle": "pinnacle"}
# Proposals: kind, title, customer, who answers for it, values, decisions, days ago.
PROPOSALS = (
    (
        "project",
        "Hydraulics retrofit, Haichen refinery 海辰炼化液压改造",
        "haichen_refining",
        "wang",
        {"revenue": 4200000, "cost": 3150000},
        [
            ("he", "approve", None),
            ("wu", "approve", "Margin is sound. 毛利合理。"),
            ("zhao", "approve", None),
        ],
        [37, 36, 35, 33],
    ),
    (
        "project",
        "Servo drives for the metro depot 地铁车辆段伺服改造",
        "tianlu_chengdu",
        "zhang",
        {"revenue": 900000, "cost": 880000},
        [
            ("he", "approve", None),
            ("wu", "return", "Two per cent is no profit. 利润率仅 2%，请重新核算。"),
        ],
        [11, 10, 9],
    ),
    (
        "campaign",
        "Sensors: autumn campaign 传感器秋季促销",
        None,
        "liu",
        {
            "benefit_evaluation": "600 pieces more, margin 18 %. 预计增销 600 只。",
            "resources_checked": True,
            "discount": 12,
            "subsidy": 60000,
            "days": (10, 60),
        },
        [],
        [4],
    ),
    (
        "solution_template",
        "Remote monitoring of gearboxes 减速机远程监测方案",
        "xinneng_pack",
        "li",
        {"description": "<p>Sensors, gateway, report. 传感器、网关、月报。</p>"},
        [("he", "approve", None), ("zhao", "approve", "Into the library. 入库。")],
        [68, 67, 65],
    ),
    (
        "resource_gap",
        "Second test bench for large gearboxes 大型减速机第二试验台",
        "huayue_mining",
        "zhang",
        {
            "description": "<p>The bench is booked until spring. 试验台排期已满。</p>",
            "go_live": 150,
            "cost": 780000,
        },
        [("he", "approve", None)],
        [16, 15],
    ),
)


class GroupCustomerDemo(models.AbstractModel):
    """Permitted terms and what goes beyond them; proposals; who stands in for whom."""

    _inherit = "group.customer.demo"

    # ------------------------------------------------------------------
    # Terms
    # ------------------------------------------------------------------

    @api.model
    def _create_ranges(self):
        scheme = self._get_scheme("abcd_resource")
        Range = self.env["group.customer.term.range"]
        for code, name, chinese, category, grade, discount in RANGES:
            vals = {
                "code": code,
                "name": name,
                "company_id": self.env.company.id,
                "discount_max": discount,
            }
            if category:
                category = self.env.ref(f"group_customer.category_{category}_demo")
                vals["category_id"] = category.id
            if grade:
                grade = scheme.grade_ids.filtered(lambda g, code=grade: g.code == code)
                vals |= {"scheme_id": scheme.id, "grade_id": grade.id}
            self._write_texts(Range.create(vals), "name", name, chinese)

    @api.model
    def _ask_for_agreements(self):
        today = self._get_today()
        for agreement in AGREEMENTS:
            customer, asker, category, discount, reason, ago, days, *outcome = agreement
            begins = today - timedelta(days=ago)
            order = self.env["sale.order"]
            if customer in QUOTATIONS:
                order = self.env.ref(
                    f"group_customer.sale_order_{QUOTATIONS[customer]}_demo"
                )
                order.order_line.discount = discount
            ends = begins + timedelta(days=days)
            document = (
                self._as(asker)
                .env["group.customer.price.agreement"]
                .create(
                    {
                        "partner_id": self._get_partner(customer).id,
                        "company_id": self.env.company.id,
                        "category_id": self.env.ref(
                            f"group_customer.category_{category}_demo"
                        ).id,
                        "discount": discount,
                        "date_from": begins,
                        # Nobody asks for days that are over
                        "date_to": max(ends, today),
                        "reason": reason,
                        "sale_order_id": order.id,
                    }
                )
            )
            self._pass(document, asker, *outcome, note=reason)
            if ends < today:
                self._write_past(document, date_to=ends)

    # ------------------------------------------------------------------
    # Proposals
    # ------------------------------------------------------------------

    @api.model
    def _propose(self):
        for kind, title, customer, asker, values, *outcome in PROPOSALS:
            proposal = self._create_proposal(kind, title, customer, asker, values)
            self._pass(proposal, asker, *outcome, note=title)
        self._review_order()

    @api.model
    def _create_proposal(self, kind, title, customer, asker, values):
        today = self._get_today()
        vals = dict(values)
        if days := vals.pop("days", None):
            vals["date_from"] = today + timedelta(days=days[0])
            vals["date_to"] = today + timedelta(days=days[1])
        if days := vals.pop("go_live", None):
            vals["date_go_live"] = today + timedelta(days=days)
        return (
            self._as(asker)
            .env["group.customer.proposal"]
            .create(
                {
                    "type_id": self.env["group.customer.approval.type"]._get(kind).id,
                    "name": title,
                    "partner_id": customer and self._get_partner(customer).id,
                    "company_id": self.env.company.id,
                    "responsible_id": self._as(asker).env.uid,
                    **vals,
                }
            )
        )

    @api.model
    def _review_order(self):
        """A custom order that waits for its review before it is confirmed (AP-11)."""
        order = self.env.ref("group_customer.sale_order_qiming_demo")
        order.write(
            {
                "is_custom_order": True,
                "custom_requirements": "Vacuum-proof, 40 °C below zero. "
                "真空环境，零下 40 °C。",
            }
        )
        title = "Order review: drives for the blade line 叶片线驱动器订单评审"
        proposal = self._create_proposal(
            "order_review", title, "qiming", "li", {"sale_order_id": order.id}
        )
        self._pass(proposal, "li", [("he", "approve", None)], [2, 1], note=title)

    # ------------------------------------------------------------------
    # Absences
    # ------------------------------------------------------------------

    @api.model
    def _stand_in(self):
        """The chief accountant is away this week: the credit controller stands in, and
        has decided on one change already; others were away before and will be."""
        today = self._get_today()
        for absent, delegate, begins, days, reason in (
            ("zhao", "sun", -70, 12, "Trade fair in Hanover. 汉诺威展会。"),
            ("wu", "feng", -2, 7, "Annual leave. 年假。"),
            ("he", "liu", 20, 9, "Customer visits in the north. 走访北方客户。"),
        ):
            begin = today + timedelta(days=begins)
            delegation = (
                self._as(absent)
                .env["group.customer.approval.delegation"]
                .create(
                    {
                        "delegate_id": self._as(delegate).env.uid,
                        "date_from": max(begin, today),
                        "date_to": max(begin, today) + timedelta(days=days),
                        "reason": reason,
                    }
                )
            )
            if begin < today:
                delegation.flush_recordset()
                end = begin + relativedelta(days=days)
                self._write_past(delegation, date_from=begin, date_to=end)
                delegation.invalidate_recordset()
        change = self._create_change(
            "discount_change",
            "brandt_taicang",
            "chen",
            {"agreed_discount": 9},
            "One more line with our drives. 新增一条产线采用我司驱动器。",
        )
        decisions = [
            ("liu", "approve", None),
            ("feng", "approve", "For Wu. 代吴静审批。"),
        ]
        self._pass(change, "chen", decisions, [5, 3, 1], note=change.reason)
