# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The grading run's measures as one would write them by hand."""

KEEP_LINES = """
CREATE TABLE bench_kept AS
SELECT * FROM group_customer_grade_run_line WHERE run_id = %(run)s"""

INSERT_LINES = """
INSERT INTO bench_line ({columns}) SELECT {columns} FROM bench_kept"""

# Every measure per customer; the outer SELECT only fetches little of it.
BARE = """
WITH customer AS (
    SELECT id, workforce_size, country_id FROM res_partner
     WHERE active AND is_group_customer AND commercial_partner_id = id
), sale AS (
    SELECT commercial_partner_id AS id,
           SUM(amount_untaxed_signed) FILTER (
               WHERE invoice_date >= %(date_from)s) AS revenue,
           SUM(amount_untaxed_signed) FILTER (
               WHERE invoice_date >= %(date_before)s
               AND invoice_date < %(date_from)s) AS revenue_before,
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
           SUM(s.amount) FILTER (WHERE s.day >= %(date_from)s) AS amount,
           MIN(s.day) AS first_day
      FROM (SELECT partner_id, amount_untaxed AS amount,
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
           COALESCE(l.date_maturity, l.date) AS due,
           COALESCE(m.delivery_date, m.invoice_date) AS delivered
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
), oldest AS (
    SELECT i.partner_id AS id, MIN(i.delivered) AS day
      FROM item i
 LEFT JOIN (
           SELECT debit_move_id, SUM(amount) AS matched
             FROM account_partial_reconcile
            WHERE max_date <= %(as_of)s
         GROUP BY debit_move_id
           ) r ON r.debit_move_id = i.id
     WHERE i.due < %(as_of)s AND i.balance > COALESCE(r.matched, 0)
  GROUP BY i.partner_id
), category AS (
    SELECT m.commercial_partner_id AS id, -SUM(l.balance) AS revenue,
           COUNT(DISTINCT m.id) FILTER (
               WHERE m.move_type <> 'out_refund') AS documents
      FROM account_move m
      JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'product'
      JOIN product_product p ON p.id = l.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
     WHERE m.state = 'posted'
       AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND m.company_id = %(company)s AND t.categ_id = %(category)s
       AND m.invoice_date BETWEEN %(date_from)s AND %(as_of)s
  GROUP BY m.commercial_partner_id
), referred AS (
    SELECT c.commercial_partner_id AS id, COUNT(*) AS customers
      FROM res_partner p
      JOIN res_partner c ON c.id = p.referrer_id
  GROUP BY c.commercial_partner_id
), input AS (
    SELECT partner_id AS id,
           (ARRAY_AGG(value ORDER BY date DESC, id DESC))[1] AS rating
      FROM group_customer_grade_input
     WHERE metric_id = %(input)s AND date <= %(as_of)s
  GROUP BY partner_id
), visited AS (
    SELECT account_id AS id,
           COUNT(*) FILTER (WHERE date >= %(date_from)s) AS visits, MAX(date) AS day
      FROM (
           SELECT v.partner_id AS account_id, v.date
             FROM group_customer_visit v
        LEFT JOIN (
                  SELECT visit_id, account_id FROM group_customer_visit_participant
                GROUP BY visit_id, account_id HAVING NOT BOOL_OR(attended)
                  ) absent
               ON absent.visit_id = v.id AND absent.account_id = v.partner_id
            WHERE v.state IN ('done', 'reviewed') AND v.company_id = %(company)s
              AND v.date <= %(as_of)s AND absent.visit_id IS NULL
        UNION ALL
           SELECT g.account_id, v.date
             FROM (SELECT DISTINCT visit_id, account_id
                     FROM group_customer_visit_participant WHERE attended) g
             JOIN group_customer_visit v ON v.id = g.visit_id
            WHERE v.state IN ('done', 'reviewed') AND v.company_id = %(company)s
              AND v.date <= %(as_of)s AND g.account_id <> v.partner_id
           ) visit
  GROUP BY account_id
), quota AS (
    SELECT partner_id AS id, 100.0 * SUM(done) / SUM(target) AS attained
      FROM (
           SELECT partner_id, SUM(target) AS target,
                  LEAST(SUM(done), SUM(target)) AS done
             FROM group_customer_visit_attainment
            WHERE company_id = %(company)s
              AND date_to BETWEEN %(date_from)s AND %(as_of)s
         GROUP BY partner_id, kind_id
           ) kind
  GROUP BY partner_id
), measured AS MATERIALIZED (
    SELECT customer.id, sale.revenue, sale.last_day,
           AGE(%(as_of)s::date, LEAST(sale.first_day, ordered.first_day)) AS age,
           ordered.orders, collected.amount AS collected, due.overdue,
           100 * due.on_time / NULLIF(due.amount, 0) AS on_time,
           due.late / NULLIF(due.settled, 0) AS late,
           100 * (COALESCE(sale.revenue, 0) - sale.revenue_before)
               / NULLIF(sale.revenue_before, 0) AS growth,
           ordered.amount / NULLIF(ordered.orders, 0) AS average_order,
           sale.revenue * %(value_factor)s AS lifetime_value,
           %(as_of)s::date - oldest.day AS overdue_age,
           category.revenue AS category_revenue, category.documents,
           referred.customers AS referred, input.rating, workforce_size,
           visited.visits, %(as_of)s::date - visited.day AS unvisited, quota.attained,
           country_id IS NOT NULL AS has_country
      FROM customer
 LEFT JOIN sale USING (id)
 LEFT JOIN ordered USING (id)
 LEFT JOIN collected USING (id)
 LEFT JOIN due USING (id)
 LEFT JOIN oldest USING (id)
 LEFT JOIN category USING (id)
 LEFT JOIN referred USING (id)
 LEFT JOIN input USING (id)
 LEFT JOIN visited USING (id)
 LEFT JOIN quota USING (id)
)
SELECT COUNT(*), SUM(revenue), SUM(orders), SUM(collected), SUM(overdue),
       SUM(ROUND(on_time, 2)), SUM(ROUND(late, 2)), SUM(overdue_age),
       SUM(category_revenue), SUM(documents), SUM(rating),
       COUNT(*) FILTER (WHERE has_country), SUM(visits), SUM(unvisited),
       SUM(ROUND(attained, 2))
  FROM measured"""

# The same totals out of the explanation of the lines.
TOTALS = """
SELECT COUNT(DISTINCT line.id),
       SUM(e.value) FILTER (WHERE e.metric = 'bench_revenue'),
       SUM(e.value) FILTER (WHERE e.metric = 'bench_order_count'),
       SUM(e.value) FILTER (WHERE e.metric = 'bench_collected_amount'),
       SUM(e.value) FILTER (WHERE e.metric = 'bench_overdue_amount'),
       SUM(e.value) FILTER (WHERE e.metric = 'bench_paid_on_time_share'),
       SUM(e.value) FILTER (WHERE e.metric = 'bench_average_days_late'),
       SUM(e.value) FILTER (WHERE e.metric = 'bench_overdue_age'),
       SUM(e.value) FILTER (WHERE e.metric = 'bench_category_revenue'),
       SUM(e.value) FILTER (WHERE e.metric = 'bench_category_count'),
       SUM(e.value) FILTER (WHERE e.metric = 'bench_input'),
       SUM(e.value) FILTER (WHERE e.metric = 'bench_domain'),
       SUM(e.value) FILTER (WHERE e.metric = 'bench_visit_count'),
       SUM(e.value) FILTER (WHERE e.metric = 'bench_last_visit_days'),
       SUM(e.value) FILTER (WHERE e.metric = 'bench_visit_attainment')
  FROM bench_kept line
 CROSS JOIN jsonb_to_recordset(line.detail) AS d (criterion_id int, value numeric)
  JOIN group_customer_grade_criterion criterion ON criterion.id = d.criterion_id
  JOIN group_customer_metric metric ON metric.id = criterion.metric_id
 CROSS JOIN LATERAL (SELECT metric.code AS metric, d.value) AS e"""
