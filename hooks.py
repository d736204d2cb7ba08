# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tools import SQL


def uninstall_hook(env):
    """Let go of the records that the addon's tables hold on to.

    Odoo deletes the addon's groups, document types and sequences before it drops the
    tables that refer to them: rules would keep their groups from being deleted, and
    these would stay behind. The tables and their columns go anyway.
    """
    keys = env.execute_query(
        SQL(
            """SELECT conrelid::regclass::text, conname
                 FROM pg_constraint
                WHERE contype = 'f' AND confdeltype IN ('r', 'a')
                  AND conrelid::regclass::text LIKE 'group\\_customer\\_%%'"""
        )
    )
    for table, name in keys:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )
