# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Roll-up: every group at once, and one group after a posting."""

import datetime

from dataset_sql import vacuum
from dateutil.relativedelta import relativedelta
from measure import REPETITIONS, Row, alternate, bare_table, rolled_back
from odoo_session import say, transaction
from visit_data import visits

RATIO = 2.5
DIRTY_SECONDS = 0.050
SIZES = (10, 100, 1000)
SAMPLES = 15
# Ten times the members: at most this many times the time.
GROWTH = 15

BARE = """
WITH own AS (
    SELECT partner_id, SUM(this_year) AS this_year, SUM(last_year) AS last_year,
           SUM(lookback) AS lookback, SUM(orders) AS orders,
           SUM(receivable) AS receivable, SUM(overdue) AS overdue,
           MAX(last_order) AS last_order, SUM(visits) AS visits,
           MAX(last_visit) AS last_visit
      FROM (
           SELECT commercial_partner_id AS partner_id,
                  SUM(amount_untaxed_signed) FILTER (
                      WHERE invoice_date >= %(year)s) AS this_year,
                  SUM(amount_untaxed_signed) FILTER (
                      WHERE invoice_date >= %(last_year)s
                        AND invoice_date < %(year)s) AS last_year,
                  SUM(amount_untaxed_signed) AS lookback, NULL::bigint AS orders,
                  NULL::numeric AS receivable, NULL::numeric AS overdue,
                  NULL::date AS last_order, NULL::bigint AS visits,
                  NULL::date AS last_visit
             FROM account_move
            WHERE state = 'posted'
              AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
              AND company_id = %(company)s
              AND invoice_date BETWEEN %(lookback)s AND %(today)s
         GROUP BY commercial_partner_id
        UNION ALL
           SELECT p.commercial_partner_id, NULL, NULL, NULL, COUNT(*), NULL, NULL,
                  MAX((s.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date),
                  NULL, NULL
             FROM sale_order s
             JOIN res_partner p ON p.id = s.partner_id
            WHERE s.state = 'sale' AND s.company_id = %(company)s
         GROUP BY p.commercial_partner_id
        UNION ALL
           SELECT p.commercial_partner_id, NULL, NULL, NULL, NULL,
                  SUM(l.amount_residual),
                  SUM(l.amount_residual) FILTER (
                      WHERE l.amount_residual > 0
                        AND COALESCE(l.date_maturity, l.date) < %(today)s), NULL,
                  NULL, NULL
             FROM account_move_line l
             JOIN res_partner p ON p.id = l.partner_id
            WHERE l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
              AND l.company_id = %(company)s
              AND l.account_id IN %(accounts)s
         GROUP BY p.commercial_partner_id
        UNION ALL
           SELECT account_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                  COUNT(*) FILTER (WHERE date >= %(lookback)s), MAX(date)
             FROM (
                  SELECT v.partner_id AS account_id, v.date
                    FROM group_customer_visit v
               LEFT JOIN (
                         SELECT visit_id, account_id
                           FROM group_customer_visit_participant
                       GROUP BY visit_id, account_id
                         HAVING NOT BOOL_OR(attended)
                         ) absent
                      ON absent.visit_id = v.id AND absent.account_id = v.partner_id
                   WHERE v.state IN ('done', 'reviewed')
                     AND v.company_id = %(company)s AND v.date <= %(today)s
                     AND absent.visit_id IS NULL
                  UNION ALL
                  SELECT g.account_id, v.date
                    FROM (SELECT DISTINCT visit_id, account_id
                            FROM group_customer_visit_participant WHERE attended) g
                    JOIN group_customer_visit v ON v.id = g.visit_id
                   WHERE v.state IN ('done', 'reviewed')
                     AND v.company_id = %(company)s AND v.date <= %(today)s
                     AND g.account_id <> v.partner_id
                  ) visited
         GROUP BY account_id
           ) part
  GROUP BY partner_id
), total AS (
    SELECT ancestor.id, SUM(this_year) AS this_year, SUM(last_year) AS last_year,
           SUM(lookback) AS lookback, SUM(orders) AS orders,
           SUM(receivable) AS receivable, SUM(overdue) AS overdue,
           MAX(last_order) AS last_order, SUM(visits) AS visits,
           MAX(last_visit) AS last_visit
      FROM own
      JOIN res_partner p ON p.id = own.partner_id AND p.group_path IS NOT NULL,
           unnest(string_to_array(rtrim(p.group_path, '/'), '/')::int[]) ancestor (id)
  GROUP BY ancestor.id
)
INSERT INTO bench_snapshot (
       partner_id, company_id, currency_id, root_id, computed_at,
       own_revenue_this_year, own_revenue_last_year, own_revenue_lookback,
       own_order_count, own_receivable, own_overdue, own_last_order_date,
       children_revenue_this_year, children_revenue_last_year,
       children_revenue_lookback, children_order_count, children_receivable,
       children_overdue,
       total_revenue_this_year, total_revenue_last_year, total_revenue_lookback,
       total_order_count, total_receivable, total_overdue, total_last_order_date,
       own_visit_count, children_visit_count, total_visit_count,
       own_last_visit_date, total_last_visit_date)
SELECT p.id, %(company)s, %(currency)s, p.group_root_id, %(now)s,
       COALESCE(own.this_year, 0), COALESCE(own.last_year, 0),
       COALESCE(own.lookback, 0), COALESCE(own.orders, 0),
       COALESCE(own.receivable, 0), COALESCE(own.overdue, 0), own.last_order,
       COALESCE(total.this_year, 0) - COALESCE(own.this_year, 0),
       COALESCE(total.last_year, 0) - COALESCE(own.last_year, 0),
       COALESCE(total.lookback, 0) - COALESCE(own.lookback, 0),
       COALESCE(total.orders, 0) - COALESCE(own.orders, 0),
       COALESCE(total.receivable, 0) - COALESCE(own.receivable, 0),
       COALESCE(total.overdue, 0) - COALESCE(own.overdue, 0),
       COALESCE(total.this_year, 0), COALESCE(total.last_year, 0),
       COALESCE(total.lookback, 0), COALESCE(total.orders, 0),
       COALESCE(total.receivable, 0), COALESCE(total.overdue, 0), total.last_order,
       COALESCE(own.visits, 0), COALESCE(total.visits, 0) - COALESCE(own.visits, 0),
       COALESCE(total.visits, 0), own.last_visit, total.last_visit
  FROM res_partner p
  LEFT JOIN own ON own.partner_id = p.id
  LEFT JOIN total ON total.id = p.id
 WHERE p.group_root_id IS NOT NULL"""


def measure(registry):
    """Rows of the result table."""
    say("Roll-up of every group")
    with visits(registry):
        return measure_all(registry) + measure_dirty(registry)


def measure_all(registry):
    """Every group in one statement."""
    with transaction(registry) as env:
        parameters = bare_parameters(env)
        env["group.customer.snapshot"]._rebuild(companies=env.company)
    vacuum(registry, "group_customer_snapshot")

    def bare(env):
        env.cr.execute(BARE, parameters)

    def rebuild(env):
        env["group.customer.snapshot"]._rebuild(companies=env.company)

    def clear(env):
        # An ordinary table loses its rows at once, also inside a transaction.
        env.cr.execute("TRUNCATE group_customer_snapshot")

    rows = []
    with bare_table(registry, "bench_snapshot", "group_customer_snapshot"):
        check_same(registry, parameters)
        for label, prepare in (
            ("rows updated in place", None),
            ("rows inserted, table empty", clear),
        ):
            say(f"  {label}")
            _bare, _ours, ratio = alternate(
                lambda: rolled_back(registry, bare),
                lambda prepare=prepare: rolled_back(registry, rebuild, prepare),
                between=lambda: vacuum(
                    registry, "group_customer_snapshot", "bench_snapshot"
                ),
            )
            rows.append(
                Row(
                    f"snapshot rebuild of every group, {label}",
                    f"≤ {RATIO} × bare",
                    f"{ratio:.2f} ×",
                    ratio <= RATIO,
                    "bare: aggregate and insert of the same rows",
                )
            )
    return rows


def bare_parameters(env):
    """Dates and ids of the bare statement, as the addon takes them."""
    today = datetime.date.today()
    years = env["group.customer.parameter"]._get_value("snapshot_lookback_years")
    return {
        "today": today,
        "year": today.replace(month=1, day=1),
        "last_year": today.replace(year=today.year - 1, month=1, day=1),
        "lookback": today
        - relativedelta(months=round(years * 12))
        + relativedelta(days=1),
        "company": env.company.id,
        "currency": env.company.currency_id.id,
        "tz": env.company.partner_id.tz or env.company.resource_calendar_id.tz,
        "now": datetime.datetime.now(),
        "accounts": receivable_accounts(env),
    }


def receivable_accounts(env):
    """Ids, which the planner makes more of than of a subquery."""
    env.cr.execute(
        "SELECT id FROM account_account WHERE account_type = 'asset_receivable'"
    )
    return tuple(row[0] for row in env.cr.fetchall())


def check_same(registry, parameters):
    """Both must have written the same figures, or the ratio says nothing."""
    with transaction(registry, rollback=True) as env:
        env.cr.execute(BARE, parameters)
        columns = """partner_id, root_id, own_revenue_this_year,
            own_revenue_lookback, children_revenue_last_year, total_revenue_lookback,
            total_order_count, total_receivable, own_overdue, total_last_order_date,
            own_visit_count, children_visit_count, total_last_visit_date"""
        for first, second in (
            ("bench_snapshot", "group_customer_snapshot"),
            ("group_customer_snapshot", "bench_snapshot"),
        ):
            # Table and column names are the constants above.
            env.cr.execute(
                f"SELECT {columns} FROM {first} EXCEPT SELECT {columns} FROM {second}"
            )
            if env.cr.rowcount:
                raise AssertionError(
                    f"{env.cr.rowcount} rows of {first} are not in {second}, "
                    f"for example {env.cr.fetchone()}"
                )


def measure_dirty(registry):
    """Refresh of one group, by its size."""
    say("Roll-up of one group")
    seconds = {}
    rows = []
    for size in SIZES:
        with transaction(registry, rollback=True) as env:
            env.cr.execute(
                """SELECT group_root_id FROM res_partner
                    WHERE group_root_id IS NOT NULL
                 GROUP BY 1 HAVING COUNT(*) = %s ORDER BY 1 LIMIT %s""",
                [size, REPETITIONS],
            )
            roots = [row[0] for row in env.cr.fetchall()]

        def refresh(env, root):
            env["group.customer.snapshot"]._rebuild(
                companies=env.company, roots=env["res.partner"].browse(root)
            )

        samples = [
            rolled_back(registry, lambda env, root=root: refresh(env, root))
            for root in (roots * SAMPLES)[:SAMPLES]
        ]
        # A bare time, because the budget is one: the fastest, for other work on
        # the machine only adds to it.
        seconds[size] = min(samples)
        say(f"    {size} members: {seconds[size] * 1000:.1f} ms")
        rows.append(
            Row(
                f"dirty-group update, {size:,} members",
                f"≤ {DIRTY_SECONDS * 1000:.0f} ms",
                f"{seconds[size] * 1000:.0f} ms",
                seconds[size] <= DIRTY_SECONDS,
            )
        )
    growth = seconds[1000] / seconds[100]
    rows.append(
        Row(
            "dirty-group update, 1,000 members against 100",
            f"O(size): ≤ {GROWTH} ×",
            f"{growth:.1f} ×",
            growth <= GROWTH,
        )
    )
    return rows
