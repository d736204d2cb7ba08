# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# What decides which customers there are, and in what their amounts are told
POPULATION_KEYS = (
    "population_domain",
    "node_level",
    "company_id",
    "company_ids",
    "currency_id",
)


class GroupCustomerGradePreview(models.Model):
    """What the criteria of a scheme measured today, for the designer of the scheme.

    The preview judges these values again at every edit, without going through the
    ledger. They are measured on demand, hold for a day, and are nobody's to read.
    """

    _name = "group.customer.grade.preview"
    _description = "Measured Customers of a Grading Scheme"
    _order = "date desc, id desc"

    scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        required=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, ondelete="cascade", readonly=True
    )
    date = fields.Date(string="Measured On", required=True, readonly=True)
    population = fields.Char(
        readonly=True,
        export_string_translation=False,
        help="Which customers were measured, as canonical text.",
    )
    questions = fields.Json(
        readonly=True,
        export_string_translation=False,
        help="Question, as canonical text, to its key in the values.",
    )

    _scheme_company_unique = models.UniqueIndex(
        "(scheme_id, company_id)",
        "The customers of a scheme are measured once for a company.",
    )

    # === CRUD METHODS === #

    @api.autovacuum
    def _gc_lines(self):
        """Drop what was measured before today; opening the scheme measures again."""
        self.env.cr.execute(
            SQL(
                """DELETE FROM group_customer_grade_preview_line
                    WHERE preview_id IN (
                          SELECT id FROM group_customer_grade_preview
                           WHERE date < %s)""",
                fields.Date.context_today(self),
            )
        )
        self.env["group.customer.grade.preview.line"].invalidate_model()

    # === BUSINESS METHODS === #

    @api.model
    def _measure(self, definition):
        """Measure the customers of a definition now, in place of what was there."""
        engine = self.env["group.customer.grade.engine"]
        definition = engine._normalize_definition(definition)
        engine._prepare_result(definition)
        keys, measurements = engine._compile_measurements(definition)
        ctes = engine._measured_ctes(definition, measurements)
        preview = self._make(definition, self._get_questions(definition, keys))
        self.env.cr.execute(
            SQL(
                """INSERT INTO group_customer_grade_preview_line
                          (preview_id, company_id, partner_id, measured)
                   WITH %(ctes)s
                   SELECT %(preview)s, %(company)s, id,
                          JSONB_STRIP_NULLS(JSONB_BUILD_OBJECT(%(values)s))
                     FROM measured""",
                ctes=SQL(", ").join(ctes),
                preview=preview.id,
                company=definition["company_id"],
                values=SQL(", ").join(
                    SQL("%s, %s", key, SQL.identifier(key)) for key in measurements
                ),
            )
        )
        self.env.invalidate_all()
        return preview

    def _make(self, definition, questions):
        """Return the emptied record of a scheme and company, locked until the end."""
        [[preview_id]] = self.env.execute_query(
            SQL(
                """INSERT INTO group_customer_grade_preview AS p
                          (scheme_id, company_id, date, population, questions,
                           create_uid, create_date, write_uid, write_date)
                   VALUES (%(scheme)s, %(company)s, %(date)s, %(population)s,
                           %(questions)s, %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s,
                           NOW() AT TIME ZONE 'UTC')
              ON CONFLICT (scheme_id, company_id) DO UPDATE
                      SET date = EXCLUDED.date, population = EXCLUDED.population,
                          questions = EXCLUDED.questions,
                          write_uid = EXCLUDED.write_uid,
                          write_date = EXCLUDED.write_date
                RETURNING p.id""",
                scheme=definition["scheme_id"],
                company=definition["company_id"],
                date=definition["as_of"],
                population=self._get_population(definition),
                questions=json.dumps(questions),
                uid=self.env.uid,
            )
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM group_customer_grade_preview_line WHERE preview_id = %s",
                preview_id,
            )
        )
        return self.browse(preview_id)

    @api.model
    def _find(self, scheme_id, company):
        return self.sudo().search(
            Domain("scheme_id", "=", scheme_id) & Domain("company_id", "=", company.id)
        )

    @api.model
    def _get_population(self, definition):
        return json.dumps([definition[key] for key in POPULATION_KEYS])

    @api.model
    def _get_questions(self, definition, keys):
        """Return the question of each criterion, as text, and the key of its value."""
        return {
            self._get_question(criterion, definition): keys[criterion["id"]]
            for criterion in definition["criteria"]
        }

    @api.model
    def _get_question(self, criterion, definition):
        question = self.env["group.customer.grade.engine"]._get_question(
            criterion, definition
        )
        # Values are rounded by their unit; all are measured as of the same day.
        return json.dumps(
            [
                question.measure,
                question.months,
                question.metric_id,
                question.options,
                criterion["unit"],
            ]
        )

    def _find_unmeasured(self, definition):
        """Return the criteria whose question was not asked when it was measured."""
        return [
            criterion
            for criterion in definition["criteria"]
            if self._get_question(criterion, definition) not in self.questions
        ]

    def _values_sql(self, definition, keys):
        """The query that stands for the pass through the ledger."""
        columns = [SQL("partner_id AS id")]
        named = set()
        for question, key in self._get_questions(definition, keys).items():
            if key not in named:
                named.add(key)
                columns.append(
                    SQL(
                        "(measured->%s)::numeric AS %s",
                        self.questions[question],
                        SQL.identifier(key),
                    )
                )
        return SQL(
            """SELECT %s FROM group_customer_grade_preview_line
                WHERE preview_id = %s OFFSET 0""",
            SQL(", ").join(columns),
            self.id,
        )


class GroupCustomerGradePreviewLine(models.Model):
    """The values of one customer. Nobody reads or writes them but the preview."""

    _name = "group.customer.grade.preview.line"
    _description = "Measured Customer"
    _log_access = False

    preview_id = fields.Many2one(
        comodel_name="group.customer.grade.preview",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, ondelete="cascade", readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    measured = fields.Json(readonly=True, export_string_translation=False)
