# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..assignment.res_partner_pool import UNAPPROVED

# What an outgoing delivery is called in the Inventory app
OUTGOING = ("outgoing", "dropship")


class GroupCustomerFollowupRule(models.Model):
    """What has happened that a rule follows, one statement per trigger.

    An account that belongs to all companies has its home where its account manager
    is, else in the first company: its greetings are made there, once.
    """

    _inherit = "group.customer.followup.rule"

    def _get_source_sql(self, company, date_from, date_to):
        """Return SQL of the occasions of a time, one row each.

        Columns: res_model, res_id, source_key, reference (text or NULL), partner_id
        (the account), contact_id, date_id, base_date. Only active group customers.

        Extension point: another trigger is a selection value and a method
        ``_get_<trigger>_sql``.

        :param company: ``res.company`` whose occasions are asked for
        :param date_from: first day of the occasions
        :param date_to: last day of the occasions
        """
        self.ensure_one()
        first = max(filter(None, [date_from, self.date_from]))
        last = min(filter(None, [date_to, self.date_to]))
        return SQL(
            """SELECT source.*
                 FROM (%(source)s) AS source
                 JOIN res_partner AS account ON account.id = source.partner_id
                WHERE source.base_date BETWEEN %(first)s AND %(last)s
                  AND account.is_group_customer AND account.active
                  AND %(grade)s""",
            source=getattr(self, f"_get_{self.trigger}_sql")(company, first, last),
            first=SQL("%s::date", first),
            last=SQL("%s::date", last),
            grade=self._get_grade_condition(company),
        )

    def _get_grade_condition(self, company):
        if not self.grade_ids:
            return SQL("TRUE")
        return SQL(
            "(account.group_customer_grade_id ->> %s)::int = ANY(%s)",
            str(company.id),
            self.grade_ids.ids,
        )

    def _get_home_sql(self, company):
        """Return SQL of the accounts whose home is a company: id."""
        # sudo: which company is the first does not depend on who asks
        companies = self.env["res.company"].sudo()
        first = companies.search(Domain("active", "=", True), order="id", limit=1)
        return SQL(
            """SELECT account.id
                 FROM res_partner AS account
            LEFT JOIN res_users AS holder ON holder.id = account.user_id
                WHERE account.is_group_customer AND account.active
                  AND COALESCE(account.group_approval_state, '') NOT IN %(unapproved)s
                  AND COALESCE(account.company_id, holder.company_id, %(first)s)
                      = %(company)s""",
            unapproved=UNAPPROVED,
            first=first.id,
            company=company.id,
        )

    def _get_day_sql(self, company, column):
        """Return SQL of the day of a moment where the company is."""
        zone = self.env["group.customer.ledger"]._get_timezone(company)
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", column, zone)

    def _get_moment_sql(self, company, column, date_from, date_to):
        """Return a condition an index answers: a moment lies near these days."""
        return SQL(
            "%s BETWEEN %s::date - 1 AND %s::date + 2", column, date_from, date_to
        )

    # === DELIVERY === #

    def _get_delivery_sql(self, company, date_from, date_to):
        method = {
            "stock.picking": self._get_picking_sql,
            "sale.order": self._get_order_sql,
            "account.move": self._get_invoice_sql,
        }.get(self._get_delivery_basis())
        if self.delivery_basis == "auto" and method == self._get_picking_sql:
            return SQL(
                "%s UNION ALL %s",
                method(company, date_from, date_to),
                self._get_begun_sql(company, date_from, date_to),
            )
        if method:
            return method(company, date_from, date_to)
        # Deliveries without the Inventory app: there are none
        return SQL(
            """SELECT NULL::text AS res_model, NULL::int AS res_id,
                      NULL::text AS source_key, NULL::text AS reference,
                      NULL::int AS partner_id, NULL::int AS contact_id,
                      NULL::int AS date_id, NULL::date AS base_date
                WHERE FALSE"""
        )

    def _get_category_sql(self, lines):
        """Whether a document has a product of the category.

        :param SQL lines: the rest of a statement from the lines on, alias ``line``,
            with the condition that they are the document's
        """
        if not self.category_id:
            return SQL("TRUE")
        categories = self.env["product.category"].sudo()
        return SQL(
            """EXISTS (SELECT FROM product_product AS product
                         JOIN product_template AS template
                           ON template.id = product.product_tmpl_id
                         JOIN %s AND line.product_id = product.id
                        WHERE template.categ_id = ANY(%s))""",
            lines,
            categories.search(Domain("id", "child_of", self.category_id.ids)).ids,
        )

    def _get_begun_sql(self, company, date_from, date_to):
        """Orders that the rule followed before the Inventory app was installed: they
        are followed to the end, and their deliveries are not followed again."""
        return SQL(
            """SELECT ordered.* FROM (%s) AS ordered
                WHERE EXISTS (SELECT FROM group_customer_followup AS begun
                               WHERE begun.res_model = 'sale.order'
                                 AND begun.res_id = ordered.res_id
                                 AND begun.rule_id = %s)""",
            self._get_order_sql(company, date_from, date_to),
            self.id,
        )

    def _get_not_begun_sql(self):
        """Whether the order of a delivery is not followed itself."""
        has_orders = "sale_id" in self.env["stock.picking"]._fields
        if self.delivery_basis != "auto" or not has_orders:
            return SQL("TRUE")
        return SQL(
            """NOT EXISTS (SELECT FROM group_customer_followup AS begun
                            WHERE begun.res_model = 'sale.order'
                              AND begun.res_id = picking.sale_id
                              AND begun.rule_id = %s)""",
            self.id,
        )

    def _get_picking_sql(self, company, date_from, date_to):
        """Deliveries of the Inventory app that are done and were not sent back."""
        return SQL(
            """SELECT 'stock.picking' AS res_model, picking.id AS res_id,
                      'stock.picking,' || picking.id AS source_key,
                      picking.name AS reference,
                      contact.commercial_partner_id AS partner_id,
                      NULLIF(contact.id, contact.commercial_partner_id) AS contact_id,
                      NULL::int AS date_id, %(day)s AS base_date
                 FROM stock_picking AS picking
                 JOIN stock_picking_type AS kind ON kind.id = picking.picking_type_id
                 JOIN res_partner AS contact ON contact.id = picking.partner_id
                WHERE picking.state = 'done' AND kind.code IN %(outgoing)s
                  AND picking.company_id = %(company)s
                  AND %(near)s AND %(category)s AND %(not_begun)s
                  AND %(lost)s IS NULL""",
            day=self._get_day_sql(company, SQL("picking.date_done")),
            outgoing=OUTGOING,
            company=company.id,
            near=self._get_moment_sql(
                company, SQL("picking.date_done"), date_from, date_to
            ),
            category=self._get_category_sql(
                SQL(
                    "stock_move AS line ON line.picking_id = picking.id "
                    "AND line.state = 'done'"
                )
            ),
            not_begun=self._get_not_begun_sql(),
            lost=self.env["group.customer.followup"]._get_picking_lost_sql(
                SQL("picking")
            ),
        )

    def _get_order_sql(self, company, date_from, date_to):
        """Orders that are confirmed."""
        return SQL(
            """SELECT 'sale.order' AS res_model, sale.id AS res_id,
                      'sale.order,' || sale.id AS source_key, sale.name AS reference,
                      contact.commercial_partner_id AS partner_id,
                      NULLIF(contact.id, contact.commercial_partner_id) AS contact_id,
                      NULL::int AS date_id, %(day)s AS base_date
                 FROM sale_order AS sale
                 JOIN res_partner AS contact ON contact.id = sale.partner_id
                WHERE sale.state = 'sale' AND sale.company_id = %(company)s
                  AND %(near)s AND %(category)s""",
            day=self._get_day_sql(company, SQL("sale.date_order")),
            company=company.id,
            near=self._get_moment_sql(
                company, SQL("sale.date_order"), date_from, date_to
            ),
            category=self._get_category_sql(
                SQL("sale_order_line AS line ON line.order_id = sale.id")
            ),
        )

    def _get_invoice_sql(self, company, date_from, date_to):
        """Invoices that are posted and were not credited; the day of delivery counts
        where the invoice has one."""
        return SQL(
            """SELECT 'account.move' AS res_model, move.id AS res_id,
                      'account.move,' || move.id AS source_key,
                      move.name AS reference,
                      move.commercial_partner_id AS partner_id,
                      NULLIF(move.partner_id, move.commercial_partner_id)
                      AS contact_id,
                      NULL::int AS date_id,
                      COALESCE(move.delivery_date, move.invoice_date) AS base_date
                 FROM account_move AS move
                WHERE move.state = 'posted'
                  AND move.move_type IN ('out_invoice', 'out_receipt')
                  AND move.company_id = %(company)s
                  AND COALESCE(move.payment_state, '') != 'reversed'
                  AND COALESCE(move.delivery_date, move.invoice_date)
                      BETWEEN %(first)s::date AND %(last)s::date
                  AND %(category)s""",
            company=company.id,
            first=date_from,
            last=date_to,
            category=self._get_category_sql(
                SQL("account_move_line AS line ON line.move_id = move.id")
            ),
        )

    # === NEW CUSTOMERS === #

    def _get_new_customer_sql(self, company, date_from, date_to):
        """Accounts whose first business of all falls into the time."""
        return SQL(
            """WITH subject AS (SELECT unnest(%(accounts)s::int[]) AS id),
                    business AS (%(business)s)
               SELECT 'res.partner' AS res_model, business.partner_id AS res_id,
                      'first,' || business.partner_id AS source_key,
                      NULL::text AS reference, business.partner_id,
                      NULL::int AS contact_id, NULL::int AS date_id,
                      MIN(business.date) AS base_date
                 FROM business
             GROUP BY business.partner_id""",
            accounts=self._read_accounts_with_business(company, date_from, date_to),
            business=self.env["res.partner"]._get_stage_business_sql(),
        )

    def _read_accounts_with_business(self, company, date_from, date_to):
        """Return the ids of the accounts at home in a company that did business in a
        time. Given as an array, how many they are is plain to the planner."""
        rows = self.env.execute_query(
            SQL(
                """WITH active AS (
                       SELECT contact.commercial_partner_id AS id
                         FROM sale_order AS sale
                         JOIN res_partner AS contact ON contact.id = sale.partner_id
                        WHERE sale.state = 'sale' AND %(near)s
                        UNION
                       SELECT move.commercial_partner_id
                         FROM account_move AS move
                        WHERE move.state = 'posted'
                          AND move.move_type IN ('out_invoice', 'out_receipt')
                          AND COALESCE(move.invoice_date, move.date)
                              BETWEEN %(first)s::date AND %(last)s::date
                        UNION
                       SELECT history.commercial_partner_id
                         FROM group_customer_transaction AS history
                        WHERE history.kind = 'sale'
                          AND history.date BETWEEN %(first)s::date AND %(last)s::date
                   )
                   SELECT id FROM active
                INTERSECT
                   %(home)s""",
                home=self._get_home_sql(company),
                near=self._get_moment_sql(
                    company, SQL("sale.date_order"), date_from, date_to
                ),
                first=date_from,
                last=date_to,
            )
        )
        return [id_ for (id_,) in rows]

    # === OCCASIONS === #

    def _get_years_sql(self, date, is_yearly, date_from, date_to):
        """Return SQL of the occurrences of a day in a time: column ``day``.

        The 29th of February is kept on the 28th in other years.
        """
        return SQL(
            """SELECT (%(date)s + make_interval(years => year))::date AS day
                 FROM generate_series(
                          0, CASE WHEN %(is_yearly)s
                                  THEN %(last)s::int - EXTRACT(YEAR FROM %(date)s)::int
                                  ELSE 0 END
                      ) AS year
                WHERE (%(date)s + make_interval(years => year))::date
                      BETWEEN %(from)s::date AND %(to)s::date""",
            **{
                "date": date,
                "is_yearly": is_yearly,
                "last": date_to.year,
                "from": date_from,
                "to": date_to,
            },
        )

    def _get_important_date_sql(self, company, date_from, date_to):
        """Important dates of accounts and of their people."""
        kind = SQL("TRUE")
        if self.important_kind:
            kind = SQL("important.kind = %s", self.important_kind)
        return SQL(
            """SELECT 'group.customer.important.date' AS res_model,
                      important.id AS res_id,
                      important.id || ',' || EXTRACT(YEAR FROM occurrence.day)::int
                      AS source_key,
                      COALESCE(important.name, contact.name) AS reference,
                      important.commercial_partner_id AS partner_id,
                      NULLIF(important.partner_id, important.commercial_partner_id)
                      AS contact_id,
                      NULL::int AS date_id, occurrence.day AS base_date
                 FROM group_customer_important_date AS important
                 JOIN res_partner AS contact ON contact.id = important.partner_id
           CROSS JOIN LATERAL (%(years)s) AS occurrence
                WHERE contact.active AND %(kind)s
                  AND important.commercial_partner_id IN (%(home)s)""",
            years=self._get_years_sql(
                SQL("important.date"), SQL("important.is_yearly"), date_from, date_to
            ),
            kind=kind,
            home=self._get_home_sql(company),
        )

    def _get_calendar_sql(self, company, date_from, date_to):
        """The days of the rule, for every account."""
        return SQL(
            """SELECT 'res.partner' AS res_model, home.id AS res_id,
                      home.id || ',' || day.id || ','
                      || EXTRACT(YEAR FROM occurrence.day)::int AS source_key,
                      NULL::text AS reference, home.id AS partner_id,
                      NULL::int AS contact_id, day.id AS date_id,
                      occurrence.day AS base_date
                 FROM group_customer_followup_date AS day
           CROSS JOIN LATERAL (%(years)s) AS occurrence
           CROSS JOIN (%(home)s) AS home
                WHERE day.rule_id = %(rule)s""",
            years=self._get_years_sql(
                SQL("day.date"), SQL("day.is_yearly"), date_from, date_to
            ),
            home=self._get_home_sql(company),
            rule=self.id,
        )
