# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from ...tools.migration import match_places

# Columns of a line that the statement writes; each has its expression in
# _line_columns.
LINE_COLUMNS = (
    "simulation_id",
    "company_id",
    "partner_id",
    "base_grade_id",
    "grade_id",
    "base_place",
    "place",
    "uncapped_place",
    "base_uncapped_place",
    "measured_place",
    "is_requested",
    "request_detail",
    "change",
    "base_score",
    "score",
    "score_code",
    "base_value",
    "value",
    "base_revenue",
    "revenue",
    "revenue_moved",
    "detail",
    "base_detail",
)


class GroupCustomerGradeSimulation(models.Model):
    """Computes both sides of a simulation and writes its lines in one statement."""

    _inherit = "group.customer.grade.simulation"

    def _simulate(self):
        """Compute the simulation; again too.

        :raises UserError: when a scheme is not complete, nobody is graded, or
            somebody else computes it at this moment
        """
        self.ensure_one()
        self._lock()
        self._check_question()
        self._delete_lines()
        definition = self.scheme_id._get_simulation_definition(
            self.company_id, self.as_of
        )
        base_definition = self._get_base_definition()
        if not self._insert_lines(definition, base_definition):
            raise UserError(
                self.env._(
                    "“%(simulation)s” finds no customer: no contact of %(company)s "
                    "matches the filter of the scheme. Change the filter, or mark "
                    "contacts as group customers.",
                    simulation=self.display_name,
                    company=self.company_id.display_name,
                )
            )
        self._invalidate_lines()
        self._write_server(
            {
                "state": "computed",
                "definition": definition,
                "base_definition": base_definition,
                "result": self._compute_result(definition, base_definition),
                "computed_by_id": self.env.uid,
                "computed_on": fields.Datetime.now(),
            }
        )

    def _drop_result(self):
        """Forget the answer, for the question has changed."""
        self._delete_lines()
        self._write_server(
            {
                "state": "draft",
                "definition": False,
                "base_definition": False,
                "result": False,
                "computed_by_id": False,
                "computed_on": False,
            }
        )

    def _lock(self):
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is computing “%(simulation)s” at this moment: wait "
                    "a little and look again.",
                    simulation=self.display_name,
                )
            ) from error

    def _delete_lines(self):
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "DELETE FROM group_customer_grade_simulation_line "
                "WHERE simulation_id IN %s",
                tuple(self.ids or [0]),
            )
        )
        self._invalidate_lines()

    def _invalidate_lines(self):
        self.env["group.customer.grade.simulation.line"].invalidate_model()
        self.invalidate_recordset(["line_ids"])

    def _check_question(self):
        self.scheme_id._check_complete()
        if self.compare_with == "run":
            if not self.base_run_id or self.base_run_id.state == "draft":
                raise UserError(
                    self.env._(
                        "“%(simulation)s” compares with a grade run, but names none "
                        "that is computed: choose one.",
                        simulation=self.display_name,
                    )
                )
        elif not self.base_scheme_id or (
            self.compare_with == "scheme" and not self.base_as_of
        ):
            raise UserError(
                self.env._(
                    "“%(simulation)s” does not say what it compares with: choose a "
                    "scheme and a day.",
                    simulation=self.display_name,
                )
            )
        elif self.compare_with == "scheme":
            self.base_scheme_id._check_complete()

    def _get_base_definition(self):
        if self.compare_with == "run":
            engine = self.env["group.customer.grade.engine"]
            return engine._normalize_definition(self.base_run_id.scheme_definition)
        day = self.base_as_of
        if self.compare_with == "current":
            day = fields.Date.context_today(self)
        return self.base_scheme_id._get_simulation_definition(self.company_id, day)

    # === LINES === #

    def _insert_lines(self, definition, base_definition):
        """Write the lines.

        :returns: how many customers either side has
        :rtype: int
        """
        engine = self.env["group.customer.grade.engine"]
        engine._prepare_result(definition)
        measured = [
            definition,
            self._revenue_definition(definition, definition),
            self._revenue_definition(base_definition, definition),
        ]
        if self.compare_with == "scheme":
            engine._prepare_result(base_definition)
            measured.append(base_definition)
        with engine._share_measurements(measured):
            self.env.cr.execute(self._lines_sql(definition, base_definition))
            return self.env.cr.rowcount

    def _lines_sql(self, definition, base_definition):
        """Return the statement that writes the lines.

        Either side has one row per customer; customers of one side only are in the
        lines too.
        """
        columns = self._line_columns(definition, base_definition)
        revenue = self._revenue_definition(definition, definition)
        base_revenue = self._revenue_definition(base_definition, definition)
        ctes = [
            SQL("simulated AS (%s)", self._graded_sql(definition)),
            SQL("base AS (%s)", self._base_sql(base_definition)),
            SQL("revenue AS MATERIALIZED (%s)", self._revenue_sql(revenue)),
        ]
        if base_revenue == revenue:
            ctes.append(SQL("base_revenue AS (SELECT * FROM revenue)"))
        else:
            ctes.append(SQL("base_revenue AS (%s)", self._revenue_sql(base_revenue)))
        ctes.append(
            SQL(
                """compared AS (
                    SELECT partner_id,
                           COALESCE(s.place, 0) AS place,
                           COALESCE(b.place, 0) AS base_place,
                           s.uncapped_place, s.measured_place,
                           COALESCE(s.is_requested, FALSE) AS is_requested,
                           s.request_detail, s.score, s.score_code, s.value, s.detail,
                           b.score AS base_score, b.value AS base_value,
                           b.detail AS base_detail,
                           b.uncapped_place AS base_uncapped_place,
                           COALESCE(r.revenue, 0) AS revenue,
                           COALESCE(br.revenue, 0) AS base_revenue
                      FROM simulated s
                 FULL JOIN base b USING (partner_id)
                 LEFT JOIN revenue r USING (partner_id)
                 LEFT JOIN base_revenue br USING (partner_id))"""
            )
        )
        return SQL(
            "INSERT INTO group_customer_grade_simulation_line (%s) WITH %s SELECT %s "
            "FROM compared",
            SQL(", ").join(map(SQL.identifier, LINE_COLUMNS)),
            SQL(", ").join(ctes),
            SQL(", ").join(columns[name] for name in LINE_COLUMNS),
        )

    @api.model
    def _array_sql(self, values):
        return SQL("ARRAY[%s]::int[]", SQL(", ").join(SQL("%s", v) for v in values))

    def _line_columns(self, definition, base_definition):
        def ids(grades):
            # A grade that is no more, of an old run, is known by its place alone.
            grade_ids = [grade["id"] for grade in grades]
            alive = self.env["group.customer.grade"].sudo().browse(grade_ids).exists()
            return self._array_sql(
                id_ if id_ in alive._ids else None for id_ in grade_ids
            )

        grades, base_grades = definition["grades"], base_definition["grades"]
        matched = match_places(
            [grade["code"] for grade in base_grades],
            [grade["code"] for grade in grades],
        )
        change = SQL(
            """CASE WHEN place = 0 AND base_place = 0 THEN 'same'
                    WHEN place = 0 THEN 'lost'
                    WHEN base_place = 0 THEN 'new'
                    WHEN place < %(matched)s THEN 'up'
                    WHEN place > %(matched)s THEN 'down' ELSE 'same' END""",
            matched=SQL("(%s)[base_place]", self._array_sql(matched)),
        )
        columns = {name: SQL.identifier(name) for name in LINE_COLUMNS}
        columns.update(
            simulation_id=SQL("%s", self.id),
            company_id=SQL("%s", self.company_id.id),
            base_grade_id=SQL("(%s)[base_place]", ids(base_grades)),
            grade_id=SQL("(%s)[place]", ids(grades)),
            change=change,
            revenue_moved=SQL(
                "CASE WHEN (%s) = 'same' THEN 0 ELSE revenue END", change
            ),
        )
        return columns

    # === SIDES === #

    def _graded_sql(self, definition):
        """Return the query of what a scheme gives, one row per customer."""
        ctes = self.env["group.customer.grade.engine"]._result_ctes(
            definition, hysteresis=False
        )
        return SQL(
            """WITH %s
               SELECT partner_id, place, uncapped_place, base_place AS measured_place,
                      is_requested, request AS request_detail, score, score_code, value,
                      detail
                 FROM result""",
            SQL(", ").join(ctes),
        )

    def _base_sql(self, base_definition):
        if self.compare_with == "scheme":
            return self._graded_sql(base_definition)
        grade_ids = SQL(
            "ARRAY[%s]::int[]",
            SQL(", ").join(
                SQL("%s", grade["id"]) for grade in base_definition["grades"]
            ),
        )
        if self.compare_with == "run":
            self.env["group.customer.grade.run.line"].flush_model()
            return SQL(
                """SELECT l.partner_id, ARRAY_POSITION(%s, l.grade_id) AS place,
                          NULL::int AS uncapped_place, l.score, l.value,
                          NULL::jsonb AS detail
                     FROM group_customer_grade_run_line l WHERE l.run_id = %s""",
                grade_ids,
                self.base_run_id.id,
            )
        self.env["group.customer.grade.award"].flush_model()
        return SQL(
            """SELECT a.partner_id, ARRAY_POSITION(%s, a.grade_id) AS place,
                      NULL::int AS uncapped_place, l.score, l.value,
                      NULL::jsonb AS detail
                 FROM group_customer_grade_award a
            LEFT JOIN group_customer_grade_run_line l ON l.id = a.run_line_id
                WHERE a.scheme_id = %s AND a.company_id = %s AND a.date_to IS NULL""",
            grade_ids,
            self.base_scheme_id.id,
            self.company_id.id,
        )

    # === REVENUE === #

    def _revenue_definition(self, definition, asked):
        """Return a definition that asks everybody's revenue as definition counts.

        The window is that of the first revenue criterion of asked, the same on
        either side; without one the months of the parameter.
        """
        criterion = next(
            (c for c in asked["criteria"] if c["measure"] == "revenue"), None
        )
        value, unit = self._get_revenue_window(criterion)
        day = fields.Date.to_date(definition["as_of"])
        start = self.env["group.customer.grade.criterion"]._get_window_start(
            day, value, unit
        )
        return {
            **definition,
            "population_domain": "[]",
            "criteria": [
                {
                    "id": 0,
                    "role": "rank",
                    "measure": "revenue",
                    "metric_id": 0,
                    "unit": "currency",
                    "options": {},
                    "date_from": start,
                    "window_value": value,
                    "window_unit": unit,
                }
            ],
        }

    def _get_revenue_window(self, criterion):
        if criterion:
            return criterion["window_value"], criterion["window_unit"]
        months = self.env["group.customer.parameter"]._get_value(
            "simulation_revenue_months", self.company_id, self.as_of
        )
        return int(months), "month"

    def _revenue_sql(self, definition):
        engine = self.env["group.customer.grade.engine"]
        _keys, measurements = engine._compile_measurements(definition)
        [key] = measurements
        return SQL(
            "WITH %s SELECT id AS partner_id, %s AS revenue FROM measured",
            SQL(", ").join(engine._measured_ctes(definition, measurements)),
            SQL.identifier(key),
        )
