#!/usr/bin/env python3
# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Measure the performance budget on a large data set.

    bench.py [-c CONF] [-d DB] [--companies N] [--invoices M] [--only CASE …]

DB holds the addon and no data; it is not changed. The data set is written once
into a copy of it, ``DB_N_M``, and used again. What is measured, and what "bare"
means, stands in ``README.md``. The result goes to ``results.md`` when the data set
has its full size. Exit code 0: every budget holds; 1: one does not.
"""

import argparse
import sys
import time
from pathlib import Path

import databases
import odoo_session
from odoo_session import say

import report

FULL_COMPANIES = 100_000
FULL_INVOICES = 1_000_000
CASES = (
    "rollup",
    "tree",
    "list",
    "grading",
    "assignment",
    "visit",
    "attainment",
)
RESULTS = Path(__file__).resolve().parent / "results.md"


def parse_arguments(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(
        description="Measure the performance budget against bare SQL.",
        epilog="The first run builds the data set: minutes at full size.",
    )
    odoo_session.add_arguments(parser)
    parser.add_argument(
        "--companies",
        type=int,
        default=FULL_COMPANIES,
        help="at least 5000; a tenth as many groups (default: %(default)s)",
    )
    parser.add_argument(
        "--invoices", type=int, default=FULL_INVOICES, help="(default: %(default)s)"
    )
    parser.add_argument(
        "--only", nargs="+", choices=CASES, default=CASES, help="measure these alone"
    )
    parser.add_argument(
        "--rebuild", action="store_true", help="write the data set anew"
    )
    options = parser.parse_args(arguments)
    if options.companies < 5000 or options.invoices < options.companies:
        parser.error("at least 5000 companies, and as many invoices")
    return options


def main(arguments=None):
    """Build, measure, report; see the module's docstring for the exit code."""
    options = parse_arguments(arguments)
    odoo_session.configure(options.config, options.database)
    registry, marker = databases.prepare(
        options.database,
        options.companies,
        options.companies // 10,
        options.invoices,
        options.rebuild,
    )
    begin = time.monotonic()
    rows = []
    for case in options.only:
        module = __import__(f"cases_{case}")
        rows += module.measure(registry)
    say(f"Measured in {time.monotonic() - begin:.0f} s\n")
    say(report.as_text(rows))
    full = options.companies == FULL_COMPANIES and options.invoices == FULL_INVOICES
    if full and set(options.only) == set(CASES):
        RESULTS.write_text(report.as_markdown(rows, marker), encoding="utf-8")
        say("\nWritten to benchmarks/results.md")
    failed = [row.work for row in rows if row.holds is False]
    say(f"\n{len(failed)} budgets missed" if failed else "\nEvery budget holds")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
