# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from dateutil.relativedelta import relativedelta

from odoo import Command, api, models
from odoo.tools import float_round

# Bands of the three coefficient tables: lower bound, upper bound, coefficient.
COEFFICIENTS = {
    "premium": (
        (None, 500_000, 0.6),
        (500_000, 1_500_000, 1.0),
        (1_500_000, 3_000_000, 1.3),
        (3_000_000, None, 1.6),
    ),
    "loyalty": ((None, 1, 0.8), (1, 3, 1.0), (3, None, 1.2)),
    "profit": ((None, 10, 0.8), (10, 20, 1.0), (20, None, 1.2)),
}
# What the trading company calls what it took over from an insurer: English, Chinese.
LAYER_NAMES = {
    "": ("Customer layers and VIP", "客户分层级与 VIP"),
    "premium": ("Size of business", "业务规模"),
    "loyalty": ("Loyalty", "客户忠诚度"),
    "profit": ("Profit contribution", "利润贡献度"),
}
VIP_BENEFITS = (
    "Delivery, spare parts and technicians first; a named engineer; a yearly review.",
    "优先供货、优先备件、优先派遣技术人员；指定工程师；年度回顾。",
)
# Items that the archive of an A or a B customer must hold besides.
ARCHIVE_ITEMS = {"A": ("website", "capital", "leader"), "B": ("capital",)}
STRATEGIC_CUSTOMERS = ("huayue", "ruixin", "xinneng")
STRATEGIC_MONTHS = 18
# How the VIP treatment is asked for here: English, Chinese.
VIP_STEPS = (
    "1. The account manager declares the customer with the reason.\n"
    "2. The marketing department checks sales, payment and complaints.\n"
    "3. A director who did not ask for it decides.\n"
    "4. For a year the customer is served first: delivery, spare parts, technicians.",
    "1. 客户经理填报申请及理由。\n"
    "2. 市场部核对销售、回款及投诉情况。\n"
    "3. 由未参与申报的领导审批。\n"
    "4. 一年内优先供货、优先备件、优先派遣技术人员。",
)


class GroupCustomerDemo(models.AbstractModel):
    """How the demo company adapts its schemes, and what it tries out."""

    _inherit = "group.customer.demo"

    # ------------------------------------------------------------------
    # Schemes
    # ------------------------------------------------------------------

    @api.model
    def _adapt_schemes(self):
        """Make the packs' schemes the company's own, as its administrator would."""
        admin = self._as("admin")
        primary = admin._get_scheme("abcd_resource")
        primary.user_id = self.env.ref("group_customer.user_liu_demo")
        primary.table_user_ids = self.env.ref("group_customer.user_liu_demo")
        for code, names in ARCHIVE_ITEMS.items():
            grade = primary.grade_ids.filtered(lambda grade, c=code: grade.code == c)
            grade.archive_item_ids = [
                Command.link(
                    self.env.ref(f"group_customer.archive_item_{name}_demo").id
                )
                for name in names
            ]
        admin._get_scheme("abc_sales").user_id = primary.user_id
        # Large machines are not bought every month.
        for criterion in admin._get_scheme("behaviour").criterion_ids:
            if criterion.metric_id.measure == "order_count":
                criterion.threshold = 3
                self._write_texts(criterion, "name", "3 orders or more", "3 单及以上")
        admin._fill_layers()

    @api.model
    def _fill_layers(self):
        """Fill the coefficient tables, which the source leaves empty."""
        scheme = self._get_scheme("layered_insurance")
        scheme.user_id = self.env.ref("group_customer.user_zhao_demo")
        criteria = scheme.criterion_ids.sorted("sequence")
        for criterion, (code, bands) in zip(
            criteria, COEFFICIENTS.items(), strict=True
        ):
            criterion.band_ids = [
                Command.create(
                    {
                        "no_lower": low is None,
                        "value_from": low or 0,
                        "no_upper": high is None,
                        "value_to": high or 0,
                        "points": coefficient,
                    }
                )
                for low, high, coefficient in bands
            ]
            self._write_texts(criterion, "name", *LAYER_NAMES[code])
        self._write_texts(scheme, "name", *LAYER_NAMES[""])
        self._write_texts(scheme.route_ids, "description", *VIP_STEPS)
        vip = scheme._get_requested_grades()
        self._write_texts(vip, "benefits", *VIP_BENEFITS)

    @api.model
    def _write_texts(self, record, name, english, chinese):
        record.with_context(lang="en_US")[name] = english
        if self.env["res.lang"]._get_data(code="zh_CN"):
            record.with_context(lang="zh_CN")[name] = chinese

    @api.model
    def _put_stable_version_into_force(self, scheme):
        """Draft a change, and put it into force: grades stop going up and down with
        every quarter."""
        scheme = scheme.with_env(self._as("admin").env)
        draft = scheme.browse(scheme.action_draft_change()["res_id"])
        draft.write({"hysteresis_margin": 3, "confirmations": 2})
        draft.action_put_into_force()

    # ------------------------------------------------------------------
    # Try out
    # ------------------------------------------------------------------

    @api.model
    def _try_out(self):
        """A drafted change that is simulated, a past day, and two back-tests."""
        scheme = self._get_scheme("abcd_resource")
        draft = self._draft_change(scheme.with_env(self._as("admin").env))
        manager = self._as("liu").env
        simulations = manager["group.customer.grade.simulation"].create(
            [
                {
                    "scheme_id": draft.id,
                    "as_of": self._get_today(),
                    "compare_with": "scheme",
                    "note": "Credit counts more, sales less: who would move? "
                    "信用权重提高、销售权重降低，哪些客户会变动？",
                },
                {
                    "scheme_id": scheme.id,
                    "as_of": self._get_quarter_end(4),
                    "compare_with": "current",
                },
            ]
        )
        simulations.action_simulate()
        Backtest = manager["group.customer.grade.backtest"]
        backtests = Backtest.create(
            [
                {
                    "scheme_id": scheme.id,
                    "date_to": self._get_today(),
                    "quarter_count": 12,
                },
                {
                    "scheme_id": scheme.id,
                    "date_to": self._get_today(),
                    "quarter_count": 12,
                    "partner_id": self._get_partner("xinneng_storage").id,
                },
            ]
        )
        backtests.action_start()
        # What the scheduled action does, here without ending the transaction.
        for backtest in backtests:
            while backtest.state in ("queued", "running"):
                backtest._compute_safely()
        # The approved standard is still missing, so this run stays a draft (GR-15).
        manager["group.customer.grade.run"].create(
            {
                "scheme_id": self._get_scheme("key_ordinary").id,
                "as_of": self._get_today(),
                "note": "Waits until sales and customer service have agreed on the "
                "standard. 待销售部与客服部共同确定标准并批准后再评级。",
            }
        )

    @api.model
    def _draft_change(self, scheme):
        draft = scheme.browse(scheme.action_draft_change()["res_id"])
        by_metric = {
            criterion.metric_id.code: criterion
            for criterion in draft.criterion_ids
            if criterion.role == "score"
        }
        by_metric["revenue"].weight = 45
        by_metric["credit_rating"].weight = 30
        best = draft.grade_ids.filtered(lambda grade: grade.code == "A")
        best.score_min = 78
        return draft

    # ------------------------------------------------------------------
    # Strategic customers
    # ------------------------------------------------------------------

    @api.model
    def _create_strategic_lines(self, chance):
        """Monthly figures of the customers that the headquarters lead."""
        director = self._as("zhao").env
        yearly = dict.fromkeys(STRATEGIC_CUSTOMERS, 0.0)
        for profile in self._read_profiles():
            name = profile["partner"].split("_")[1]
            if name in yearly:
                yearly[name] += 1000 * float(profile["sales_this_year"])
        vals_list = []
        for name, sales in yearly.items():
            partner = self._get_partner(name).with_env(director)
            partner.is_strategic_customer = True
            for months_ago in range(1, STRATEGIC_MONTHS + 1):
                vals_list.append(
                    self._prepare_strategic_line(partner, sales, months_ago, chance)
                )
        director["group.customer.strategic.line"].create(vals_list)

    @api.model
    def _prepare_strategic_line(self, partner, sales, months_ago, chance):
        def amount(share):
            value = sales / 12 * share * 0.99**months_ago * chance.uniform(0.8, 1.2)
            return float_round(value, precision_rounding=1000)

        return {
            "partner_id": partner.id,
            "period": "month",
            "date_from": self._get_today() - relativedelta(months=months_ago),
            "bill_amount": amount(0.35),
            "financing_amount": amount(0.2),
            "gross_income": amount(0.21),
            "pretax_profit": amount(0.08),
            "capital_employed": amount(4.8),
            "cost_of_capital": 8,
        }
