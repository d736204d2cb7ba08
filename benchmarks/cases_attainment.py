# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The quotas of a month: opened for every account, and its visits counted."""

import statistics
import time

from dataset_sql import vacuum
from measure import Row, bare_table, turns
from odoo_session import say, transaction

# Beside writing: the policy and the visitor of each account are found; channels,
# guests, members of groups and the period before are looked at
BUDGET = 4
TURNS = 3
TABLE = "bench_attainment"

# What nobody can do without: the rows with their indexes and foreign keys; the visits
# by account and state, and every row written once
BARE_OPEN = f"INSERT INTO {TABLE} SELECT * FROM group_customer_visit_attainment"
BARE_COUNT = f"""
WITH figure AS (
    SELECT partner_id, kind_id,
           COUNT(*) FILTER (WHERE state = 'done') AS done,
           COUNT(*) FILTER (WHERE state = 'planned') AS planned, MAX(date) AS last
      FROM group_customer_visit GROUP BY partner_id, kind_id)
UPDATE {TABLE} AS row
   SET done = figure.done, planned = figure.planned, last_done_on = figure.last,
       remaining = GREATEST(row.required - figure.done, 0), state = 'due',
       due_on = figure.last + 15, refreshed_on = CURRENT_DATE
  FROM figure
 WHERE figure.partner_id = row.partner_id AND figure.kind_id = row.kind_id"""


def measure(registry):
    """Rows of the result table."""
    say("Visit quotas")
    vacuum(registry, "group_customer_visit", "group_customer_visit_attainment")
    names = ("open", "bare_open", "count", "bare_count")
    seconds = {name: [] for name in names}
    with (
        bare_table(registry, TABLE, "group_customer_visit_attainment"),
        transaction(registry, rollback=True) as env,
    ):
        today, accounts = prepare(env)
        for _turn in turns(TURNS):
            env.cr.execute("SAVEPOINT turn")
            seconds["open"].append(timed(env, open_rows, today))
            rows = check_open(env, accounts)
            seconds["bare_open"].append(timed(env, run, BARE_OPEN))
            make_visits(env, today)
            seconds["count"].append(timed(env, count, None))
            check_count(env, accounts)
            seconds["bare_count"].append(timed(env, run, BARE_COUNT))
            env.invalidate_all(flush=False)
            env.cr.execute("ROLLBACK TO SAVEPOINT turn")
    median = {name: statistics.median(values) for name, values in seconds.items()}
    return [
        make_row(
            f"quotas of {accounts:,} accounts opened, {rows:,} rows", median, "open"
        ),
        make_row(f"{2 * accounts:,} visits counted against them", median, "count"),
    ]


def make_row(work, median, name):
    ours, bare = median[name], median[f"bare_{name}"]
    say(f"    {name}: bare {bare:.1f} s, ours {ours:.1f} s")
    return Row(
        work, f"≤ {BUDGET} × bare", f"{ours / bare:.2f} ×", ours <= BUDGET * bare
    )


def timed(env, work, argument):
    """Seconds that a piece of work takes."""
    env.flush_all()
    env.invalidate_all()
    begin = time.perf_counter()
    work(env, argument)
    env.flush_all()
    return time.perf_counter() - begin


def run(env, statement):
    env.cr.execute(statement)


def open_rows(env, today):
    env["group.customer.visit.attainment"]._open(env.company, today)


def count(env, _argument):
    """What the cron of the night counts, slice after slice."""
    rows = env["group.customer.visit.attainment"]
    env.cr.execute("SELECT id FROM group_customer_visit_attainment ORDER BY id")
    ids = [row_id for (row_id,) in env.cr.fetchall()]
    for place in range(0, len(ids), 5000):
        rows._count(ids[place : place + 5000])


def check_open(env, accounts):
    """One row per account and kind, each with a visitor."""
    env.cr.execute(
        """SELECT COUNT(*), COUNT(DISTINCT partner_id), COUNT(user_id)
             FROM group_customer_visit_attainment"""
    )
    rows, *found = env.cr.fetchone()
    if rows != 2 * accounts or found != [accounts, rows]:
        raise AssertionError(f"{accounts} accounts, but {rows} rows, {found}")
    return rows


def check_count(env, accounts):
    env.cr.execute(
        "SELECT SUM(done), SUM(planned) FROM group_customer_visit_attainment"
    )
    found = env.cr.fetchone()
    if found != (accounts, accounts):
        raise AssertionError(f"{accounts} visits of each state, but {found}")


def prepare(env):
    """Two policies for everybody, and account managers.

    :returns: the day and how many accounts there are
    """
    env["group.customer.visit.policy"].search([]).active = False
    for table in ("visit_plan_left", "visit_attainment", "visit"):
        env.cr.execute(f"DELETE FROM group_customer_{table}")
    role = env["group.customer.assignment.role"]._get("account_manager")
    for number, kind in enumerate(("routine", "technical"), 1):
        env["group.customer.visit.policy"].create(
            {
                "code": f"bench_{kind}",
                "name": "Bench",
                "date_from": "2020-01-01",
                "kind_id": env.ref(
                    f"group_customer.group_customer_visit_kind_{kind}"
                ).id,
                "role_id": role.id,
                "minimum": number,
                "target": 2 * number,
                "gap_max_days": 15,
                "carries_shortfall": True,
            }
        )
    env.flush_all()
    env.cr.execute("DELETE FROM group_customer_assignment")
    env.cr.execute(
        """INSERT INTO group_customer_assignment
                  (partner_id, role_id, user_id, date_from, source)
           SELECT id, %s, %s, CURRENT_DATE - 400, 'manual' FROM res_partner
            WHERE active AND is_group_customer AND commercial_partner_id = id""",
        [role.id, env.ref("base.user_admin").id],
    )
    accounts = env.cr.rowcount
    env.cr.execute("ANALYZE group_customer_assignment")
    env.invalidate_all()
    return env["group.customer.ledger"]._get_today(env.company), accounts


def make_visits(env, today):
    """To every account a visit that is done, and one that is planned."""
    values = {
        "kind": env.ref("group_customer.group_customer_visit_kind_routine").id,
        "channel": env.ref("group_customer.group_customer_visit_channel_visit").id,
        "user": env.ref("base.user_admin").id,
        "company": env.company.id,
        "today": today,
    }
    env.cr.execute(
        """INSERT INTO group_customer_visit (
               partner_id, user_id, company_id, kind_id, channel_id, initiator, start,
               stop, date, state, report_state, origin)
           SELECT row.partner_id, %(user)s, %(company)s, %(kind)s, %(channel)s,
                  'enterprise', %(today)s::date + TIME '02:00',
                  %(today)s::date + TIME '03:00', %(today)s, state.name, 'none',
                  'manual'
             FROM group_customer_visit_attainment AS row
       CROSS JOIN (VALUES ('done'), ('planned')) AS state (name)
            WHERE row.kind_id = %(kind)s""",
        values,
    )
    env.cr.execute("ANALYZE group_customer_visit; ANALYZE bench_attainment")
