# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import zlib
from ast import literal_eval
from datetime import date
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .group_customer_metric import INPUT_MEASURES

# Decimals to which values are rounded before they are judged; amounts are rounded
# to the currency of the run.
UNIT_DECIMALS = {"count": 0, "days": 2, "percent": 2, "years": 2, "score": 4}
# Measures that depend on the metric itself: what is entered for it, or what it names.
METRIC_MEASURES = (*INPUT_MEASURES, "field", "domain")


class Question(NamedTuple):
    """What a criterion asks; criteria with the same question share the answer."""

    measure: str
    as_of: date
    # First day of the window and its length; None and 0: all time
    date_from: date | None
    months: int
    metric_id: int
    # Canonical JSON of what else the answer depends on
    options: str
    key: str

    def get(self, name):
        """Return one of the options, None when it is not there."""
        return json.loads(self.options).get(name)


class Aggregate(NamedTuple):
    """A column that one pass over a source adds up per customer."""

    source: str
    name: str
    sql: SQL
    date_from: date | None = None
    # How the columns of the members of a group make that of the group
    combine: str = "SUM"
    # What the source needs to be told: aggregates with other options are another
    # pass; of what they need, one pass takes all.
    options: str = ""
    needs: tuple = ()

    @property
    def relation(self):
        """Name of the common table expression that the aggregate is a column of."""
        if not self.options:
            return self.source
        return f"{self.source}_{zlib.crc32(self.options.encode()):08x}"

    @property
    def column(self):
        return SQL.identifier(self.relation, self.name)


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

    A source is added up per legal entity first; the members of a group are put
    together from that, each column in its own way. Ratios are sums over sums. NULL
    means that there is no data, which the scheme, not the measure, turns into an
    outcome.
    """

    _name = "group.customer.grade.engine"
    _description = "Group Customer Grade Engine"

    # === COMPILATION === #

    @api.model
    def _compile_measurements(self, definition):
        """Return the key of each criterion and the measurement of each key.

        :rtype: tuple(dict, dict)
        """
        keys, measurements, asked = {}, {}, {}
        for criterion in definition["criteria"]:
            question = self._get_question(criterion, definition)
            if question not in asked:
                key = asked[question] = f"v{len(asked)}"
                measurement = getattr(self, f"_measure_{question.measure}")(
                    question._replace(key=key)
                )
                decimals = self._get_decimals(criterion["unit"], definition)
                measurements[key] = measurement._replace(
                    value=SQL("ROUND((%s)::numeric, %s)", measurement.value, decimals)
                )
            keys[criterion["id"]] = asked[question]
        return keys, measurements

    def _get_question(self, criterion, definition):
        measure = criterion["measure"]
        months = criterion.get("window_value") or 0
        if criterion.get("window_unit") == "year":
            months *= 12
        return Question(
            measure,
            fields.Date.to_date(definition["as_of"]),
            fields.Date.to_date(criterion["date_from"]) or None,
            months if criterion["date_from"] else 0,
            criterion["metric_id"] if measure in METRIC_MEASURES else 0,
            # Runs of the first version were filed without options.
            json.dumps(criterion.get("options") or {}, sort_keys=True),
            "",
        )

    def _get_decimals(self, unit, definition):
        if unit == "currency":
            currency = self.env["res.currency"].browse(definition["currency_id"])
            return currency.decimal_places
        return UNIT_DECIMALS[unit]

    @api.model
    def _measured_ctes(self, definition, measurements):
        """Return the common table expressions up to ``measured``.

        ``measured`` has one row per customer of the definition: id, and a column per
        key.
        """
        # Filters may look anywhere.
        self.env.flush_all()
        is_root = definition["node_level"] == "root"
        ctes = [SQL("customer AS MATERIALIZED (%s)", self._customer_sql(definition))]
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
        for relation, aggregates in self._get_relations(measurements.values()).items():
            totals = self._totals_sql(aggregates, definition)
            is_shared = aggregates[0].source not in self._get_unshared_sources()
            if is_root and is_shared:
                totals = self._combined_sql(aggregates, totals)
            ctes.append(SQL("%s AS (%s)", SQL.identifier(relation), totals))
            joins.append(
                SQL(
                    "LEFT JOIN %s ON %s = c.id",
                    SQL.identifier(relation),
                    SQL.identifier(relation, "customer_id"),
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

    def _get_relations(self, measurements):
        """Return the aggregates of measurements by their common table expression."""
        relations = {}
        for measurement in measurements:
            for aggregate in measurement.aggregates:
                relations.setdefault(aggregate.relation, []).append(aggregate)
        return relations

    def _totals_sql(self, aggregates, definition):
        """Add up a source: one row per legal entity, as ``customer_id``."""
        return SQL(
            "SELECT l.partner_id AS customer_id, %s FROM (%s) l GROUP BY 1",
            SQL(", ").join(
                SQL("%s AS %s", aggregate.sql, SQL.identifier(aggregate.name))
                for aggregate in aggregates
            ),
            self._source_sql(aggregates, definition),
        )

    def _combined_sql(self, aggregates, totals):
        """Put the entities of a group together: one row per head."""
        return SQL(
            """SELECT m.customer_id, %s FROM (%s) e
                 JOIN member m ON m.id = e.customer_id GROUP BY 1""",
            SQL(", ").join(
                SQL(
                    "%s(%s) AS %s",
                    SQL(aggregate.combine),
                    SQL.identifier("e", aggregate.name),
                    SQL.identifier(aggregate.name),
                )
                for aggregate in aggregates
            ),
            totals,
        )

    def _source_sql(self, aggregates, definition):
        """Return the rows of the source that all these aggregates add up."""
        starts = [aggregate.date_from for aggregate in aggregates]
        first = aggregates[0]
        companies = self.env["res.company"].sudo()
        return getattr(self, f"_source_{first.source}_sql")(
            company=companies.browse(definition["company_id"]),
            companies=companies.browse(definition["company_ids"]),
            currency=self.env["res.currency"].browse(definition["currency_id"]),
            date_from=None if None in starts else min(starts),
            date_to=fields.Date.to_date(definition["as_of"]),
            options=json.loads(first.options or "{}"),
            needs={need for aggregate in aggregates for need in aggregate.needs},
        )

    # === CUSTOMERS === #

    def _customer_sql(self, definition):
        """Return the query of the customers graded that the company can see.

        The whole company is graded, whoever computes: a share of the total means
        nothing on the accounts of one team. Who reads which line is decided by the
        record rules.
        """
        query = self._search_partners(definition["population_domain"])
        table = SQL.identifier(query.table)
        query.add_where(SQL("%(t)s.commercial_partner_id = %(t)s.id", t=table))
        subject = SQL("p.id")
        if definition["node_level"] == "root":
            subject = SQL("COALESCE(p.group_root_id, p.id)")
        company = self.env["res.company"].sudo().browse(definition["company_id"])
        return SQL(
            """SELECT DISTINCT s.id
                 FROM (%(population)s) population
                 JOIN res_partner p ON p.id = population.id
                 JOIN res_partner s ON s.id = %(subject)s
                WHERE s.company_id IS NULL OR s.company_id IN %(companies)s""",
            population=query.select(),
            subject=subject,
            companies=tuple(company.parent_ids.ids),
        )

    def _search_partners(self, domain):
        """Return the query of the active partners that a written filter finds.

        sudo: who may write the filter is checked when it is written.

        :raises UserError: when the filter, kept since then, cannot be read any more
        """
        Partner = self.env["res.partner"].sudo().with_context(active_test=True)
        try:
            return Partner._search(Domain(literal_eval(domain or "[]")), order=None)
        except (ValueError, SyntaxError, TypeError, KeyError) as error:
            raise UserError(
                self.env._(
                    "Customers cannot be found by the filter %(filter)s any more: "
                    "%(error)s. Choose the filter again.",
                    filter=domain,
                    error=error,
                )
            ) from error
