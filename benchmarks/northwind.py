#!/usr/bin/env python3
# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Load Northwind into Odoo, grade its customers and check the result.

    northwind.py DIR [-c CONF] [-d DB]

DIR holds Northwind's CSV files. The database must have ``group_customer``
installed; it is changed. Running again adds nothing twice. What is loaded and
how is written at the top of ``northwind_load.py``, what is checked in
``northwind_check.py``. Exit code 0: all checks hold; 1: one does not, with the
difference printed; 2: DIR or the database cannot be used.
"""

import argparse
import sys

import odoo_session
from northwind_data import Northwind, NorthwindError
from odoo_session import say, stage

QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "no_reset_password": True,
}


def parse_arguments(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(
        description="Load Northwind's CSV files into an Odoo database, grade its "
        "customers as of 1998-05-06 and check revenue and grades to the cent."
    )
    parser.add_argument("folder", metavar="DIR", help="folder with the CSV files")
    odoo_session.add_arguments(parser)
    return parser.parse_args(arguments)


def load(registry, data):
    """Write the data slice by slice; a break loses at most one slice."""
    import northwind_load

    with (
        stage("users, products, customers"),
        odoo_session.transaction(registry, **QUIET) as env,
    ):
        env.company.tax_calculation_rounding_method = "round_per_line"
        users, teams = northwind_load.load_users(env, data)
        products = northwind_load.load_products(env, data)
        customers = northwind_load.load_customers(env, data, users)
        masters = [
            {key: record.id for key, record in records.items()}
            for records in (users, teams, products, customers)
        ]
    models = ("res.users", "crm.team", "product.product", "res.partner")
    with stage(f"{len(data.orders)} orders, invoices and payments"):
        for keys in northwind_load.sliced(data.orders):
            with odoo_session.transaction(registry, **QUIET) as env:
                invoices = northwind_load.load_orders(
                    env,
                    data,
                    keys,
                    [
                        {key: env[model].browse(id_) for key, id_ in ids.items()}
                        for model, ids in zip(models, masters, strict=True)
                    ],
                )
                northwind_load.load_payments(env, data, invoices)


def main(arguments=None):
    """Load, grade, check; see the module's docstring for the exit code."""
    options = parse_arguments(arguments)
    try:
        data = Northwind(options.folder)
    except NorthwindError as error:
        say(f"Northwind cannot be read: {error}")
        return 2
    odoo_session.configure(options.config, options.database)
    registry = odoo_session.load_registry(options.database)
    say(f"Northwind into {options.database}")
    load(registry, data)
    import northwind_check

    with odoo_session.transaction(registry, **QUIET) as env:
        problems = northwind_check.grade_and_check(env, data)
    for problem in problems:
        say(f"DIFFERENCE {problem}")
    say(
        f"Northwind: {len(problems)} differences"
        if problems
        else "Northwind: revenue, roll-up and grades agree with the CSV files"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
