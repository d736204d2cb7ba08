# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date
from typing import NamedTuple

from odoo import fields, models
from odoo.tools import SQL

# Decimals to which values are rounded before they are judged; amounts are rounded
# to the currency of the run.
UNIT_DECIMALS = {"count": 0, "days": 2, "percent": 2, "years": 2, "score": 4}


class Question(NamedTuple):
    """What a criterion asks; criteria with the same question share the answer."""

    measure: str
    as_of: date
    date_from: date | None
    metric_id: int
    key: str


class Aggregate(NamedTuple):
    """A column that one pass over a ledger source adds up per customer."""

    source: str
    name: str
    sql: SQL
    date_from: date | None = None

    @property
    def column(self):
        return SQL.identifier(self.source, self.name)


class Measurement(NamedTuple):
    """How a measure is computed: its aggregates and the value made of them."""

    aggregates: list
    value: SQL


class GroupCustomerGradeEngine(models.AbstractModel):
    """Measures customers: one statement, one pass per source of the ledger.

    The statement is compiled from the definition that the run keeps, so the same
    definition always asks the same question. The measure ``x`` is compiled by the
    method ``_measure_x(question)`` and the source ``y`` by ``_source_y_sql``; a
    later capability adds its own.

    Ratios are sums over sums, also over the members of a group. NULL means that
    there is no data, which the scheme, not the measure, turns into an outcome.
    """

    _name = "group.customer.grade.engine"
    _description = "Group Customer Grade Engine"

    # === MEASURES === #

    def _measure_revenue(self, question):
        """Untaxed sales less refunds; NULL without any document in the window."""
        return self._measure_sum(question, "sales", SQL("SUM(l.amount)"))

    def _measure_collected_amount(self, question):
        """Money received; NULL without any receipt in the window."""
        return self._measure_sum(question, "collections", SQL("SUM(l.amount)"))

    def _measure_order_count(self, question):
        """Confirmed orders; none is 0, never NULL."""
        count = self._measure_sum(question, "orders", SQL("COUNT(*)"))
        return count._replace(value=SQL("COALESCE(%s, 0)", count.value))

    def _measure_overdue_amount(self, question):
        """Open items past their due date; none is 0, never NULL."""
        overdue = Aggregate("receivable", question.key, SQL("SUM(l.overdue)"))
        return Measurement([overdue], SQL("COALESCE(%s, 0)", overdue.column))

    def _measure_recency_days(self, question):
        """Days from the last sale (not refund) to the day of the run."""
        last = Aggregate(
            "sales", question.key, SQL("MAX(l.date) FILTER (WHERE l.amount > 0)")
        )
        return Measurement([last], SQL("%s::date - %s", question.as_of, last.column))

    def _measure_cooperation_years(self, question):
        """Full months since the first sale or order, in years."""
        firsts = [
            Aggregate(source, question.key, SQL("MIN(l.date)"))
            for source in ("sales", "orders")
        ]
        age = SQL(
            "AGE(%s::date, LEAST(%s, %s))",
            question.as_of,
            *(first.column for first in firsts),
        )
        months = SQL(
            "EXTRACT(YEAR FROM %(age)s) * 12 + EXTRACT(MONTH FROM %(age)s)", age=age
        )
        return Measurement(firsts, SQL("(%s) / 12", months))

    def _measure_paid_on_time_share(self, question):
        """Per cent of what fell due in the window that was paid by its due date."""
        return self._measure_ratio(question, SQL("l.on_time * 100"), SQL("l.amount"))

    def _measure_average_days_late(self, question):
        """Days late of what fell due in the window and is paid, weighted by amount.

        What was paid early counts as 0 days late.
        """
        return self._measure_ratio(
            question, SQL("l.late_days_amount"), SQL("l.settled")
        )

    def _measure_input(self, question):
        """The latest input up to the day of the run that is still valid."""
        latest = Aggregate(
            "inputs",
            question.key,
            SQL("MAX(l.value) FILTER (WHERE l.metric_id = %s)", question.metric_id),
        )
        return Measurement([latest], latest.column)

    def _measure_sum(self, question, source, total):
        if question.date_from:
            total = SQL("%s FILTER (WHERE l.date >= %s)", total, question.date_from)
        total = Aggregate(source, question.key, total, question.date_from)
        return Measurement([total], total.column)

    def _measure_ratio(self, question, numerator, denominator):
        sums = []
        for name, part in (("part", numerator), ("whole", denominator)):
            total = SQL("SUM(%s)", part)
            if question.date_from:
                total = SQL(
                    "%s FILTER (WHERE l.date_due >= %s)", total, question.date_from
                )
            sums.append(
                Aggregate(
                    "due_items", f"{question.key}_{name}", total, question.date_from
                )
            )
        part, whole = sums
        return Measurement(sums, SQL("%s / NULLIF(%s, 0)", part.column, whole.column))

    # === SOURCES === #

    def _source_sales_sql(self, **arguments):
        return self.env["group.customer.ledger"]._sales_sql(**arguments)

    def _source_orders_sql(self, **arguments):
        return self.env["group.customer.ledger"]._orders_sql(**arguments)

    def _source_collections_sql(self, **arguments):
        return self.env["group.customer.ledger"]._collections_sql(**arguments)

    def _source_due_items_sql(self, **arguments):
        return self.env["group.customer.ledger"]._due_items_sql(
            as_of=arguments["date_to"], **arguments
        )

    def _source_receivable_sql(self, *, companies, currency, date_to, **_window):
        return self.env["group.customer.ledger"]._receivable_sql(
            companies=companies, currency=currency, as_of=date_to
        )

    def _source_inputs_sql(self, *, companies, date_to, **_window):
        self.env["group.customer.grade.input"].flush_model()
        return SQL(
            """SELECT DISTINCT ON (p.commercial_partner_id, i.metric_id)
                      p.commercial_partner_id AS partner_id, i.metric_id, i.value
                 FROM group_customer_grade_input i
                 JOIN res_partner p ON p.id = i.partner_id
                WHERE i.date <= %(as_of)s
                  AND (i.valid_until IS NULL OR i.valid_until >= %(as_of)s)
                  AND (i.company_id IS NULL OR i.company_id IN %(companies)s)
             ORDER BY p.commercial_partner_id, i.metric_id, i.date DESC, i.id DESC""",
            as_of=date_to,
            companies=tuple(companies.ids),
        )

    # What people know about a company is known of that company alone: the input of
    # a member says nothing about the head of its group.
    def _get_unshared_sources(self):
        return {"inputs"}

    # === COMPILATION === #

    def _compile_measurements(self, definition):
        """Return the key of each criterion and the measurement of each key.

        :rtype: tuple(dict, dict)
        """
        as_of = fields.Date.to_date(definition["as_of"])
        keys, measurements, asked = {}, {}, {}
        for criterion in definition["criteria"]:
            measure = criterion["measure"]
            question = Question(
                measure,
                as_of,
                fields.Date.to_date(criterion["date_from"]) or None,
                # Only an input depends on more than its measure and window.
                criterion["metric_id"] if measure == "input" else 0,
                "",
            )
            if question not in asked:
                key = asked[question] = f"v{len(asked)}"
                measurement = getattr(self, f"_measure_{measure}")(
                    question._replace(key=key)
                )
                decimals = self._get_decimals(criterion["unit"], definition)
                measurements[key] = measurement._replace(
                    value=SQL("ROUND((%s)::numeric, %s)", measurement.value, decimals)
                )
            keys[criterion["id"]] = asked[question]
        return keys, measurements

    def _get_decimals(self, unit, definition):
        if unit == "currency":
            currency = self.env["res.currency"].browse(definition["currency_id"])
            return currency.decimal_places
        return UNIT_DECIMALS[unit]

    def _measured_ctes(self, run, definition, measurements):
        """Return the common table expressions up to ``measured``.

        ``measured`` has one row per customer of the run: id, and a column per key.
        """
        is_root = definition["node_level"] == "root"
        by_source = {}
        for measurement in measurements.values():
            for aggregate in measurement.aggregates:
                by_source.setdefault(aggregate.source, []).append(aggregate)
        ctes = [SQL("customer AS MATERIALIZED (%s)", self._customer_sql(run))]
        if is_root:
            ctes.append(
                SQL(
                    """member AS MATERIALIZED (
                        SELECT p.id, c.id AS customer_id
                          FROM res_partner p
                          JOIN customer c ON c.id = COALESCE(p.group_root_id, p.id))"""
                )
            )
        joins = []
        for source, aggregates in by_source.items():
            through_member = is_root and source not in self._get_unshared_sources()
            ctes.append(
                SQL(
                    "%s AS (SELECT %s AS customer_id, %s FROM (%s) l %s GROUP BY 1)",
                    SQL.identifier(source),
                    SQL("m.customer_id" if through_member else "l.partner_id"),
                    SQL(", ").join(
                        SQL("%s AS %s", aggregate.sql, SQL.identifier(aggregate.name))
                        for aggregate in aggregates
                    ),
                    self._source_sql(source, aggregates, definition),
                    SQL("JOIN member m ON m.id = l.partner_id")
                    if through_member
                    else SQL(),
                )
            )
            joins.append(
                SQL(
                    "LEFT JOIN %s ON %s = c.id",
                    SQL.identifier(source),
                    SQL.identifier(source, "customer_id"),
                )
            )
        # OFFSET 0 keeps the planner from repeating the expressions further up.
        ctes.append(
            SQL(
                "measured AS (SELECT %s FROM customer c %s OFFSET 0)",
                SQL(", ").join(
                    [SQL("c.id")]
                    + [
                        SQL("%s AS %s", measurement.value, SQL.identifier(key))
                        for key, measurement in measurements.items()
                    ]
                ),
                SQL(" ").join(joins),
            )
        )
        return ctes

    def _source_sql(self, source, aggregates, definition):
        starts = [aggregate.date_from for aggregate in aggregates]
        return getattr(self, f"_source_{source}_sql")(
            companies=self.env["res.company"].browse(definition["company_ids"]).sudo(),
            currency=self.env["res.currency"].browse(definition["currency_id"]),
            date_from=None if None in starts else min(starts),
            date_to=fields.Date.to_date(definition["as_of"]),
        )

    def _customer_sql(self, run):
        """Return the query of the customers of a run that its company can see.

        The whole company is graded, whoever computes: a share of the total means
        nothing on the accounts of one team. Who reads which line is decided by the
        record rules.
        """
        scheme = run.scheme_id
        Partner = self.env["res.partner"].sudo().with_context(active_test=True)
        query = Partner._search(scheme._get_population_domain(), order=None)
        table = SQL.identifier(query.table)
        query.add_where(SQL("%(t)s.commercial_partner_id = %(t)s.id", t=table))
        subject = SQL("p.id")
        if scheme.node_level == "root":
            subject = SQL("COALESCE(p.group_root_id, p.id)")
        return SQL(
            """SELECT DISTINCT s.id
                 FROM (%(population)s) population
                 JOIN res_partner p ON p.id = population.id
                 JOIN res_partner s ON s.id = %(subject)s
                WHERE s.company_id IS NULL OR s.company_id IN %(companies)s""",
            population=query.select(),
            subject=subject,
            companies=tuple(run.company_id.parent_ids.ids),
        )
