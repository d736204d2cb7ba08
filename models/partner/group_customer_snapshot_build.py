# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Figures of a row that are dates are the last one of their kind, others are added up
DATE = "date"
LEVELS = ("own", "children", "total")


class GroupCustomerSnapshot(models.Model):
    _inherit = "group.customer.snapshot"

    @api.model
    def _rebuild(self, companies=None, roots=None):
        """Compute and store the figures, one statement per company.

        :param companies: whose books; all active companies by default
        :param roots: group heads whose trees are computed; all trees by default. With
            roots every source is read through an index on the customer, so that the
            time follows the size of these groups, not that of the books.
        """
        if companies is None:
            companies = (
                self.env["res.company"].sudo().search(Domain("active", "=", True))
            )
        self.env.flush_all()
        for company in companies.sudo():
            self.env.cr.execute(self._rebuild_sql(company, roots))
        self.invalidate_model()
        partners = self.env["res.partner"]
        partners.invalidate_model(partners._get_group_figure_fields())

    @api.model
    def _rebuild_sql(self, company, roots=None):
        """The statement that brings the rows of ``company`` up to date.

        Rows are updated in place and inserted where missing: an INSERT that falls
        back on an update would draw a new id for every row of every rebuild. Which
        are missing is a NOT IN, read once beforehand: an anti join may scan the table
        again for every row while it is being filled.
        """
        of_roots = SQL()
        stored = SQL()
        of_members = SQL()
        if roots is not None:
            of_roots = SQL("AND group_root_id IN %s", tuple(roots.ids or [0]))
            stored = SQL("AND s.root_id IN %s", tuple(roots.ids or [0]))
            # As an array: through the index, see _own_figures_sql
            of_members = SQL("AND s.partner_id = ANY(ARRAY(SELECT id FROM member))")
        figures = self._get_figure_types()
        names = [f"{level}_{name}" for level in LEVELS for name in figures]
        columns = SQL(", ").join(SQL.identifier(name) for name in names)
        return SQL(
            """
WITH member AS (
    SELECT id, group_root_id, group_path
      FROM res_partner
     WHERE group_root_id IS NOT NULL %(of_roots)s
), own AS (
    %(own)s
), total AS (
    SELECT ancestor.id, %(totals)s
      FROM member
      JOIN own ON own.partner_id = member.id
CROSS JOIN unnest(string_to_array(rtrim(member.group_path, '/'), '/')::int[])
           AS ancestor (id)
  GROUP BY ancestor.id
), figure AS (
    SELECT member.id AS partner_id, member.group_root_id AS root_id,
           member.id = member.group_root_id AS is_root, %(figures)s
      FROM member
 LEFT JOIN own ON own.partner_id = member.id
 LEFT JOIN total ON total.id = member.id
), updated AS (
    UPDATE group_customer_snapshot s
       SET root_id = figure.root_id, is_root = figure.is_root,
           currency_id = %(currency)s, computed_at = %(now)s, error = NULL, %(set)s
      FROM figure
     WHERE s.partner_id = figure.partner_id AND s.company_id = %(company)s
       %(of_members)s
), gone AS (
    DELETE FROM group_customer_snapshot s
     WHERE s.company_id = %(company)s %(stored)s
       AND s.partner_id NOT IN (SELECT id FROM member)
       AND (SELECT group_root_id FROM res_partner WHERE id = s.partner_id) IS NULL
)
INSERT INTO group_customer_snapshot
       (partner_id, company_id, currency_id, root_id, is_root, computed_at, %(columns)s)
SELECT partner_id, %(company)s, %(currency)s, root_id, is_root, %(now)s, %(columns)s
  FROM figure
 WHERE figure.partner_id NOT IN (
       SELECT s.partner_id FROM group_customer_snapshot s
        WHERE s.company_id = %(company)s %(of_members)s)
    ON CONFLICT (partner_id, company_id) DO NOTHING""",
            of_roots=of_roots,
            stored=stored,
            of_members=of_members,
            own=self._own_figures_sql(company, of_roots if roots is not None else None),
            totals=self._totals_sql(),
            figures=self._figures_sql(),
            set=SQL(", ").join(
                SQL("%s = figure.%s", SQL.identifier(name), SQL.identifier(name))
                for name in names
            ),
            columns=columns,
            company=company.id,
            currency=company.currency_id.id,
            now=fields.Datetime.now(),
        )

    # Figures

    @api.model
    def _get_figure_types(self):
        """Return the figures of a row: name → SQL type.

        Extension point: a figure ``x`` is stored in ``own_x``, ``children_x`` and
        ``total_x``, and comes from one of :meth:`_get_figure_sources`.
        """
        return {
            "revenue_this_year": "numeric",
            "revenue_last_year": "numeric",
            "revenue_lookback": "numeric",
            "order_count": "bigint",
            "receivable": "numeric",
            "overdue": "numeric",
            "last_order_date": DATE,
        }

    @api.model
    def _get_figure_sources(self, today, lookback, scope):
        """Return the sources: pairs of a query with ``partner_id``, a row per document,
        and the figures that are made of its rows (name → SQL aggregate).

        Extension point.

        :param today: the day it is where the company is
        :param lookback: first day of the years that figures look back
        :param dict scope: what every source of the ledger is asked for: ``companies``
            and, for some groups alone, ``partners``
        """
        ledger = self.env["group.customer.ledger"]
        year = date(today.year, 1, 1)
        last_year = date(today.year - 1, 1, 1)
        sales = ledger._sales_sql(
            date_from=min(lookback, last_year), date_to=today, **scope
        )
        revenue = {
            "revenue_this_year": SQL("SUM(amount) FILTER (WHERE date >= %s)", year),
            "revenue_last_year": SQL(
                "SUM(amount) FILTER (WHERE date >= %s AND date < %s)", last_year, year
            ),
            "revenue_lookback": SQL("SUM(amount) FILTER (WHERE date >= %s)", lookback),
        }
        orders = {"order_count": SQL("COUNT(*)"), "last_order_date": SQL("MAX(date)")}
        open_items = {"receivable": SQL("SUM(amount)"), "overdue": SQL("SUM(overdue)")}
        return [
            (sales, revenue),
            (ledger._orders_sql(date_to=today, **scope), orders),
            (ledger._receivable_sql(**scope), open_items),
        ]

    def _combined_sql(self, name, sql_type):
        """How rows make one figure of ``own``."""
        combine = SQL("MAX" if sql_type == DATE else "SUM")
        return SQL("%s(%s)", combine, SQL.identifier("own", name))

    def _totals_sql(self):
        """The figures of a node and all below it; of a date, those below it apart."""
        terms = []
        for name, sql_type in self._get_figure_types().items():
            total = self._combined_sql(name, sql_type)
            terms.append(SQL("%s AS %s", total, SQL.identifier(name)))
            if sql_type == DATE:
                terms.append(
                    SQL(
                        "%s FILTER (WHERE ancestor.id != member.id) AS %s",
                        total,
                        SQL.identifier(f"children_{name}"),
                    )
                )
        return SQL(", ").join(terms)

    def _figures_sql(self):
        """Own, children and total of every figure; no document at all is zero."""
        terms = []
        for name, sql_type in self._get_figure_types().items():
            own, total = SQL.identifier("own", name), SQL.identifier("total", name)
            if sql_type == DATE:
                children = SQL.identifier("total", f"children_{name}")
            else:
                own = SQL("COALESCE(%s, 0)", own)
                total = SQL("COALESCE(%s, 0)", total)
                children = SQL("%s - %s", total, own)
            for level, value in zip(LEVELS, (own, children, total), strict=True):
                terms.append(SQL("%s AS %s", value, SQL.identifier(f"{level}_{name}")))
        return SQL(", ").join(terms)

    def _own_figures_sql(self, company, of_roots):
        """The figures of every customer by itself, from the ledger's sources."""
        today = self.env["group.customer.ledger"]._get_today(company)
        years = self.env["group.customer.parameter"]._get_value(
            "snapshot_lookback_years", company=company, date=today
        )
        lookback = (
            today - relativedelta(months=round(years * 12)) + relativedelta(days=1)
        )
        scope = {"companies": company}
        if of_roots is not None:
            # Out of an array, for a reason: the planner then expects a few customers
            # and reads every source through its index, never a whole table.
            scope["partners"] = SQL(
                """SELECT unnest(ARRAY(
                    SELECT id FROM res_partner WHERE group_root_id IS NOT NULL %s))""",
                of_roots,
            )
        types = self._get_figure_types()
        parts = [
            SQL(
                "SELECT partner_id, %s FROM (%s) document GROUP BY partner_id",
                SQL(", ").join(
                    SQL(
                        "(%s)::%s AS %s",
                        made.get(name, SQL("NULL")),
                        SQL(sql_type),
                        SQL.identifier(name),
                    )
                    for name, sql_type in types.items()
                ),
                source,
            )
            for source, made in self._get_figure_sources(today, lookback, scope)
        ]
        return SQL(
            "SELECT partner_id, %s FROM (%s) own GROUP BY partner_id",
            SQL(", ").join(
                SQL("%s AS %s", self._combined_sql(*figure), SQL.identifier(figure[0]))
                for figure in types.items()
            ),
            SQL(" UNION ALL ").join(parts),
        )
