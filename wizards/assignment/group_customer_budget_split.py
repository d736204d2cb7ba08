# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, formatLang

from ...tools.largest_remainder import largest_remainder

# Who may see what the accounts of every team bring.
SPLITTERS = (
    "group_customer.group_group_customer_director",
    "group_customer.group_group_customer_marketing_manager",
)
INPUTS = frozenset(
    {"amount", "basis", "company_id", "date_from", "date_to", "name", "team_ids"}
)


class GroupCustomerBudgetSplit(models.TransientModel):
    """Splits an amount over teams in proportion to what their accounts bring (AM-27).

    Every cent is given out: the shares are rounded by largest remainder. The result
    is recorded as a note on each team, if wanted.
    """

    _name = "group.customer.budget.split"
    _description = "Budget Split"
    _inherit = ["group.customer.server.field.mixin"]
    _server_fields = frozenset({"is_recorded", "line_ids"})

    name = fields.Char(string="Purpose", required=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True)
    basis = fields.Selection(
        selection=[
            ("stock", "Revenue of the period"),
            ("growth", "Growth over the year before"),
            ("high_value", "Revenue of high-value customers"),
        ],
        required=True,
        default="stock",
        help="Growth: revenue of the period less that of the same period a year "
        "before; a team that shrank counts zero. High-value customers: those with at "
        "least the revenue of the parameter high_value_revenue in the period.",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self._default_day("from"),
    )
    date_to = fields.Date(
        string="To", required=True, default=lambda self: self._default_day("to")
    )
    team_ids = fields.Many2many(
        comodel_name="crm.team",
        string="Teams",
        domain="[('company_id', 'in', [company_id, False])]",
        default=lambda self: self._default_team_ids(),
    )
    line_ids = fields.One2many(
        comodel_name="group.customer.budget.split.line",
        inverse_name="split_id",
        string="Shares",
        readonly=True,
    )
    is_recorded = fields.Boolean(readonly=True)

    # === DEFAULT METHODS === #

    @api.model
    def _default_day(self, end):
        """The last full year."""
        today = fields.Date.context_today(self) - relativedelta(years=1)
        if end == "from":
            return fields.Date.start_of(today, "year")
        return fields.Date.end_of(today, "year")

    @api.model
    def _default_team_ids(self):
        return self.env["crm.team"].search(
            Domain("is_account_team", "=", True)
            & Domain("company_id", "in", [self.env.company.id, False])
        )

    # === CRUD METHODS === #

    def write(self, vals):
        res = super().write(vals)
        if INPUTS & set(vals):
            # The shares were those of other input
            self.line_ids.sudo().unlink()
        return res

    # === ACTION METHODS === #

    def action_split(self):
        """Work the shares out and show them."""
        self.ensure_one()
        self._check_splitter()
        lines = self._prepare_lines()
        self.line_ids.sudo().unlink()
        # sudo: nobody enters a share
        self.env["group.customer.budget.split.line"].sudo()._create_server(lines)
        self._write_server({"is_recorded": False})
        return self._reopen()

    def action_record(self):
        """Write the shares as a note on each team."""
        self.ensure_one()
        self._check_splitter()
        if not self.line_ids:
            raise UserError(
                self.env._(
                    "“%(purpose)s” is not split yet: split the amount first.",
                    purpose=self.name,
                )
            )
        if self.is_recorded:
            raise UserError(
                self.env._(
                    "The shares of “%(purpose)s” are recorded already; split again "
                    "to record others.",
                    purpose=self.name,
                )
            )
        for line in self.line_ids:
            # sudo: a note on a team is all that is written, by who may read the team
            line.team_id.sudo().message_post(
                body=self.env._(
                    "Budget “%(purpose)s”: %(share)s of %(total)s (%(percent)s %%) "
                    "for %(basis)s from %(start)s to %(end)s.",
                    purpose=self.name,
                    share=formatLang(
                        self.env, line.amount, currency_obj=self.currency_id
                    ),
                    total=formatLang(
                        self.env, self.amount, currency_obj=self.currency_id
                    ),
                    percent=formatLang(self.env, line.share_percent, digits=2),
                    basis=dict(self._fields["basis"]._description_selection(self.env))[
                        self.basis
                    ],
                    start=format_date(self.env, self.date_from),
                    end=format_date(self.env, self.date_to),
                ),
                author_id=self.env.user.partner_id.id,
            )
        self._write_server({"is_recorded": True})
        return self._reopen()

    # === BUSINESS METHODS === #

    def _check_splitter(self):
        if not any(map(self.env.user.has_group, SPLITTERS)):
            raise AccessError(
                self.env._(
                    "Budgets are split by directors and marketing managers: ask one "
                    "of them."
                )
            )

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Budget Split"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _prepare_lines(self):
        """Return the values of the lines.

        :raises UserError: where there is nothing to split, or to go by
        """
        self._check_input()
        figures = self._read_figures()
        pieces = round(Decimal(str(self.amount)) / Decimal(str(self._get_piece())))
        weights = [figures.get(team.id, (0, 0))[1] for team in self.team_ids]
        try:
            shares = largest_remainder(int(pieces), weights)
        except ValueError as error:
            raise UserError(
                self.env._(
                    "“%(purpose)s” cannot be split: none of the teams has a figure "
                    "above zero for %(basis)s in this period. Choose another figure, "
                    "period or other teams.",
                    purpose=self.name,
                    basis=dict(self._fields["basis"]._description_selection(self.env))[
                        self.basis
                    ],
                )
            ) from error
        whole = sum(weights)
        return [
            {
                "split_id": self.id,
                "team_id": team.id,
                "account_count": figures.get(team.id, (0, 0))[0],
                "figure": float(weight),
                "share_percent": float(100 * weight / whole),
                "amount": float(share * Decimal(str(self._get_piece()))),
            }
            for team, weight, share in zip(self.team_ids, weights, shares, strict=True)
        ]

    def _get_piece(self):
        """The smallest amount of the currency."""
        return self.currency_id.rounding

    def _check_input(self):
        if self.currency_id.compare_amounts(self.amount, 0) <= 0:
            message = self.env._(
                "“%(purpose)s”: enter an amount above zero.", purpose=self.name
            )
        elif self.date_to < self.date_from:
            message = self.env._(
                "“%(purpose)s”: the period ends before it begins. Correct one of the "
                "dates.",
                purpose=self.name,
            )
        elif not self.team_ids:
            message = self.env._(
                "“%(purpose)s”: choose the teams that get a share.", purpose=self.name
            )
        elif self.company_id not in self.env.companies:
            message = self.env._(
                "“%(purpose)s”: you have no access to %(company)s. Choose one of your "
                "companies.",
                purpose=self.name,
                company=self.company_id.sudo().display_name,
            )
        else:
            return
        raise UserError(message)

    def _read_figures(self):
        """Return what each team's accounts brought.

        :returns: team id → (accounts that count, figure from zero on)
        """
        figures = self._read_revenue(self.date_from, self.date_to)
        if self.basis == "growth":
            year = relativedelta(years=1)
            before = self._read_revenue(self.date_from - year, self.date_to - year)
            figures = {
                team_id: (count, amount - before.get(team_id, (0, 0))[1])
                for team_id, (count, amount) in figures.items()
            }
        return {
            team_id: (count, max(amount, Decimal(0)))
            for team_id, (count, amount) in figures.items()
        }

    def _read_revenue(self, date_from, date_to):
        """Return, per team, accounts with revenue and their revenue; one statement."""
        minimum = None
        if self.basis == "high_value":
            minimum = self.env["group.customer.parameter"]._get_value(
                "high_value_revenue", self.company_id, date_to
            )
        self.env["crm.team.member"].flush_model(["active", "crm_team_id", "user_id"])
        self.env["res.partner"].flush_model(["active", "is_group_customer", "user_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT member.crm_team_id, COUNT(*), SUM(customer.amount)::text
                     FROM (SELECT partner_id, SUM(amount)::numeric AS amount
                             FROM (%(sales)s) sales GROUP BY 1) customer
                     JOIN res_partner p ON p.id = customer.partner_id
                     JOIN (SELECT DISTINCT crm_team_id, user_id
                             FROM crm_team_member WHERE active) member
                       ON member.user_id = p.user_id
                    WHERE p.active AND p.is_group_customer
                      AND member.crm_team_id IN %(teams)s
                      AND (%(minimum)s::numeric IS NULL
                           OR customer.amount >= %(minimum)s::numeric)
                    GROUP BY 1""",
                sales=self.env["group.customer.ledger"]._sales_sql(
                    companies=self.company_id,
                    currency=self.currency_id,
                    date_from=date_from,
                    date_to=date_to,
                ),
                teams=tuple(self.team_ids.ids),
                minimum=minimum,
            )
        )
        # As text, for a float would not be exact
        return {team_id: (count, Decimal(amount)) for team_id, count, amount in rows}


class GroupCustomerBudgetSplitLine(models.TransientModel):
    _name = "group.customer.budget.split.line"
    _description = "Share of a Budget"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "amount desc, id"
    _server_fields = frozenset(
        {
            "account_count",
            "amount",
            "figure",
            "share_percent",
            "split_id",
            "team_id",
        }
    )

    split_id = fields.Many2one(
        comodel_name="group.customer.budget.split",
        required=True,
        ondelete="cascade",
        index=True,
    )
    team_id = fields.Many2one(
        comodel_name="crm.team", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="split_id.currency_id")
    account_count = fields.Integer(
        string="Accounts",
        readonly=True,
        help="Accounts with revenue in the period that count for the figure.",
    )
    figure = fields.Monetary(readonly=True, help="What the share is measured by.")
    share_percent = fields.Float(string="Share (%)", readonly=True, digits=(16, 2))
    amount = fields.Monetary(readonly=True)
