# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Open an Odoo database from a plain Python program.

Every script of this folder takes ``-c CONF -d DB``. Without them it reads the
environment that ``make`` sets: ``ODOO_RC`` and ``ODOO_DATABASE`` (or
``PGDATABASE``). The addon must be installed in the database.
"""

import contextlib
import os
import sys
import time

ADDON = "group_customer"


def say(text=""):
    """Write one line and show it at once, also through a pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def add_arguments(parser):
    """Add ``-c`` and ``-d``, with the environment as default."""
    parser.add_argument(
        "-c",
        "--config",
        default=os.environ.get("ODOO_RC"),
        help="Odoo's configuration file (default: $ODOO_RC)",
    )
    parser.add_argument(
        "-d",
        "--database",
        default=os.environ.get("ODOO_DATABASE") or os.environ.get("PGDATABASE"),
        help="database with group_customer installed "
        "(default: $ODOO_DATABASE, then $PGDATABASE)",
    )


def configure(config, database):
    """Let Odoo read its configuration; nothing is served, no job runs.

    :raises SystemExit: when Odoo cannot be imported or no database is named.
    """
    if not database:
        sys.exit("No database: give -d DB or set ODOO_DATABASE.")
    try:
        import odoo.init  # first, as Odoo's own commands do  # noqa: F401
        from odoo.tools import config as odoo_config
    except ImportError:
        sys.exit("Odoo cannot be imported: run this inside the sandbox (make shell).")
    arguments = ["-d", database, "--no-http", "--log-level=warn"]
    if config:
        arguments += ["-c", config]
    odoo_config.parse_config(arguments)


def load_registry(database):
    """Return the registry of the database.

    :raises SystemExit: when the addon is not installed in it.
    """
    from odoo.modules.registry import Registry

    registry = Registry(database)
    if ADDON not in registry._init_modules:
        sys.exit(
            f"{ADDON} is not installed in database {database}: "
            f"odoo-bin -d {database} -i {ADDON} --stop-after-init"
        )
    return registry


@contextlib.contextmanager
def transaction(registry, rollback=False, **context):
    """Environment of the superuser in a cursor of its own.

    Committed when the block ends well, rolled back when it raises or when
    ``rollback`` asks for it.
    """
    from odoo import api

    with registry.cursor() as cursor:
        env = api.Environment(cursor, api.SUPERUSER_ID, context)
        # The superuser is inactive; its language would be the source's anyway.
        yield env
        if rollback:
            env.invalidate_all(flush=False)
            cursor.rollback()


@contextlib.contextmanager
def stage(title):
    """Print what is being done and how long it took."""
    begin = time.monotonic()
    yield
    say(f"  {title}: {time.monotonic() - begin:.1f} s")
