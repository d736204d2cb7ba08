# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from ...tools import working_time


class GroupCustomerDeadlineMixin(models.AbstractModel):
    """How much time is left, as text, for a whole list at once."""

    _inherit = "group.customer.deadline.mixin"

    @api.depends("clock_state", "clock_due", "clock_paused_on", "clock_calendar_id")
    @api.depends_context("lang")
    def _compute_clock_remaining(self):
        now = fields.Datetime.now()
        together = defaultdict(lambda: self.browse())
        for record in self:
            record.clock_remaining = False
            if record.clock_state in ("running", "paused") and record.clock_due:
                key = record.clock_calendar_id, record._get_clock_company()
                together[key] |= record
        for (calendar, company), records in together.items():
            intervals = records._get_clock_intervals(calendar, company, now)
            for record in records:
                text = record._get_clock_text(intervals, company, now)
                if record.clock_state == "paused":
                    text = self.env._("Paused, %(remaining)s", remaining=text)
                record.clock_remaining = text

    def _get_clock_intervals(self, calendar, company, now):
        """Return the working time that the texts of these records count in."""
        counted = self.filtered(lambda record: record.clock_unit != "calendar_days")
        if not counted or not calendar:
            return []
        moments = [record.clock_paused_on or now for record in counted]
        moments += counted.mapped("clock_due")
        return self.env["group.customer.working.time"]._get_intervals(
            calendar, company, min(moments), max(moments)
        )

    def _get_clock_text(self, intervals, company, now):
        """Return how much time is left, or how late it is."""
        self.ensure_one()
        moment, due = self.clock_paused_on or now, self.clock_due
        late = moment > due
        first, last = (due, moment) if late else (moment, due)
        if self.clock_unit == "working_hours":
            return self._get_clock_text_hours(
                working_time.worked(intervals, first, last), late
            )
        WorkingTime = self.env["group.customer.working.time"]
        first_day, last_day = (
            WorkingTime._get_local_day(self.clock_calendar_id, company, day)
            for day in (first, last)
        )
        if self.clock_unit == "calendar_days":
            days = (last_day - first_day).days
        else:
            days = working_time.count_days(intervals, first_day, last_day)
        return self._get_clock_text_days(days, late)

    @api.model
    def _get_clock_text_hours(self, span, late):
        # Minutes that have begun count while there is time, and do not when it is late.
        minutes = (
            -(-span // timedelta(minutes=1))
            if not late
            else (span // timedelta(minutes=1))
        )
        names = {"hours": minutes // 60, "minutes": f"{minutes % 60:02d}"}
        if late:
            return self.env._("%(hours)s h %(minutes)s min overdue", **names)
        return self.env._("%(hours)s h %(minutes)s min left", **names)

    def _get_clock_text_days(self, days, late):
        works = self.clock_unit == "working_days"
        if not days:
            return (
                self.env._("overdue since today") if late else self.env._("due today")
            )
        if days == 1:
            if late:
                return (
                    self.env._("1 working day overdue")
                    if works
                    else self.env._("1 day overdue")
                )
            return (
                self.env._("1 working day left") if works else self.env._("1 day left")
            )
        if late:
            return (
                self.env._("%(days)s working days overdue", days=days)
                if works
                else self.env._("%(days)s days overdue", days=days)
            )
        return (
            self.env._("%(days)s working days left", days=days)
            if works
            else self.env._("%(days)s days left", days=days)
        )
