# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The grading run's measures as one would write them by hand."""

KEEP_LINES = """
CREATE TABLE bench_kept AS
SELECT * FROM group_customer_grade_run_line WHERE run_id = %(run)s"""

# Every measure per customer; the outer SELECT only fetches little of it.
BARE = """
WITH customer AS (
    SELECT id FROM res_partner
     WHERE active AND is_group_customer AND commercial_partner_id = id
), sale AS (
    SELECT commercial_partner_id AS id,
           SUM(amount_untaxed_signed) FILTER (
               WHERE invoice_date >= %(date_from)s) AS revenue,
           MAX(invoice_date) FILTER (WHERE amount_untaxed_signed > 0) AS last_day,
           MIN(invoice_date) AS first_day
      FROM account_move
     WHERE state = 'posted'
       AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND company_id = %(company)s AND invoice_date <= %(as_of)s
  GROUP BY commercial_partner_id
), ordered AS (
    SELECT p.commercial_partner_id AS id,
           COUNT(*) FILTER (WHERE s.day >= %(date_from)s) AS orders,
           MIN(s.day) AS first_day
      FROM (SELECT partner_id,
                   (date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day
              FROM sale_order
             WHERE state = 'sale' AND company_id = %(company)s) s
      JOIN res_partner p ON p.id = s.partner_id
     WHERE s.day <= %(as_of)s
  GROUP BY p.commercial_partner_id
), collected AS (
    SELECT p.commercial_partner_id AS id, -SUM(l.balance) AS amount
      FROM account_move_line l
      JOIN account_journal j ON j.id = l.journal_id
       AND j.type IN ('bank', 'cash', 'credit')
      JOIN res_partner p ON p.id = l.partner_id
     WHERE l.parent_state = 'posted' AND l.company_id = %(company)s
       AND l.account_id IN %(accounts)s
       AND l.date BETWEEN %(date_from)s AND %(as_of)s
  GROUP BY p.commercial_partner_id
), item AS (
    SELECT l.id, m.commercial_partner_id AS partner_id, l.balance,
           COALESCE(l.date_maturity, l.date) AS due
      FROM account_move m
      JOIN account_move_line l ON l.move_id = m.id
       AND l.display_type = 'payment_term' AND l.balance > 0
     WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_receipt')
       AND m.company_id = %(company)s AND l.date <= %(as_of)s
), due AS (
    SELECT partner_id AS id,
           SUM(balance - matched) FILTER (WHERE due < %(as_of)s) AS overdue,
           SUM(balance - credited) FILTER (
               WHERE due BETWEEN %(date_from)s AND %(as_of)s) AS amount,
           SUM(on_time) FILTER (
               WHERE due BETWEEN %(date_from)s AND %(as_of)s) AS on_time,
           SUM(matched - credited) FILTER (
               WHERE due BETWEEN %(date_from)s AND %(as_of)s) AS settled,
           SUM(late) FILTER (
               WHERE due BETWEEN %(date_from)s AND %(as_of)s) AS late
      FROM (
           SELECT partner_id, due, balance, 0 AS matched, 0 AS credited, 0 AS on_time,
                  0 AS late
             FROM item
        UNION ALL
           SELECT i.partner_id, i.due, 0, r.amount,
                  CASE WHEN m.move_type = 'out_refund' THEN r.amount ELSE 0 END,
                  CASE WHEN m.move_type <> 'out_refund' AND r.max_date <= i.due
                       THEN r.amount ELSE 0 END,
                  CASE WHEN m.move_type <> 'out_refund' AND r.max_date > i.due
                       THEN r.amount * (r.max_date - i.due) ELSE 0 END
             FROM account_partial_reconcile r
             JOIN item i ON i.id = r.debit_move_id
             JOIN account_move_line c ON c.id = r.credit_move_id
             JOIN account_move m ON m.id = c.move_id
            WHERE r.max_date <= %(as_of)s
           ) part
  GROUP BY partner_id
), measured AS MATERIALIZED (
    SELECT customer.id, sale.revenue, sale.last_day,
           AGE(%(as_of)s::date, LEAST(sale.first_day, ordered.first_day)) AS age,
           ordered.orders, collected.amount AS collected, due.overdue,
           100 * due.on_time / NULLIF(due.amount, 0) AS on_time,
           due.late / NULLIF(due.settled, 0) AS late
      FROM customer
 LEFT JOIN sale USING (id)
 LEFT JOIN ordered USING (id)
 LEFT JOIN collected USING (id)
 LEFT JOIN due USING (id)
)
SELECT COUNT(*), SUM(revenue), SUM(orders), SUM(collected), SUM(overdue),
       SUM(ROUND(on_time, 2)), SUM(ROUND(late, 2))
  FROM measured"""

# The same totals out of the explanation of the lines.
TOTALS = """
SELECT COUNT(DISTINCT line.id),
       SUM(e.value) FILTER (WHERE e.metric = 'revenue'),
       SUM(e.value) FILTER (WHERE e.metric = 'order_count'),
       SUM(e.value) FILTER (WHERE e.metric = 'collected_amount'),
       SUM(e.value) FILTER (WHERE e.metric = 'overdue_amount'),
       SUM(e.value) FILTER (WHERE e.metric = 'paid_on_time_share'),
       SUM(e.value) FILTER (WHERE e.metric = 'average_days_late')
  FROM bench_kept line,
       jsonb_to_recordset(line.detail) AS e (metric text, value numeric)"""
