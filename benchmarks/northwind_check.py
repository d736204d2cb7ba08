# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Grade Northwind's customers and compare with the plain sums.

Checked, each per customer and to the cent:

* revenue of the posted invoices up to the day = the sum over the CSV files, in
  the ledger, in the roll-up snapshot (look-back years, seen on that day) and in
  every run line whose criterion asks for revenue, over the criterion's window;
* order count and open amount in the roll-up;
* the A group of ``abc_sales`` = the smallest set of best customers whose sum
  exceeds the share that the scheme gives to A, and its cumulative shares;
* the scores and the segment of ``rfm``, see ``northwind_rfm.py``.
"""

import datetime
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from northwind_data import top_group
from northwind_load import find
from northwind_rfm import check_rfm
from odoo_session import say, stage

AS_OF = datetime.date(1998, 5, 6)
SCHEMES = {"abcd_resource": "general", "abc_sales": "sales_share", "rfm": "rfm"}
PARETO_SCHEME = "abc_sales"
QUANTILE_SCHEME = "rfm"
PRINTED = 40


def grade_and_check(env, data):
    """Run the schemes, print their tables, compare everything.

    :return: list of sentences, one per difference
    """
    # The dates of the data are in no time zone, those of Odoo's day are UTC.
    env = env(context={**env.context, "tz": "UTC"})
    cent = Decimal(1).scaleb(-env.company.currency_id.decimal_places)
    keys = {id_: key for key, id_ in find(env, "customer", data.customers).items()}
    say(
        f"  {len(keys)} customers, {len(data.orders)} orders, "
        f"revenue {sum(data.revenue(cent).values())} {env.company.currency_id.name}, "
        f"freight left out {data.freight()}"
    )
    problems = []
    with stage("ledger"):
        problems += check_ledger(env, data, keys, cent)
    with stage("roll-up"):
        problems += check_snapshot(env, data, keys, cent)
    for code, pack in SCHEMES.items():
        with stage(f"grading {code}"):
            run = compute_run(env, code, pack)
        lines = {
            keys[line.partner_id.id]: line
            for line in run.line_ids
            if line.partner_id.id in keys
        }
        print_table(run, lines)
        problems += check_run(data, run, lines, cent)
        if code == PARETO_SCHEME:
            problems += check_pareto(data, run, lines, cent)
        if code == QUANTILE_SCHEME:
            problems += check_rfm(data, run, lines, window_start, cent)
    # Leave the roll-up as whoever opens the database expects it: as of today.
    env["group.customer.snapshot"]._rebuild(companies=env.company)
    return problems


def compute_run(env, code, pack):
    """A fresh run of the scheme as of the last day of the data."""
    env["group.customer.policy.pack"]._load_shipped_pack(pack)
    scheme = env["group.customer.grade.scheme"].search([("code", "=", code)], limit=1)
    Run = env["group.customer.grade.run"]
    # What an earlier check left open would keep this one from computing.
    Run.search([("scheme_id", "=", scheme.id), ("state", "=", "computed")]).unlink()
    run = Run.create(
        {"scheme_id": scheme.id, "company_id": env.company.id, "as_of": AS_OF}
    )
    run.action_compute()
    return run


def compare(what, expected, found, cent):
    """Sentences for every customer whose two amounts differ."""
    problems = []
    for key in sorted(expected):
        amount = Decimal(repr(found.get(key) or 0.0)).quantize(cent)
        if amount != expected[key]:
            problems.append(f"{what} of {key}: CSV {expected[key]}, Odoo {amount}")
    return problems


def check_ledger(env, data, keys, cent):
    """The sum of the sales that grading and roll-up share."""
    from odoo.tools import SQL

    ledger = env["group.customer.ledger"]
    env.flush_all()
    sales = ledger._sales_sql(
        companies=env.company, currency=env.company.currency_id, date_to=AS_OF
    )
    rows = env.execute_query(
        SQL("SELECT partner_id, SUM(amount) FROM (%s) AS sales GROUP BY 1", sales)
    )
    found = {keys[id_]: float(amount) for id_, amount in rows if id_ in keys}
    return compare("Revenue in the ledger", data.revenue(cent), found, cent)


def check_snapshot(env, data, keys, cent):
    """The roll-up as it stood on the last day of the data."""
    with freeze_time(AS_OF):
        env["group.customer.snapshot"]._rebuild(companies=env.company)
        env.invalidate_all()
        snapshots = {
            keys[snapshot.partner_id.id]: snapshot
            for snapshot in env["group.customer.snapshot"].search(
                [
                    ("partner_id", "in", list(keys)),
                    ("company_id", "=", env.company.id),
                ]
            )
        }
    first_day = AS_OF.replace(month=1, day=1)
    sums = {
        "total_revenue_lookback": data.revenue(cent),
        "own_revenue_lookback": data.revenue(cent),
        "total_revenue_this_year": data.revenue(cent, date_from=first_day),
        "total_revenue_last_year": data.revenue(
            cent,
            first_day - relativedelta(years=1),
            first_day - datetime.timedelta(1),
        ),
        "total_order_count": data.order_counts(),
        "total_receivable": data.unpaid(cent),
    }
    problems = []
    for field, expected in sums.items():
        found = {key: snapshot[field] for key, snapshot in snapshots.items()}
        problems += compare(f"Roll-up {field}", expected, found, cent)
    return problems


def window_start(criterion):
    """First day of a criterion's window, which ends on the day of the run."""
    if not criterion.window_value:
        return None
    span = relativedelta(**{f"{criterion.window_unit}s": criterion.window_value})
    return AS_OF - span + datetime.timedelta(1)


def check_run(data, run, lines, cent):
    """Revenue in the lines' explanation, one line per customer."""
    problems = [
        f"{run.scheme_id.code}: {key} has no line"
        for key in data.customers
        if key not in lines
    ]
    for criterion in run.scheme_id.criterion_ids:
        if criterion.metric_id.measure != "revenue":
            continue
        expected = data.revenue(cent, window_start(criterion), AS_OF)
        found = {}
        for key, line in lines.items():
            for entry in line.detail or []:
                if entry["criterion_id"] == criterion.id:
                    found[key] = float(entry["value"] or 0)
        problems += compare(
            f"{run.scheme_id.code}: {criterion.name}", expected, found, cent
        )
    return problems


def check_pareto(data, run, lines, cent):
    """The A group is exactly the one that the sum gives."""
    scheme = run.scheme_id
    rank = scheme.criterion_ids.filtered(lambda criterion: criterion.role == "rank")
    best = scheme.grade_ids.sorted("sequence")[:1]
    revenue = data.revenue(cent, window_start(rank), AS_OF)
    values = {key: line.value for key, line in lines.items()}
    problems = compare(f"{scheme.code}: value", revenue, values, cent)
    expected = top_group(revenue, best.share_max)
    # Whoever else is in the database has no business by then, and so no A.
    names = {line: key for key, line in lines.items()}
    found = {
        names.get(line, line.partner_id.display_name)
        for line in run.line_ids
        if line.grade_id == best
    }
    problems += [
        f"{scheme.code}: {key} should be {best.code}" for key in expected - found
    ]
    problems += [
        f"{scheme.code}: {key} should not be {best.code}" for key in found - expected
    ]
    say(
        f"  {best.code} of {scheme.code}: {len(found)} customers, "
        f"{sum(revenue.get(key, 0) for key in found)} of {sum(revenue.values())}"
    )
    return problems


def score_text(line):
    """The score as the scheme's readers know it."""
    if line.scheme_id.mode == "weighted":
        return f"{line.score:.1f}"
    return line.score_code or ""


def print_table(run, lines):
    """The best customers, and how many hold each grade."""
    counts = {}
    for line in lines.values():
        code = line.grade_id.code or "-"
        counts[code] = counts.get(code, 0) + 1
    say(f"\n{run.scheme_id.name} as of {run.as_of}")
    say(
        f"  {'':4} {'customer':36} {'grade':>5} {'score':>7} {'value':>12} {'sum %':>7}"
    )
    ranked = sorted(lines.items(), key=lambda item: (-(item[1].value or 0), item[0]))
    for number, (key, line) in enumerate(ranked[:PRINTED], 1):
        score = score_text(line)
        say(
            f"  {number:4} {key} {line.partner_id.name[:30]:30} "
            f"{line.grade_id.code or '-':>5} {score:>7} {line.value:12.2f} "
            f"{line.cumulative_share:7.2f}"
        )
    if len(ranked) > PRINTED:
        say(f"       … {len(ranked) - PRINTED} more")
    held = ", ".join(f"{code} {count}" for code, count in sorted(counts.items()))
    say(f"  {held}\n")
