# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Assignment rules over every account: region first, industry second, least loaded."""

import statistics

from dataset_sql import vacuum
from measure import Row, rolled_back, turns
from odoo_session import say, transaction

SECONDS = 60
USERS = 60
TERRITORIES = 200
INDUSTRIES = 6
TURNS = 3

# What nobody can do without: the fields of the accounts, and a row of history each.
# Our side also has the new managers follow their accounts, and says why.
BARE = """
WITH chosen AS (
    SELECT p.id, COALESCE(t.effective_holder_id,
                          (%(users)s::int[])[1 + p.id %% %(count)s]) AS user_id
      FROM res_partner p
 LEFT JOIN group_customer_territory t ON t.id = p.territory_id
     WHERE p.active AND p.is_group_customer AND p.commercial_partner_id = p.id
), moved AS (
    UPDATE res_partner p
       SET user_id = chosen.user_id, pool_state = NULL, pool_since = NULL,
           write_date = now()
      FROM chosen WHERE chosen.id = p.id
 RETURNING p.id, p.user_id
)
INSERT INTO group_customer_assignment
       (partner_id, role_id, user_id, date_from, source, reason, assigned_by_id,
        create_uid, create_date, write_uid, write_date)
SELECT id, %(role)s, user_id, CURRENT_DATE, 'rule', %(reason)s, 1, 1, now(), 1, now()
  FROM moved"""


def measure(registry):
    """Rows of the result table."""
    say("Assignment rules")
    seconds = {"bare": [], "ours": []}
    accounts = 0
    for _turn in turns(TURNS):
        for name, work in (("bare", bare), ("ours", assign)):
            vacuum(registry, "res_partner", "group_customer_assignment")
            seconds[name].append(rolled_back(registry, work, prepare))
    with transaction(registry, rollback=True) as env:
        prepare(env)
        accounts = count_accounts(env)
        check(env, accounts)
    bare_seconds = statistics.median(seconds["bare"])
    our_seconds = statistics.median(seconds["ours"])
    limit = SECONDS * accounts / 100_000
    say(f"    {accounts} accounts: bare {bare_seconds:.1f} s, ours {our_seconds:.1f} s")
    return [
        Row(
            f"assignment rules, {accounts:,} accounts without manager",
            f"≤ {limit:.0f} s",
            f"{our_seconds:.0f} s, {accounts / our_seconds:,.0f} accounts/s",
            our_seconds <= limit,
            f"bare: {accounts / bare_seconds:,.0f} accounts/s for the fields and the "
            "history alone",
        )
    ]


def count_accounts(env):
    """How many accounts the rules are for."""
    env.cr.execute(
        """SELECT COUNT(*) FROM res_partner
            WHERE active AND is_group_customer AND commercial_partner_id = id
              AND user_id IS NULL"""
    )
    return env.cr.fetchone()[0]


def bare(env):
    """The same accounts to the same people or others, in one statement."""
    env.cr.execute("SELECT user_id FROM group_customer_manager WHERE active")
    users = [row[0] for row in env.cr.fetchall()]
    role = env["group.customer.assignment.role"]._get("account_manager")
    env.cr.execute(
        BARE,
        {"users": users, "count": len(users), "role": role.id, "reason": "x" * 120},
    )


def assign(env):
    """What the cron of the night does, in slices; nothing is committed."""
    Queue = env["group.customer.assignment.queue"]
    Queue._cron_queue_all()
    while Queue._apply_slice()[0]:
        env.invalidate_all()


def check(env, accounts):
    """Every account has its manager, the right one, and one row of history, and is
    none of the pool."""
    assign(env)
    env.flush_all()
    env.cr.execute(
        """SELECT COUNT(*), COUNT(DISTINCT a.partner_id),
                  COUNT(*) FILTER (WHERE t.id IS NOT NULL
                                     AND a.user_id != t.effective_holder_id),
                  COUNT(*) FILTER (WHERE p.user_id IS DISTINCT FROM a.user_id),
                  COUNT(*) FILTER (WHERE p.pool_state IS NOT NULL
                                      OR p.pool_since IS NOT NULL)
             FROM group_customer_assignment a
             JOIN res_partner p ON p.id = a.partner_id
        LEFT JOIN group_customer_territory t ON t.id = p.territory_id
            WHERE a.date_to IS NULL"""
    )
    found = env.cr.fetchone()
    if found != (accounts, accounts, 0, 0, 0):
        raise AssertionError(f"{accounts} accounts, but (rows, …) {found}")


def prepare(env):
    """Nobody holds an account; people, territories, industries, grades and rules.

    Half of the accounts lie in a territory, a quarter have an industry with a team,
    the last quarter goes to the least loaded.
    """
    users = make_people(env)
    industries = make_teams(env, users)
    territories = make_territories(env, users)
    env.flush_all()
    env.cr.execute("DELETE FROM group_customer_assignment_queue")
    env.cr.execute("DELETE FROM group_customer_assignment")
    env.cr.execute(
        """UPDATE res_partner
              SET user_id = NULL, pool_state = 'pool', pool_since = CURRENT_DATE,
                  territory_id = CASE WHEN id %% 2 = 0
                      THEN (%(territories)s::int[])[1 + id / 2 %% %(count)s] END,
                  industry_id = CASE WHEN id %% 4 = 1
                      THEN (%(industries)s::int[])[1 + id / 4 %% %(kinds)s] END
            WHERE is_group_customer""",
        {
            "territories": territories.ids,
            "count": len(territories),
            "industries": industries.ids,
            "kinds": len(industries),
        },
    )
    grade_accounts(env)
    make_rules(env)
    env.cr.execute("ANALYZE res_partner")
    env.invalidate_all()


def make_people(env):
    """Account managers with profiles, two thirds of them with a capacity."""
    env["group.customer.manager"].search([]).active = False
    user_group = env.ref("group_customer.group_group_customer_user")
    users = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    "name": f"Bench {number}",
                    "login": f"bench_assignment_{number}",
                    "group_ids": [(4, user_group.id)],
                }
                for number in range(USERS)
            ]
        )
    )
    env["group.customer.manager"].create(
        [
            {
                "user_id": user.id,
                "has_capacity_limit": bool(number % 3),
                "capacity_total": 1_000_000,
            }
            for number, user in enumerate(users)
        ]
    )
    return users


def make_teams(env, users):
    """One team per industry; returns the industries."""
    industries = env["res.partner.industry"].create(
        [{"name": f"Bench {number}"} for number in range(INDUSTRIES)]
    )
    size = USERS // INDUSTRIES
    env["crm.team"].create(
        [
            {
                "name": f"Bench {number}",
                "member_ids": [(6, 0, users[number * size :][:size].ids)],
                "group_customer_industry_ids": [(6, 0, industry.ids)],
            }
            for number, industry in enumerate(industries)
        ]
    )
    return industries


def make_territories(env, users):
    """A map whose territories each have a holder."""
    plan = env["group.customer.territory.plan"].create({"name": "Bench"})
    return env["group.customer.territory"].create(
        [
            {
                "plan_id": plan.id,
                "name": f"Bench {number}",
                "holder_id": users[number % USERS].id,
            }
            for number in range(TERRITORIES)
        ]
    )


def grade_accounts(env):
    """Every account holds the third grade of the primary scheme."""
    company = env.company
    scheme = company.group_customer_scheme_id
    env.cr.execute(
        """INSERT INTO group_customer_grade_award
                  (partner_id, scheme_id, grade_id, company_id, date_from, origin)
           SELECT p.id, %(scheme)s, %(grade)s, %(company)s, CURRENT_DATE, 'manual'
             FROM res_partner p
            WHERE p.is_group_customer AND NOT EXISTS (
                  SELECT FROM group_customer_grade_award a
                   WHERE a.partner_id = p.id AND a.scheme_id = %(scheme)s
                     AND a.company_id = %(company)s AND a.date_to IS NULL)""",
        {
            "scheme": scheme.id,
            "grade": scheme.grade_ids.sorted("sequence")[2].id,
            "company": company.id,
        },
    )


def make_rules(env):
    """The shipped order: region, industry, then the least loaded by grade."""
    Rule = env["group.customer.assignment.rule"]
    Rule.search([]).active = False
    scheme = env.company.group_customer_scheme_id
    role = env["group.customer.assignment.role"]._get("account_manager")
    Rule.create(
        [
            {
                "name": f"Bench {target}",
                "role_id": role.id,
                "sequence": sequence,
                "target": target,
                "on_schedule": True,
                "only_unmanaged": True,
                "is_automatic": True,
                **values,
            }
            for sequence, (target, values) in enumerate(
                [
                    ("territory_holder", {}),
                    ("industry_team", {}),
                    ("least_loaded", {"grade_ids": [(6, 0, scheme.grade_ids.ids)]}),
                    ("least_loaded", {"domain": "[('is_company', '=', True)]"}),
                ]
            )
        ]
    )
