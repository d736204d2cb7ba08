# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices, payments and orders of ``dataset.py``."""

from dataset_sql import clone

DAYS = 3 * 365


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
