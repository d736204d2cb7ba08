# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import SQL

# What the statement reads, by model.
READ_FIELDS = {
    "group.customer.proposal": ["sale_order_id"],
    "group.customer.term.range": [
        "active",
        "company_id",
        "date_from",
        "date_to",
        "discount_max",
        "payment_term_ids",
    ],
    "product.product": ["product_tmpl_id", "product_template_attribute_value_ids"],
    "product.template": [
        "company_id",
        "is_custom_made",
        "list_price",
        "type",
        "uom_id",
    ],
    "product.template.attribute.value": ["price_extra"],
    "res.partner": ["agreed_discount", "property_payment_term_id"],
    "sale.order": ["company_id", "currency_id", "is_custom_order", "payment_term_id"],
    "sale.order.line": [
        "combo_item_id",
        "order_id",
        "price_subtotal",
        "price_unit",
        "product_id",
        "product_no_variant_attribute_value_ids",
        "product_uom_id",
        "product_uom_qty",
    ],
    "uom.uom": ["factor"],
}


class SaleOrder(models.Model):
    """Tells orders that are permitted beyond doubt, in one statement.

    Nearly every order is, and its confirmation shall not wait for a look at each line.
    Doubtful is whatever the statement does not understand – another currency, a unit
    price below zero, a combo, an extra of an attribute, tax in the price counted as a
    discount – besides what is too cheap for the tightest range of these days; the
    check proper then decides. A module that takes list prices from elsewhere than the
    product overrides :meth:`_filter_doubtful`.
    """

    _inherit = "sale.order"

    def _filter_doubtful(self, customers, company):
        """Return the orders that the check has to look at.

        :param dict customers: order → customer whose terms count, all of one company
        """
        for model, names in READ_FIELDS.items():
            self.env[model].flush_model(names)
        rows = self.env.execute_query(self._doubt_sql(customers, company))
        return self.browse([order_id for (order_id,) in rows])

    def _doubt_sql(self, customers, company):
        pairs = SQL(", ").join(
            SQL("(%s, %s)", order.id, customer.id)
            for order, customer in customers.items()
        )
        return SQL(
            """
            WITH terms_range AS (
                -- In force somewhere in the world today, whatever they are for
                SELECT id, discount_max
                  FROM group_customer_term_range
                 WHERE active
                   AND (company_id IS NULL OR company_id = %(company)s)
                   AND (date_from IS NULL OR date_from <= CURRENT_DATE + 1)
                   AND (date_to IS NULL OR date_to >= CURRENT_DATE - 1)
            ), tightest AS (
                SELECT MIN(discount_max) AS discount FROM terms_range
            )
            SELECT o.id
              FROM (VALUES %(pairs)s) AS pair (order_id, customer_id)
              JOIN sale_order o ON o.id = pair.order_id
              JOIN res_partner c ON c.id = pair.customer_id
              JOIN res_currency currency ON currency.id = o.currency_id
             CROSS JOIN tightest
             WHERE o.is_custom_order
                OR EXISTS (
                    SELECT FROM group_customer_proposal p WHERE p.sale_order_id = o.id
                   )
                OR o.payment_term_id IS NOT NULL
                   AND o.payment_term_id::text IS DISTINCT FROM
                       c.property_payment_term_id ->> %(company_key)s
                   AND EXISTS (
                    SELECT
                      FROM group_customer_term_range_payment_term_rel rel
                      JOIN terms_range ON terms_range.id = group_customer_term_range_id
                   )
                OR EXISTS (
                    SELECT
                      FROM sale_order_line l
                      JOIN product_product v ON v.id = l.product_id
                      JOIN product_template t ON t.id = v.product_tmpl_id
                      JOIN uom_uom base ON base.id = t.uom_id
                      LEFT JOIN uom_uom unit ON unit.id = l.product_uom_id
                     WHERE l.order_id = o.id
                       AND (
                        t.is_custom_made
                        OR tightest.discount IS NOT NULL
                        AND (
                            o.currency_id != %(currency)s
                            OR t.company_id != o.company_id
                            OR t.type = 'combo'
                            OR l.combo_item_id IS NOT NULL
                            OR l.product_uom_qty <= 0
                            OR l.price_unit < 0
                            OR EXISTS (
                                SELECT FROM %(chosen)s WHERE sale_order_line_id = l.id
                               )
                            OR EXISTS (
                                SELECT
                                  FROM product_variant_combination vc
                                  JOIN product_template_attribute_value av
                                    ON av.id = vc.product_template_attribute_value_id
                                 WHERE vc.product_product_id = v.id
                                   AND av.price_extra > 0
                               )
                            OR COALESCE(l.price_subtotal, 0) + currency.rounding / 2 <
                               l.product_uom_qty
                               * COALESCE(t.list_price, 0)
                               * COALESCE(unit.factor / NULLIF(base.factor, 0), 1)
                               * (1 - GREATEST(
                                    tightest.discount,
                                    (c.agreed_discount ->> %(company_key)s)::numeric
                                 ) / 100)
                           )
                       )
                   )
            """,
            company=company.id,
            company_key=str(company.id),
            currency=company.currency_id.id,
            pairs=pairs,
            chosen=SQL.identifier(
                self.env["sale.order.line"]
                ._fields["product_no_variant_attribute_value_ids"]
                .relation
            ),
        )
