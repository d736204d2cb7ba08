# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .clock_common import ClockCommon


@tagged("post_install", "-at_install")
class TestClockCalendar(ClockCommon):
    """Due moments on Odoo's working calendars, each worked out by hand."""

    def test_working_hours(self):
        for start, hours, due in (
            ("2026-03-02 08:00", 4, "2026-03-02 12:00"),
            ("2026-03-02 11:00", 2, "2026-03-02 14:00"),
            ("2026-03-02 08:00", 8, "2026-03-02 17:00"),
            ("2026-03-02 16:00", 2, "2026-03-03 09:00"),
            # Started at night, at noon, on a Saturday
            ("2026-03-02 22:00", 1, "2026-03-03 09:00"),
            ("2026-03-02 02:00", 1, "2026-03-02 09:00"),
            ("2026-03-02 12:20", 1, "2026-03-02 14:00"),
            ("2026-03-07 10:00", 1, "2026-03-09 09:00"),
            # Over a week-end
            ("2026-03-06 16:30", 1, "2026-03-09 08:30"),
            # Forty hours are a week
            ("2026-03-04 08:00", 40, "2026-03-10 17:00"),
        ):
            with self.subTest(start=start, hours=hours):
                self.assertEqual(self._due(start, hours, "working_hours"), due)

    def test_working_days(self):
        for start, days, due in (
            # The day of the start does not count, at whatever hour
            ("2026-03-02 02:00", 1, "2026-03-03 17:00"),
            ("2026-03-02 09:00", 1, "2026-03-03 17:00"),
            ("2026-03-02 22:00", 1, "2026-03-03 17:00"),
            ("2026-03-02 09:00", 2, "2026-03-04 17:00"),
            ("2026-03-06 09:00", 1, "2026-03-09 17:00"),
            ("2026-03-07 09:00", 1, "2026-03-09 17:00"),
            ("2026-03-02 09:00", 10, "2026-03-16 17:00"),
            ("2026-03-02 09:00", 0.5, "2026-03-03 12:00"),
            ("2026-03-06 09:00", 1.5, "2026-03-10 12:00"),
        ):
            with self.subTest(start=start, days=days):
                self.assertEqual(self._due(start, days, "working_days"), due)

    def test_calendar_days(self):
        for start, days, due in (
            ("2026-03-06 09:00", 1, "2026-03-07 23:59:59"),
            ("2026-03-06 23:59", 2, "2026-03-08 23:59:59"),
            ("2026-03-06 00:00", 30, "2026-04-05 23:59:59"),
            ("2026-03-06 09:00", 1.5, "2026-03-08 11:59:59"),
        ):
            with self.subTest(start=start, days=days):
                self.assertEqual(self._due(start, days, "calendar_days"), due)

    def test_holidays(self):
        # Tuesday and Wednesday of the week
        self._create_leave(self.calendar, "2026-03-03 00:00", "2026-03-04 23:59")
        self.assertEqual(
            self._due("2026-03-02 16:00", 2, "working_hours"), "2026-03-05 09:00"
        )
        self.assertEqual(
            self._due("2026-03-02 16:00", 2, "working_days"), "2026-03-06 17:00"
        )
        self.assertEqual(
            self._due("2026-03-02 16:00", 2, "calendar_days"), "2026-03-04 23:59:59"
        )

    def test_half_holiday_leaves_a_working_day(self):
        self._create_leave(self.calendar, "2026-03-03 13:00", "2026-03-03 17:00")
        self.assertEqual(
            self._due("2026-03-02 16:00", 1, "working_days"), "2026-03-03 12:00"
        )

    def test_holidays_for_every_calendar_of_the_company(self):
        every = self.env["resource.calendar"]
        leave = self._create_leave(every, "2026-03-03 00:00", "2026-03-03 23:59")
        leave.company_id = self.env.company
        self.assertEqual(
            self._due("2026-03-02 16:00", 2, "working_hours"), "2026-03-04 09:00"
        )

    def test_holidays_of_others_do_not_count(self):
        """Neither those of another company, nor those of a person."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        every = self.env["resource.calendar"]
        leave = self._create_leave(every, "2026-03-03 00:00", "2026-03-03 23:59")
        self.env.cr.execute(
            "UPDATE resource_calendar_leaves SET company_id = %s WHERE id = %s",
            [company.id, leave.id],
        )
        leave.invalidate_recordset()
        person = self.env["resource.resource"].create(
            {"name": "Li", "calendar_id": self.calendar.id}
        )
        self._create_leave(
            self.calendar,
            "2026-03-03 00:00",
            "2026-03-03 23:59",
            resource_id=person.id,
        )
        self.assertEqual(
            self._due("2026-03-02 16:00", 2, "working_hours"), "2026-03-03 09:00"
        )

    def test_days_are_those_of_the_calendar(self):
        """23:00 UTC on Monday is Tuesday in Shanghai, and Monday in New York."""
        start = self._utc("2026-03-02 23:00", "UTC")
        for zone, due in (
            ("Asia/Shanghai", "2026-03-04 17:00"),
            ("America/New_York", "2026-03-03 17:00"),
        ):
            calendar = self._create_calendar(zone, zone)
            for tz in ("Asia/Tokyo", "Europe/Berlin", False):
                with self.subTest(zone=zone, tz=tz):
                    self.env.user.tz = tz
                    moment = self.WorkingTime._get_due(
                        calendar, self.env.company, start, 1, "working_days"
                    )
                    self.assertEqual(self._local(moment, zone), due)

    def test_summer_time(self):
        """In Berlin the night of 2026-03-29 has an hour less, that of 2026-10-25 one
        more; the clock on the wall counts for work, and 24 hours pass in 23."""
        berlin = self._create_calendar("Berlin", "Europe/Berlin")
        self.assertEqual(
            self._due("2026-03-27 16:00", 2, "working_hours", berlin),
            "2026-03-30 09:00",
        )
        self.assertEqual(
            self._due("2026-10-23 16:00", 2, "working_hours", berlin),
            "2026-10-26 09:00",
        )
        self.assertEqual(
            self._due("2026-03-28 16:00", 1, "calendar_days", berlin),
            "2026-03-29 23:59:59",
        )
        night = self._create_calendar("Night", "Europe/Berlin", "6", ((0, 8),))
        # From 0 to 8 on that Sunday are seven hours only: the eighth is a week later.
        self.assertEqual(
            self._due("2026-03-28 16:00", 7, "working_hours", night),
            "2026-03-29 08:00",
        )
        self.assertEqual(
            self._due("2026-03-28 16:00", 8, "working_hours", night),
            "2026-04-05 01:00",
        )

    def test_work_until_midnight(self):
        late = self._create_calendar("Late", "Asia/Shanghai", spans=((16, 24),))
        self.assertEqual(
            self._due("2026-03-02 20:00", 4, "working_hours", late), "2026-03-03 00:00"
        )
        self.assertEqual(
            self._due("2026-03-02 20:00", 5, "working_hours", late), "2026-03-03 17:00"
        )
        # The second after a holiday's 23:59:59 is no working day.
        leave = self._create_leave(late, "2026-03-03 00:00", "2026-03-03 23:59")
        leave.date_to = leave.date_to.replace(second=59)
        self.assertEqual(
            self._due("2026-03-02 20:00", 1, "working_days", late), "2026-03-05 00:00"
        )

    def test_calendar_of_two_weeks(self):
        """Work in the weeks of one kind only."""
        calendar = self._create_calendar("Shifts", "Asia/Shanghai")
        calendar.two_weeks_calendar = True
        week = self.env["resource.calendar.attendance"].get_week_type(
            self._utc("2026-03-02 12:00").date()
        )
        calendar.attendance_ids.week_type = str(week)
        self.assertEqual(
            self._due("2026-03-06 16:00", 2, "working_hours", calendar),
            "2026-03-16 09:00",
        )

    def test_flexible_calendar(self):
        """Odoo puts the hours of a flexible day around noon: eight from 8 to 16."""
        calendar = self._create_calendar("Flexible", "Asia/Shanghai")
        calendar.write({"flexible_hours": True, "hours_per_day": 8})
        calendar.full_time_required_hours = 40
        self.assertEqual(
            self._due("2026-03-02 15:00", 2, "working_hours", calendar),
            "2026-03-03 09:00",
        )

    def test_long_way_off(self):
        """A thousand working days are two hundred weeks."""
        self.assertEqual(
            self._due("2026-03-02 09:00", 1000, "working_days"), "2029-12-31 17:00"
        )

    def test_calendar_without_hours(self):
        empty = self._create_calendar("Nobody works", "Asia/Shanghai", days="")
        for unit in ("working_hours", "working_days"):
            with (
                self.subTest(unit=unit),
                self.assertRaisesRegex(
                    UserError, "“Nobody works” has no working time after"
                ),
            ):
                self._due("2026-03-02 09:00", 1, unit, empty)
        self.assertEqual(
            self._due("2026-03-02 09:00", 1, "calendar_days", empty),
            "2026-03-03 23:59:59",
        )

    def test_no_calendar(self):
        none = self.env["resource.calendar"]
        start = self._utc("2026-03-02 09:00")
        with self.assertRaisesRegex(UserError, "has no working calendar"):
            self.WorkingTime._get_due(none, self.env.company, start, 1, "working_hours")
        self.env.company.partner_id.tz = "Asia/Shanghai"
        due = self.WorkingTime._get_due(
            none, self.env.company, start, 1, "calendar_days"
        )
        self.assertEqual(self._local(due), "2026-03-03 23:59:59")

    def test_employee_need_not_read_calendars(self):
        employee = self.users["employee"]
        WorkingTime = self.WorkingTime.with_user(employee)
        due = WorkingTime._get_due(
            self.calendar.with_user(employee),
            self.env.company,
            self._utc("2026-03-02 08:00"),
            4,
            "working_hours",
        )
        self.assertEqual(self._local(due), "2026-03-02 12:00")
