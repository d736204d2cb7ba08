# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import SQL

SALE_TYPES = ("out_invoice", "out_refund", "out_receipt")


class GroupCustomerLedger(models.AbstractModel):
    """The customer figures that roll-ups, grades and scores are computed from.

    Every method returns an :class:`SQL` ``SELECT``, one row per document, meant to
    be the body of a common table expression. Shared keyword arguments:

    * ``companies``: the ``res.company`` records whose books are read, whatever the
      companies ticked in the switcher;
    * ``currency``: amounts are converted to it at the rate of the document's date,
      as ``res.currency._convert`` does; without it each row is in the currency of
      its own company, exactly as the accounting stores it (the document's rate);
    * ``date_from``, ``date_to``: both included;
    * ``partners``: ``SQL`` query of commercial partner ids the rows are restricted
      to, through an index; without it all customers.

    Only posted entries and confirmed orders count. ``partner_id`` of a row is always
    a commercial partner: what happens on a contact belongs to its company. Rows of
    the external history (:class:`group.customer.transaction`) are added unless
    their reference names a document that Odoo itself holds for that customer.
    """

    _inherit = "group.customer.ledger"

    # Sources

    def _sales_sql(
        self, *, companies, currency=None, date_from=None, date_to=None, partners=None
    ):
        """Revenue: untaxed invoices and receipts, refunds negative.

        Columns: partner_id, company_id, date, amount, margin, is_external. ``margin``
        is NULL where the books do not know it, which is not the same as zero.
        """
        self._flush_sources()
        invoices = SQL(
            """SELECT m.commercial_partner_id AS partner_id, m.company_id,
                      m.invoice_date AS date, m.amount_untaxed_signed AS amount,
                      %(margin)s AS margin, FALSE AS is_external
                 FROM account_move m
                WHERE m.state = 'posted' AND m.move_type IN %(types)s
                  AND m.company_id IN %(companies)s %(where)s""",
            margin=self._invoice_margin_sql(SQL.identifier("m")),
            types=SALE_TYPES,
            companies=tuple(companies.ids or [0]),
            where=self._where_sql(
                SQL("m.invoice_date"),
                date_from,
                date_to,
                SQL("m.commercial_partner_id"),
                partners,
            ),
        )
        external = self._external_sql(
            SQL(
                """t.date, CASE WHEN t.kind = 'sale' THEN t.amount_company
                                ELSE -t.amount_company END AS amount,
                   CASE WHEN t.is_margin_known IS NOT TRUE THEN NULL
                        WHEN t.kind = 'sale' THEN t.margin_company
                        ELSE -t.margin_company END AS margin,
                   TRUE AS is_external"""
            ),
            SQL("t.kind IN ('sale', 'refund') AND NOT %s", self._invoiced_sql()),
            companies,
            SQL("t.date"),
            date_from,
            date_to,
            partners,
        )
        return self._convert_sql(
            SQL("%s UNION ALL %s", invoices, external),
            companies,
            currency,
            amounts=("amount", "margin"),
            others=("is_external",),
        )

    def _orders_sql(
        self, *, companies, currency=None, date_from=None, date_to=None, partners=None
    ):
        """Orders: confirmed sale orders and sales of the external history.

        Columns: partner_id, company_id, date, amount (untaxed). The date is the
        calendar day of the order where its company is (time zone of the company's
        own contact, else of its working calendar), not the server's.
        """
        self._flush_sources()
        date = SQL(
            "(s.date_order AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
            self._timezone_sql(companies, SQL("s.company_id")),
        )
        orders = SQL(
            """SELECT p.commercial_partner_id AS partner_id, s.company_id,
                      %(date)s AS date,
                      s.amount_untaxed / COALESCE(NULLIF(s.currency_rate, 0), 1)
                          AS amount
                 FROM sale_order s
                 JOIN res_partner p ON p.id = s.partner_id
                WHERE s.state = 'sale' AND s.company_id IN %(companies)s %(where)s""",
            date=date,
            companies=tuple(companies.ids or [0]),
            where=self._where_sql(
                date, date_from, date_to, SQL("p.commercial_partner_id"), partners
            ),
        )
        external = self._external_sql(
            SQL("t.date, t.amount_company AS amount"),
            SQL(
                "t.kind = 'sale' AND NOT %s AND NOT %s",
                self._invoiced_sql(),
                self._ordered_sql(),
            ),
            companies,
            SQL("t.date"),
            date_from,
            date_to,
            partners,
        )
        return self._convert_sql(
            SQL("%s UNION ALL %s", orders, external), companies, currency
        )

    def _collections_sql(
        self, *, companies, currency=None, date_from=None, date_to=None, partners=None
    ):
        """Money received: what bank and cash journals credit to receivables.

        Columns: partner_id, company_id, date, amount; money given back is negative.
        A payment counts when it is booked on the receivable account. Of the external
        history count its payments, and its collected sales on the day they were
        collected unless a payment under the same reference says so already.
        """
        self._flush_sources()
        payments = SQL(
            """SELECT p.commercial_partner_id AS partner_id, l.company_id, l.date,
                      -l.balance AS amount
                 FROM account_move_line l
                 JOIN account_journal j
                   ON j.id = l.journal_id AND j.type IN ('bank', 'cash', 'credit')
                 JOIN res_partner p ON p.id = l.partner_id
                WHERE l.parent_state = 'posted' AND %(receivable)s
                  AND l.company_id IN %(companies)s %(where)s""",
            receivable=self._is_receivable_sql(SQL("l.account_id")),
            companies=tuple(companies.ids or [0]),
            where=self._where_sql(
                SQL("l.date"),
                date_from,
                date_to,
                SQL("p.commercial_partner_id"),
                partners,
            ),
        )
        external = self._external_sql(
            SQL("t.date, t.amount_company AS amount"),
            SQL("t.kind = 'payment' AND NOT %s", self._paid_sql()),
            companies,
            SQL("t.date"),
            date_from,
            date_to,
            partners,
        )
        collected = self._external_sql(
            SQL("t.collected_on AS date, t.amount_company AS amount"),
            SQL(
                """t.kind = 'sale' AND t.collected_on IS NOT NULL
                   AND NOT %s AND NOT EXISTS (
                       SELECT FROM group_customer_transaction paid
                        WHERE paid.kind = 'payment'
                          AND paid.commercial_partner_id = t.commercial_partner_id
                          AND paid.company_id = t.company_id
                          AND paid.reference = t.reference)""",
                self._invoiced_sql(),
            ),
            companies,
            SQL("t.collected_on"),
            date_from,
            date_to,
            partners,
        )
        return self._convert_sql(
            SQL("%s UNION ALL %s UNION ALL %s", payments, external, collected),
            companies,
            currency,
        )

    def _due_items_sql(
        self,
        *,
        companies,
        as_of,
        currency=None,
        date_from=None,
        date_to=None,
        partners=None,
    ):
        """Instalments of customer invoices and how they were paid, as of ``as_of``.

        Columns: partner_id, company_id, date_due, amount, on_time (settled by the due
        date), settled, late_days_amount (sum of settled part × days late), residual.
        ``date_from`` and ``date_to`` select by due date. A part that a credit note
        took away was never owed: it is left out of ``amount`` altogether.
        An entry or a matching dated after ``as_of`` is not seen. Sales of the
        external history take part when both due and collection dates are known;
        their residual is 0, for what is still owed is in the books.
        """
        self._flush_sources()
        partner = SQL("m.commercial_partner_id")
        due = SQL("COALESCE(l.date_maturity, l.date)")
        items = SQL(
            """SELECT m.commercial_partner_id AS partner_id, m.company_id,
                      m.invoice_date AS date, %(due)s AS date_due,
                      l.balance - COALESCE(SUM(r.amount) FILTER (
                          WHERE r.is_credit_note), 0) AS amount,
                      COALESCE(SUM(r.amount) FILTER (
                          WHERE NOT r.is_credit_note
                          AND r.max_date <= %(due)s), 0) AS on_time,
                      COALESCE(SUM(r.amount) FILTER (
                          WHERE NOT r.is_credit_note), 0) AS settled,
                      COALESCE(SUM(r.amount * (r.max_date - %(due)s)) FILTER (
                          WHERE NOT r.is_credit_note
                          AND r.max_date > %(due)s), 0) AS late_days_amount,
                      l.balance - COALESCE(SUM(r.amount), 0) AS residual
                 FROM account_move m
                 JOIN account_move_line l
                   ON l.move_id = m.id AND l.display_type = 'payment_term'
                  AND l.balance > 0 AND l.date <= %(as_of)s
            LEFT JOIN (
                      SELECT r.debit_move_id, r.max_date, r.amount,
                             credit.id IS NOT NULL AS is_credit_note
                        FROM account_partial_reconcile r
                   LEFT JOIN (
                             SELECT l.id
                               FROM account_move m
                               JOIN account_move_line l
                                 ON l.move_id = m.id
                                AND l.display_type = 'payment_term'
                              WHERE m.state = 'posted'
                                AND m.move_type = 'out_refund'
                                AND m.company_id IN %(companies)s %(refund_where)s
                             ) credit ON credit.id = r.credit_move_id
                       WHERE r.max_date <= %(as_of)s
                      ) r ON r.debit_move_id = l.id
                WHERE m.state = 'posted'
                  AND m.move_type IN ('out_invoice', 'out_receipt')
                  AND m.company_id IN %(companies)s %(where)s
             GROUP BY m.id, l.id""",
            as_of=as_of,
            due=due,
            companies=tuple(companies.ids or [0]),
            refund_where=self._where_sql(None, None, None, partner, partners),
            where=self._where_sql(due, date_from, date_to, partner, partners),
        )
        collected = SQL("t.collected_on <= %s", as_of)
        external = self._external_sql(
            SQL(
                """t.date, t.date_due, t.amount_company AS amount,
                   CASE WHEN %(collected)s AND t.collected_on <= t.date_due
                        THEN t.amount_company ELSE 0 END AS on_time,
                   CASE WHEN %(collected)s
                        THEN t.amount_company ELSE 0 END AS settled,
                   CASE WHEN %(collected)s AND t.collected_on > t.date_due
                        THEN t.amount_company * (t.collected_on - t.date_due)
                        ELSE 0 END AS late_days_amount,
                   0 AS residual""",
                collected=collected,
            ),
            SQL(
                """t.kind = 'sale' AND t.date <= %s AND t.date_due IS NOT NULL
                   AND t.collected_on IS NOT NULL AND NOT %s""",
                as_of,
                self._invoiced_sql(),
            ),
            companies,
            SQL("t.date_due"),
            date_from,
            date_to,
            partners,
        )
        return self._convert_sql(
            SQL("%s UNION ALL %s", items, external),
            companies,
            currency,
            amounts=("amount", "on_time", "settled", "late_days_amount", "residual"),
            others=("date_due",),
            with_date=False,
        )

    def _receivable_sql(self, *, companies, currency=None, partners=None, as_of=None):
        """What customers owe: open receivables less payments not yet allocated.

        Columns: partner_id, company_id, amount, overdue (positive items past their
        due date), date_delivery (of the goods; without one, of the invoice or entry).
        ``as_of`` undoes matchings dated later and does not see later entries; without
        it the open amounts are those the books hold now (overdue counted against
        today), which an index gives without reading history.
        """
        self._flush_sources()
        today = as_of or self._get_today(companies[:1])
        line = SQL(
            """l.id, l.move_id, p.commercial_partner_id AS partner_id, l.company_id,
               l.date, COALESCE(l.date_maturity, l.date) AS date_due"""
        )
        where = SQL(
            """l.parent_state = 'posted' AND %(receivable)s
               AND l.company_id IN %(companies)s %(where)s""",
            receivable=self._is_receivable_sql(SQL("l.account_id")),
            companies=tuple(companies.ids or [0]),
            where=self._where_sql(
                SQL("l.date"),
                None,
                as_of,
                SQL("p.commercial_partner_id"),
                partners,
            ),
        )
        items = SQL(
            """SELECT %(line)s, l.amount_residual AS open
                 FROM account_move_line l
                 JOIN res_partner p ON p.id = l.partner_id
                WHERE l.reconciled IS NOT TRUE AND %(where)s""",
            line=line,
            where=where,
        )
        if as_of:
            items = SQL(
                """SELECT id, move_id, partner_id, company_id, date, date_due,
                          SUM(open) AS open
                     FROM (%(items)s
                           UNION ALL
                           SELECT %(line)s, r.amount AS open
                             FROM account_partial_reconcile r
                             JOIN account_move_line l ON l.id = r.debit_move_id
                             JOIN res_partner p ON p.id = l.partner_id
                            WHERE r.max_date > %(as_of)s AND %(where)s
                           UNION ALL
                           SELECT %(line)s, -r.amount AS open
                             FROM account_partial_reconcile r
                             JOIN account_move_line l ON l.id = r.credit_move_id
                             JOIN res_partner p ON p.id = l.partner_id
                            WHERE r.max_date > %(as_of)s AND %(where)s) item
                 GROUP BY id, move_id, partner_id, company_id, date, date_due""",
                items=items,
                line=line,
                as_of=as_of,
                where=where,
            )
        # Where nobody asks for the day of delivery, the planner drops the join.
        receivable = SQL(
            """SELECT i.partner_id, i.company_id, i.date, i.open AS amount,
                      CASE WHEN i.open > 0 AND i.date_due < %(today)s
                           THEN i.open ELSE 0 END AS overdue,
                      COALESCE(m.delivery_date, m.invoice_date, i.date)
                          AS date_delivery
                 FROM (%(items)s) i
            LEFT JOIN account_move m ON m.id = i.move_id""",
            today=today,
            items=items,
        )
        return self._convert_sql(
            receivable,
            companies,
            currency,
            amounts=("amount", "overdue"),
            others=("date_delivery",),
            with_date=False,
        )
