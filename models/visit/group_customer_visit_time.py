# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, time, timedelta

import pytz

from odoo import api, models


class GroupCustomerVisit(models.Model):
    """When a visit is: moments are kept in UTC, days are those of the company."""

    _inherit = "group.customer.visit"

    # === COMPUTE METHODS === #

    @api.depends("kind_id")
    def _compute_channel_id(self):
        fallback = self.env["group.customer.visit.channel"].search([], limit=1)
        for visit in self:
            visit.channel_id = (
                visit.channel_id or visit.kind_id.default_channel_id or fallback
            )

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

    @api.depends("start", "company_id")
    def _compute_date(self):
        zones = {
            company: self._get_zone(company) for company in self.company_id or [False]
        }
        for visit in self:
            zone = zones.get(visit.company_id) or self._get_zone(self.env.company)
            visit.date = visit.start and self._get_local(visit.start, zone).date()

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
