# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A database per size of the data set, copied from the one with the addon.

The given database stays as it is. Its copy is kept and used again until the
addon's schema or shipped records change, which makes it stale: then it is copied
and filled anew.
"""

import json

import dataset
import odoo_session
from odoo_session import say

FINGERPRINT = """
SELECT md5(string_agg(part, E'\\n' ORDER BY part))
  FROM (SELECT concat_ws(' ', table_name, column_name, data_type) AS part
          FROM information_schema.columns WHERE table_schema = current_schema
        UNION ALL
        SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema
        UNION ALL
        SELECT concat_ws(' ', model, name) FROM ir_model_data
         WHERE module = 'group_customer') parts"""


def prepare(template, companies, groups, invoices, rebuild=False):
    """Registry of the database with a data set of this size.

    :param template: database with the addon and no data
    :return: registry, marker of the data set
    """
    database = f"{template}_{companies}_{invoices}"
    fingerprint = _query(template, FINGERPRINT)
    marker = None if rebuild else _marker(database)
    wanted = {"companies": companies, "groups": groups, "fingerprint": fingerprint}
    if marker and all(marker[key] == value for key, value in wanted.items()):
        say(f"Data set of {marker['day']} in {database}")
        return odoo_session.load_registry(database), marker
    say(f"Building the data set in {database}")
    _copy(template, database)
    registry = odoo_session.load_registry(database)
    marker = dataset.build(registry, companies, groups, invoices, fingerprint)
    return registry, marker


def _connect(database):
    """A cursor outside the registry, each statement a transaction of its own."""
    from odoo.sql_db import db_connect

    cursor = db_connect(database).cursor()
    cursor._cnx.autocommit = True
    return cursor


def _query(database, query):
    from odoo.sql_db import close_db

    with _connect(database) as cr:
        cr.execute(query)
        value = cr.fetchone()[0]
    # An open connection would keep the database from being copied.
    close_db(database)
    return value


def _exists(database):
    with _connect("postgres") as cr:
        cr.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        return bool(cr.rowcount)


def _marker(database):
    """Marker of a data set that was built to its end, else ``None``."""
    if not _exists(database):
        return None
    value = _query(
        database,
        f"SELECT MAX(value) FROM ir_config_parameter WHERE key = '{dataset.MARKER}'",
    )
    return json.loads(value) if value else None


def _copy(template, database):
    from odoo.tools import SQL

    with _connect("postgres") as cr:
        cr.execute(SQL("DROP DATABASE IF EXISTS %s", SQL.identifier(database)))
        cr.execute(
            SQL(
                "CREATE DATABASE %s TEMPLATE %s",
                SQL.identifier(database),
                SQL.identifier(template),
            )
        )
