# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class GroupCustomerResourceSource(models.Model):
    """The sales that a source looks at, one statement per origin."""

    _inherit = "group.customer.resource.source"

    def _get_documents_sql(self):
        """The documents of the source, one row each.

        Columns: id, name, contact_id, partner_id (the account), sold_on, due_on (NULL
        where it follows from the months of the source), amount without taxes,
        currency_id. Only group customers that are not archived, and what is left
        after credit notes.

        Extension point: another origin is a selection value and a method
        ``_get_<origin>_sql``.
        """
        self.ensure_one()
        documents = getattr(self, f"_get_{self.origin}_sql")()
        terms = [SQL("d.amount > 0"), SQL("d.sold_on >= %s", self.date_from)]
        if self.date_to:
            terms.append(SQL("d.sold_on <= %s", self.date_to))
        return SQL(
            """SELECT d.*
                 FROM (%s) AS d
                 JOIN res_partner account ON account.id = d.partner_id
                WHERE account.is_group_customer AND account.active AND %s""",
            documents,
            SQL(" AND ").join(terms),
        )

    def _flush_documents(self):
        """Write out what the ORM still holds of the tables the statements read."""
        self.env["group.customer.ledger"]._flush_sources()
        for name in ("product.product", "product.template", "sale.order.line"):
            self.env[name].flush_model()

    def _get_model(self):
        """Return the name of the model of the documents."""
        return {
            "invoice": "account.move",
            "transaction": "group.customer.transaction",
        }.get(self.origin, "sale.order")

    def _get_resource_source(self):
        """Return what the resources say of where they come from."""
        return self.origin if self.origin in ("subscription", "transaction") else "sale"

    def _get_category_sql(self, column):
        """Whether ``column`` is a category of the source."""
        if not self.category_id:
            return SQL("TRUE")
        categories = self.env["product.category"].sudo()
        ids = categories.search(Domain("id", "child_of", self.category_id.ids)).ids
        return SQL("%s IN %s", column, tuple(ids))

    def _get_sale_order_sql(self, due_on=None, condition=None):
        ledger = self.env["group.customer.ledger"]
        zone = ledger._timezone_sql(self.company_id, SQL("o.company_id"))
        return SQL(
            """SELECT o.id, o.name, o.partner_id AS contact_id,
                      p.commercial_partner_id AS partner_id,
                      (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                      AS sold_on,
                      %(due_on)s AS due_on,
                      SUM(l.price_subtotal) AS amount, o.currency_id
                 FROM sale_order o
                 JOIN res_partner p ON p.id = o.partner_id
                 JOIN sale_order_line l
                   ON l.order_id = o.id AND l.display_type IS NULL
            LEFT JOIN product_product v ON v.id = l.product_id
            LEFT JOIN product_template t ON t.id = v.product_tmpl_id
                WHERE o.state = 'sale' AND o.company_id = %(company)s
                  AND %(category)s AND %(condition)s
             GROUP BY o.id, p.commercial_partner_id""",
            zone=zone,
            due_on=due_on or SQL("NULL::date"),
            company=self.company_id.id,
            category=self._get_category_sql(SQL("t.categ_id")),
            condition=condition or SQL("TRUE"),
        )

    def _get_subscription_sql(self):
        """Sales orders of an app with subscriptions: due when they are invoiced next.

        Extension point: for an app that keeps them in a model of its own; then
        :meth:`_get_model` and :meth:`_has_subscriptions` go with it.
        """
        due_on = SQL("o.next_invoice_date")
        return self._get_sale_order_sql(due_on, SQL("%s IS NOT NULL", due_on))

    def _get_invoice_sql(self):
        """Posted invoices less their credit notes of the same products."""
        return SQL(
            """SELECT m.id, m.name, m.partner_id AS contact_id,
                      m.commercial_partner_id AS partner_id,
                      m.invoice_date AS sold_on, NULL::date AS due_on,
                      -SUM(l.amount_currency) AS amount, m.currency_id
                 FROM account_move m
                 JOIN account_move part
                   ON (part.id = m.id
                       OR part.reversed_entry_id = m.id
                          AND part.move_type = 'out_refund'
                          AND part.currency_id = m.currency_id)
                  AND part.state = 'posted'
                 JOIN account_move_line l
                   ON l.move_id = part.id AND l.display_type = 'product'
            LEFT JOIN product_product v ON v.id = l.product_id
            LEFT JOIN product_template t ON t.id = v.product_tmpl_id
                WHERE m.state = 'posted'
                  AND m.move_type IN ('out_invoice', 'out_receipt')
                  AND m.company_id = %(company)s AND %(category)s
             GROUP BY m.id""",
            company=self.company_id.id,
            category=self._get_category_sql(SQL("t.categ_id")),
        )

    def _get_transaction_sql(self):
        """Sales of the history before Odoo that the books do not hold."""
        ledger = self.env["group.customer.ledger"]
        return SQL(
            """SELECT t.id, t.reference AS name, t.partner_id AS contact_id,
                      t.commercial_partner_id AS partner_id,
                      t.date AS sold_on, NULL::date AS due_on, t.amount, t.currency_id
                 FROM group_customer_transaction t
                WHERE t.kind = 'sale' AND t.company_id = %(company)s
                  AND %(category)s AND NOT %(invoiced)s AND NOT %(ordered)s""",
            company=self.company_id.id,
            category=self._get_category_sql(SQL("t.product_category_id")),
            invoiced=ledger._invoiced_sql(),
            ordered=ledger._ordered_sql(),
        )
