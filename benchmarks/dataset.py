# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The data set of ``bench.py``, written set-based.

One customer, invoice, credit note, payment and order are made through the ORM
(``dataset_source.py``); everything else is a copy of their rows with other
customers, dates and amounts. So every column holds what Odoo itself writes.

Shape, for N companies, N/10 groups and M invoices (100,000 and 1,000,000):

* groups of 1,000, 100 and 10 members, the rest of about 8; five children a node;
* M posted invoices and credit notes (1 in 25) over three years that end on the
  day of the build, a few customers having many;
* about 70 % paid, each by a payment with its matching 5 to 65 days later, due
  after 30; half of an unpaid invoice before a credit note is settled by it;
* M/2 confirmed orders.

Only the tables that roll-up and grading read are filled: an order has no lines,
an invoice one line beside the receivable one.
"""

import json

from dataset_documents import write_invoices, write_orders, write_payments
from dataset_source import make_sources
from dataset_sql import TABLES, clone, drop_definitions, name, sql, vacuum
from odoo_session import stage, transaction

MARKER = "group_customer.benchmark"
STAGING = ("bench_node", "bench_invoice")


def build(registry, companies, groups, invoices, fingerprint):
    """Fill the database; it must hold no data set yet.

    :param fingerprint: kept in the marker, to notice a changed schema later
    """
    with stage("templates through the ORM"), transaction(registry) as env:
        sources = make_sources(env)
    with transaction(registry) as env:
        cr = env.cr
        cr.execute("SELECT setseed(0.19)")
        cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
        with stage("indexes and foreign keys set aside"):
            definitions = drop_definitions(cr)
        with stage(f"{companies:,} companies in {groups:,} groups"):
            write_companies(cr, sources, companies, groups)
        with stage(f"{invoices:,} invoices and credit notes"):
            write_invoices(cr, sources, companies, invoices)
        with stage("payments and matchings"):
            write_payments(cr, sources)
        with stage("orders"):
            write_orders(cr, sources)
        with stage("indexes and foreign keys"):
            for definition in definitions:
                cr.execute(definition)
        for table in STAGING:
            cr.execute(sql("DROP TABLE %s", name(table)))
        for table in TABLES:
            cr.execute(
                sql(
                    "SELECT setval(%s, (SELECT MAX(id) FROM %s))",
                    f"{table}_id_seq",
                    name(table),
                )
            )
        cr.execute("SELECT CURRENT_DATE")
        marker = {
            "companies": companies,
            "groups": groups,
            "invoices": invoices,
            "fingerprint": fingerprint,
            "day": str(cr.fetchone()[0]),
        }
        env["ir.config_parameter"].set_param(MARKER, json.dumps(marker))
    with stage("VACUUM ANALYZE"):
        vacuum(registry)
    return marker


def write_companies(cr, sources, companies, groups):
    """Nodes of the trees; member ``m`` of a group hangs below ``(m - 1) / 5``."""
    big = max(1, groups // 1000)
    mid = max(1, 9 * groups // 1000)
    ten = max(1, groups // 100)
    cr.execute(
        """CREATE UNLOGGED TABLE bench_node AS
           WITH layout (first, size, number, group_no) AS (VALUES
                (0, 1000, %(big)s, 0),
                (%(big)s * 1000, 100, %(mid)s, %(big)s),
                (%(big)s * 1000 + %(mid)s * 100, 10, %(ten)s, %(big)s + %(mid)s)
           ), sized AS (
                SELECT first + g * size + m AS n, group_no + g AS group_no,
                       m AS member_no
                  FROM layout, generate_series(0, number - 1) g,
                       generate_series(0, size - 1) m
           ), counts AS (SELECT COUNT(*)::int AS done FROM sized)
           SELECT n, group_no, member_no FROM sized
           UNION ALL
           SELECT n, %(known)s + (n - done) %% (%(groups)s - %(known)s),
                  (n - done) / (%(groups)s - %(known)s)
             FROM counts, generate_series(done, %(companies)s - 1) n""",
        {
            "big": big,
            "mid": mid,
            "ten": ten,
            "known": big + mid + ten,
            "groups": groups,
            "companies": companies,
        },
    )
    cr.execute("SELECT MAX(id) FROM res_partner")
    base = cr.fetchone()[0] + 1
    cr.execute(
        """ALTER TABLE bench_node ADD id int, ADD parent_id int, ADD root_id int,
                                  ADD path varchar, ADD user_id int"""
    )
    cr.execute(
        "UPDATE bench_node SET id = %s + n, user_id = (%s::int[])[1 + group_no %% %s]",
        [base, sources["users"], len(sources["users"])],
    )
    cr.execute("CREATE UNIQUE INDEX ON bench_node (group_no, member_no)")
    cr.execute("CREATE UNIQUE INDEX ON bench_node (n)")
    cr.execute("ANALYZE bench_node")
    cr.execute(
        """WITH RECURSIVE tree AS (
                SELECT id, group_no, member_no, NULL::int AS parent_id, id AS root_id,
                       id || '/' AS path
                  FROM bench_node WHERE member_no = 0
                UNION ALL
                SELECT b.id, b.group_no, b.member_no, tree.id, tree.root_id,
                       tree.path || b.id || '/'
                  FROM tree
                  JOIN bench_node b ON b.group_no = tree.group_no
                   AND b.member_no BETWEEN tree.member_no * 5 + 1
                                       AND tree.member_no * 5 + 5
           )
           UPDATE bench_node b
              SET parent_id = tree.parent_id, root_id = tree.root_id, path = tree.path
             FROM tree WHERE tree.id = b.id"""
    )
    label = "'Benchmark ' || s.group_no || '.' || s.member_no"
    clone(
        cr,
        "res_partner",
        sources["partner"],
        {
            "id": "s.id",
            "commercial_partner_id": "s.id",
            "name": label,
            "complete_name": label,
            "commercial_company_name": label,
            "ref": "'BENCH-' || s.n",
            "user_id": "s.user_id",
            "group_parent_id": "s.parent_id",
            "group_root_id": "s.root_id",
            "group_path": "s.path",
        },
        "bench_node s",
    )
