# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL

CHANGES = [
    ("new", "New"),
    ("up", "Up"),
    ("down", "Down"),
    ("same", "Same"),
    ("ungraded", "Ungraded"),
]
FIGURES = (
    "revenue_this_year",
    "revenue_last_year",
    "revenue_lookback",
    "receivable",
    "overdue",
)


class GroupCustomerPortfolio(models.Model):
    """Who holds which grade today, and what the customer is worth.

    One row per grade held today in an active scheme. Amounts are those of the
    customer's snapshot: its own, or those of the whole group where the scheme grades
    whole groups; in the currency of the current company at today's rate. A customer
    that is graded without being a group customer has no figures.
    """

    _name = "group.customer.portfolio"
    _description = "Customer Portfolio"
    _auto = False
    _order = "revenue_this_year desc, id"
    _rec_name = "partner_id"
    _depends = {
        "group.customer.grade": ["scheme_id", "sequence"],
        "group.customer.grade.award": [
            "company_id",
            "date_from",
            "date_to",
            "grade_id",
            "origin",
            "partner_id",
            "scheme_id",
            "valid_until",
        ],
        "group.customer.grade.scheme": ["active", "node_level"],
        "group.customer.parameter.value": ["company_id", "date_from", "value"],
        "res.company": ["group_customer_scheme_id"],
        "res.partner": ["active", "country_id", "industry_id", "user_id"],
    }

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    scheme_id = fields.Many2one("group.customer.grade.scheme", readonly=True)
    grade_id = fields.Many2one("group.customer.grade", readonly=True)
    award_id = fields.Many2one("group.customer.grade.award", readonly=True)
    is_primary = fields.Boolean(
        string="Primary Scheme",
        readonly=True,
        help="The scheme whose grade the company shows on its customers.",
    )
    user_id = fields.Many2one("res.users", string="Account Manager", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    origin = fields.Selection(
        selection=lambda self: self._selection_origin(), readonly=True
    )
    changed_on = fields.Date(readonly=True, help="Since when the grade is held.")
    valid_until = fields.Date(readonly=True)
    previous_grade_id = fields.Many2one(
        "group.customer.grade",
        readonly=True,
        help="The grade held directly before; none when the customer held none.",
    )
    change = fields.Selection(selection=CHANGES, readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    revenue_this_year = fields.Monetary(readonly=True)
    revenue_last_year = fields.Monetary(readonly=True)
    revenue_lookback = fields.Monetary(string="Revenue in Look-back", readonly=True)
    receivable = fields.Monetary(readonly=True)
    overdue = fields.Monetary(readonly=True)
    in_pareto_share = fields.Boolean(
        string="In the 80/20 Share",
        readonly=True,
        help="Whether the larger customers of the scheme make up at most the 80/20 "
        "share of the revenue in the look-back (GR-27).",
    )

    @api.model
    def _selection_origin(self):
        return self.env["group.customer.grade.award"]._fields["origin"].selection

    # === SQL === #

    @property
    def _table_query(self):
        figures = {
            # No figures yet is nothing sold, and sorts last
            **{
                name: SQL("COALESCE(%s, 0)", amount)
                for name, amount in self._amounts_sql().items()
            },
            **self._other_figures_sql(),
        }
        return SQL(
            """
    SELECT a.id, a.id AS award_id, a.partner_id, a.company_id, a.scheme_id, a.grade_id,
           a.origin, a.date_from AS changed_on, a.valid_until,
           c.group_customer_scheme_id IS NOT DISTINCT FROM a.scheme_id AS is_primary,
           p.user_id, p.country_id, p.industry_id, %(currency)s AS currency_id,
           %(figures)s,
           before.grade_id AS previous_grade_id,
           CASE WHEN before.grade_id IS NULL THEN 'new'
                WHEN before.grade_id = a.grade_id THEN 'same'
                WHEN (was.sequence, was.id) > (g.sequence, g.id) THEN 'up'
                ELSE 'down' END AS change,
           COALESCE(%(lookback)s > 0 AND %(lookback)s >= pareto.least, FALSE)
           AS in_pareto_share
      FROM group_customer_grade_award a
      JOIN group_customer_grade_scheme s ON s.id = a.scheme_id AND s.active
      JOIN group_customer_grade g ON g.id = a.grade_id
      JOIN res_partner p ON p.id = a.partner_id AND p.active
      JOIN res_company c ON c.id = a.company_id
 LEFT JOIN group_customer_snapshot f
        ON f.partner_id = a.partner_id AND f.company_id = a.company_id
 LEFT JOIN (%(before)s) before ON before.id = a.id
 LEFT JOIN group_customer_grade was ON was.id = before.grade_id
 LEFT JOIN (%(pareto)s) pareto
        ON pareto.scheme_id = a.scheme_id AND pareto.company_id = a.company_id
     WHERE a.date_to IS NULL""",
            currency=self.env.company.currency_id.id,
            figures=SQL(", ").join(
                SQL("%s AS %s", value, SQL.identifier(name))
                for name, value in figures.items()
            ),
            lookback=self._figure_sql("revenue_lookback"),
            before=self._before_sql(),
            pareto=self._pareto_sql(),
        )

    def _figure_sql(self, name):
        """A figure in the currency of the books: of the customer, or of its group
        where the scheme grades whole groups."""
        return SQL(
            "CASE s.node_level WHEN 'root' THEN %s ELSE %s END",
            SQL.identifier("f", f"total_{name}"),
            SQL.identifier("f", f"own_{name}"),
        )

    def _other_figures_sql(self):
        """Return a dict name → figure that is no amount. Extension point."""
        return {}

    def _amounts_sql(self):
        """Return a dict name → amount in the currency of the current company."""
        rate = self._rate_sql()
        amounts = {name: self._figure_sql(name) for name in FIGURES}
        if rate is None:
            return amounts
        step = SQL("%s::numeric", str(self.env.company.currency_id.rounding))
        return {
            name: SQL(
                "ROUND(%(amount)s * %(rate)s / %(step)s) * %(step)s",
                amount=amount,
                rate=rate,
                step=step,
            )
            for name, amount in amounts.items()
        }

    def _rate_sql(self):
        """The factor from the currency of the books into that of the current company;
        None when all books are in that currency."""
        currency = self.env.company.currency_id
        others = self.env.companies.filtered(lambda one: one.currency_id != currency)
        if not others:
            return None
        today = fields.Date.context_today(self)
        return SQL(
            "CASE a.company_id %s ELSE 1 END",
            SQL(" ").join(
                SQL(
                    "WHEN %s THEN %s::numeric",
                    company.id,
                    str(
                        currency._get_conversion_rate(
                            company.currency_id, currency, self.env.company, today
                        )
                    ),
                )
                for company in others
            ),
        )

    def _before_sql(self):
        """The grade held up to the day before today's, by the id of today's award.

        Left out by PostgreSQL whenever neither it nor the change is asked for.
        """
        return SQL(
            """SELECT DISTINCT ON (held.id) held.id, past.grade_id
                 FROM group_customer_grade_award held
                 JOIN group_customer_grade_award past
                   ON past.partner_id = held.partner_id
                  AND past.scheme_id = held.scheme_id
                  AND past.company_id = held.company_id
                  AND past.date_to >= held.date_from - 1
                  AND past.id <> held.id
                WHERE held.date_to IS NULL
             ORDER BY held.id, past.date_from DESC, past.id DESC"""
        )

    def _pareto_sql(self):
        """The least revenue by which a customer belongs to the 80/20 share of a
        scheme in a company: larger customers together make up at most the share."""
        # In SQL, so that nothing is read where nobody asks for it
        share = SQL(
            """(SELECT v.value
                  FROM group_customer_parameter_value v
                  JOIN group_customer_parameter k
                    ON k.id = v.parameter_id AND k.code = 'pareto_share'
                 WHERE v.date_from <= %s
                   AND (v.company_id IS NULL OR v.company_id = ranked.company_id)
              ORDER BY v.company_id NULLS LAST, v.date_from DESC LIMIT 1)""",
            fields.Date.context_today(self),
        )
        return SQL(
            """SELECT scheme_id, company_id, MIN(amount) AS least
                 FROM (SELECT scheme_id, company_id, amount,
                              SUM(SUM(amount)) OVER (
                                  PARTITION BY scheme_id, company_id
                                  ORDER BY amount DESC
                                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                              ) AS larger,
                              SUM(SUM(amount)) OVER (
                                  PARTITION BY scheme_id, company_id) AS reached
                         FROM (SELECT a.scheme_id, a.company_id, %(figure)s AS amount
                                 FROM group_customer_grade_award a
                                 JOIN group_customer_grade_scheme s
                                   ON s.id = a.scheme_id AND s.active
                                 JOIN res_partner p
                                   ON p.id = a.partner_id AND p.active
                                 JOIN group_customer_snapshot f
                                   ON f.partner_id = a.partner_id
                                  AND f.company_id = a.company_id
                                WHERE a.date_to IS NULL) sale
                        WHERE amount > 0
                     GROUP BY scheme_id, company_id, amount) ranked
                WHERE COALESCE(larger, 0) * 100 <= %(share)s::numeric * reached
             GROUP BY scheme_id, company_id""",
            figure=self._figure_sql("revenue_lookback"),
            share=share,
        )

    # === ACTIONS === #

    def action_open_partner(self):
        """Open the customer of this row."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }
