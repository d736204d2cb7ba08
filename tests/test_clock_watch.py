# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from odoo.addons.base.models.ir_cron import IrCron

from ..models.clock import group_customer_deadline_watch
from .clock_common import ClockCommon


@tagged("post_install", "-at_install")
class TestClockWatch(ClockCommon):
    """One notice before the breach and one at it, however often the cron runs."""

    def setUp(self):
        super().setUp()
        # Nothing is committed in a test
        self.commits = []
        commit = patch.object(
            IrCron,
            "_commit_progress",
            lambda cron, processed=0, *, remaining=None, deactivate=False: (
                self.commits.append((processed, remaining)) or self.time_left
            ),
        )
        commit.start()
        self.addCleanup(commit.stop)
        self.time_left = 10

    def _create(self, count=1, **values):
        papers = self.Paper.create([{"name": "Paper", **values}] * count)
        # Due on Monday at 17:00, at risk from 15:00
        papers._clock_begin(
            self._utc("2026-03-02 08:00"), 8, "working_hours", at_risk_percent=75
        )
        return papers

    def _watch(self, local):
        with freeze_time(self._utc(local)):
            return self.Paper._cron_watch_clocks()

    def test_each_notice_once(self):
        paper = self._create()
        for moment, calls in (
            ("2026-03-02 14:00", ""),
            ("2026-03-02 15:30", "risk "),
            ("2026-03-02 16:30", "risk "),
            ("2026-03-03 08:30", "risk breach "),
            ("2026-03-04 09:00", "risk breach "),
        ):
            with self.subTest(moment=moment):
                self._watch(moment)
                self.assertEqual(paper.calls, calls)

    def test_breach_waits_for_working_hours(self):
        paper = self._create()
        other = self._create()
        self._create_leave(self.calendar, "2026-03-04 00:00", "2026-03-04 23:59")
        for moment in ("2026-03-02 18:00", "2026-03-03 07:59", "2026-03-04 10:00"):
            self._watch(moment)
            self.assertFalse(paper.calls)
        self.assertEqual(self._watch("2026-03-05 08:00"), True)
        self.assertEqual((paper + other).mapped("calls"), ["breach ", "breach "])

    def test_hours_are_those_of_the_calendar(self):
        """At 9 in Berlin it is 16 in Shanghai."""
        berlin = self._create_calendar("Berlin", "Europe/Berlin")
        shanghai_paper, berlin_paper = self._create(), self._create()
        berlin_paper._clock_begin(
            self._utc("2026-03-02 08:00"), 1, "working_hours", berlin
        )
        # 15:30 in Shanghai the next day is 8:30 in Berlin; 10:30 is 3:30.
        self._watch("2026-03-03 10:30")
        self.assertEqual(shanghai_paper.calls, "breach ")
        self.assertFalse(berlin_paper.calls)
        self._watch("2026-03-03 15:30")
        self.assertEqual(berlin_paper.calls, "breach ")

    def test_calendar_without_hours_keeps_nobody_waiting(self):
        empty = self._create_calendar("Nobody", "Asia/Shanghai", days="")
        paper = self._create()
        paper._clock_begin(self._utc("2026-03-02 08:00"), 1, "calendar_days", empty)
        self._watch("2026-03-04 03:00")
        self.assertEqual(paper.calls, "breach ")

    def test_stopped_and_paused_clocks_are_silent(self):
        stopped, paused = self._create(), self._create()
        with freeze_time(self._utc("2026-03-02 10:00")):
            stopped._clock_stop()
            paused._clock_pause()
        self._watch("2026-03-05 10:00")
        self.assertFalse(stopped.calls or paused.calls)

    def test_a_failing_notice_stops_no_other(self):
        failing, other = self._create(fails=True), self._create()
        self._watch("2026-03-03 10:00")
        self.assertEqual(failing.calls, "failed: Nobody is there.")
        self.assertEqual(other.calls, "breach ")
        self._watch("2026-03-03 11:00")
        self.assertEqual(failing.calls, "failed: Nobody is there.")

    def test_slices(self):
        papers = self._create(5)
        with patch.object(group_customer_deadline_watch, "SLICE", 2):
            self.assertTrue(self._watch("2026-03-03 10:00"))
        self.assertEqual(set(papers.mapped("calls")), {"breach "})
        self.assertEqual(self.commits, [(2, 3), (2, 1), (1, 0)])

    def test_stops_when_time_is_out(self):
        papers = self._create(5)
        self.time_left = 0
        with patch.object(group_customer_deadline_watch, "SLICE", 2):
            self.assertFalse(self._watch("2026-03-03 10:00"))
            self.assertEqual(papers.mapped("calls"), ["breach "] * 2 + [""] * 3)
            self._watch("2026-03-03 10:00")
        self.assertEqual(papers.mapped("calls"), ["breach "] * 4 + [""])
