# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import date_utils, format_date

PERIODS_OF_YEAR = {"month": 12, "quarter": 4, "year": 1}


class GroupCustomerStrategicLine(models.Model):
    """What a strategic customer brought in a month, quarter or year (GR-29).

    The figures come from the books of business that Odoo does not keep (bills,
    financing), so they are entered or imported. Two figures follow from them:

    * economic value added, EVA = profit − capital employed × cost of capital (Stewart
      1991, The Quest for Value), here with the profit before tax, for that is what is
      reported, and with the yearly cost of capital divided by the periods of a year;
    * capital return = profit before tax / capital employed, in per cent of a year, so
      that months and years can be compared; 0 without capital.
    """

    _name = "group.customer.strategic.line"
    _description = "Strategic Customer Figures"
    _order = "date_from desc, partner_id, id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain="[('is_strategic_customer', '=', True)]",
    )
    user_id = fields.Many2one(
        related="partner_id.user_id", string="Account Manager", related_sudo=False
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    period = fields.Selection(
        selection=[("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        required=True,
        default="month",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: date_utils.start_of(
            fields.Date.context_today(self), "month"
        ),
        help="Any day of the period; it becomes the first one.",
    )
    date_to = fields.Date(string="To", compute="_compute_date_to", store=True)
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    # The client adds up amounts of several currencies in the currency of the company.
    bill_amount = fields.Monetary(string="Bills")
    financing_amount = fields.Monetary(string="Financing Volume")
    gross_income = fields.Monetary()
    pretax_profit = fields.Monetary(string="Profit before Tax")
    capital_employed = fields.Monetary(
        aggregator=None, help="Average of the capital that the business tied up."
    )
    cost_of_capital = fields.Float(
        string="Cost of Capital (%)",
        digits=(16, 2),
        aggregator=None,
        help="Per cent of the capital in a year.",
    )
    eva = fields.Monetary(
        string="EVA",
        compute="_compute_eva",
        store=True,
        help="Economic value added: profit before tax less the cost of the capital "
        "employed in the period.",
    )
    capital_return = fields.Float(
        string="Capital Return (%)",
        compute="_compute_eva",
        store=True,
        digits=(16, 2),
        aggregator="avg",
        help="Profit before tax in per cent of the capital employed, for a year.",
    )
    note = fields.Text()

    _period_unique = models.UniqueIndex(
        "(partner_id, company_id, period, date_from)",
        "This customer has figures of this period already: change these.",
    )
    _capital_positive = models.Constraint(
        "CHECK(COALESCE(capital_employed, 0) >= 0 "
        "AND COALESCE(cost_of_capital, 0) >= 0)",
        "Neither the capital nor its cost can be negative.",
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_id", "period", "date_from")
    def _compute_display_name(self):
        for line in self:
            line.display_name = self.env._(
                "%(partner)s, %(period)s from %(date)s",
                partner=line.partner_id.display_name or "",
                period=line._get_period_label(),
                date=format_date(self.env, line.date_from),
            )

    @api.depends("period", "date_from")
    def _compute_date_to(self):
        for line in self:
            line.date_to = line.date_from and date_utils.end_of(
                line.date_from, line.period or "month"
            )

    @api.depends("period", "pretax_profit", "capital_employed", "cost_of_capital")
    def _compute_eva(self):
        for line in self:
            periods = PERIODS_OF_YEAR[line.period or "month"]
            cost = line.capital_employed * line.cost_of_capital / 100 / periods
            line.eva = line.currency_id.round(line.pretax_profit - cost)
            line.capital_return = (
                100 * periods * line.pretax_profit / line.capital_employed
                if line.capital_employed
                else 0
            )

    # === CONSTRAINT METHODS === #

    @api.constrains("partner_id")
    def _check_partner(self):
        for line in self:
            if not line.partner_id.is_strategic_customer:
                raise ValidationError(
                    self.env._(
                        "%(partner)s is no strategic customer: a director has to mark "
                        "it as one on the contact first.",
                        partner=line.partner_id.display_name,
                    )
                )

    @api.constrains("date_from")
    def _check_date_from(self):
        today = fields.Date.context_today(self)
        for line in self:
            if line.date_from > today:
                raise ValidationError(
                    self.env._(
                        "The figures of %(partner)s begin on %(date)s, which is still "
                        "to come: correct the date.",
                        partner=line.partner_id.display_name,
                        date=format_date(self.env, line.date_from),
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(["period", "date_from"])
        return super().create(
            [self._align_period({**defaults, **vals}) for vals in vals_list]
        )

    def write(self, vals):
        if not {"period", "date_from"} & set(vals):
            res = super().write(vals)
        else:
            res = True
            for line in self:
                period = {"period": line.period, "date_from": line.date_from, **vals}
                super(GroupCustomerStrategicLine, line).write(
                    self._align_period(period)
                )
        if {"partner_id", "company_id"} & set(vals):
            # Odoo's rules look at the customer before the change only.
            self.check_access("write")
        return res

    @api.model
    def _align_period(self, vals):
        """Let the first day be the first of its period, whatever day was given."""
        if vals.get("date_from") and vals.get("period") in PERIODS_OF_YEAR:
            date_from = fields.Date.to_date(vals["date_from"])
            vals["date_from"] = date_utils.start_of(date_from, vals["period"])
        return vals

    def _get_period_label(self):
        labels = dict(self._fields["period"]._description_selection(self.env))
        return labels.get(self.period, "")
