# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Visits and quotas of the past, for the cases that count them beside the books."""

import contextlib

from dataset_sql import vacuum
from odoo_session import say, transaction

TABLES = (
    "group_customer_visit_participant",
    "group_customer_visit",
    "group_customer_visit_attainment",
)
POLICY = "bench_history"

# Three to an account over the last 1,200 days, a tenth of them missed
VISITS = """
INSERT INTO group_customer_visit (
       partner_id, user_id, company_id, kind_id, channel_id, initiator, start, stop,
       date, state, report_state, origin)
SELECT p.id, %(user)s, %(company)s, %(kind)s, %(channel)s, 'enterprise',
       day + TIME '02:00', day + TIME '03:00', day,
       CASE WHEN (p.id + number) %% 10 = 0 THEN 'missed' ELSE 'done' END, 'none',
       'manual'
  FROM res_partner p
 CROSS JOIN generate_series(1, 3) AS number
 CROSS JOIN LATERAL (
       SELECT CURRENT_DATE - (p.id * 37 + number * 401) %% 1200) AS place (day)
 WHERE p.is_group_customer"""

# Every fifth visit has guests: of the account, who stayed away every other time, and
# of another one
GUESTS = """
INSERT INTO group_customer_visit_participant (
       visit_id, company_id, partner_id, account_id, attended)
SELECT visit.id, visit.company_id, account.id, account.id,
       account.id <> visit.partner_id OR visit.id %% 2 = 0
  FROM group_customer_visit visit
 CROSS JOIN LATERAL (
       SELECT visit.partner_id AS id
        UNION
       SELECT id FROM (
              SELECT p.id FROM res_partner p
               WHERE p.id > visit.partner_id AND p.is_group_customer
            ORDER BY p.id LIMIT 1) AS next) AS account
 WHERE visit.id %% 5 = 0"""

# Two visits of four in each of the last four quarters that are over
QUOTAS = """
INSERT INTO group_customer_visit_attainment (
       partner_id, policy_id, kind_id, company_id, period, date_from, date_to,
       minimum, target, carried, required, proposed, planned, done, missed, remaining,
       unplanned, percent, state)
SELECT p.id, %(policy)s, %(kind)s, %(company)s, 'quarter', first,
       (first + INTERVAL '3 months - 1 day')::date, 2, 4, 0, 2, 0, 0,
       (p.id + number) %% 6, 0, 0, 0, 0, 'met'
  FROM res_partner p
 CROSS JOIN generate_series(1, 4) AS number
 CROSS JOIN LATERAL (
       SELECT (DATE_TRUNC('quarter', CURRENT_DATE)
               - number * INTERVAL '3 months')::date) AS place (first)
 WHERE p.is_group_customer"""


@contextlib.contextmanager
def visits(registry):
    """Have the data set hold visits and quotas meanwhile."""
    say("  visits and quotas of the past")
    with transaction(registry) as env:
        clear(env)
        parameters = make_parameters(env)
        for statement in (VISITS, GUESTS, QUOTAS):
            env.cr.execute(statement, parameters)
    vacuum(registry, *TABLES)
    try:
        yield
    finally:
        with transaction(registry) as env:
            clear(env)
        vacuum(registry, *TABLES)


def make_parameters(env):
    role = env["group.customer.assignment.role"]._get("account_manager")
    kind = env.ref("group_customer.group_customer_visit_kind_routine")
    policy = env["group.customer.visit.policy"].create(
        {
            "code": POLICY,
            "name": "Bench",
            "active": False,
            "date_from": "2020-01-01",
            "kind_id": kind.id,
            "role_id": role.id,
            "minimum": 2,
            "target": 4,
        }
    )
    env.flush_all()
    return {
        "user": env.ref("base.user_admin").id,
        "company": env.company.id,
        "kind": kind.id,
        "channel": env.ref("group_customer.group_customer_visit_channel_visit").id,
        "policy": policy.id,
    }


def clear(env):
    for table in TABLES:
        # Table names are the constants above
        env.cr.execute(f"DELETE FROM {table}")
    policies = env["group.customer.visit.policy"].with_context(active_test=False)
    policies.search([("code", "=", POLICY)]).unlink()
