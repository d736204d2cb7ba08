# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import SQL


class GroupCustomerGradeEngine(models.AbstractModel):
    """The sources: rows with ``partner_id``, a commercial partner.

    Every ``_source_x_sql`` takes the keyword arguments ``company`` (the one that
    grades), ``companies`` (whose books are read), ``currency``, ``date_from``,
    ``date_to``, ``options`` and ``needs`` (see :class:`Aggregate`).
    """

    _inherit = "group.customer.grade.engine"

    # === LEDGER === #

    def _source_sales_sql(self, **arguments):
        return self._ledger_sql("_sales_sql", arguments)

    def _source_orders_sql(self, **arguments):
        return self._ledger_sql("_orders_sql", arguments)

    def _source_collections_sql(self, **arguments):
        return self._ledger_sql("_collections_sql", arguments)

    def _source_due_items_sql(self, **arguments):
        return self._ledger_sql("_due_items_sql", arguments, as_of=arguments["date_to"])

    def _source_receivable_sql(self, *, companies, currency, date_to, **_other):
        return self.env["group.customer.ledger"]._receivable_sql(
            companies=companies, currency=currency, as_of=date_to
        )

    def _source_category_sales_sql(self, *, needs, **arguments):
        return self._ledger_sql("_category_sales_sql", arguments, categories=needs)

    def _source_referrals_sql(self, *, company, date_to, **_other):
        return self.env["group.customer.ledger"]._referrals_sql(
            company=company, date_to=date_to
        )

    def _ledger_sql(self, method, arguments, **extra):
        names = ("companies", "currency", "date_from", "date_to")
        return getattr(self.env["group.customer.ledger"], method)(
            **{name: arguments[name] for name in names}, **extra
        )

    # === INPUTS === #

    def _source_inputs_sql(self, *, companies, date_to, **_other):
        """The latest valid input per customer and metric."""
        return SQL(
            """SELECT DISTINCT ON (partner_id, metric_id) partner_id, metric_id, value
                 FROM (%s) i ORDER BY partner_id, metric_id, date DESC, id DESC""",
            self._input_rows_sql(companies, date_to),
        )

    def _input_rows_sql(self, companies, as_of):
        self.env["group.customer.grade.input"].flush_model()
        return SQL(
            """SELECT p.commercial_partner_id AS partner_id, i.metric_id, i.date,
                      i.value, i.id
                 FROM group_customer_grade_input i
                 JOIN res_partner p ON p.id = i.partner_id
                WHERE i.date <= %(as_of)s
                  AND (i.valid_until IS NULL OR i.valid_until >= %(as_of)s)
                  AND (i.company_id IS NULL OR i.company_id IN %(companies)s)""",
            as_of=as_of,
            companies=tuple(companies.ids or [0]),
        )

    # Capabilities that count for themselves extend these three. Their rows have
    # partner_id, date, value (how many; the score) and metric_id NULL: whatever the
    # metric. Of scores, the latest of each customer alone.

    def _source_visits_sql(self, *, companies, date_to, **_other):
        return self._input_rows_sql(companies, date_to)

    def _source_complaints_sql(self, *, companies, date_to, **_other):
        return self._input_rows_sql(companies, date_to)

    def _source_credit_scores_sql(self, **arguments):
        return self._source_inputs_sql(**arguments)

    # What people know about a company is known of that company alone: the input of
    # a member says nothing about the head of its group.
    def _get_unshared_sources(self):
        return {"inputs", "credit_scores"}
