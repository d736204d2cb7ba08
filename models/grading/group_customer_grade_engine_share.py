# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import contextmanager
from typing import NamedTuple
from uuid import uuid4

from odoo import models
from odoo.tools import SQL

# Key of the cursor's cache, out of reach of clients.
SHARED_TOTALS = "group_customer_shared_totals"


class SharedTotals(NamedTuple):
    """A temporary table of totals per legal entity: its name, and its columns by
    what they add up."""

    table: str
    columns: dict


class GroupCustomerGradeEngine(models.AbstractModel):
    """Several schemes at once: each source is read once, however many ask for it."""

    _inherit = "group.customer.grade.engine"

    @contextmanager
    def _share_measurements(self, definitions):
        """Read what ``definitions`` ask of the ledger once, for all of them.

        Within the block, :meth:`_measured_ctes` of a definition as of the same day, of
        the same company, companies and currency takes its totals from there, whatever
        its customers and level; other questions are answered as without. Do not
        commit in the block: the totals are gone after a commit.

        :param list definitions: of runs, past dates or drafts
        """
        self.env.flush_all()
        cache = self.env.cr.cache
        outer = cache.get(SHARED_TOTALS, {})
        totals = self._create_shared_totals(definitions)
        cache[SHARED_TOTALS] = {**outer, **totals}
        try:
            yield self
        finally:
            cache[SHARED_TOTALS] = outer
        # After an error nothing is left to drop: the tables go with the transaction.
        for shared in totals.values():
            self.env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(shared.table)))

    def _create_shared_totals(self, definitions):
        asked = {}
        for definition in definitions:
            _keys, measurements = self._compile_measurements(definition)
            scope = self._get_sharing_scope(definition)
            relations = self._get_relations(measurements.values())
            for relation, aggregates in relations.items():
                _definition, known = asked.setdefault(
                    (scope, relation), (definition, {})
                )
                for aggregate in aggregates:
                    name = f"c{len(known)}"
                    known.setdefault(
                        self._get_column_key(aggregate), aggregate._replace(name=name)
                    )
        return {
            key: self._create_totals(definition, known)
            for key, (definition, known) in asked.items()
        }

    def _create_totals(self, definition, known):
        table = f"group_customer_totals_{uuid4().hex[:12]}"
        self.env.cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE %s ON COMMIT DROP AS (%s)",
                SQL.identifier(table),
                # Not what is shared: what it is made of.
                super()._totals_sql(  # pylint: disable=super-method-mismatch
                    list(known.values()), definition
                ),
            )
        )
        self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        return SharedTotals(
            table, {key: aggregate.name for key, aggregate in known.items()}
        )

    def _totals_sql(self, aggregates, definition):
        key = (self._get_sharing_scope(definition), aggregates[0].relation)
        shared = self.env.cr.cache.get(SHARED_TOTALS, {}).get(key)
        columns = [
            shared.columns.get(self._get_column_key(aggregate)) if shared else None
            for aggregate in aggregates
        ]
        if None in columns:
            return super()._totals_sql(aggregates, definition)
        return SQL(
            "SELECT t.customer_id, %s FROM %s t",
            SQL(", ").join(
                SQL(
                    "%s AS %s",
                    SQL.identifier("t", column),
                    SQL.identifier(aggregate.name),
                )
                for column, aggregate in zip(columns, aggregates, strict=True)
            ),
            SQL.identifier(shared.table),
        )

    def _get_sharing_scope(self, definition):
        """What two definitions have in common whose totals are the same."""
        return (
            definition["as_of"],
            definition["company_id"],
            tuple(sorted(definition["company_ids"])),
            definition["currency_id"],
        )

    def _get_column_key(self, aggregate):
        """What a column adds up, under whatever name."""
        return aggregate.sql.code, tuple(aggregate.sql.params)
