# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A grading run that asks for every measure the ledger knows."""

import datetime

from cases_grading_sql import BARE, KEEP_LINES, TOTALS
from cases_rollup import receivable_accounts
from dataset_sql import vacuum
from dateutil.relativedelta import relativedelta
from measure import Row, alternate, bare_table, peak_memory, rolled_back
from odoo_session import say, transaction

RATIO = 2.5
YEARS = 3
CODE = "benchmark"
LINES = "group_customer_grade_run_line"
# What may differ by chance between two runs of any size.
MEMORY_NOISE = 16
# Measure: bounds of the bands between 0, 1 and 2 points.
BANDS = {
    "revenue": (1_000, 10_000),
    "order_count": (2, 10),
    "recency_days": (30, 180),
    "collected_amount": (1_000, 10_000),
    "paid_on_time_share": (40, 80),
    "average_days_late": (1, 10),
    "overdue_amount": (1, 1_000),
    "cooperation_years": (1, 2),
}
GRADES = {"A": 1.5, "B": 1.0, "C": 0.5, "D": 0.0}


def measure(registry):
    """Rows of the result table."""
    say("Grading")
    with transaction(registry) as env:
        run_id = ensure_run(env).id
        parameters = bare_parameters(env, run_id)
        keep_lines(env, run_id)
    vacuum(registry, LINES, "bench_kept")
    rows = []
    try:
        with bare_table(registry, "bench_line", LINES):
            rows.append(measure_run(registry, run_id, parameters))
    finally:
        with transaction(registry) as env:
            env.cr.execute("DROP TABLE bench_kept")
    rows.append(measure_memory(registry, run_id))
    return rows


def ensure_run(env):
    """A draft run of the benchmark's scheme, kept in the database."""
    from odoo.fields import Command

    env["group.customer.grade.run"].search([("scheme_id.code", "=", CODE)]).unlink()
    env["group.customer.grade.scheme"].search([("code", "=", CODE)]).unlink()
    metrics = {
        metric.measure: metric
        for metric in env["group.customer.metric"].search(
            [("measure", "in", list(BANDS))]
        )
    }
    scheme = env["group.customer.grade.scheme"].create(
        {
            "name": "Benchmark",
            "code": CODE,
            "mode": "weighted",
            "weight_total": len(BANDS),
            "population_domain": "[('is_group_customer', '=', True)]",
            "grade_ids": [
                Command.create(
                    {
                        "sequence": number,
                        "code": code,
                        "name": code,
                        "score_min": score,
                    }
                )
                for number, (code, score) in enumerate(GRADES.items())
            ],
            "criterion_ids": [
                Command.create(
                    {
                        "name": measure,
                        "role": "score",
                        "metric_id": metrics[measure].id,
                        "window_value": YEARS if metrics[measure].uses_window else 0,
                        "window_unit": "year",
                        "weight": 1,
                        "band_ids": bands(low, high),
                    }
                )
                for measure, (low, high) in BANDS.items()
            ],
        }
    )
    return env["group.customer.grade.run"].create(
        {
            "scheme_id": scheme.id,
            "company_id": env.company.id,
            "as_of": datetime.date.today(),
        }
    )


def bands(low, high):
    """Three bands: below ``low``, below ``high``, and above."""
    from odoo.fields import Command

    return [
        Command.create({"no_lower": True, "value_to": low, "points": 0}),
        Command.create({"value_from": low, "value_to": high, "points": 1}),
        Command.create({"value_from": high, "no_upper": True, "points": 2}),
    ]


def bare_parameters(env, run_id):
    """Dates and ids of the bare statement, as the run takes them."""
    run = env["group.customer.grade.run"].browse(run_id)
    return {
        "run": run_id,
        "company": run.company_id.id,
        "as_of": run.as_of,
        "date_from": run.as_of - relativedelta(years=YEARS) + relativedelta(days=1),
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


def measure_run(registry, run_id, parameters):
    """A run against aggregate and insert."""

    def bare(env):
        env.cr.execute(BARE, parameters)
        found = env.cr.fetchone()
        env.cr.execute("INSERT INTO bench_line SELECT * FROM bench_kept")
        return found

    def ours(env):
        env["group.customer.grade.run"].browse(run_id).action_compute()

    with transaction(registry, rollback=True) as env:
        check_same(env, bare(env))
    _bare, _ours, ratio = alternate(
        lambda: rolled_back(registry, bare),
        lambda: rolled_back(registry, ours),
        between=lambda: vacuum(registry, LINES, "bench_line"),
    )
    return Row(
        "a grading run, all measures, lines written",
        f"≤ {RATIO} × bare",
        f"{ratio:.2f} ×",
        ratio <= RATIO,
        "bare: aggregate of the eight measures, and insert of the same rows",
    )


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
