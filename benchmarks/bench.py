#!/usr/bin/env python3
# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Measure the performance budget on a large data set.

    bench.py [-c CONF] [-d DB] [--companies N] [--invoices M] [--only CASE …]
             [--minutes N]

DB holds the addon and no data; it is not changed. The data set is written once
into a copy of it, ``DB_N_M``, and used again. What is measured, and what "bare"
means, stands in ``README.md``. A case that fails, or that has not ended when the
time is up, is reported as such and the others go on. The result goes to
``results.md`` when the data set has its full size and every case was measured. Exit
code 0: every budget holds; 1: one does not, or was not measured.
"""

import argparse
import contextlib
import signal
import sys
import time
import traceback
from pathlib import Path

import databases
import odoo_session
from measure import Row
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
MINUTES = 60
NOT_MEASURED = "not measured"
RESULTS = Path(__file__).resolve().parent / "results.md"


class TimeUpError(BaseException):
    """The time for all cases is over: nothing that handles errors may take it."""


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
    parser.add_argument(
        "--minutes",
        type=float,
        default=MINUTES,
        help="for measuring, once the data set is there (default: %(default)s)",
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
    for number, case in enumerate(options.only, 1):
        say(f"\n[{number}/{len(options.only)}] {case}, at {elapsed(begin)}")
        left = 60 * options.minutes - (time.monotonic() - begin)
        rows += measure_case(registry, case, left)
    say(f"\nMeasured in {elapsed(begin)}\n")
    say(report.as_text(rows))
    full = options.companies == FULL_COMPANIES and options.invoices == FULL_INVOICES
    missing = [row.work for row in rows if row.measured == NOT_MEASURED]
    if full and set(options.only) == set(CASES) and not missing:
        RESULTS.write_text(report.as_markdown(rows, marker), encoding="utf-8")
        say("\nWritten to benchmarks/results.md")
    failed = [row.work for row in rows if row.holds is False]
    for work in failed:
        say(f"  {'not measured' if work in missing else 'budget missed'}: {work}")
    say(f"{len(failed)} of {len(rows)} lines fail" if failed else "Every budget holds")
    return 1 if failed else 0


def measure_case(registry, case, seconds):
    """Rows of one case; of one that fails or takes too long, a row that says so."""
    begin = time.monotonic()
    try:
        with limited(seconds):
            rows = __import__(f"cases_{case}").measure(registry)
    except TimeUpError:
        rows = [missing_row(case, "the time was up")]
    except Exception as error:
        traceback.print_exc()
        rows = [missing_row(case, str(error).strip().split("\n")[0])]
    for row in rows:
        say(f"  {row.verdict:4} {row.measured}: {row.work}")
    say(f"  {case} took {elapsed(begin)}")
    return rows


def missing_row(case, reason):
    """Row of a case that has no result."""
    say(f"  {case}: {reason}")
    return Row(f"case {case}: {reason}", "–", NOT_MEASURED, False)


@contextlib.contextmanager
def limited(seconds):
    """Raise ``TimeUpError`` when the block takes longer, as soon as the statement
    ends that PostgreSQL is at."""
    if seconds <= 0:
        raise TimeUpError

    def interrupt(_number, _frame):
        raise TimeUpError

    previous = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def elapsed(begin):
    """Minutes and seconds since a moment, to be read."""
    minutes, seconds = divmod(int(time.monotonic() - begin), 60)
    return f"{minutes}:{seconds:02}"


if __name__ == "__main__":
    sys.exit(main())
