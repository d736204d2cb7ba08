# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import Command, api, models

# Terms agreed on before the approvals began: per cent off, how settled.
TERMS = {
    "huayue": (10, "monthly"),
    "huayue_machine": (10, "monthly"),
    "haichen": (8, "monthly"),
    "haichen_refining": (8, "monthly"),
    "ruixin_semi": (6, "quarterly"),
    "tianlu_loco": (5, "monthly"),
    "tianlu_changchun": (4, "monthly"),
    "lvyuan_dairy": (3, "delivery"),
    "jinghe_first": (0, "delivery"),
    "anxin_devices": (5, "monthly"),
    "xinneng_cell": (7, "monthly"),
    "xinneng_storage": (4, "monthly"),
    "yunhang_express": (3, "monthly"),
    "nordholm_china": (6, "quarterly"),
    "brandt_taicang": (8, "quarterly"),
    "shengda": (0, "advance"),
    "qiming": (2, "delivery"),
}
# What was asked for: kind, customer, who asks (and on whose behalf), what it becomes,
# why, what became of it (who, how, comment), days ago of the submission and of each
# decision. The clerk enters for the account managers (MD-04, AP-03).
CHANGES = (
    (
        "discount_change",
        ("tianlu_loco", "qian", "zhang"),
        {"agreed_discount": 8},
        "Volume up by 40 % since last year. 采购量同比增长四成。",
        [
            ("liu", "approve", "The volume is there. 采购量属实。"),
            ("wu", "approve", None),
            ("wu", "execute", "Changed for orders from today. 自今日起执行。"),
        ],
        [96, 95, 94, 94],
    ),
    (
        "discount_change",
        ("xinneng_storage", "li", None),
        {"agreed_discount": 6, "settlement_method_id": "quarterly"},
        "Frame contract for the second storage line. 储能二期框架合同。",
        [
            ("liu", "approve", None),
            ("wu", "return", "The contract is missing. 请补充合同。"),
            ("li", "resubmit", "Contract no. XN-0712, signed. 合同 XN-0712 已签。"),
            ("liu", "approve", None),
            ("wu", "approve", None),
            ("wu", "execute", None),
        ],
        [61, 60, 58, 56, 55, 54, 53],
    ),
    (
        "discount_change",
        ("jinghe_first", "zhang", None),
        {"agreed_discount": 6},
        "Many building sites, large orders. 项目多、订单大。",
        [
            (
                "liu",
                "reject",
                "Payments are late: no discount. 付款逾期，暂不给予折扣。",
            )
        ],
        [33, 31],
    ),
    (
        "discount_change",
        ("lvyuan_dairy", "wang", None),
        {"settlement_method_id": "monthly"},
        "Daily deliveries, one bill a month is enough. 每日送货，按月结算即可。",
        [
            ("liu", "approve", None),
            ("wu", "return", "Which credit limit covers it? 请说明信用额度。"),
        ],
        [9, 8, 5],
    ),
    (
        "discount_change",
        ("anxin_devices", "qian", "li"),
        {"agreed_discount": 7},
        "Builds its second plant with our sensors. 二期工厂采用我司传感器。",
        [("liu", "approve", "Agreed. 同意。")],
        [14, 13],
    ),
    (
        "discount_change",
        ("yunhang_express", "wang", None),
        {"agreed_discount": 5},
        "Competitor offers five per cent. 竞争对手报价优惠 5%。",
        [],
        [8],
    ),
    (
        "discount_change",
        ("nordholm_china", "chen", None),
        {"agreed_discount": 8},
        "Years of punctual payment. 多年按时付款。",
        [],
        [1],
    ),
    (
        "discount_change",
        ("tianlu_changchun", "zhang", None),
        {"agreed_discount": 9},
        "Asked for by mistake for this company. 申请有误。",
        [("zhang", "recall", "Meant another company. 客户选错。")],
        [20, 20],
    ),
    (
        "credit_limit",
        ("haichen_refining", "wang", None),
        {"use_partner_credit_limit": True, "credit_limit": 2000000},
        "Turnaround in autumn needs two months of deliveries. 秋季大修，集中供货。",
        [
            ("liu", "approve", None),
            ("wu", "approve", "Pays on time. 付款记录良好。"),
            ("zhao", "approve", None),
            ("feng", "execute", None),
        ],
        [75, 74, 72, 70, 70],
    ),
    (
        "credit_limit",
        ("huayue_machine", "qian", "he"),
        {"use_partner_credit_limit": True, "credit_limit": 3000000},
        "Delivery plan of the new machining centre. 新加工中心交付计划。",
        [("liu", "approve", None), ("wu", "approve", None)],
        [12, 10, 9],
    ),
    (
        "account_manager_change",
        ("fuyuan", "wang", None),
        {"user_id": "li"},
        "Wang takes over the logistics groups. 王芳转管物流集团。",
        [("he", "approve", None), ("zhao", "approve", None)],
        [118, 117, 115],
    ),
    (
        "account_manager_change",
        ("minglang", "zhang", None),
        {"user_id": "wang"},
        "Closer to the customer. 就近服务。",
        [],
        [2],
    ),
    (
        "partner_data",
        ("hengtai", "qian", None),
        {"vat": "91330900MA0GC10760"},
        "Business licence renewed. 营业执照换证。",
        [("liu", "approve", None)],
        [44, 43],
    ),
)
# New customers that the clerk entered: name, street, city, state, discount, decisions,
# days ago.
NEW_CUSTOMERS = (
    (
        "Longteng Forging 龙腾锻造",
        "Zhongyuan Road 中原路 88号",
        "Luoyang 洛阳",
        "base.state_cn_HA",
        3,
        [("liu", "approve", "Visited. 已实地走访。")],
        [50, 49],
    ),
    (
        "Qinghe Textile 清河纺织",
        "Taihu Avenue 太湖大道 21号",
        "Wuxi 无锡",
        "base.state_cn_JS",
        12,
        [("liu", "approve", None)],
        [6, 5],
    ),
    (
        "Beichen Lifts 北辰电梯",
        "Jianshe Road 建设路 140号",
        "Shenyang 沈阳",
        "base.state_cn_LN",
        2,
        [],
        [1],
    ),
    (
        "Haorun Trading 浩润商贸",
        "Zhongshan Road 中山路 5号",
        "Xiamen 厦门",
        "base.state_cn_FJ",
        5,
        [("liu", "reject", "A reseller of a customer. 系现有客户的分销商。")],
        [17, 16],
    ),
)


class GroupCustomerDemo(models.AbstractModel):
    """Changes of customers' terms, and new customers."""

    _inherit = "group.customer.demo"

    @api.model
    def _get_settlement_method(self, code):
        return self.env.ref(f"group_customer.settlement_method_{code}")

    @api.model
    def _agree_on_terms(self):
        for name, (discount, method) in TERMS.items():
            self._get_partner(name).write(
                {
                    "agreed_discount": discount,
                    "settlement_method_id": self._get_settlement_method(method).id,
                }
            )

    # ------------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------------

    @api.model
    def _ask_for_changes(self):
        for code, people, values, reason, decisions, days_ago in CHANGES:
            customer, entering, asker = people
            change = self._create_change(code, customer, entering, values, reason)
            self._pass(
                change, entering, decisions, days_ago, note=reason, requester=asker
            )
        self._ask_for_later()

    @api.model
    def _ask_for_later(self):
        """Approved today, in force from the first of next month on."""
        begins = self._get_today().replace(day=1) + timedelta(days=32)
        reason = "From the new contract year on. 自新合同年度起执行。"
        change = self._create_change(
            "account_manager_change",
            "yuzhong",
            "zhang",
            {"user_id": "li"},
            reason,
            effective_date=begins.replace(day=1),
        )
        decisions = [("he", "approve", None), ("zhao", "approve", None)]
        self._pass(change, "zhang", decisions, [4, 3, 2], note=reason)

    @api.model
    def _create_change(self, code, customer, asker, values, reason, **others):
        get_field = self.env["ir.model.fields"]._get
        lines = []
        for name, value in values.items():
            field = get_field("res.partner", name)
            input_name = {
                "many2one": "new_record_id",
                "boolean": "new_boolean",
                "char": "new_text",
            }.get(field.ttype, "new_number")
            if name == "settlement_method_id":
                value = self._get_settlement_method(value).id
            elif name == "user_id":
                value = self.env.ref(f"group_customer.user_{value}_demo").id
            lines.append(Command.create({"field_id": field.id, input_name: value}))
        return (
            self._as(asker)
            .env["group.customer.change.request"]
            .create(
                {
                    "type_id": self.env["group.customer.approval.type"]._get(code).id,
                    "partner_id": self._get_partner(customer).id,
                    "company_id": self.env.company.id,
                    "reason": reason,
                    "line_ids": lines,
                    **others,
                }
            )
        )

    # ------------------------------------------------------------------
    # New customers
    # ------------------------------------------------------------------

    @api.model
    def _enter_new_customers(self):
        """Entered by the clerk: approved, outside the permitted range, waiting,
        refused, and one still to be submitted (MD-01, AP-04)."""
        for *facts, decisions, days_ago in NEW_CUSTOMERS:
            partner = self._enter_new_customer(*facts)
            change = partner._prepare_new_customer_request()
            self._pass(change, "qian", decisions, days_ago)
            self._write_past(partner, create_date=self._get_moment(days_ago[0], 0))
        self._enter_new_customer(
            "Sanjiang Pumps 三江泵业",
            False,
            "Yichang 宜昌",
            "base.state_cn_HB",
            0,
        )

    @api.model
    def _enter_new_customer(self, name, street, city, state, discount):
        term = self.env.ref("account.account_payment_term_30days")
        return (
            self._as("qian")
            .env["res.partner"]
            .create(
                {
                    "name": name,
                    "is_company": True,
                    "is_group_customer": True,
                    "street": street,
                    "city": city,
                    "state_id": self.env.ref(state).id,
                    "country_id": self.env.ref("base.cn").id,
                    "user_id": self._as("zhang").env.uid,
                    "property_payment_term_id": term.id,
                    "agreed_discount": discount,
                    "settlement_method_id": self._get_settlement_method("delivery").id,
                }
            )
        )
