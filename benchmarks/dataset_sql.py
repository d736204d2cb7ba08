# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""SQL that ``dataset.py`` and the measurements share."""

TABLES = (
    "res_partner",
    "account_move",
    "account_move_line",
    "account_partial_reconcile",
    "sale_order",
)


def vacuum(registry, *tables):
    """Vacuum and analyze some tables, or all."""
    with registry.cursor() as cr:
        cr.commit()
        cr._cnx.autocommit = True
        try:
            names = sql(", ").join(map(name, tables))
            cr.execute(sql("VACUUM (ANALYZE) %s", names))
        finally:
            cr._cnx.autocommit = False


def sql(*arguments):
    """``odoo.tools.SQL``, imported once Odoo is configured."""
    from odoo.tools import SQL

    return SQL(*arguments) if arguments else SQL


def name(*identifiers):
    """Quoted identifier."""
    from odoo.tools import SQL

    return SQL.identifier(*identifiers)


def drop_definitions(cr):
    """Drop indexes and foreign keys of the tables; return how to make them."""
    definitions = []
    cr.execute(
        """SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid)
             FROM pg_constraint c
            WHERE c.contype = 'f' AND c.conrelid::regclass::text IN %s""",
        [TABLES],
    )
    for table, constraint, definition in cr.fetchall():
        cr.execute(
            sql("ALTER TABLE %s DROP CONSTRAINT %s", name(table), name(constraint))
        )
        definitions.append(
            sql(
                "ALTER TABLE %s ADD CONSTRAINT %s %s",
                name(table),
                name(constraint),
                sql(definition.replace("%", "%%")),
            )
        )
    cr.execute(
        """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
             FROM pg_index i
            WHERE i.indrelid::regclass::text IN %s AND NOT i.indisprimary
              AND NOT EXISTS (SELECT FROM pg_constraint c
                               WHERE c.conindid = i.indexrelid)""",
        [TABLES],
    )
    indexes = []
    for index, definition in cr.fetchall():
        cr.execute(sql("DROP INDEX %s", sql(index)))
        indexes.append(sql(definition.replace("%", "%%")))
    return indexes + definitions


def clone(cr, table, source, values, origin):
    """Insert a copy of row ``source`` of ``table``, aliased ``t``, for every row
    of ``origin`` (a FROM item aliased ``s``, perhaps with joins and a WHERE).

    :param values: ``{column: SQL expression}`` of the columns that differ; a
        column the table has not is left out
    """
    cr.execute(
        """SELECT column_name FROM information_schema.columns
            WHERE table_name = %s AND table_schema = current_schema
              AND is_generated = 'NEVER'""",
        [table],
    )
    columns = [row[0] for row in cr.fetchall()]
    cr.execute(
        sql(
            "INSERT INTO %s (%s) SELECT %s FROM (SELECT * FROM %s WHERE id = %s) t, %s",
            name(table),
            sql(", ").join(map(name, columns)),
            sql(", ").join(
                sql(values[column]) if column in values else name("t", column)
                for column in columns
            ),
            name(table),
            source,
            sql(origin),
        )
    )
