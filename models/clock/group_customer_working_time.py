# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools import working_time

# How far to look for working time at first, and at most: a calendar without any in
# that time is taken for a mistake.
FIRST_HORIZON = timedelta(weeks=6)
LAST_HORIZON = timedelta(weeks=52 * 12)
# A holiday ends at 23:59:59: what is left of the day is no work.
SHORTEST_WORK = timedelta(minutes=1)
LAST_SECOND = timedelta(seconds=1)


class GroupCustomerWorkingTime(models.AbstractModel):
    """When work is done: moments and spans on a working calendar.

    Moments are in UTC, without zone; days are those of the calendar. Holidays are
    those of the calendar, and of the company where they are for all its calendars.
    """

    _name = "group.customer.working.time"
    _description = "Working Time"

    @api.model
    def _get_due(self, calendar, company, start, duration, unit):
        """Return the moment at which ``duration`` after ``start`` is over.

        See ``group.customer.deadline.mixin`` for what the units mean.

        :raises UserError: when the calendar has no working time to count on
        """
        if unit == "calendar_days":
            return self._get_calendar_due(calendar, company, start, duration)
        if unit == "working_days":
            day = self._get_local_day(calendar, company, start)
            return self._find(
                calendar,
                company,
                start,
                lambda intervals: working_time.advance_days(intervals, day, duration),
            )
        return self._get_moment_after(
            calendar, company, start, timedelta(hours=duration)
        )

    @api.model
    def _get_moment_after(self, calendar, company, start, span):
        """Return the moment at which a span of working time after ``start`` is over."""
        return self._find(
            calendar,
            company,
            start,
            lambda intervals: working_time.advance(intervals, start, span),
        )

    @api.model
    def _get_worked(self, calendar, company, start, end):
        """Return the working time between two moments, a timedelta."""
        if end <= start:
            return timedelta()
        intervals = self._get_intervals(calendar, company, start, end)
        return working_time.worked(intervals, start, end)

    @api.model
    def _is_working(self, calendar, company, moment):
        """Whether ``moment`` is working time.

        A calendar without any working time never keeps anybody waiting.
        """
        calendar = calendar.sudo()
        if not calendar or not (calendar.flexible_hours or calendar.attendance_ids):
            return True
        intervals = self._get_intervals(
            calendar, company, moment, moment + timedelta(days=1)
        )
        return working_time.is_working(intervals, moment)

    @api.model
    def _get_timezone(self, calendar, company):
        name = calendar.sudo().tz or company.sudo().partner_id.tz
        return pytz.timezone(name or self.env.user.tz or "UTC")

    @api.model
    def _get_local_day(self, calendar, company, moment):
        """Return the day on which ``moment`` falls where the calendar counts."""
        zone = self._get_timezone(calendar, company)
        return pytz.utc.localize(moment).astimezone(zone).date()

    @api.model
    def _get_calendar_due(self, calendar, company, start, days):
        zone = self._get_timezone(calendar, company)
        day = self._get_local_day(calendar, company, start)
        midnight = self._get_midnight(zone, day + timedelta(days=int(days) + 1))
        fraction = timedelta(days=days - int(days))
        return midnight + fraction - LAST_SECOND

    @api.model
    def _get_midnight(self, zone, day):
        """Return the moment, in UTC, at which a day begins somewhere."""
        local = zone.localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _find(self, calendar, company, start, find):
        """Return what ``find`` returns for intervals that reach far enough."""
        self._check_calendar(calendar, company)
        horizon = FIRST_HORIZON
        while True:
            found = find(self._get_intervals(calendar, company, start, start + horizon))
            if found is not None:
                return found
            if horizon >= LAST_HORIZON:
                self._refuse_calendar(calendar, start)
            horizon = min(horizon * 4, LAST_HORIZON)

    @api.model
    def _get_intervals(self, calendar, company, start, end):
        """Return the working time of the weeks from ``start`` to ``end``, as
        :mod:`tools.working_time` takes it. Two queries.
        """
        # sudo: the time that is worked is no secret, the calendar itself may be
        calendar = calendar.sudo()
        zone = self._get_timezone(calendar, company)
        # Whole weeks: flexible calendars spread their hours over the week.
        first_day = self._get_local_day(calendar, company, start)
        first_day -= timedelta(days=first_day.weekday())
        last_day = self._get_local_day(calendar, company, end) + timedelta(days=1)
        bounds = [
            pytz.utc.localize(self._get_midnight(zone, day))
            for day in (first_day, last_day)
        ]
        batch = calendar._work_intervals_batch(
            *bounds,
            # As superuser, holidays of other companies would be found too.
            domain=[
                ("time_type", "=", "leave"),
                ("company_id", "in", [False, company.id]),
            ],
            tz=zone,
        )
        intervals = []
        for begin, stop, _attendance in batch[False]:
            day = begin.date()
            begin, stop = (
                self._round(moment.astimezone(pytz.utc).replace(tzinfo=None))
                for moment in (begin, stop)
            )
            if stop - begin >= SHORTEST_WORK:
                intervals.append((begin, stop, day))
        return intervals

    @api.model
    def _round(self, moment):
        """Return a moment in whole seconds: 24:00 is 23:59:59.999999 to a calendar."""
        return (moment + timedelta(microseconds=500000)).replace(microsecond=0)

    @api.model
    def _check_calendar(self, calendar, company):
        if not calendar:
            raise UserError(
                self.env._(
                    "%(company)s has no working calendar, so working time cannot be "
                    "counted: choose one under Settings → Working Hours, or count "
                    "calendar days.",
                    company=company.sudo().name,
                )
            )

    @api.model
    def _refuse_calendar(self, calendar, start):
        raise UserError(
            self.env._(
                "The working calendar “%(calendar)s” has no working time after "
                "%(date)s, so the deadline never comes: enter working hours, or "
                "choose another calendar.",
                calendar=calendar.sudo().name,
                date=format_date(
                    self.env, fields.Datetime.context_timestamp(self, start)
                ),
            )
        )
