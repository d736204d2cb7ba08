# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import SQL

from .group_customer_ledger import SALE_TYPES


class GroupCustomerLedger(models.AbstractModel):
    """What customers bought: sales by category of the products."""

    _inherit = "group.customer.ledger"

    def _category_sales_sql(
        self,
        *,
        companies,
        categories,
        currency=None,
        date_from=None,
        date_to=None,
        partners=None,
    ):
        """Untaxed sales of the products of ``categories``, refunds negative.

        One row per document and category. Columns: partner_id, company_id, date,
        amount, category_id, document_id (negative for the external history), is_held.
        ``is_held`` tells the purchases from refunds, and from purchases that credit
        notes of the document itself, up to ``date_to``, took back whole.

        :param categories: ids of product categories; those below are not added
        """
        self._flush_sources()
        self.env["product.product"].flush_model()
        self.env["product.template"].flush_model()
        invoices = SQL(
            """(WITH sold AS (
                    SELECT m.id, m.commercial_partner_id, m.company_id, m.invoice_date,
                           m.move_type, m.reversed_entry_id, t.categ_id,
                           -SUM(l.balance) AS amount
                      FROM account_move m
                      JOIN account_move_line l
                        ON l.move_id = m.id AND l.display_type = 'product'
                      JOIN product_product p ON p.id = l.product_id
                      JOIN product_template t ON t.id = p.product_tmpl_id
                     WHERE m.state = 'posted' AND m.move_type IN %(types)s
                       AND t.categ_id IN %(categories)s
                       AND m.company_id IN %(companies)s %(where)s
                  GROUP BY m.id, t.categ_id
                ), credited AS (
                    SELECT reversed_entry_id AS id, categ_id, SUM(amount) AS amount
                      FROM sold
                     WHERE move_type = 'out_refund' AND reversed_entry_id IS NOT NULL
                  GROUP BY 1, 2
                )
                SELECT s.commercial_partner_id AS partner_id, s.company_id,
                       s.invoice_date AS date, s.amount, s.categ_id AS category_id,
                       s.id AS document_id,
                       s.move_type <> 'out_refund'
                       AND s.amount + COALESCE(c.amount, 0) > 0 AS is_held
                  FROM sold s
             LEFT JOIN credited c ON c.id = s.id AND c.categ_id = s.categ_id)""",
            types=SALE_TYPES,
            categories=tuple(categories) or (0,),
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
                   t.product_category_id AS category_id, -t.id AS document_id,
                   t.kind = 'sale' AS is_held"""
            ),
            SQL(
                """t.kind IN ('sale', 'refund')
                   AND t.product_category_id IN %s AND NOT %s""",
                tuple(categories) or (0,),
                self._invoiced_sql(),
            ),
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
            others=("category_id", "document_id", "is_held"),
        )
