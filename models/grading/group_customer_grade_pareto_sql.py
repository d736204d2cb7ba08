# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import SQL

from ...tools.bands import exact

# A point each time that one of the axes has moved by one part in this many: 193
# points at most, however many customers there are.
CURVE_STEPS = 95
# Per cent of the customers, the largest first, whose share the report tells.
TOP_SHARES = (1, 5, 10, 20, 50)


class GroupCustomerGradeRun(models.Model):
    """The statements of the 80/20 report: exact numbers, over the lines of the run."""

    _inherit = "group.customer.grade.run"

    def _read_pareto_values(self, criterion, limit):
        """Return the largest customers before the cut: line id → value, share of the
        total in per cent."""
        rows = self.env.execute_query(
            SQL(
                """WITH %(ctes)s
                SELECT l.id, v.value, ROUND(v.value * 100 / t.total, 2)
                  FROM group_customer_grade_run_line l
            CROSS JOIN LATERAL (SELECT %(value)s AS value) v
                  JOIN tied t ON t.value = v.value
                 WHERE l.run_id = %(run)s AND t.larger * 100 <= %(share)s * t.total
                 ORDER BY v.value DESC, l.id
                 LIMIT %(limit)s""",
                ctes=self._pareto_ctes(criterion),
                run=self.id,
                value=self._pareto_value_sql(criterion),
                share=exact(self.scheme_definition["pareto_share"]),
                limit=limit,
            )
        )
        return {line_id: (value, share) for line_id, value, share in rows}

    def _pareto_value_sql(self, criterion):
        """The value of a criterion on the line ``l``."""
        definition = self.scheme_definition
        main = self.env["group.customer.grade.engine"]._get_main_criterion(definition)
        if criterion["id"] == main["id"]:
            return SQL("l.value")
        # The detail lists the criteria in the order of the definition.
        ids = [one["id"] for one in definition["criteria"]]
        return SQL(
            "NULLIF(l.detail->%s->'value', 'null')::numeric",
            ids.index(criterion["id"]),
        )

    def _pareto_ctes(self, criterion):
        """``tied``: the positive values, the largest first, with the customers and
        the sums up to each; ``larger`` are the sums before it."""
        return SQL(
            """lines AS MATERIALIZED (
                SELECT %(value)s AS value
                  FROM group_customer_grade_run_line l
                 WHERE l.run_id = %(run)s),
            tied AS MATERIALIZED (
                SELECT value, customers, reached, reached - own AS larger,
                       SUM(own) OVER () AS total
                  FROM (SELECT value, SUM(value) AS own,
                               SUM(COUNT(*)) OVER (ORDER BY value DESC) AS customers,
                               SUM(SUM(value)) OVER (ORDER BY value DESC) AS reached
                          FROM lines
                         WHERE value > 0
                         GROUP BY value) v)""",
            value=self._pareto_value_sql(criterion),
            run=self.id,
        )

    def _pareto_summary_sql(self, criterion):
        tops = SQL(", ").join(
            SQL(
                """SUM(value) FILTER (
                       WHERE value > 0 AND place <= CEIL(everybody * %(top)s / 100.0)
                   ) AS %(sum)s,
                   CEIL(MAX(everybody) * %(top)s / 100.0)::int AS %(count)s""",
                top=top,
                sum=SQL.identifier(f"top_{top}"),
                count=SQL.identifier(f"top_{top}_customers"),
            )
            for top in TOP_SHARES
        )
        return SQL(
            """WITH %(ctes)s,
            placed AS (
                SELECT value, COUNT(*) OVER () AS everybody,
                       ROW_NUMBER() OVER (ORDER BY value DESC NULLS LAST) AS place
                  FROM lines),
            summed AS (
                SELECT COUNT(*) AS customers,
                       COUNT(*) FILTER (WHERE value > 0) AS positive,
                       COUNT(*) FILTER (WHERE value < 0) AS negative,
                       SUM(value) FILTER (WHERE value > 0) AS total,
                       SUM(value) FILTER (WHERE value < 0) AS negative_total,
                       MAX(value) FILTER (WHERE value > 0) AS largest,
                       %(tops)s
                  FROM placed)
            SELECT summed.*, COALESCE(cut.customers, 0)::int AS cut_customers,
                   cut.reached AS cut_total
              FROM summed
              LEFT JOIN LATERAL (%(cut)s) cut ON TRUE""",
            ctes=self._pareto_ctes(criterion),
            tops=tops,
            cut=self._pareto_cut_sql(),
        )

    def _pareto_cut_sql(self):
        """The last group of equal values within the 80/20 share."""
        return SQL(
            """SELECT customers, reached
                 FROM tied
                WHERE larger * 100 <= %s * total
                ORDER BY reached DESC
                LIMIT 1""",
            exact(self.scheme_definition["pareto_share"]),
        )

    def _pareto_lines_sql(self, criterion):
        """The ids of the lines within the 80/20 share."""
        return SQL(
            """(WITH %(ctes)s
            SELECT l.id
              FROM group_customer_grade_run_line l
             WHERE l.run_id = %(run)s
               AND %(value)s >= (SELECT MIN(value)
                                   FROM tied
                                  WHERE larger * 100 <= %(share)s * total))""",
            ctes=self._pareto_ctes(criterion),
            run=self.id,
            value=self._pareto_value_sql(criterion),
            share=exact(self.scheme_definition["pareto_share"]),
        )

    def _pareto_points_sql(self, criterion):
        """Points of the curve: first and last, the cut, and one per step."""
        return SQL(
            """WITH %(ctes)s,
            stepped AS (
                SELECT customers, reached,
                       FLOOR(customers * %(steps)s / (SELECT COUNT(*) FROM lines))
                           AS customer_step,
                       FLOOR(reached * %(steps)s / total) AS value_step
                  FROM tied),
            compared AS (
                SELECT stepped.*,
                       LAG(customer_step) OVER w AS customer_before,
                       LAG(value_step) OVER w AS value_before,
                       LEAD(customers) OVER w AS next
                  FROM stepped WINDOW w AS (ORDER BY customers))
            SELECT customers::int, reached
              FROM compared
             WHERE customer_step IS DISTINCT FROM customer_before
                OR value_step IS DISTINCT FROM value_before
                OR next IS NULL
                OR customers = (SELECT customers FROM (%(cut)s) cut)
             ORDER BY customers""",
            ctes=self._pareto_ctes(criterion),
            steps=CURVE_STEPS,
            cut=self._pareto_cut_sql(),
        )
