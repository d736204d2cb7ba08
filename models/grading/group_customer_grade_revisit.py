# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class GroupCustomerGradeAward(models.Model):
    """Grades that no longer fit the business they were given for (GR-35)."""

    _inherit = "group.customer.grade.award"

    revisit_since = fields.Date(
        string="To Revisit Since",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The day on which the customer's business was found to have changed by "
        "more than the scheme tolerates since the customer was graded.",
    )
    volume_change = fields.Float(
        string="Change of Volume (%)",
        readonly=True,
        copy=False,
        digits=(16, 2),
        aggregator=None,
        help="Change of the main figure of the scheme since the last grading, in per "
        "cent; empty when there was no business then.",
    )


class GroupCustomerGradeScheme(models.Model):
    _inherit = "group.customer.grade.scheme"

    revisit_change_percent = fields.Float(
        string="Revisit When Volume Changes By",
        digits=(16, 2),
        aggregator=None,
        help="Per cent by which the main figure of a customer may rise or fall after "
        "the last grading before its grade is listed to be revisited (GR-35); 0: "
        "never.",
    )
    revisit_action = fields.Selection(
        selection=[
            ("list", "List the customers"),
            ("propose", "Propose new grades"),
            ("apply", "Grade again"),
        ],
        string="When Volume Has Changed",
        required=True,
        default="list",
        help="What happens to the customers whose business has changed (GR-35): they "
        "are listed; a run of these customers alone is computed for the responsible "
        "person; or that run is confirmed too.",
    )

    _revisit_change_percent_positive = models.Constraint(
        "CHECK(revisit_change_percent IS NULL OR revisit_change_percent >= 0)",
        "The change of volume that is tolerated cannot be negative.",
    )

    @api.model
    def _cron_revisit_grades(self):
        """List the grades whose customer's business changed since the grading, and
        tell the responsible person of new ones; one scheme and company at a time."""
        last_runs = self._get_last_runs()
        for done, run in enumerate(last_runs, 1):
            run.scheme_id._revisit_grades(run)
            remaining = len(last_runs) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                return

    @api.model
    def _get_last_runs(self):
        """Return the latest run in force of each watched scheme and company."""
        runs = self.env["group.customer.grade.run"].search(
            Domain("state", "in", ("confirmed", "filed"))
            & Domain("scheme_id.active", "=", True)
            & Domain("scheme_id.revisit_change_percent", ">", 0),
            order="as_of desc, id desc",
        )
        latest = {}
        for run in runs:
            latest.setdefault((run.scheme_id, run.company_id), run)
        return runs.browse(run.id for run in latest.values())

    def _revisit_grades(self, run):
        """Compare today's main figure with that of ``run``, in one statement.

        The figure is measured as the run measured it, so that a later change of the
        scheme does not look like a change of business.

        :returns: how many grades were newly listed
        :rtype: int
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        definition = self._get_definition_today(run, today)
        if not definition["criteria"]:
            return 0
        engine = self.env["group.customer.grade.engine"]
        _keys, measurements = engine._compile_measurements(definition)
        [key] = measurements
        self.env["group.customer.grade.award"].flush_model()
        listed = self.env.execute_query(
            SQL(
                """WITH %(ctes)s, volume AS (
                       SELECT l.partner_id, COALESCE(l.value, 0) AS past,
                              COALESCE(m.%(key)s, 0) AS present
                         FROM group_customer_grade_run_line l
                         JOIN measured m ON m.id = l.partner_id
                        WHERE l.run_id = %(run)s
                   ), judged AS (
                       SELECT a.id, a.revisit_since,
                              ROUND(100 * (v.present - v.past)
                                    / NULLIF(ABS(v.past), 0), 2) AS change,
                              ABS(v.present - v.past) * 100
                                  > %(percent)s * ABS(v.past) AS is_changed
                         FROM volume v
                         JOIN group_customer_grade_award a
                           ON a.partner_id = v.partner_id
                          AND a.scheme_id = %(scheme)s AND a.company_id = %(company)s
                          AND a.date_to IS NULL AND a.date_from <= %(as_of)s
                   ), updated AS (
                       UPDATE group_customer_grade_award a
                          SET revisit_since = CASE WHEN j.is_changed
                                  THEN COALESCE(j.revisit_since, %(today)s) END,
                              volume_change = CASE WHEN j.is_changed THEN j.change END
                         FROM judged j
                        WHERE a.id = j.id
                          AND (j.is_changed OR j.revisit_since IS NOT NULL)
                   )
                   SELECT COUNT(*) FROM judged
                    WHERE is_changed AND revisit_since IS NULL""",
                ctes=SQL(", ").join(engine._measured_ctes(definition, measurements)),
                key=SQL.identifier(key),
                run=run.id,
                scheme=self.id,
                company=run.company_id.id,
                percent=SQL("%s::numeric", str(self.revisit_change_percent)),
                as_of=run.as_of,
                today=today,
            )
        )
        self.env["group.customer.grade.award"].invalidate_model()
        [[count]] = listed
        if count:
            self._remind_revisit(run, count)
        return count

    def _get_definition_today(self, run, today):
        """The definition of ``run``, asking its main figure alone as of ``today``."""
        definition = dict(
            run.scheme_definition,
            as_of=fields.Date.to_string(today),
            company_id=run.company_id.id,
            population_domain=self.population_domain,
        )
        main = self.env["group.customer.grade.engine"]._get_main_criterion(definition)
        criteria = []
        if main:
            start = self.env["group.customer.grade.criterion"]._get_window_start(
                today, main["window_value"], main["window_unit"]
            )
            criteria = [dict(main, date_from=start)]
        return dict(definition, criteria=criteria)

    def _remind_revisit(self, run, count):
        if not self.user_id:
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.user_id.id,
            summary=self.env._("Revisit grades: business has changed"),
            note=self.env._(
                "The business of %(count)s customers of %(company)s changed by more "
                "than %(percent)s per cent since %(run)s. They are under Grading > "
                "Current Grades, filter “To Revisit”.",
                count=count,
                company=run.company_id.display_name,
                percent=f"{self.revisit_change_percent:g}",
                run=run.display_name,
            ),
        )
