# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo import models
from odoo.tools import SQL

from ...tools.bands import exact

# Columns of a line that the statement writes, in the order of its last SELECT.
LINE_COLUMNS = (
    "run_id",
    "scheme_id",
    "company_id",
    "partner_id",
    "grade_id",
    "previous_grade_id",
    "change",
    "score",
    "value",
    "rank",
    "cumulative_share",
    "in_pareto_share",
    "is_capped",
    "uncapped_place",
    "detail",
)


class GroupCustomerGradeEngine(models.AbstractModel):
    """Writes the lines of a run with their reasons, in the same statement."""

    _inherit = "group.customer.grade.engine"

    def _insert_lines(self, run, definition):
        """Measure and grade the customers of a run and write its lines.

        :returns: how many customers were graded
        :rtype: int
        """
        self.env["group.customer.grade.award"].flush_model()
        self.env["res.partner"].flush_model()
        self.env.cr.execute(self._lines_sql(run, definition))
        return self.env.cr.rowcount

    def _lines_sql(self, run, definition):
        keys, measurements = self._compile_measurements(definition)
        main = self._get_main_criterion(definition)
        ctes = self._measured_ctes(definition, measurements)
        ctes.append(self._positioned_cte(definition, keys, main))
        ctes.append(self._judged_cte(definition, keys))
        ctes.append(self._scored_cte(definition))
        ctes.append(self._graded_cte(definition, keys, main))
        ctes.append(self._capped_cte(definition))
        return SQL(
            "INSERT INTO group_customer_grade_run_line (%s) WITH %s %s",
            SQL(", ").join(map(SQL.identifier, LINE_COLUMNS)),
            SQL(", ").join(ctes),
            self._select_lines_sql(run, definition, keys, main),
        )

    # === LINES === #

    def _select_lines_sql(self, run, definition, keys, main):
        grade_ids = SQL(
            "ARRAY[%s]::int[]",
            SQL(", ").join(SQL("%s", grade["id"]) for grade in definition["grades"]),
        )
        previous = SQL("ARRAY_POSITION(%s, a.grade_id)", grade_ids)
        change = SQL(
            """CASE WHEN final IS NULL THEN 'ungraded'
                    WHEN a.grade_id IS NULL THEN 'new'
                    WHEN final < %(previous)s THEN 'up'
                    WHEN final > %(previous)s THEN 'down' ELSE 'same' END""",
            previous=previous,
        )
        columns = [
            SQL("%s", run.id),
            SQL("%s", run.scheme_id.id),
            SQL("%s", run.company_id.id),
            SQL("g.id"),
            SQL("(%s)[final]", grade_ids),
            SQL("a.grade_id"),
            change,
            SQL("score"),
            *self._rank_columns(definition, keys, main),
            SQL("final IS DISTINCT FROM base"),
            SQL("base"),
            self._detail_sql(definition, keys),
        ]
        return SQL(
            """SELECT %s FROM capped g
            LEFT JOIN group_customer_grade_award a
                   ON a.partner_id = g.id AND a.scheme_id = %s AND a.company_id = %s
                  AND a.date_to IS NULL""",
            SQL(", ").join(columns),
            run.scheme_id.id,
            run.company_id.id,
        )

    def _rank_columns(self, definition, keys, main):
        """Value, rank, cumulative share and whether in the 80/20 share."""
        if not main:
            return [
                SQL("NULL::numeric"),
                SQL("NULL::int"),
                SQL("NULL::numeric"),
                SQL("FALSE"),
            ]
        key = keys[main["id"]]
        names = {
            "v": SQL.identifier(key),
            "larger": SQL.identifier(f"{key}_larger"),
            "reached": SQL.identifier(f"{key}_reached"),
            "all": SQL.identifier(f"{key}_all"),
        }
        share = SQL(
            "CASE WHEN %(v)s > 0 THEN ROUND(100 * %(reached)s / %(all)s, 2) END",
            **names,
        )
        in_pareto = SQL(
            "COALESCE(%(v)s > 0 AND %(larger)s * 100 <= %(share)s * %(all)s, FALSE)",
            share=exact(definition["pareto_share"]),
            **names,
        )
        if main["role"] != "rank" and main["measure"] != "revenue":
            share, in_pareto = SQL("NULL::numeric"), SQL("FALSE")
        return [
            names["v"],
            SQL("CASE WHEN %(v)s IS NOT NULL THEN rank END", **names),
            share,
            in_pareto,
        ]

    def _detail_sql(self, definition, keys):
        """Return the JSON of a line: one object per criterion.

        Put together as text and read once: building the objects by JSON functions
        would take more time than all measuring.
        """
        parts = [SQL("%s", "[")]
        for number, criterion in enumerate(definition["criteria"]):
            if number:
                parts.append(SQL("%s", ", "))
            parts += self._criterion_detail_parts(
                number, criterion, keys[criterion["id"]]
            )
        parts.append(SQL("%s", "]"))
        return SQL("(%s)::jsonb", SQL(" || ").join(parts))

    def _criterion_detail_parts(self, number, criterion, key):
        names = criterion["name"] or {}
        static = {
            "criterion_id": criterion["id"],
            "name": names.get("en_US") or next(iter(names.values()), ""),
            "role": criterion["role"],
            "metric": criterion["metric"],
            "unit": criterion["unit"],
        }
        value = SQL.identifier(key)
        dynamic = {
            "value": value,
            "note": SQL(
                "CASE WHEN %s IS NULL THEN %s END",
                value,
                json.dumps(criterion["null_policy"]),
            ),
        }
        if criterion["role"] == "rank" or criterion["basis"] == "position":
            dynamic["position"] = SQL(
                "CASE WHEN %s > 0 THEN ROUND(100 * %s / %s, 2) END",
                value,
                SQL.identifier(f"{key}_larger"),
                SQL.identifier(f"{key}_all"),
            )
        if criterion["role"] == "score":
            points = SQL.identifier(f"p{number}")
            weight = exact(criterion["weight"])
            dynamic |= {
                "band": SQL.identifier(f"b{number}"),
                "points": points,
                "weight": SQL("CASE WHEN %s IS NOT NULL THEN %s END", points, weight),
                "contribution": SQL("ROUND(%s * %s / weight_seen, 2)", points, weight),
            }
        elif criterion["role"] in ("condition", "cap"):
            dynamic["met"] = SQL.identifier(f"m{number}")
        parts = [SQL("%s", json.dumps(static, ensure_ascii=False)[:-1])]
        for name, expression in dynamic.items():
            parts.append(SQL("%s", f', "{name}": '))
            parts.append(SQL("COALESCE((%s)::text, 'null')", expression))
        parts.append(SQL("%s", "}"))
        return parts
