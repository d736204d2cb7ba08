# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The month's visit plans of every account: quotas read, visits placed and written."""

import statistics
import time

from dataset_sql import vacuum
from measure import Row, bare_table, turns
from odoo_session import say, transaction

VISITS_PER_SECOND = 5000
# Each with a hundred accounts, and room for five visits on a working day
ACCOUNTS_PER_USER = 100
CITIES = 12
TURNS = 3
TABLE = "bench_visit"

# What nobody can do without: the same rows, with their indexes and foreign keys, and
# who makes each visit
BARE = f"""
WITH made AS (
    INSERT INTO {TABLE} SELECT * FROM group_customer_visit
     WHERE plan_id IS NOT NULL RETURNING id, user_id)
INSERT INTO bench_visit_user SELECT id, user_id FROM made"""


def measure(registry):
    """Rows of the result table."""
    say("Visit plans")
    vacuum(registry, "group_customer_visit", "group_customer_visit_attainment")
    seconds = {"bare": [], "ours": [], "again": []}
    with (
        bare_table(registry, TABLE, "group_customer_visit"),
        bare_table(registry, "bench_visit_user", "group_customer_visit_user_rel"),
        transaction(registry, rollback=True) as env,
    ):
        month, accounts = prepare(env)
        for _turn in turns(TURNS):
            env.cr.execute("SAVEPOINT turn")
            seconds["ours"].append(timed(generate, env, month))
            visits = check(env, accounts)
            seconds["bare"].append(timed(bare, env, month))
            seconds["again"].append(timed(generate, env, month))
            if check(env, accounts) != visits:
                raise AssertionError("generating again has added visits")
            env.invalidate_all(flush=False)
            env.cr.execute("ROLLBACK TO SAVEPOINT turn")
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    speed = visits / medians["ours"]
    say(
        f"    {visits} visits: bare {medians['bare']:.1f} s, "
        f"ours {medians['ours']:.1f} s, again {medians['again']:.1f} s"
    )
    return [
        Row(
            f"month's visit plan for {accounts:,} accounts, {visits:,} visits placed "
            "and written",
            f"≥ {VISITS_PER_SECOND:,} visits/s",
            f"{speed:,.0f} visits/s",
            speed >= VISITS_PER_SECOND,
            f"{medians['ours'] / medians['bare']:.1f} × the bare insert of the same "
            f"rows, {visits / medians['bare']:,.0f} rows/s",
        ),
        Row(
            "the same plans generated again: every quota read and placed, nothing "
            "written",
            "–",
            f"{visits / medians['again']:,.0f} visits/s",
        ),
    ]


def timed(work, env, month):
    """Seconds that a piece of work takes."""
    env.flush_all()
    env.invalidate_all()
    begin = time.perf_counter()
    work(env, month)
    env.flush_all()
    return time.perf_counter() - begin


def generate(env, month):
    """What the cron of the night does, in slices; nothing is committed."""
    env["group.customer.visit.plan"]._generate(env.company, month)


def bare(env, _month):
    """The rows of the plans, in one statement."""
    env.cr.execute(BARE)


def check(env, accounts):
    """Every account has its visit, on a working day that is not too full.

    :returns: how many visits there are
    """
    env.cr.execute(
        """SELECT COUNT(*), COUNT(DISTINCT partner_id),
                  COUNT(*) FILTER (WHERE EXTRACT(ISODOW FROM date) > 5),
                  (SELECT COUNT(*) FROM group_customer_visit_plan_left),
                  (SELECT COUNT(*) FROM (
                       SELECT FROM group_customer_visit WHERE plan_id IS NOT NULL
                     GROUP BY user_id, date HAVING COUNT(*) > 5) full_days),
                  (SELECT COUNT(*) FROM group_customer_visit_attainment
                    WHERE unplanned > 0)
             FROM group_customer_visit WHERE plan_id IS NOT NULL"""
    )
    visits, *found = env.cr.fetchone()
    if visits != accounts or found != [accounts, 0, 0, 0, 0]:
        raise AssertionError(f"{accounts} accounts, but {visits} visits, {found}")
    return visits


def prepare(env):
    """One policy, a visit a month to every account; managers, cities, open quotas.

    :returns: the month and how many accounts are to be visited
    """
    from odoo import fields

    env["group.customer.visit.policy"].search([]).active = False
    for table in ("visit_plan_left", "visit_attainment", "visit", "visit_plan"):
        env.cr.execute(f"DELETE FROM group_customer_{table}")
    role = env["group.customer.assignment.role"]._get("account_manager")
    env["group.customer.visit.policy"].create(
        {
            "code": "bench",
            "name": "Bench",
            "date_from": "2020-01-01",
            "kind_id": env.ref("group_customer.group_customer_visit_kind_routine").id,
            "role_id": role.id,
            "minimum": 1,
            "target": 1,
            "gap_min_days": 7,
        }
    )
    env.flush_all()
    env.cr.execute(
        """SELECT COUNT(*) FROM res_partner
            WHERE active AND is_group_customer AND commercial_partner_id = id"""
    )
    [accounts] = env.cr.fetchone()
    users = make_people(env, -(-accounts // ACCOUNTS_PER_USER))
    env.cr.execute(
        """WITH numbered AS (
               SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS number
                 FROM res_partner
                WHERE active AND is_group_customer AND commercial_partner_id = id)
           UPDATE res_partner p
              SET user_id = (%(users)s::int[])[1 + number / %(size)s],
                  city = 'City ' || number %% %(cities)s,
                  partner_latitude = 30 + number %% %(cities)s + random() / 5,
                  partner_longitude = 110 + random() / 5
             FROM numbered WHERE numbered.id = p.id""",
        {"users": users.ids, "size": ACCOUNTS_PER_USER, "cities": CITIES},
    )
    env.cr.execute("DELETE FROM group_customer_assignment")
    env.cr.execute(
        """INSERT INTO group_customer_assignment
                  (partner_id, role_id, user_id, date_from, source)
           SELECT id, %s, user_id, CURRENT_DATE - 400, 'manual' FROM res_partner
            WHERE active AND is_group_customer AND commercial_partner_id = id""",
        [role.id],
    )
    env.cr.execute("ANALYZE res_partner; ANALYZE group_customer_assignment")
    env.invalidate_all()
    today = env["group.customer.ledger"]._get_today(env.company)
    month = fields.Date.add(today.replace(day=1), months=1)
    env["group.customer.visit.attainment"]._open(env.company, month)
    env.cr.execute("ANALYZE group_customer_visit_attainment")
    return month, accounts


def make_people(env, count):
    """Account managers."""
    group = env.ref("group_customer.group_group_customer_user")
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    "name": f"Bench {number}",
                    "login": f"bench_visit_{number}",
                    "group_ids": [(4, group.id)],
                }
                for number in range(count)
            ]
        )
    )
