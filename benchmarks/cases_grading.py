# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A grading run that asks for every measure the ledger knows."""

from cases_grading_sql import BARE, INSERT_LINES, KEEP_LINES, TOTALS
from cases_rollup import receivable_accounts
from dataset_sql import vacuum
from dateutil.relativedelta import relativedelta
from grading_schemes import (
    DISCOUNT,
    MARGIN_RATE,
    RETENTION,
    YEARS,
    ensure_metrics,
    ensure_runs,
)
from measure import Row, alternate, bare_table, peak_memory, rolled_back
from odoo_session import say, transaction
from visit_data import visits

RATIO = 2.5
SCHEMES = 3
LINES = "group_customer_grade_run_line"
# What may differ by chance between two runs of any size.
MEMORY_NOISE = 16


def measure(registry):
    """Rows of the result table."""
    say("Grading")
    with visits(registry):
        return measure_runs(registry)


def measure_runs(registry):
    """One run, several at once, and the memory they take."""
    with transaction(registry) as env:
        run_id, *other_ids = ensure_runs(env, SCHEMES)
        parameters = bare_parameters(env, run_id)
        keep_lines(env, run_id)
    vacuum(registry, LINES, "bench_kept")
    rows = []
    try:
        with bare_table(registry, "bench_line", LINES):
            rows.append(measure_run(registry, [run_id], parameters))
            rows.append(measure_run(registry, [run_id, *other_ids], parameters))
    finally:
        with transaction(registry) as env:
            env.cr.execute("DROP TABLE bench_kept")
    rows.append(measure_memory(registry, run_id))
    return rows


def bare_parameters(env, run_id):
    """Dates and ids of the bare statement, as the run takes them."""
    run = env["group.customer.grade.run"].browse(run_id)
    metrics = ensure_metrics(env)
    window = relativedelta(years=YEARS)
    return {
        "run": run_id,
        "company": run.company_id.id,
        "as_of": run.as_of,
        "date_from": run.as_of - window + relativedelta(days=1),
        "date_before": run.as_of - window - window + relativedelta(days=1),
        "category": metrics["category_revenue"].product_category_id.id,
        "input": metrics["input"].id,
        "value_factor": RETENTION
        * MARGIN_RATE
        / (100 + DISCOUNT - RETENTION)
        / 100
        / YEARS,
        "accounts": receivable_accounts(env),
        "tz": run.company_id.partner_id.tz or run.company_id.resource_calendar_id.tz,
    }


def keep_lines(env, run_id):
    """Compute once and keep the lines: bare inserts these same rows."""
    env["group.customer.grade.run"].browse(run_id).action_compute()
    env.flush_all()
    env.cr.execute("DROP TABLE IF EXISTS bench_kept")
    env.cr.execute(KEEP_LINES, {"run": run_id})
    env["group.customer.grade.run"].browse(run_id).action_reset()


def measure_run(registry, run_ids, parameters):
    """Runs against one aggregate, and an insert of the rows of each."""
    count = len(run_ids)
    with transaction(registry) as env:
        insert = INSERT_LINES.format(columns=", ".join(line_columns(env)))

    def bare(env):
        env.cr.execute(BARE, parameters)
        found = env.cr.fetchone()
        for _run_id in run_ids:
            env.cr.execute(insert)
        return found

    def ours(env):
        env["group.customer.grade.run"].browse(run_ids)._compute_together()

    with transaction(registry, rollback=True) as env:
        check_same(env, bare(env))
    _bare, _ours, ratio = alternate(
        lambda: rolled_back(registry, bare),
        lambda: rolled_back(registry, ours),
        between=lambda: vacuum(registry, LINES, "bench_line"),
    )
    work = "a grading run" if count == 1 else f"{count} runs of {count} schemes at once"
    return Row(
        f"{work}, all measures, lines written",
        f"≤ {RATIO} × bare",
        f"{ratio:.2f} ×",
        ratio <= RATIO,
        "bare: one aggregate of all measures, and insert of the same rows",
    )


def line_columns(env):
    """Columns of the lines; the key counts on by itself."""
    env.cr.execute("SELECT * FROM bench_kept LIMIT 0")
    return [column.name for column in env.cr.description if column.name != "id"]


def check_same(env, found):
    """Both must have measured the same, or the ratio says nothing."""
    env.cr.execute(TOTALS)
    expected = env.cr.fetchone()
    if [round(value or 0, 1) for value in found] != [
        round(value or 0, 1) for value in expected
    ]:
        raise AssertionError(f"bare measured {found}, the run {expected}")


def measure_memory(registry, run_id):
    """Peak memory of the process for a tenth of the customers and for all."""
    growth = {}
    # What the process keeps from the first round is no growth in the later ones.
    for label, population in (
        ("tenth", [("ref", "=like", "BENCH-1%")]),
        ("tenth", [("ref", "=like", "BENCH-1%")]),
        ("all", [("ref", "=like", "BENCH-%")]),
    ):

        def prepare(env, population=population):
            run = env["group.customer.grade.run"].browse(run_id)
            run.scheme_id.population_domain = repr(population)
            env.flush_all()

        def work(env, label=label):
            with peak_memory() as peak:
                env["group.customer.grade.run"].browse(run_id).action_compute()
                env["group.customer.snapshot"]._rebuild(companies=env.company)
            growth[label] = peak["growth"]

        rolled_back(registry, work, prepare)
        say(f"    memory, {label} of the customers: +{growth[label]:.1f} MB")
    extra = growth["all"] - growth["tenth"]
    return Row(
        "worker memory of run and rebuild, all customers against a tenth",
        f"flat: ≤ +{MEMORY_NOISE} MB",
        f"{extra:+.0f} MB",
        extra <= MEMORY_NOISE,
    )
