# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL


class GroupCustomerLedger(models.AbstractModel):
    """The clauses that the sources of the ledger are put together from."""

    _name = "group.customer.ledger"
    _description = "Group Customer Ledger"

    def _flush_sources(self):
        """Write out what the ORM still holds of the tables the sources read."""
        for name in (
            "account.account",
            "account.journal",
            "account.move",
            "account.move.line",
            "account.partial.reconcile",
            "group.customer.transaction",
            "res.company",
            "res.currency.rate",
            "res.partner",
            "sale.order",
        ):
            self.env[name].flush_model()

    def _invoice_margin_sql(self, move):
        """Margin of an invoice in company currency; Odoo's books do not know it.

        To be overridden by whoever installs an addon that does.
        """
        return SQL("NULL::numeric")

    def _is_receivable_sql(self, account):
        """Whether column ``account`` is a receivable.

        By literal ids: only then does the planner take Odoo's index on open items by
        account and customer, which for a large group is six times as fast.
        """
        accounts = self.env.execute_query(
            SQL(
                "SELECT id FROM account_account WHERE account_type = 'asset_receivable'"
            )
        )
        return SQL("%s IN %s", account, tuple(id_ for (id_,) in accounts) or (0,))

    def _where_sql(self, date, date_from, date_to, partner, partners):
        terms = [SQL()]
        if date_from:
            terms.append(SQL("%s >= %s", date, date_from))
        if date_to:
            terms.append(SQL("%s <= %s", date, date_to))
        if partners is not None:
            terms.append(SQL("%s IN (%s)", partner, partners))
        return SQL(" AND ").join(terms)

    # External history

    def _external_sql(
        self, columns, condition, companies, date, date_from, date_to, partners
    ):
        """Rows of the external history, alias ``t``, that meet ``condition``."""
        return SQL(
            """SELECT t.commercial_partner_id AS partner_id, t.company_id, %s
                 FROM group_customer_transaction t
                WHERE t.company_id IN %s AND %s %s""",
            columns,
            tuple(companies.ids or [0]),
            condition,
            self._where_sql(
                date, date_from, date_to, SQL("t.commercial_partner_id"), partners
            ),
        )

    def _booked_sql(self, move_types):
        """Whether Odoo holds a posted entry under the reference of row ``t``."""
        return SQL(
            """EXISTS (
                SELECT FROM res_partner contact
                  JOIN account_move booked ON booked.partner_id = contact.id
                 WHERE contact.commercial_partner_id = t.commercial_partner_id
                   AND booked.company_id = t.company_id
                   AND booked.state = 'posted' AND booked.move_type IN %s
                   AND t.reference IN (booked.name, booked.ref))""",
            move_types,
        )

    def _invoiced_sql(self):
        return self._booked_sql(("out_invoice", "out_refund", "out_receipt"))

    def _paid_sql(self):
        return self._booked_sql(("entry",))

    def _ordered_sql(self):
        """Whether Odoo holds a confirmed order under the reference of row ``t``."""
        return SQL(
            """EXISTS (
                SELECT FROM res_partner contact
                  JOIN sale_order booked ON booked.partner_id = contact.id
                 WHERE contact.commercial_partner_id = t.commercial_partner_id
                   AND booked.company_id = t.company_id AND booked.state = 'sale'
                   AND t.reference IN (booked.name, booked.client_order_ref))"""
        )

    # Dates

    def _get_timezone(self, company):
        company = company.sudo()
        return company.partner_id.tz or company.resource_calendar_id.tz or "UTC"

    def _get_today(self, company):
        """The day it is where ``company`` is; a cron has no time zone of its own."""
        company = company.with_context(tz=self._get_timezone(company))
        return fields.Date.context_today(company)

    def _timezone_sql(self, companies, company):
        """Time zone in which the company of column ``company`` has its days."""
        zones = {record.id: self._get_timezone(record) for record in companies}
        if len(set(zones.values())) <= 1:
            return SQL("%s", next(iter(zones.values()), "UTC"))
        return SQL(
            "CASE %s %s END",
            company,
            SQL(" ").join(
                SQL("WHEN %s THEN %s", company_id, zone)
                for company_id, zone in zones.items()
            ),
        )

    # Currencies

    def _convert_sql(
        self,
        query,
        companies,
        currency,
        amounts=("amount",),
        others=(),
        with_date=True,
    ):
        """Columns of ``query`` with its ``amounts`` in ``currency``.

        Each amount is rounded to the currency, as ``res.currency._convert`` does with
        the amount of a document. No rate is read when every company keeps its books
        in ``currency``.
        """
        foreign = companies.sudo().filtered(lambda c: c.currency_id != currency)
        convert = bool(currency and foreign)
        columns = [SQL("doc.partner_id"), SQL("doc.company_id")]
        columns += [SQL("doc.date")] if with_date else []
        for name in amounts:
            amount = SQL.identifier("doc", name)
            if convert:
                amount = SQL(
                    "ROUND(%(amount)s * COALESCE(fx.factor, 1) / %(step)s) * %(step)s",
                    amount=amount,
                    step=SQL("%s::numeric", str(currency.rounding)),
                )
            columns.append(SQL("%s AS %s", amount, SQL.identifier(name)))
        columns += [SQL.identifier("doc", name) for name in others]
        return SQL(
            "SELECT %s FROM (%s) doc %s",
            SQL(", ").join(columns),
            query,
            self._rates_join_sql(foreign, currency) if convert else SQL(),
        )

    def _rates_join_sql(self, companies, currency):
        """Join ``fx.factor``: from the currency of the company of ``doc`` to
        ``currency`` on the date of ``doc``, by Odoo's own rule (rates of the root
        company before shared ones, the first rate for dates before it, else 1).

        The factors are laid out by day, so that a million documents meet them in a
        hash join; dates outside the span of the rates take its first or last day.
        """
        pairs = SQL(", ").join(
            SQL("(%s, %s, %s)", c.id, c.root_id.id, c.currency_id.id) for c in companies
        )
        rates = SQL(
            """FROM res_currency_rate
              WHERE currency_id IN %s AND (company_id IS NULL OR company_id IN %s)""",
            tuple((companies.currency_id | currency).ids),
            tuple(companies.root_id.ids),
        )
        first = SQL("(SELECT COALESCE(MIN(name), '1970-01-01'::date) - 1 %s)", rates)
        last = SQL("(SELECT COALESCE(MAX(name), '1970-01-01'::date) %s)", rates)
        return SQL(
            """LEFT JOIN (
                SELECT step.company_id, span.day::date AS day, step.factor
                  FROM (
                       SELECT book.company_id, change.day,
                              LEAD(change.day) OVER (
                                  PARTITION BY book.company_id ORDER BY change.day
                              ) - 1 AS day_to,
                              %(to)s / %(from)s AS factor
                         FROM (VALUES %(pairs)s)
                              AS book (company_id, root_id, currency_id)
                   CROSS JOIN (SELECT name AS day %(rates)s
                               UNION SELECT %(first)s UNION SELECT %(last)s) change
                       ) step,
                       generate_series(
                           step.day, COALESCE(step.day_to, step.day), '1 day'
                       ) AS span (day)
                ) fx ON fx.company_id = doc.company_id
                    AND fx.day = LEAST(GREATEST(doc.date, %(first)s), %(last)s)""",
            **{
                "to": self._rate_sql(SQL("%s", currency.id)),
                "from": self._rate_sql(SQL("book.currency_id")),
                "pairs": pairs,
                "rates": rates,
                "first": first,
                "last": last,
            },
        )

    def _rate_sql(self, currency, day=None, root=None):
        """Rate of a currency on a day in the books of a root company: those of
        ``change`` and ``book`` unless given."""
        rate = SQL(
            """SELECT rate FROM res_currency_rate
                WHERE currency_id = %s AND (company_id IS NULL OR company_id = %s)""",
            currency,
            root or SQL("book.root_id"),
        )
        return SQL(
            """COALESCE((%(rate)s AND name <= %(day)s
                         ORDER BY company_id, name DESC LIMIT 1),
                        (%(rate)s ORDER BY company_id, name LIMIT 1), 1.0)""",
            rate=rate,
            day=day or SQL("change.day"),
        )

    def _converted_sql(self, amount, from_currency, currency, day, company):
        """``amount`` in ``currency``, at the rates of ``company`` on a day.

        For amounts whose currency is a column of the row: where it is ``currency``
        already no rate is read.
        """
        self.env["res.currency.rate"].flush_model()
        root = SQL("%s", company.root_id.id)
        return SQL(
            """CASE WHEN %(from)s = %(to)s THEN %(amount)s
                    ELSE ROUND(%(amount)s * %(to_rate)s / %(from_rate)s / %(step)s)
                         * %(step)s END""",
            **{
                "amount": amount,
                "from": from_currency,
                "to": currency.id,
                "to_rate": self._rate_sql(SQL("%s", currency.id), day, root),
                "from_rate": self._rate_sql(from_currency, day, root),
                "step": SQL("%s::numeric", str(currency.rounding)),
            },
        )
