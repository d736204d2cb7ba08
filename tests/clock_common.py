# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime

import pytz

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .common import GroupCustomerCommon
from .registry_common import add_test_models


class ClockDocument(models.Model):
    _module = None
    _name = "group.customer.test.clock"
    _description = "Timed Paper"
    _inherit = ["group.customer.deadline.mixin"]

    name = fields.Char()
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    calls = fields.Char(default="")
    fails = fields.Boolean()

    def _on_clock_at_risk(self):
        self.calls += "risk "

    def _on_clock_breach(self):
        self.calls += "breach "
        if self.fails:
            raise UserError(self.env._("Nobody is there."))

    def _on_clock_notice_failed(self, error):
        self.calls += f"failed: {error}"


class ClockCommon(GroupCustomerCommon):
    """A calendar of forty hours in Shanghai, and papers with a clock.

    Monday to Friday from 8 to 12 and from 13 to 17; Shanghai is eight hours ahead of
    UTC all year. Monday the 2nd of March 2026 begins most of the tests.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_test_models(cls, ClockDocument)
        cls.calendar = cls._create_calendar("Shanghai", "Asia/Shanghai")
        cls.env.company.resource_calendar_id = cls.calendar
        cls.Paper = cls.env["group.customer.test.clock"]
        cls.WorkingTime = cls.env["group.customer.working.time"]

    @classmethod
    def _create_calendar(cls, name, zone, days="01234", spans=((8, 12), (13, 17))):
        calendar = cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": zone,
                "company_id": cls.env.company.id,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": "Work",
                                "dayofweek": day,
                                "hour_from": first,
                                "hour_to": last,
                                "day_period": "morning" if first < 12 else "afternoon",
                            }
                        )
                        for day in days
                        for first, last in spans
                    ),
                ],
            }
        )
        return calendar

    @classmethod
    def _create_leave(cls, calendar, first, last, **values):
        zone = calendar.tz or "Asia/Shanghai"
        return cls.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "date_from": cls._utc(first, zone),
                "date_to": cls._utc(last, zone),
                **values,
            }
        )

    @classmethod
    def _utc(cls, text, zone="Asia/Shanghai"):
        """A local moment, written ``2026-03-02 08:00``, in UTC."""
        local = pytz.timezone(zone).localize(datetime.strptime(text, "%Y-%m-%d %H:%M"))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @classmethod
    def _local(cls, moment, zone="Asia/Shanghai"):
        local = pytz.utc.localize(moment).astimezone(pytz.timezone(zone))
        return local.strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00")

    def _due(self, start, duration, unit, calendar=None):
        """When it is due, both in local time."""
        calendar = calendar or self.calendar
        due = self.WorkingTime._get_due(
            calendar,
            self.env.company,
            self._utc(start, calendar.tz),
            duration,
            unit,
        )
        return self._local(due, calendar.tz)
