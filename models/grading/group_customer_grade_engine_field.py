# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from ast import literal_eval

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .group_customer_grade_engine import Aggregate, Measurement

# Per aggregation of one column: how records, and then members, come together.
AGGREGATIONS = {
    "sum": (SQL("SUM(l.value)"), "SUM"),
    "count": (SQL("COUNT(*)"), "SUM"),
    "min": (SQL("MIN(l.value)"), "MIN"),
    "max": (SQL("MAX(l.value)"), "MAX"),
    # Arrays compare from their first element on: the latest day, then record, wins.
    "last": (
        SQL(
            """MAX(ARRAY[COALESCE(l.date - '1970-01-01'::date, 0), l.record_id,
                         l.value]::numeric[])"""
        ),
        "MAX",
    ),
}


class GroupCustomerGradeEngine(models.AbstractModel):
    """Measures any stored number of customers, and whether a filter finds them.

    Every identifier is that of a field in the registry, looked up again for each run:
    what a definition names may have been uninstalled since.
    """

    _inherit = "group.customer.grade.engine"

    # === MEASURES === #

    def _measure_field(self, question):
        """A stored number of the customer's records; NULL without any record.

        How many records there are is 0 without any, never NULL.
        """
        options = json.loads(question.options)
        self._check_number(question.metric_id, options)
        aggregation = options.pop("aggregation")
        if aggregation == "count":
            options["value_field"] = ""
        options = json.dumps(options, sort_keys=True)
        total, combine = AGGREGATIONS["sum" if aggregation == "avg" else aggregation]
        only = self._sum(question, "field", total)
        only = only._replace(combine=combine, options=options)
        if aggregation == "count":
            return Measurement([only], SQL("COALESCE(%s, 0)", only.column))
        if aggregation == "last":
            return Measurement([only], SQL("(%s)[3]", only.column))
        if aggregation == "avg":
            count = self._sum(question, "field", SQL("COUNT(*)"), "count")
            count = count._replace(options=options)
            return Measurement(
                [only, count], SQL("%s / NULLIF(%s, 0)", only.column, count.column)
            )
        return Measurement([only], only.column)

    def _measure_domain(self, question):
        """1 for a customer that the filter finds, 0 for the others."""
        found = Aggregate("filter", question.key, SQL("COUNT(*)"))
        found = found._replace(options=json.dumps({"domain": question.get("domain")}))
        return Measurement(
            [found], SQL("CASE WHEN %s > 0 THEN 1 ELSE 0 END", found.column)
        )

    def _check_number(self, metric_id, options):
        """:raises UserError: naming the metric, what is wrong, and the mend"""
        metric = self.env["group.customer.metric"].sudo().browse(metric_id).exists()
        for problem in (
            *metric._find_number_missing(options),
            *metric._find_number_refusals(options),
        ):
            raise UserError(problem)

    # === SOURCES === #

    # What a customer is, is asked of itself, as by the population of a scheme.
    def _get_unshared_sources(self):
        return super()._get_unshared_sources() | {"filter"}

    def _source_filter_sql(self, *, options, **_other):
        query = self._search_partners(options["domain"])
        return query.select(SQL("%s AS partner_id", SQL.identifier(query.table, "id")))

    def _source_field_sql(
        self, *, company, companies, currency, date_from, date_to, options, **_other
    ):
        """Records that hold a number: partner_id, record_id, date, value.

        Those archived, of companies whose books are not read, without a number, and
        outside the dates or without one where dates count, are left out. sudo: who
        may define the metric was checked when it was written.
        """
        Model = self.env[options["model"]].sudo().with_context(active_test=True)
        is_partner = Model._name == "res.partner" and not options["partner_field"]
        query = Model._search(
            Domain(literal_eval(options["record_domain"] or "[]")), order=None
        )
        if self._is_company_stored(Model):
            # A contact is shared down the branches, a document is its company's.
            seen = company.parent_ids if is_partner else companies
            query.add_where(
                SQL(
                    "(%(company)s IS NULL OR %(company)s IN %(companies)s)",
                    company=SQL.identifier(query.table, "company_id"),
                    companies=tuple(seen.ids),
                )
            )
        date = self._number_date_sql(Model, query, options, companies, company)
        day = date or SQL("%s::date", date_to)
        columns = {
            "partner_id": SQL.identifier(query.table, options["partner_field"] or "id"),
            "record_id": SQL.identifier(query.table, "id"),
            "date": date or SQL("NULL::date"),
            "value": self._number_value_sql(
                Model, query, options, company, currency, day
            ),
        }
        where = [SQL("r.value IS NOT NULL")]
        if is_partner:
            where.append(SQL("p.commercial_partner_id = p.id"))
        if date:
            where.append(SQL("r.date <= %s", date_to))
        if date and date_from:
            where.append(SQL("r.date >= %s", date_from))
        return SQL(
            """SELECT p.commercial_partner_id AS partner_id, r.record_id, r.date,
                      r.value
                 FROM (%s) r JOIN res_partner p ON p.id = r.partner_id
                WHERE %s""",
            query.select(
                *(
                    SQL("%s AS %s", column, SQL.identifier(name))
                    for name, column in columns.items()
                )
            ),
            SQL(" AND ").join(where),
        )

    def _is_company_stored(self, Model):
        field = Model._fields.get("company_id")
        return (
            field is not None
            and field.store
            and field.type == "many2one"
            and field.comodel_name == "res.company"
        )

    def _number_date_sql(self, Model, query, options, companies, company):
        """The day of a record where its company is; None when dates do not count."""
        if not options["date_field"]:
            return None
        date = SQL.identifier(query.table, options["date_field"])
        if Model._fields[options["date_field"]].type == "date":
            return date
        ledger = self.env["group.customer.ledger"]
        zone = SQL("%s", ledger._get_timezone(company))
        if self._is_company_stored(Model):
            zone = SQL(
                "COALESCE(%s, %s)",
                ledger._timezone_sql(
                    companies, SQL.identifier(query.table, "company_id")
                ),
                zone,
            )
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", date, zone)

    def _number_value_sql(self, Model, query, options, company, currency, day):
        """The number of a record; an amount in ``currency``, at the rate of ``day``."""
        if not options["value_field"]:
            return SQL("1")
        field = Model._fields[options["value_field"]]
        value = SQL.identifier(query.table, field.name)
        if field.type == "boolean":
            return SQL("COALESCE(%s, FALSE)::int::numeric", value)
        if field.type != "monetary":
            return SQL("%s::numeric", value)
        return self.env["group.customer.ledger"]._converted_sql(
            value,
            self._number_currency_sql(Model, query, field, company),
            currency,
            day,
            company,
        )

    def _number_currency_sql(self, Model, query, field, company):
        """The currency of an amount: its own, else that of the record's company, else
        that of the company that grades."""
        own = Model._fields.get(field.get_currency_field(Model))
        books = SQL("%s", company.currency_id.id)
        if own is not None and own.store and own.column_type:
            return SQL("COALESCE(%s, %s)", SQL.identifier(query.table, own.name), books)
        if self._is_company_stored(Model):
            return SQL(
                """COALESCE((SELECT book.currency_id FROM res_company book
                              WHERE book.id = %s), %s)""",
                SQL.identifier(query.table, "company_id"),
                books,
            )
        return books
