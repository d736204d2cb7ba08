# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .clock_common import ClockCommon


@tagged("post_install", "-at_install")
class TestClockDeadline(ClockCommon):
    """A clock on a record: begin, pause, resume, stop, how much is left."""

    def _begin(self, local, duration=8, unit="working_hours", **values):
        paper = self.Paper.create({"name": "Paper"})
        paper._clock_begin(self._utc(local), duration, unit, **values)
        return paper

    def _at(self, local):
        return freeze_time(self._utc(local))

    def test_begin(self):
        paper = self._begin("2026-03-02 08:00", 8, at_risk_percent=75)
        self.assertEqual(paper.clock_state, "running")
        self.assertEqual(paper.clock_calendar_id, self.calendar)
        self.assertEqual(self._local(paper.clock_due), "2026-03-02 17:00")
        # Three quarters of eight hours are six: two of them after noon
        self.assertEqual(self._local(paper.clock_at_risk_on), "2026-03-02 15:00")

    def test_at_risk_of_days_counts_working_time(self):
        paper = self._begin("2026-03-06 16:00", 1, "working_days", at_risk_percent=50)
        # 1 h on Friday and 8 h on Monday: half of it is Monday 11:30
        self.assertEqual(self._local(paper.clock_due), "2026-03-09 17:00")
        self.assertEqual(self._local(paper.clock_at_risk_on), "2026-03-09 11:30")

    def test_no_deadline(self):
        for duration in (0, -1, False):
            with self.subTest(duration=duration):
                paper = self._begin("2026-03-02 08:00", duration)
                self.assertEqual(paper.clock_state, "none")
                self.assertFalse(paper.clock_due)
                paper._clock_pause()
                paper._clock_resume()
                paper._clock_stop()
                self.assertEqual(paper.clock_state, "none")
                self.assertFalse(paper.is_overdue or paper.is_at_risk)

    def test_clients_do_not_set_the_clock(self):
        paper = self._begin("2026-03-02 08:00")
        user = self.users["account"]
        for name, value in (("clock_due", "2030-01-01"), ("clock_state", "met")):
            with self.subTest(name=name), self.assertRaises(UserError):
                paper.with_user(user).write({name: value})
        paper.with_user(user).overrun_reason = "The customer was away."

    def test_begin_again_forgets_the_former(self):
        paper = self._begin("2026-03-02 08:00", 1)
        paper._write_server({"clock_breach_notified": True})
        with self._at("2026-03-04 08:00"):
            paper._clock_stop()
            self.assertEqual(paper.clock_state, "missed")
            paper._clock_begin(False, 1, "working_hours")
        self.assertEqual(paper.clock_state, "running")
        self.assertFalse(paper.clock_breach_notified or paper.clock_stopped_on)
        self.assertEqual(self._local(paper.clock_due), "2026-03-04 09:00")

    def test_flags(self):
        paper = self._begin("2026-03-02 08:00", 8, at_risk_percent=75)
        ours = [("id", "=", paper.id)]
        for moment, at_risk, overdue in (
            ("2026-03-02 14:59", False, False),
            ("2026-03-02 15:00", True, False),
            ("2026-03-02 17:00", True, False),
            ("2026-03-02 17:01", False, True),
        ):
            with self.subTest(moment=moment), self._at(moment):
                paper.invalidate_recordset()
                self.assertEqual(paper.is_at_risk, at_risk)
                self.assertEqual(paper.is_overdue, overdue)
                for name, value in (("is_at_risk", at_risk), ("is_overdue", overdue)):
                    for operator, operand, found in (
                        ("=", True, value),
                        ("=", False, not value),
                        ("!=", True, not value),
                        ("in", [True, False], True),
                    ):
                        domain = [*ours, (name, operator, operand)]
                        self.assertEqual(bool(self.Paper.search(domain)), found, domain)

    def test_stop_in_time_and_late(self):
        for moment, state in (
            ("2026-03-02 17:00", "met"),
            ("2026-03-02 17:01", "missed"),
        ):
            with self.subTest(moment=moment):
                paper = self._begin("2026-03-02 08:00", 8)
                with self._at(moment):
                    paper._clock_stop()
                    self.assertEqual(paper.clock_state, state)
                    self.assertEqual(paper.clock_stopped_on, self._utc(moment))
                    self.assertFalse(paper.is_overdue)

    def test_reason_of_an_overrun(self):
        paper = self._begin("2026-03-02 08:00", 8)
        Model = self.env.registry[paper._name]
        with (
            patch.object(Model, "_clock_requires_reason", True),
            self._at("2026-03-03 09:00"),
        ):
            for reason in (None, "  "):
                with self.assertRaisesRegex(UserError, "write the reason"):
                    paper._clock_stop(reason)
            self.assertEqual(paper.clock_state, "running")
            paper._clock_stop("The customer was away.")
            self.assertEqual(paper.overrun_reason, "The customer was away.")
            self.assertEqual(paper.clock_state, "missed")
            other = self._begin("2026-03-02 08:00", 8)
            other.overrun_reason = "Written before."
            other._clock_stop()
            in_time = self._begin("2026-03-03 08:00", 8)
            in_time._clock_stop()
            self.assertEqual(in_time.clock_state, "met")

    def test_pause_within_a_day(self):
        paper = self._begin("2026-03-02 08:00", 8, at_risk_percent=75)
        with self._at("2026-03-02 10:00"):
            paper._clock_pause()
        with self._at("2026-03-02 18:00"):
            # Six hours are left, however late it is
            self.assertFalse(paper.is_overdue)
            self.assertEqual(paper.clock_remaining, "Paused, 6 h 00 min left")
        with self._at("2026-03-03 09:00"):
            paper._clock_resume()
            self.assertEqual(self._local(paper.clock_due), "2026-03-03 16:00")
            self.assertEqual(self._local(paper.clock_at_risk_on), "2026-03-03 14:00")
            self.assertEqual(paper.clock_state, "running")
            self.assertFalse(paper.clock_paused_on)

    def test_pause_over_a_weekend(self):
        """Paused on Friday an hour before the end, resumed on Monday an hour after
        the beginning: two hours of work."""
        hours = self._begin("2026-03-06 15:00", 4)
        days = self._begin("2026-03-05 15:00", 2, "working_days")
        calendar_days = self._begin("2026-03-06 15:00", 3, "calendar_days")
        papers = hours + days + calendar_days
        self.assertEqual(self._local(hours.clock_due), "2026-03-09 10:00")
        self.assertEqual(self._local(days.clock_due), "2026-03-09 17:00")
        with self._at("2026-03-06 16:00"):
            papers._clock_pause()
        with self._at("2026-03-09 09:00"):
            papers._clock_resume()
        self.assertEqual(self._local(hours.clock_due), "2026-03-09 12:00")
        self.assertEqual(self._local(days.clock_due), "2026-03-10 10:00")
        # 2 days and 17 hours
        self.assertEqual(self._local(calendar_days.clock_due), "2026-03-12 16:59:59")

    def test_pause_at_night_costs_nothing(self):
        for unit, duration in (("working_hours", 8), ("working_days", 2)):
            with self.subTest(unit=unit):
                paper = self._begin("2026-03-02 10:00", duration, unit)
                due = paper.clock_due
                with self._at("2026-03-02 18:00"):
                    paper._clock_pause()
                with self._at("2026-03-03 07:00"):
                    paper._clock_resume()
                self.assertEqual(paper.clock_due, due)

    def test_pause_after_the_breach_changes_nothing(self):
        paper = self._begin("2026-03-02 08:00", 1)
        with self._at("2026-03-02 10:00"):
            self.assertTrue(paper.is_overdue)
            paper._clock_pause()
            self.assertFalse(paper.is_overdue)
        with self._at("2026-03-04 10:00"):
            paper._clock_resume()
            self.assertTrue(paper.is_overdue)
            self.assertEqual(self._local(paper.clock_due), "2026-03-02 09:00")

    def test_stop_while_paused(self):
        """The time ended when the pause began."""
        paper = self._begin("2026-03-02 08:00", 8)
        with self._at("2026-03-02 10:00"):
            paper._clock_pause()
        with self._at("2026-03-09 10:00"):
            paper._clock_stop()
        self.assertEqual(paper.clock_state, "met")

    def test_remaining(self):
        hours = self._begin("2026-03-02 08:00", 8)
        days = self._begin("2026-03-02 08:00", 3, "working_days")
        calendar_days = self._begin("2026-03-02 08:00", 2, "calendar_days")
        for moment, texts in (
            (
                "2026-03-02 11:30",
                ("4 h 30 min left", "3 working days left", "2 days left"),
            ),
            ("2026-03-02 16:59", ("0 h 01 min left", None, None)),
            (
                "2026-03-05 09:10",
                ("17 h 10 min overdue", "due today", "1 day overdue"),
            ),
            (
                "2026-03-05 20:00",
                ("24 h 00 min overdue", "overdue since today", "1 day overdue"),
            ),
            ("2026-03-09 20:00", (None, "2 working days overdue", "5 days overdue")),
        ):
            with self.subTest(moment=moment), self._at(moment):
                papers = hours + days + calendar_days
                papers.invalidate_recordset()
                for paper, text in zip(papers, texts, strict=True):
                    if text:
                        self.assertEqual(paper.clock_remaining, text)

    def test_remaining_costs_the_same_for_many(self):
        papers = self.Paper.create([{"name": str(index)} for index in range(80)])
        papers._clock_begin(self._utc("2026-03-02 08:00"), 3, "working_days")
        counts = []
        for some in (papers[:8], papers):
            self.env.flush_all()
            self.env.invalidate_all()
            with self._at("2026-03-02 12:00"):
                before = self.env.cr.sql_log_count
                some.mapped("clock_remaining")
                counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[1], 12)
