# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

SUMS = (
    "revenue_this_year",
    "revenue_last_year",
    "revenue_lookback",
    "order_count",
    "receivable",
    "overdue",
)


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
        names = [
            f"{level}_{name}"
            for level in ("own", "children", "total")
            for name in (*SUMS, "last_order_date")
        ]
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
    SELECT ancestor.id, %(sums)s,
           MAX(own.last_order_date) AS last_order_date,
           MAX(own.last_order_date) FILTER (
               WHERE ancestor.id != member.id) AS children_last_order_date
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
            sums=SQL(", ").join(
                SQL("SUM(%s) AS %s", SQL.identifier("own", name), SQL.identifier(name))
                for name in SUMS
            ),
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

    def _figures_sql(self):
        """Own, children and total of every figure; no document at all is zero."""
        terms = []
        for name in SUMS:
            own = SQL("COALESCE(%s, 0)", SQL.identifier("own", name))
            total = SQL("COALESCE(%s, 0)", SQL.identifier("total", name))
            terms += [
                SQL("%s AS %s", own, SQL.identifier(f"own_{name}")),
                SQL("%s - %s AS %s", total, own, SQL.identifier(f"children_{name}")),
                SQL("%s AS %s", total, SQL.identifier(f"total_{name}")),
            ]
        terms.append(
            SQL(
                """own.last_order_date AS own_last_order_date,
                   total.children_last_order_date,
                   total.last_order_date AS total_last_order_date"""
            )
        )
        return SQL(", ").join(terms)

    def _own_figures_sql(self, company, of_roots):
        """The figures of every customer by itself, from the ledger's sources."""
        today = self.env["group.customer.ledger"]._get_today(company)
        year = date(today.year, 1, 1)
        last_year = date(today.year - 1, 1, 1)
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
        ledger = self.env["group.customer.ledger"]
        return SQL(
            """
    SELECT partner_id, SUM(revenue_this_year) AS revenue_this_year,
           SUM(revenue_last_year) AS revenue_last_year,
           SUM(revenue_lookback) AS revenue_lookback,
           SUM(order_count) AS order_count, SUM(receivable) AS receivable,
           SUM(overdue) AS overdue, MAX(last_order_date) AS last_order_date
      FROM (
           SELECT partner_id,
                  SUM(amount) FILTER (WHERE date >= %(year)s) AS revenue_this_year,
                  SUM(amount) FILTER (
                      WHERE date >= %(last_year)s AND date < %(year)s
                  ) AS revenue_last_year,
                  SUM(amount) FILTER (WHERE date >= %(lookback)s) AS revenue_lookback,
                  NULL::bigint AS order_count, NULL::numeric AS receivable,
                  NULL::numeric AS overdue, NULL::date AS last_order_date
             FROM (%(sales)s) sale
         GROUP BY partner_id
        UNION ALL
           SELECT partner_id, NULL, NULL, NULL, COUNT(*), NULL, NULL, MAX(date)
             FROM (%(orders)s) sale_order
         GROUP BY partner_id
        UNION ALL
           SELECT partner_id, NULL, NULL, NULL, NULL, SUM(amount), SUM(overdue), NULL
             FROM (%(receivable)s) item
         GROUP BY partner_id
           ) part
  GROUP BY partner_id""",
            year=year,
            last_year=last_year,
            lookback=lookback,
            sales=ledger._sales_sql(
                date_from=min(lookback, last_year), date_to=today, **scope
            ),
            orders=ledger._orders_sql(date_to=today, **scope),
            receivable=ledger._receivable_sql(**scope),
        )
