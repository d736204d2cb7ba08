# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
from datetime import date, datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..tools.working_time import (
    advance,
    advance_days,
    count_days,
    is_working,
    total,
    worked,
)

MONDAY = date(2026, 3, 2)


def at(day, hour, minute=0):
    """A moment of March 2026."""
    return datetime(2026, 3, day, hour, minute)


def work(*spans):
    """Intervals from (day, first hour, last hour)."""
    return [
        (at(day, first), at(day, last), date(2026, 3, day))
        for day, first, last in spans
    ]


# Monday the 2nd to Wednesday the 4th, with a break at noon
WEEK = work((2, 8, 12), (2, 13, 17), (3, 8, 12), (3, 13, 17), (4, 8, 12), (4, 13, 17))


@tagged("post_install", "-at_install")
class TestClockTools(BaseCase):
    """Arithmetic of working time, without calendars."""

    def test_worked(self):
        for start, end, hours in (
            (at(2, 8), at(2, 12), 4),
            (at(2, 11), at(2, 14), 2),
            (at(2, 12), at(2, 13), 0),
            (at(1, 0), at(5, 0), 24),
            (at(2, 16, 30), at(3, 8, 30), 1),
            (at(3, 9), at(2, 9), 0),
            (at(5, 9), at(6, 9), 0),
        ):
            with self.subTest(start=start, end=end):
                self.assertEqual(worked(WEEK, start, end), timedelta(hours=hours))
        self.assertEqual(worked([], at(2, 8), at(3, 8)), timedelta())

    def test_advance(self):
        for start, hours, moment in (
            (at(2, 8), 4, at(2, 12)),
            (at(2, 8), 4.5, at(2, 13, 30)),
            # The end of a day is a moment of that day
            (at(2, 8), 8, at(2, 17)),
            (at(2, 16), 2, at(3, 9)),
            # At night and at noon nothing is counted
            (at(2, 20), 1, at(3, 9)),
            (at(2, 12, 30), 1, at(2, 14)),
            (at(1, 3), 24, at(4, 17)),
            (at(2, 9), 0, at(2, 9)),
            (at(4, 16), 2, None),
        ):
            with self.subTest(start=start, hours=hours):
                self.assertEqual(advance(WEEK, start, timedelta(hours=hours)), moment)

    def test_advance_days(self):
        for day, count, moment in (
            (MONDAY, 1, at(3, 17)),
            (MONDAY, 2, at(4, 17)),
            (date(2026, 3, 1), 1, at(2, 17)),
            # Half of Tuesday's eight hours
            (MONDAY, 0.5, at(3, 12)),
            (MONDAY, 1.25, at(4, 10)),
            (MONDAY, 3, None),
            (MONDAY, 2.5, None),
        ):
            with self.subTest(day=day, count=count):
                self.assertEqual(advance_days(WEEK, day, count), moment)

    def test_half_working_day_is_a_day(self):
        days = work((6, 8, 17), (7, 8, 12), (9, 8, 17))
        self.assertEqual(advance_days(days, date(2026, 3, 6), 1), at(7, 12))

    def test_small_ones(self):
        self.assertEqual(total(WEEK), timedelta(hours=24))
        self.assertEqual(count_days(WEEK, MONDAY, date(2026, 3, 4)), 2)
        self.assertEqual(count_days(WEEK, date(2026, 3, 4), MONDAY), 0)
        self.assertTrue(is_working(WEEK, at(2, 8)))
        self.assertFalse(is_working(WEEK, at(2, 12)))
        self.assertFalse(is_working(WEEK, at(2, 20)))

    def test_agrees_with_counting_minutes(self):
        """The same as counting every minute one by one."""
        chance = random.Random(7)
        for _turn in range(40):
            intervals, moment = [], at(2, 0)
            for _index in range(chance.randint(1, 6)):
                begin = moment + timedelta(minutes=chance.randint(1, 300))
                moment = begin + timedelta(minutes=chance.randint(1, 300))
                intervals.append((begin, moment, begin.date()))
            minutes = [
                at(2, 0) + timedelta(minutes=minute)
                for minute in range(int((moment - at(2, 0)).total_seconds() // 60))
            ]
            busy = [minute for minute in minutes if is_working(intervals, minute)]
            start = at(2, 0) + timedelta(minutes=chance.randint(0, 400))
            after = [minute for minute in busy if minute >= start]
            count = chance.randint(1, 200)
            expected = (
                after[count - 1] + timedelta(minutes=1) if len(after) >= count else None
            )
            span = timedelta(minutes=count)
            self.assertEqual(advance(intervals, start, span), expected)
            end = start + timedelta(minutes=chance.randint(0, 600))
            self.assertEqual(
                worked(intervals, start, end),
                timedelta(minutes=sum(start <= minute < end for minute in busy)),
            )
