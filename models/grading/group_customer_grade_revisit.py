# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
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

    # === CRON METHODS === #

    @api.model
    def _cron_revisit_grades(self):
        """List the grades whose customer's business changed since the grading, tell
        the responsible person, and grade again as the scheme says; one scheme and
        company at a time."""
        watched = self._get_watched()
        for done, (scheme, company) in enumerate(watched, 1):
            scheme._revisit(company)
            remaining = len(watched) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                return

    @api.model
    def _get_watched(self):
        """Return the pairs of scheme and company with grades to watch."""
        return self.env["group.customer.grade.run"]._read_group(
            Domain("state", "in", ("confirmed", "filed"))
            & Domain("scheme_id.active", "=", True)
            & Domain("scheme_id.revisit_change_percent", ">", 0),
            ["scheme_id", "company_id"],
        )

    def _revisit(self, company):
        count = self._revisit_grades(company)
        if self.revisit_action != "list":
            self._regrade_changed(company, count)
        elif count:
            self._remind_revisit(company, count)

    # === CHANGE OF BUSINESS === #

    def _get_baseline_runs(self, company):
        """Return the runs of which some customer's latest line may be one.

        These are the latest run of everybody and the later ones of a part.
        """
        self.ensure_one()
        runs = self.env["group.customer.grade.run"].search(
            Domain("scheme_id", "=", self.id)
            & Domain("company_id", "=", company.id)
            & Domain("state", "in", ("confirmed", "filed")),
            order="as_of desc, reviewed_on desc, id desc",
        )
        baseline = runs.browse()
        for run in runs:
            baseline += run
            if not run.is_partial:
                break
        return baseline

    def _revisit_grades(self, company):
        """Compare today's main figures with those of the latest grading.

        Each customer is compared with its own latest line in force. The figure is
        measured as its run measured it, so that a later change of the scheme does not
        look like a change of business; one statement per version of the scheme.

        :returns: how many grades were newly listed
        :rtype: int
        """
        self.ensure_one()
        baseline = self._get_baseline_runs(company)
        by_version = {}
        for run in baseline:
            by_version.setdefault(run.version_id or run, []).append(run)
        Award = self.env["group.customer.grade.award"]
        Award.flush_model()
        count = 0
        for runs in by_version.values():
            count += self._revisit_version(company, baseline, runs)
        Award.invalidate_model()
        return count

    def _revisit_version(self, company, baseline, runs):
        today = self.env["group.customer.ledger"]._get_today(company)
        definition = self._get_definition_today(runs[0], today)
        if not definition["criteria"]:
            return 0
        engine = self.env["group.customer.grade.engine"]
        _keys, measurements = engine._compile_measurements(definition)
        [key] = measurements
        [[count]] = self.env.execute_query(
            SQL(
                """WITH %(ctes)s, latest AS (
                       SELECT DISTINCT ON (l.partner_id)
                              l.partner_id, l.run_id, r.as_of, l.value
                         FROM group_customer_grade_run_line l
                         JOIN group_customer_grade_run r ON r.id = l.run_id
                        WHERE r.id IN %(baseline)s
                     ORDER BY l.partner_id, ARRAY_POSITION(%(order)s, r.id)
                   ), volume AS (
                       SELECT l.partner_id, l.as_of, COALESCE(l.value, 0) AS past,
                              COALESCE(m.%(key)s, 0) AS present
                         FROM latest l
                         JOIN measured m ON m.id = l.partner_id
                        WHERE l.run_id IN %(runs)s
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
                          AND a.date_to IS NULL AND a.date_from <= v.as_of
                          AND a.request_id IS NULL
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
                baseline=tuple(baseline.ids),
                order=baseline.ids,
                runs=tuple(run.id for run in runs),
                scheme=self.id,
                company=company.id,
                percent=SQL("%s::numeric", str(self.revisit_change_percent)),
                today=today,
            )
        )
        return count

    def _get_definition_today(self, run, today):
        """The definition of ``run``, asking its main figure alone as of ``today``."""
        engine = self.env["group.customer.grade.engine"]
        definition = dict(
            engine._normalize_definition(run.scheme_definition),
            as_of=fields.Date.to_string(today),
            company_id=run.company_id.id,
            population_domain=self.population_domain,
        )
        main = engine._get_main_criterion(definition)
        criteria = []
        if main:
            start = self.env["group.customer.grade.criterion"]._get_window_start(
                today, main["window_value"], main["window_unit"]
            )
            criteria = [dict(main, date_from=start)]
        return dict(definition, criteria=criteria)

    # === GRADING AGAIN === #

    def _regrade_changed(self, company, count):
        """Compute a run of the listed customers alone, and confirm it if so set.

        While another run is open, the customers wait in the list.
        """
        partners = self._get_listed_partners(company)
        if not partners:
            return
        Run = self.env["group.customer.grade.run"]
        waiting_for = Run.search(
            Domain("scheme_id", "=", self.id)
            & Domain("company_id", "=", company.id)
            & Domain("state", "=", "computed"),
            limit=1,
        )
        if waiting_for:
            if count:
                self._remind_revisit(
                    company,
                    count,
                    self.env._(
                        "They wait to be graded again until the open run %(run)s is "
                        "confirmed or set back to draft.",
                        run=waiting_for.display_name,
                    ),
                )
            return
        try:
            with self.env.cr.savepoint():
                run = self._compute_changed(company, partners)
        except UserError as error:
            if count:
                self._remind_revisit(company, count, str(error))
            return
        self._tell_regraded(run, len(partners))

    def _get_listed_partners(self, company):
        awards = self.env["group.customer.grade.award"].search(
            Domain("scheme_id", "=", self.id)
            & Domain("company_id", "=", company.id)
            & Domain("date_to", "=", False)
            & Domain("revisit_since", "!=", False)
        )
        return awards.partner_id

    def _compute_changed(self, company, partners):
        Ledger = self.env["group.customer.ledger"]
        # The day of the company may be tomorrow where the server stands.
        Run = self.env["group.customer.grade.run"].with_context(
            tz=Ledger._get_timezone(company)
        )
        run = Run.create(
            {
                "scheme_id": self.id,
                "company_id": company.id,
                "as_of": Ledger._get_today(company),
                "note": self.env._(
                    "Only customers whose business changed by more than %(percent)s "
                    "per cent since they were graded.",
                    percent=f"{self.revisit_change_percent:g}",
                ),
            }
        )
        run._compute_partial(partners)
        if self.revisit_action == "apply":
            # As the scheme says: nobody has to be asked.
            run._enter_as_server("confirmed")
        return run

    def _tell_regraded(self, run, count):
        names = {
            "count": count,
            "company": run.company_id.display_name,
            "grades": run.grade_summary,
        }
        if self.revisit_action == "apply":
            run.message_post(
                body=self.env._(
                    "The business of %(count)s customers of %(company)s has changed: "
                    "they were graded again and the grades were confirmed "
                    "automatically, as the scheme says. %(grades)s",
                    **names,
                ),
                partner_ids=self.user_id.partner_id.ids,
            )
        elif self.user_id:
            run.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=self.user_id.id,
                summary=self.env._("Review proposed grades: business has changed"),
                note=self.env._(
                    "The business of %(count)s customers of %(company)s has changed. "
                    "This run grades them again, by their places among all "
                    "customers: %(grades)s. Confirm it, or set it back to draft.",
                    **names,
                ),
            )

    def _remind_revisit(self, company, count, hint=""):
        if not self.user_id:
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.user_id.id,
            summary=self.env._("Revisit grades: business has changed"),
            note=self.env._(
                "The business of %(count)s customers of %(company)s changed by more "
                "than %(percent)s per cent since they were graded. They are under "
                "Grading > Current Grades, filter “To Revisit”. %(hint)s",
                count=count,
                company=company.display_name,
                percent=f"{self.revisit_change_percent:g}",
                hint=hint,
            ),
        )
