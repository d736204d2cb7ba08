# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class GroupCustomerGradeAward(models.Model):
    """The grades of a run become today's, in a few statements."""

    _inherit = "group.customer.grade.award"

    why = fields.Text(
        compute="_compute_why",
        help="What led to the grade: the figures of the run, or the reason that was "
        "given.",
    )

    account_manager_id = fields.Many2one(
        related="partner_id.user_id", string="Account Manager", related_sudo=False
    )

    @api.depends("run_line_id", "reason")
    @api.depends_context("lang")
    def _compute_why(self):
        for run, awards in self.grouped(lambda award: award.run_line_id.run_id).items():
            definition = run._get_definition() if run else {}
            for award in awards:
                award.why = award.run_line_id._get_why(definition) or award.reason

    @api.model
    def _award_run(self, run):
        """Make the grades of a run today's grades.

        A grade that did not change keeps running and is valid again for the time of
        the scheme, one that a later award replaced already is left alone, and who
        became ungraded holds none. A request that was approved after the run was
        computed goes before; of the others the run knows, and a cap may have lowered
        them. Customers whom the run does not grade are left alone.
        """
        self.flush_model()
        self.env["group.customer.grade.request"].flush_model()
        run.flush_recordset()
        names = {
            "graded": self._graded_lines_sql(run),
            "scheme": run.scheme_id.id,
            "company": run.company_id.id,
            "as_of": run.as_of,
            "valid_until": run.scheme_id._get_valid_until(run.as_of) or None,
            "uid": self.env.uid,
            "now": self.env.cr.now(),
        }
        for statement in (
            self._close_replaced_sql,
            self._extend_kept_sql,
            self._insert_graded_sql,
            self._clear_revisit_sql,
        ):
            self.env.cr.execute(statement(run, names))
        self.invalidate_model()
        run.company_id._sync_group_customer_grades()

    def _graded_lines_sql(self, run):
        """The lines of ``run`` that count: no later run graded their customers.

        Only a run of a part of the customers can be in force with a later day, see
        ``_check_not_superseded`` of the run.
        """
        later = self.env["group.customer.grade.run"].sudo()
        later = later.search(
            Domain("scheme_id", "=", run.scheme_id.id)
            & Domain("company_id", "=", run.company_id.id)
            & Domain("state", "in", ("confirmed", "filed"))
            & Domain("as_of", ">", run.as_of)
        )
        lines = SQL(
            """SELECT id, partner_id, grade_id, is_requested,
                      CASE WHEN is_requested AND NOT is_capped
                      THEN request_detail END AS request
                 FROM group_customer_grade_run_line
                WHERE run_id = %s""",
            run.id,
        )
        if later:
            lines = SQL(
                """%s AND partner_id NOT IN (
                    SELECT partner_id FROM group_customer_grade_run_line
                     WHERE run_id IN %s)""",
                lines,
                tuple(later.ids),
            )
        return lines

    def _close_replaced_sql(self, run, names):
        return SQL(
            """UPDATE group_customer_grade_award a
                  SET date_to = GREATEST(a.date_from, %(as_of)s::date - 1),
                      write_uid = %(uid)s, write_date = %(now)s
                 FROM (%(graded)s) l
                WHERE a.partner_id = l.partner_id
                  AND a.scheme_id = %(scheme)s AND a.company_id = %(company)s
                  AND a.date_to IS NULL AND a.date_from <= %(as_of)s
                  AND a.grade_id IS DISTINCT FROM l.grade_id
                  AND (l.is_requested OR NOT EXISTS (
                      SELECT FROM group_customer_grade_request r
                       WHERE r.id = a.request_id AND r.state = 'approved'
                         AND (r.valid_until IS NULL
                              OR r.valid_until >= %(as_of)s)))""",
            **names,
        )

    def _extend_kept_sql(self, run, names):
        return SQL(
            """UPDATE group_customer_grade_award a
                  SET valid_until = %(valid_until)s::date, expired_since = NULL
                 FROM (%(graded)s) l
                WHERE a.partner_id = l.partner_id AND a.grade_id = l.grade_id
                  AND a.scheme_id = %(scheme)s AND a.company_id = %(company)s
                  AND a.date_to IS NULL AND a.date_from <= %(as_of)s
                  AND a.request_id IS NULL
                  AND (a.valid_until IS DISTINCT FROM %(valid_until)s::date
                       OR a.expired_since IS NOT NULL)""",
            **names,
        )

    def _insert_graded_sql(self, run, names):
        """Who gets the grade of a request holds it as long as the request says."""
        return SQL(
            """INSERT INTO group_customer_grade_award (
                   partner_id, scheme_id, grade_id, company_id, date_from, valid_until,
                   origin, run_line_id, request_id, user_id,
                   create_uid, create_date, write_uid, write_date)
               SELECT l.partner_id, %(scheme)s, l.grade_id, %(company)s, %(as_of)s,
                      CASE WHEN l.request IS NULL THEN %(valid_until)s::date
                      ELSE (l.request->>'valid_until')::date END,
                      'run', l.id, (l.request->>'id')::int, %(uid)s,
                      %(uid)s, %(now)s, %(uid)s, %(now)s
                 FROM (%(graded)s) l
                WHERE l.grade_id IS NOT NULL
                  AND NOT EXISTS (
                      SELECT FROM group_customer_grade_award a
                       WHERE a.partner_id = l.partner_id
                         AND a.scheme_id = %(scheme)s
                         AND a.company_id = %(company)s AND a.date_to IS NULL)""",
            **names,
        )

    def _clear_revisit_sql(self, run, names):
        """Nothing is left to revisit; of a part of the customers, for these only."""
        return SQL(
            """UPDATE group_customer_grade_award a
                  SET revisit_since = NULL, volume_change = NULL
                WHERE a.scheme_id = %(scheme)s AND a.company_id = %(company)s
                  AND a.revisit_since IS NOT NULL AND %(scope)s""",
            scope=SQL(
                "a.partner_id IN (SELECT partner_id FROM (%s) l)", names["graded"]
            )
            if run.is_partial
            else SQL("TRUE"),
            **names,
        )


class GroupCustomerGradeRunLine(models.Model):
    _inherit = "group.customer.grade.run.line"

    def _get_why(self, definition):
        """What led to the grade, with the figures of the conditions that hold.

        Empty without a definition.
        """
        if not self or not definition:
            return ""
        details = {detail["criterion_id"]: detail for detail in self.detail or []}
        figures = []
        for criterion in definition["criteria"]:
            detail = details.get(criterion["id"], {})
            if detail.get("met") and detail["value"] is not None:
                name = self._pick_lang(criterion["name"])
                value = self._format_value(detail["value"], criterion["unit"])
                figures.append(f"{name}: {value}")
        # Two grades may ask for the same figure.
        figures = "; ".join(dict.fromkeys(figures))
        return " ".join([*self._get_reasons(definition, details), figures])
