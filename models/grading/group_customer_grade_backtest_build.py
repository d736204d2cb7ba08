# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
import time

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, format_date

_logger = logging.getLogger(__name__)

# Seconds that a user waits for one customer, well below the time limit of a request.
PATIENCE = 30


class GroupCustomerGradeBacktest(models.Model):
    """Computes back-tests, one quarter after the other."""

    _inherit = "group.customer.grade.backtest"

    # === ACTION METHODS === #

    def action_start(self):
        """Compute one customer at once, all customers in the background."""
        self.check_access("write")
        for backtest in self:
            backtest._lock()
            # A second click finds the work begun by the first.
            backtest._check_idle()
            backtest._begin()
            if backtest.partner_id:
                backtest._compute_now()
        if any(backtest.state in ("queued", "running") for backtest in self):
            self._trigger_cron()
        return True

    def action_stop(self):
        """Give up, and forget the quarters computed so far."""
        self.check_access("write")
        self._lock()
        self._drop_result()
        return True

    # === CRON METHODS === #

    @api.model
    def _trigger_cron(self):
        # sudo: whoever may start a back-test may have its cron run
        cron = self.env.ref(
            "group_customer.ir_cron_group_customer_grade_backtest_compute"
        )
        cron.sudo()._trigger()

    @api.model
    def _cron_compute_backtests(self):
        """Compute quarter by quarter; each is committed, so that another worker, or
        the next call after an interruption, goes on where this one stopped."""
        commit_progress = self.env["ir.cron"]._commit_progress
        while backtest := self._claim():
            backtest._compute_safely()
            if not commit_progress(1, remaining=self._count_remaining()):
                return

    @api.model
    def _get_waiting_domain(self):
        return Domain("state", "in", ("queued", "running"))

    @api.model
    def _count_remaining(self):
        """How many quarters wait."""
        waiting = self.search_fetch(
            self._get_waiting_domain(), ["quarter_count", "done_count"]
        )
        return sum(backtest.quarter_count - backtest.done_count for backtest in waiting)

    @api.model
    def _claim(self):
        """Lock the oldest back-test that waits and that no other worker has."""
        self.flush_model(["state"])
        waiting = self.search(self._get_waiting_domain(), order="id")
        claimed = waiting.try_lock_for_update(allow_referencing=True, limit=1)
        # What was read before the lock may be what another worker has changed.
        claimed.invalidate_recordset(["state", "done_count"])
        return claimed.filtered_domain(self._get_waiting_domain())

    # === COMPUTATION === #

    def _lock(self):
        for backtest in self:
            try:
                backtest.lock_for_update(allow_referencing=True)
            except LockError as error:
                raise UserError(
                    self.env._(
                        "A quarter of “%(backtest)s” is being computed at this "
                        "moment: wait a little and try again.",
                        backtest=backtest.display_name,
                    )
                ) from error
        self.invalidate_recordset(["state", "done_count"])

    def _begin(self):
        """Freeze what is asked, and queue the back-test."""
        self.ensure_one()
        self.scheme_id._check_complete()
        self._delete_lines()
        self._write_server(
            {
                "state": "queued",
                "error": False,
                "done_count": 0,
                "definitions": [
                    self.scheme_id._get_simulation_definition(self.company_id, day)
                    for day in self._get_days()
                ],
                "computed_by_id": self.env.uid,
                "computed_on": False,
            }
        )

    def _compute_now(self):
        """Compute while the user waits; in large books the background does the rest."""
        end = time.monotonic() + PATIENCE
        while self.state in ("queued", "running"):
            self._compute_next_quarter()
            if time.monotonic() >= end:
                return

    def _compute_safely(self):
        """Compute the next quarter; a back-test that fails says why and waits no
        more."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._compute_next_quarter()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # noqa: BLE001 any failure is the back-test's own
            self.invalidate_recordset()
            _logger.warning("Back-test %s failed: %s", self.id, error)
            self._write_server(
                {
                    "state": "failed",
                    "error": self.env._(
                        "Quarter that ends on %(date)s: %(error)s",
                        date=format_date(self.env, self._get_days()[self.done_count]),
                        error=str(error),
                    ),
                }
            )

    def _compute_next_quarter(self):
        definition = self.definitions[self.done_count]
        engine = self.env["group.customer.grade.engine"]
        engine._prepare_result(definition)
        self.env.cr.execute(self._lines_sql(definition))
        if self.partner_id and not self.env.cr.rowcount:
            raise UserError(
                self.env._(
                    "“%(scheme)s” does not grade %(partner)s: the customer is archived "
                    "or does not match the filter of the scheme.",
                    scheme=self.scheme_id.display_name,
                    partner=self._get_graded_partner().display_name,
                )
            )
        self.env["group.customer.grade.backtest.line"].invalidate_model()
        done = self.done_count + 1
        values = {"done_count": done, "state": "running"}
        if done == self.quarter_count:
            values |= {"state": "done", "computed_on": fields.Datetime.now()}
        self._write_server(values)

    def _lines_sql(self, definition):
        """Return the statement that writes the lines of one quarter."""
        grade_ids = SQL(
            "ARRAY[%s]::int[]",
            SQL(", ").join(
                SQL("%s", grade_id) for grade_id in self._get_grade_ids(definition)
            ),
        )
        partner = SQL()
        if self.partner_id:
            partner = SQL("WHERE partner_id = %s", self._get_graded_partner().id)
        return SQL(
            """INSERT INTO group_customer_grade_backtest_line
                      (backtest_id, company_id, as_of, partner_id, grade_id, place,
                       score, value)
               WITH %s
               SELECT %s, %s, %s, partner_id, (%s)[place], COALESCE(place, 0), score,
                      value
                 FROM result %s""",
            SQL(", ").join(
                self.env["group.customer.grade.engine"]._result_ctes(
                    definition, hysteresis=False
                )
            ),
            self.id,
            self.company_id.id,
            fields.Date.to_date(definition["as_of"]),
            grade_ids,
            partner,
        )

    def _get_grade_ids(self, definition):
        """Return the ids of the grades; None for one deleted since the beginning."""
        grade_ids = [grade["id"] for grade in definition["grades"]]
        alive = self.env["group.customer.grade"].sudo().browse(grade_ids).exists()
        return [id_ if id_ in alive._ids else None for id_ in grade_ids]

    def _get_graded_partner(self):
        """The partner that the scheme grades for the customer."""
        partner = self.partner_id.commercial_partner_id
        if self.scheme_id.node_level == "root":
            return partner.group_root_id or partner
        return partner

    def _delete_lines(self):
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "DELETE FROM group_customer_grade_backtest_line "
                "WHERE backtest_id IN %s",
                tuple(self.ids or [0]),
            )
        )
        self.env["group.customer.grade.backtest.line"].invalidate_model()
        self.invalidate_recordset(["line_ids"])

    def _drop_result(self):
        """Forget the answer."""
        self._delete_lines()
        self._write_server(
            {
                "state": "draft",
                "error": False,
                "done_count": 0,
                "definitions": False,
                "computed_by_id": False,
                "computed_on": False,
            }
        )

    # === CHART === #

    def _prepare_chart(self):
        """Return what the chart shows: all customers by quarter and grade, or the
        grade and the score of one customer by quarter."""
        self.ensure_one()
        definition = self.definitions[0]
        grades = self._prepare_grades(definition)
        days = self._get_days()[: self.done_count]
        chart = {
            "labels": [self._format_quarter(day) for day in days],
            "grades": grades,
        }
        # Totals of all customers, whoever reads: the lines keep their rules.
        rows = self.env.execute_query(
            SQL(
                """SELECT as_of, place, COUNT(*), AVG(score)
                     FROM group_customer_grade_backtest_line
                    WHERE backtest_id = %s GROUP BY 1, 2""",
                self.id,
            )
        )
        if not self.partner_id:
            counts = {(day, place): count for day, place, count, _score in rows}
            chart["counts"] = [
                [counts.get((day, grade["place"]), 0) for day in days]
                for grade in grades
            ]
            return chart
        by_day = {
            day: (place, None if score is None else float(score))
            for day, place, _count, score in rows
        }
        found = [by_day.get(day, (0, None)) for day in days]
        chart["places"] = [place or None for place, _score in found]
        chart["scores"] = [score for _place, score in found]
        return chart

    def _prepare_grades(self, definition):
        simulation = self.env["group.customer.grade.simulation"]
        return simulation._prepare_grades(definition)

    def _format_quarter(self, day):
        return f"{day.year} Q{(day.month + 2) // 3}"
