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

from dataset_source import make_sources
from odoo_session import stage, transaction

MARKER = "group_customer.benchmark"
TABLES = (
    "res_partner",
    "account_move",
    "account_move_line",
    "account_partial_reconcile",
    "sale_order",
)
STAGING = ("bench_node", "bench_invoice")
DAYS = 3 * 365


def read_marker(env):
    """What an earlier build left: its size and day, or ``None``."""
    value = env["ir.config_parameter"].get_param(MARKER)
    return json.loads(value) if value else None


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


def vacuum(registry, *tables):
    """Vacuum and analyze some tables, or all."""
    with registry.cursor() as cr:
        cr.commit()
        cr._cnx.autocommit = True
        try:
            names = sql(", ").join(map(name, tables))
            cr.execute(sql("VACUUM (ANALYZE) %s", names))
        finally:
            cr._cnx.autocommit = False


def sql(*arguments):
    """``odoo.tools.SQL``, imported once Odoo is configured."""
    from odoo.tools import SQL

    return SQL(*arguments) if arguments else SQL


def name(*identifiers):
    """Quoted identifier."""
    from odoo.tools import SQL

    return SQL.identifier(*identifiers)


def drop_definitions(cr):
    """Drop indexes and foreign keys of the tables; return how to make them."""
    definitions = []
    cr.execute(
        """SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid)
             FROM pg_constraint c
            WHERE c.contype = 'f' AND c.conrelid::regclass::text IN %s""",
        [TABLES],
    )
    for table, constraint, definition in cr.fetchall():
        cr.execute(
            sql("ALTER TABLE %s DROP CONSTRAINT %s", name(table), name(constraint))
        )
        definitions.append(
            sql(
                "ALTER TABLE %s ADD CONSTRAINT %s %s",
                name(table),
                name(constraint),
                sql(definition.replace("%", "%%")),
            )
        )
    cr.execute(
        """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
             FROM pg_index i
            WHERE i.indrelid::regclass::text IN %s AND NOT i.indisprimary
              AND NOT EXISTS (SELECT FROM pg_constraint c
                               WHERE c.conindid = i.indexrelid)""",
        [TABLES],
    )
    indexes = []
    for index, definition in cr.fetchall():
        cr.execute(sql("DROP INDEX %s", sql(index)))
        indexes.append(sql(definition.replace("%", "%%")))
    return indexes + definitions


def clone(cr, table, source, values, origin):
    """Insert a copy of row ``source`` of ``table``, aliased ``t``, for every row
    of ``origin`` (a FROM item aliased ``s``, perhaps with joins and a WHERE).

    :param values: ``{column: SQL expression}`` of the columns that differ; a
        column the table has not is left out
    """
    cr.execute(
        """SELECT column_name FROM information_schema.columns
            WHERE table_name = %s AND table_schema = current_schema
              AND is_generated = 'NEVER'""",
        [table],
    )
    columns = [row[0] for row in cr.fetchall()]
    cr.execute(
        sql(
            "INSERT INTO %s (%s) SELECT %s FROM (SELECT * FROM %s WHERE id = %s) t, %s",
            name(table),
            sql(", ").join(map(name, columns)),
            sql(", ").join(
                sql(values[column]) if column in values else name("t", column)
                for column in columns
            ),
            name(table),
            source,
            sql(origin),
        )
    )


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


def write_invoices(cr, sources, companies, invoices):
    """Invoices and credit notes with their receivable and product lines."""
    cr.execute(
        """CREATE UNLOGGED TABLE bench_invoice AS
           WITH drawn AS (
                SELECT n, CURRENT_DATE - %(days)s + (n * %(days)s::bigint
                          / %(invoices)s)::int AS day,
                       floor(%(companies)s * random() ^ 2)::bigint AS customer,
                       round(exp(4 + 4 * random())::numeric, 2) AS amount,
                       random() < 0.75 AS pays,
                       5 + floor(60 * random() * random())::int AS paid_after
                  FROM generate_series(1, %(invoices)s) n
           ), paired AS (
                SELECT *, n %% 25 = 0 AS is_refund,
                       LAG(customer) OVER w AS invoice_customer,
                       round(LAG(amount) OVER w / 2, 2) AS refund_amount
                  FROM drawn WINDOW w AS (ORDER BY n)
           )
           SELECT n, day, day + 30 AS due, is_refund,
                  (CASE WHEN is_refund THEN invoice_customer ELSE customer END
                   * 48271 %% %(companies)s)::int AS customer,
                  CASE WHEN is_refund THEN refund_amount ELSE amount END AS amount,
                  CASE WHEN pays AND NOT is_refund
                        AND day + paid_after <= CURRENT_DATE
                       THEN day + paid_after END AS paid_on,
                  0::numeric AS credited, 0::numeric AS residual, 0 AS partner_id
             FROM paired ORDER BY n""",
        {"days": DAYS, "invoices": invoices, "companies": companies},
    )
    cr.execute("CREATE UNIQUE INDEX ON bench_invoice (n)")
    cr.execute("ANALYZE bench_invoice")
    # An unpaid invoice before a credit note is settled by it for one half.
    cr.execute(
        """UPDATE bench_invoice i
              SET credited = r.amount * (CASE WHEN i.is_refund THEN -1 ELSE 1 END)
             FROM bench_invoice r, bench_invoice o
            WHERE r.is_refund AND o.n = r.n - 1 AND o.paid_on IS NULL
              AND i.n IN (r.n, o.n)"""
    )
    cr.execute(
        """UPDATE bench_invoice i
              SET partner_id = node.id,
                  residual = CASE WHEN paid_on IS NOT NULL THEN 0
                                  WHEN is_refund THEN -amount - credited
                                  ELSE amount - credited END
             FROM bench_node node WHERE node.n = i.customer"""
    )
    cr.execute("CREATE TEMP TABLE bench_sorted AS SELECT * FROM bench_invoice")
    cr.execute("TRUNCATE bench_invoice")
    cr.execute("INSERT INTO bench_invoice SELECT * FROM bench_sorted ORDER BY n")
    cr.execute("DROP TABLE bench_sorted")
    cr.execute("ANALYZE bench_invoice")
    write_bases(cr, invoices)
    for key, condition, sign in (
        ("invoice", "NOT s.is_refund", ""),
        ("refund", "s.is_refund", "-"),
    ):
        source = sources[key]
        signed = f"{sign}s.amount"
        total = {
            "amount_untaxed": "s.amount",
            "amount_total": "s.amount",
            "amount_residual": "abs(s.residual)",
            "amount_untaxed_signed": signed,
            "amount_total_signed": signed,
            "amount_untaxed_in_currency_signed": signed,
            "amount_total_in_currency_signed": signed,
            "amount_residual_signed": "s.residual",
        }
        clone(
            cr,
            "account_move",
            source["move"],
            {
                "id": "b.move + s.n",
                "name": f"'BENCH/{key}/' || s.n",
                "sequence_prefix": f"'BENCH/{key}/'",
                "sequence_number": "s.n",
                "payment_reference": "NULL",
                "partner_id": "s.partner_id",
                "commercial_partner_id": "s.partner_id",
                "partner_shipping_id": "s.partner_id",
                "invoice_date": "s.day",
                "date": "s.day",
                "invoice_date_due": "s.due",
                "payment_state": "CASE WHEN s.residual = 0 THEN 'paid' "
                "WHEN s.credited <> 0 THEN 'partial' ELSE 'not_paid' END",
                **total,
            },
            f"bench_invoice s, bench_base b WHERE {condition}",
        )
        for line, offset, balance, residual in (
            ("receivable", 0, signed, "s.residual"),
            ("product", 1, "s.amount" if sign else "-s.amount", "0"),
        ):
            clone(
                cr,
                "account_move_line",
                source[line],
                line_values(
                    f"b.line + 4 * s.n + {offset}",
                    "b.move + s.n",
                    f"'BENCH/{key}/' || s.n",
                    "s.day",
                    balance,
                    residual,
                )
                | {
                    "invoice_date": "s.day",
                    "date_maturity": "s.due" if line == "receivable" else "NULL",
                    "price_unit": "s.amount" if line == "product" else "0",
                    "price_subtotal": "s.amount" if line == "product" else "0",
                    "price_total": "s.amount" if line == "product" else "0",
                },
                f"bench_invoice s, bench_base b WHERE {condition}",
            )


def write_bases(cr, invoices):
    """First free ids: payments' entries follow those of the invoices."""
    cr.execute(
        """CREATE TEMP TABLE bench_base ON COMMIT DROP AS
           SELECT (SELECT MAX(id) FROM account_move) AS move,
                  (SELECT MAX(id) FROM account_move) + %s AS payment,
                  (SELECT MAX(id) FROM account_move_line) AS line,
                  (SELECT MAX(id) FROM account_partial_reconcile) AS partial,
                  (SELECT MAX(id) FROM sale_order) AS sale""",
        [invoices],
    )


def line_values(id_, move, move_name, day, balance, residual):
    """Columns of a journal item that differ from its template."""
    return {
        "id": id_,
        "move_id": move,
        "move_name": move_name,
        "name": "NULL",
        "ref": "NULL",
        "partner_id": "s.partner_id",
        "payment_id": "NULL",
        "full_reconcile_id": "NULL",
        "matching_number": "NULL",
        "date": day,
        "balance": balance,
        "amount_currency": balance,
        "debit": f"GREATEST({balance}, 0)",
        "credit": f"GREATEST(-({balance}), 0)",
        "amount_residual": residual,
        "amount_residual_currency": residual,
        "reconciled": f"({residual}) = 0 AND t.account_id IN "
        "(SELECT id FROM account_account WHERE reconcile)",
    }


def write_payments(cr, sources):
    """A payment's entry and matching per paid invoice; matched credit notes."""
    source = sources["payment"]
    paid = "bench_invoice s, bench_base b WHERE s.paid_on IS NOT NULL"
    clone(
        cr,
        "account_move",
        source["move"],
        {
            "id": "b.payment + s.n",
            "name": "'BENCH/payment/' || s.n",
            "sequence_prefix": "'BENCH/payment/'",
            "sequence_number": "s.n",
            "ref": "NULL",
            "payment_reference": "NULL",
            "origin_payment_id": "NULL",
            "partner_id": "s.partner_id",
            "commercial_partner_id": "s.partner_id",
            "partner_shipping_id": "NULL",
            "date": "s.paid_on",
            "amount_total": "s.amount",
            "amount_total_signed": "s.amount",
            "amount_total_in_currency_signed": "s.amount",
        },
        paid,
    )
    for line, offset, balance, residual in (
        ("receivable", 2, "-s.amount", "0"),
        ("bank", 3, "s.amount", "s.amount"),
    ):
        clone(
            cr,
            "account_move_line",
            source[line],
            line_values(
                f"b.line + 4 * s.n + {offset}",
                "b.payment + s.n",
                "'BENCH/payment/' || s.n",
                "s.paid_on",
                balance,
                residual,
            )
            | {"date_maturity": "s.paid_on"},
            paid,
        )
    matching = {
        "full_reconcile_id": "NULL",
        "exchange_move_id": "NULL",
        "amount": "s.amount",
        "debit_amount_currency": "s.amount",
        "credit_amount_currency": "s.amount",
    }
    clone(
        cr,
        "account_partial_reconcile",
        sources["partial"],
        matching
        | {
            "id": "b.partial + s.n",
            "debit_move_id": "b.line + 4 * s.n",
            "credit_move_id": "b.line + 4 * s.n + 2",
            "max_date": "s.paid_on",
        },
        paid,
    )
    # Rows of credit notes have no payment of their own: their number is free.
    clone(
        cr,
        "account_partial_reconcile",
        sources["partial"],
        matching
        | {
            "id": "b.partial + s.n",
            "debit_move_id": "b.line + 4 * (s.n - 1)",
            "credit_move_id": "b.line + 4 * s.n",
            "max_date": "s.day",
        },
        "bench_invoice s, bench_base b WHERE s.is_refund AND s.credited <> 0",
    )


def write_orders(cr, sources):
    """A confirmed order, three days before, for every second invoice."""
    clone(
        cr,
        "sale_order",
        sources["order"],
        {
            "id": "b.sale + s.n",
            "name": "'BENCH-S' || s.n",
            "client_order_ref": "NULL",
            "partner_id": "s.partner_id",
            "partner_invoice_id": "s.partner_id",
            "partner_shipping_id": "s.partner_id",
            "access_token": "NULL",
            "date_order": "s.day - 3 + TIME '10:00'",
            "amount_untaxed": "s.amount",
            "amount_tax": "0",
            "amount_total": "s.amount",
        },
        "bench_invoice s, bench_base b WHERE s.n % 2 = 1".replace("%", "%%"),
    )
