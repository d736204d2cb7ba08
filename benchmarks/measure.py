# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Clocks and counters of ``bench.py``."""

import contextlib
import dataclasses
import statistics
import time
from pathlib import Path

from odoo_session import say

REPETITIONS = 5
# Seconds that the turns of one comparison may take: one that would probably go beyond
# is not begun, so slow work on a busy machine is repeated less often.
ALLOWANCE = 150


@dataclasses.dataclass
class Row:
    """A line of the result: what was measured against which budget.

    ``holds`` is ``None`` where nothing is promised: the figure is for the reader.
    """

    work: str
    budget: str
    measured: str
    holds: bool | None = None
    note: str = ""

    @property
    def verdict(self):
        return {None: "–", True: "ok", False: "FAIL"}[self.holds]


def rolled_back(registry, work, prepare=None):
    """Seconds that ``work(env)`` takes; what it wrote is rolled back.

    :param prepare: called with the environment before the clock starts
    """
    from odoo import SUPERUSER_ID, api

    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        if prepare:
            prepare(env)
        begin = time.perf_counter()
        work(env)
        env.flush_all()
        seconds = time.perf_counter() - begin
        env.invalidate_all(flush=False)
        cr.rollback()
    return seconds


def turns(repetitions=REPETITIONS):
    """Yield the number of each turn of a comparison, as long as there is time."""
    begin = time.monotonic()
    for turn in range(repetitions):
        yield turn
        spent = time.monotonic() - begin
        if spent + spent / (turn + 1) > ALLOWANCE:
            return


def alternate(bare, ours, repetitions=REPETITIONS, between=None):
    """Median seconds of two pieces of work, repeated in turn.

    Taking turns gives both the same warm caches and the same noise. The first turn
    does not count, unless there was no time for another.

    :param between: called before every piece, to tidy up
    :return: ``(bare, ours, ratio)``
    """
    seconds = ([], [])
    for _turn in turns(repetitions + 1):
        for samples, work in zip(seconds, (bare, ours), strict=True):
            if between:
                between()
            samples.append(work())
    counted = [samples[1:] or samples for samples in seconds]
    medians = [statistics.median(samples) for samples in counted]
    spread = [f"{min(samples):.3f}–{max(samples):.3f}" for samples in counted]
    say(
        f"    bare {medians[0]:.3f} s ({spread[0]}), ours {medians[1]:.3f} s "
        f"({spread[1]}), ratio {medians[1] / medians[0]:.2f}, turns {len(counted[0])}"
    )
    return medians[0], medians[1], medians[1] / medians[0]


@contextlib.contextmanager
def statements():
    """List of the SQL statements that Odoo sends meanwhile."""
    from odoo.sql_db import Cursor

    recorded = []
    execute = Cursor.execute

    def recording(self, query, params=None, log_exceptions=True):
        recorded.append(str(getattr(query, "code", query)))
        return execute(self, query, params, log_exceptions)

    Cursor.execute = recording
    try:
        yield recorded
    finally:
        Cursor.execute = execute


def _memory(key):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{key}:"):
            return int(line.split()[1]) / 1024
    return 0.0


@contextlib.contextmanager
def peak_memory():
    """Dictionary whose ``growth`` becomes the peak growth of this process in MB."""
    result = {}
    # Linux: 5 resets the high-water mark of the resident memory.
    Path("/proc/self/clear_refs").write_text("5")
    before = _memory("VmRSS")
    yield result
    result["growth"] = max(_memory("VmHWM") - before, 0.0)


@contextlib.contextmanager
def bare_table(registry, table, like):
    """An ordinary table with the columns, indexes and foreign keys of ``like``.

    Made and dropped in transactions of its own, so that it is logged like any
    other table.
    """
    from odoo.tools import SQL

    with registry.cursor() as cr:
        cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(table)))
        cr.execute(
            SQL(
                "CREATE TABLE %s (LIKE %s INCLUDING ALL)",
                SQL.identifier(table),
                SQL.identifier(like),
            )
        )
        cr.execute(
            """SELECT pg_get_constraintdef(oid) FROM pg_constraint
                WHERE contype = 'f' AND conrelid = %s::regclass""",
            [like],
        )
        for (definition,) in cr.fetchall():
            cr.execute(
                SQL("ALTER TABLE %s ADD %s", SQL.identifier(table), SQL(definition))
            )
    try:
        yield table
    finally:
        with registry.cursor() as cr:
            cr.execute(SQL("DROP TABLE %s", SQL.identifier(table)))
