# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models

# As in the calendar: what lasts all day has no hours, and is on the same day for
# everybody. Its moments are these hours of its days, and no time zone is applied.
ALL_DAY_START = time(8)
ALL_DAY_STOP = time(18)


class GroupCustomerVisit(models.Model):
    """When a visit is: moments are kept in UTC, days are those of the company."""

    _inherit = "group.customer.visit"

    day_from = fields.Date(
        string="First Day", compute="_compute_day_from", inverse="_inverse_days"
    )
    day_to = fields.Date(
        string="Last Day", compute="_compute_day_to", inverse="_inverse_days"
    )

    # === COMPUTE METHODS === #

    @api.depends("kind_id")
    def _compute_channel_id(self):
        fallback = self.env["group.customer.visit.channel"].search([], limit=1)
        for visit in self:
            usual = visit.kind_id.default_channel_id
            visit.channel_id = usual or visit.channel_id or fallback

    @api.depends("start", "stop")
    def _compute_duration(self):
        for visit in self:
            visit.duration = (
                round((visit.stop - visit.start).total_seconds() / 3600, 2)
                if visit.start and visit.stop
                else 0
            )

    @api.depends("start", "duration")
    def _compute_stop(self):
        # Another start keeps the duration, as in the calendar. Both follow the start
        # and each other: what the duration was has to be read before it is computed.
        self.env.remove_to_compute(self._fields["duration"], self)
        for visit in self:
            hours = visit.duration or visit.kind_id.default_duration or 1
            visit.stop = visit.start and visit.start + timedelta(
                minutes=round(hours * 60)
            )

    @api.depends("start", "is_all_day", "company_id")
    def _compute_date(self):
        zones = {company: self._get_zone(company) for company in self.company_id}
        for visit in self:
            if not visit.start or visit.is_all_day:
                visit.date = visit.start and visit.start.date()
                continue
            zone = zones.get(visit.company_id) or self._get_zone(self.env.company)
            visit.date = self._get_local(visit.start, zone).date()

    # Apart: computing both at once would undo the one that was entered
    @api.depends("start", "is_all_day")
    def _compute_day_from(self):
        for visit in self:
            visit.day_from = visit.is_all_day and visit.start and visit.start.date()

    @api.depends("stop", "is_all_day")
    def _compute_day_to(self):
        for visit in self:
            visit.day_to = visit.is_all_day and visit.stop and visit.stop.date()

    def _inverse_days(self):
        for visit in self:
            if visit.is_all_day and visit.day_from and visit.day_to:
                visit.write(
                    {
                        "start": datetime.combine(visit.day_from, ALL_DAY_START),
                        "stop": datetime.combine(visit.day_to, ALL_DAY_STOP),
                    }
                )

    # === ONCHANGE METHODS === #

    @api.onchange("kind_id")
    def _onchange_kind_id(self):
        if self.start and self.kind_id and not self.is_all_day:
            minutes = round(self.kind_id.default_duration * 60)
            self.stop = self.start + timedelta(minutes=minutes)

    # === TOOLING === #

    @api.model
    def _get_zone(self, company):
        """Return the time zone in which a company counts its days."""
        ledger = self.env["group.customer.ledger"]
        return pytz.timezone(ledger._get_timezone(company or self.env.company))

    @api.model
    def _get_local(self, moment, zone):
        """Return a moment (UTC, naive) as it is in a zone."""
        return pytz.utc.localize(moment).astimezone(zone)

    @api.model
    def _get_moment(self, day, hours, company):
        """Return the moment (UTC, naive) of an hour of a day where a company is.

        :param date day: day of the company
        :param float hours: hours since its midnight; 9.5 is half past nine
        """
        zone = self._get_zone(company)
        wall = datetime.combine(day, time.min) + timedelta(minutes=round(hours * 60))
        return zone.localize(wall).astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _get_all_day(self, start, stop, company):
        """Return begin and end of what lasts all day.

        Days are entered as such (midnight), or kept already; another moment means
        its day where the company is.
        """
        zone = self._get_zone(company)

        def get_day(moment):
            if moment.time() in (time.min, ALL_DAY_START, ALL_DAY_STOP):
                return moment.date()
            return self._get_local(moment, zone).date()

        return (
            datetime.combine(get_day(start), ALL_DAY_START),
            datetime.combine(get_day(stop), ALL_DAY_STOP),
        )
