# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL

from ...tools.bands import exact
from .group_customer_grade_criterion import LOWER_IS_BETTER_MEASURES

# Columns of a line that the statement writes, in the order of its last SELECT.
LINE_COLUMNS = (
    "run_id",
    "scheme_id",
    "company_id",
    "as_of",
    "partner_id",
    "grade_id",
    "proposed_grade_id",
    "previous_grade_id",
    "change",
    "is_held",
    "pending_count",
    "is_requested",
    "request_detail",
    "score",
    "score_code",
    "value",
    "rank",
    "cumulative_share",
    "in_pareto_share",
    "is_capped",
    "uncapped_place",
    "base_place",
    "detail",
)
# What definitions that were filed before these keys came up stand for.
SCHEME_DEFAULTS = {
    "combination": "product",
    "score_factor": 1,
    "hysteresis_margin": 0,
    "confirmations": 1,
    "clv_retention": 0,
    "clv_discount": 0,
    "clv_margin_rate": 0,
}
GRADE_DEFAULTS = {"is_request_only": False, "segments": [], "color": 0}
CRITERION_DEFAULTS = {"quantile_count": 5, "options": {}}


class GroupCustomerGradeEngine(models.AbstractModel):
    """Puts the result together, and writes the lines of a run in one statement."""

    _inherit = "group.customer.grade.engine"

    @api.model
    def _normalize_definition(self, definition):
        """Return the definition with all keys: filed ones lack what came up later."""
        return {
            "company_id": definition["company_ids"][0],
            **SCHEME_DEFAULTS,
            **definition,
            "grades": [{**GRADE_DEFAULTS, **grade} for grade in definition["grades"]],
            "criteria": [
                {
                    **CRITERION_DEFAULTS,
                    "lower_is_better": criterion["measure"] in LOWER_IS_BETTER_MEASURES,
                    **criterion,
                }
                for criterion in definition["criteria"]
            ],
        }

    def _prepare_result(self, definition):
        """Write down what the statement of :meth:`_result_ctes` reads."""
        for model in (
            "group.customer.grade.award",
            "group.customer.grade.request",
            "group.customer.grade.run",
            "res.partner",
            "res.users",
        ):
            self.env[model].flush_model()

    def _result_ctes(self, definition, *, hysteresis=True, values=None):
        """Return the common table expressions up to ``result``, a row per customer.

        Columns of ``result``: partner_id; place among the grades of the definition (1:
        the best, NULL: ungraded); proposed_place, before a change is held back;
        uncapped_place, the place before caps; base_place, what the measured values
        alone say; is_held; pending_count; is_requested; request; score; score_code;
        value, rank, cumulative_share and in_pareto_share by the main criterion; detail,
        the JSON of a line.

        :param definition: see ``_get_definition`` of the scheme
        :param bool hysteresis: whether changes are held back as the scheme says
        :param SQL values: a query with ``id`` and a column per key that stands for the
            pass through the ledger
        """
        definition = self._normalize_definition(definition)
        keys, measurements = self._compile_measurements(definition)
        main = self._get_main_criterion(definition)
        if values is None:
            ctes = self._measured_ctes(definition, measurements)
        else:
            ctes = [SQL("measured AS (%s)", values)]
        ctes.append(self._positioned_cte(definition, keys, main))
        ctes.append(self._judged_cte(definition, keys))
        ctes.append(self._scored_cte(definition))
        ctes.append(self._graded_cte(definition, keys, main))
        ctes.append(self._requested_cte(definition))
        ctes += self._stable_ctes(definition, keys, main, hysteresis)
        ctes.append(self._capped_cte(definition))
        columns = {
            "partner_id": SQL("id"),
            "place": SQL("final"),
            "proposed_place": SQL("proposed"),
            "uncapped_place": SQL("held"),
            "base_place": SQL("base"),
            "is_held": SQL("final IS DISTINCT FROM proposed"),
            "pending_count": SQL("pending"),
            "is_requested": SQL("is_requested"),
            "request": SQL("CASE WHEN is_requested THEN request END"),
            "score": SQL("score"),
            "score_code": SQL("score_code"),
            **self._rank_columns(definition, keys, main),
            "detail": self._detail_sql(definition, keys),
        }
        ctes.append(
            SQL(
                "result AS (SELECT %s FROM capped)",
                SQL(", ").join(
                    SQL("%s AS %s", expression, SQL.identifier(name))
                    for name, expression in columns.items()
                ),
            )
        )
        return ctes

    # === LINES === #

    def _insert_lines(self, run, definition, partners=None):
        """Measure and grade the customers of a run and write its lines.

        :param partners: ``res.partner`` records whose lines alone are written; all
            customers are measured all the same, for places are places among all
        :returns: how many customers were graded
        :rtype: int
        """
        definition = self._normalize_definition(definition)
        self._prepare_result(definition)
        self.env.cr.execute(self._lines_sql(run, definition, partners))
        return self.env.cr.rowcount

    def _lines_sql(self, run, definition, partners):
        grade_ids = self._grade_ids_sql(definition)
        columns = {
            "run_id": SQL("%s", run.id),
            "scheme_id": SQL("%s", run.scheme_id.id),
            "company_id": SQL("%s", run.company_id.id),
            "as_of": SQL("%s::date", definition["as_of"]),
            "grade_id": SQL("(%s)[place]", grade_ids),
            "proposed_grade_id": SQL("(%s)[proposed_place]", grade_ids),
            "previous_grade_id": SQL("a.grade_id"),
            "change": SQL(
                """CASE WHEN place IS NULL THEN 'ungraded'
                        WHEN a.grade_id IS NULL THEN 'new'
                        WHEN place < %(previous)s THEN 'up'
                        WHEN place > %(previous)s THEN 'down' ELSE 'same' END""",
                previous=SQL("ARRAY_POSITION(%s, a.grade_id)", grade_ids),
            ),
            "request_detail": SQL("request"),
            "is_capped": SQL("place IS DISTINCT FROM uncapped_place"),
        }
        return SQL(
            """INSERT INTO group_customer_grade_run_line (%(names)s)
               WITH %(ctes)s
               SELECT %(columns)s
                 FROM result
            LEFT JOIN group_customer_grade_award a
                   ON a.partner_id = result.partner_id AND a.date_to IS NULL
                  AND a.scheme_id = %(scheme)s AND a.company_id = %(company)s
                WHERE %(kept)s""",
            names=SQL(", ").join(map(SQL.identifier, LINE_COLUMNS)),
            ctes=SQL(", ").join(self._result_ctes(definition)),
            columns=SQL(", ").join(
                columns.get(name) or SQL.identifier("result", name)
                for name in LINE_COLUMNS
            ),
            scheme=run.scheme_id.id,
            company=run.company_id.id,
            kept=SQL("TRUE")
            if partners is None
            else SQL("result.partner_id IN %s", tuple(partners.ids or [0])),
        )

    def _rank_columns(self, definition, keys, main):
        """Value, rank, cumulative share and whether in the 80/20 share."""
        if not main:
            return {
                "value": SQL("NULL::numeric"),
                "rank": SQL("NULL::int"),
                "cumulative_share": SQL("NULL::numeric"),
                "in_pareto_share": SQL("FALSE"),
            }
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
        return {
            "value": names["v"],
            "rank": SQL("CASE WHEN %(v)s IS NOT NULL THEN rank END", **names),
            "cumulative_share": share,
            "in_pareto_share": in_pareto,
        }
