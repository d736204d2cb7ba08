# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .visit_checkin_common import NOW, VisitCheckinCommon


@tagged("post_install", "-at_install")
class TestVisitFaultsDay(VisitCheckinCommon):
    """Visits that last all day have no hours, wherever the company is."""

    def _create_all_day(self):
        return self._create_visit(
            start=NOW.replace(hour=0), stop=NOW.replace(hour=0), is_all_day=True
        )

    def test_check_in_on_a_day_that_lasts_all_day(self):
        """Its 18:00 are no moment: in Shanghai it would be the next morning."""
        visit = self._create_all_day()
        with freeze_time("2026-03-10 17:00:00"):  # 1:00 on the 11th
            with self.assertRaisesRegex(UserError, "move it to the day"):
                visit.action_check_in(self._values(at=False))
        with freeze_time("2026-03-10 15:30:00"):  # 23:30 on the 10th
            visit.action_check_in(self._values(at=False))
        self.assertEqual(visit.checkin_result, "ok")

    def test_one_of_the_days_is_entered(self):
        visit = self._create_all_day()
        for name, day, days in (
            ("day_to", 12, (10, 12)),
            ("day_from", 11, (11, 12)),
            ("day_to", 11, (11, 11)),
        ):
            self.env.flush_all()
            self.env.invalidate_all()
            visit[name] = date(2026, 3, day)
            self.env.invalidate_all()
            self.assertEqual((visit.start.day, visit.stop.day), days)
            self.assertEqual((visit.day_from.day, visit.day_to.day), days)

    def test_agenda_of_the_day_alone(self):
        visit = self._create_all_day()
        visits = self.env["group.customer.visit"].with_user(self.visitor)
        self.visit._cancel("Another day")
        shown = {
            day: [card["id"] for card in visits.get_agenda(day)["visits"]]
            for day in ("2026-03-09", "2026-03-10", "2026-03-11")
        }
        self.assertEqual(
            shown, {"2026-03-09": [], "2026-03-10": [visit.id], "2026-03-11": []}
        )
        visit.day_to = date(2026, 3, 11)
        cards = visits.get_agenda("2026-03-11")["visits"]
        self.assertEqual([card["id"] for card in cards], [visit.id])

    def test_moved_to_today_in_the_evening(self):
        visit = self._create_all_day()
        with freeze_time("2026-03-08 12:00:00"):  # 20:00 in Shanghai
            visit.action_move_to_today()
        self.assertEqual(visit.day_from, date(2026, 3, 8))
        self.assertEqual(visit.day_to, date(2026, 3, 8))
        visit.day_to = date(2026, 3, 9)
        with freeze_time("2026-03-11 18:00:00"):  # 2:00 on the 12th in Shanghai
            visit.action_move_to_today()
        self.assertEqual(visit.day_from, date(2026, 3, 12))
        self.assertEqual(visit.day_to, date(2026, 3, 13))

    def test_west_of_greenwich(self):
        """Los Angeles is 7 hours behind on this day."""
        self.company.resource_calendar_id.tz = "America/Los_Angeles"
        self.company.partner_id.tz = "America/Los_Angeles"
        visit = self._create_all_day()
        self.assertEqual(visit.date, date(2026, 3, 10))
        with freeze_time("2026-03-11 06:30:00"):  # 23:30 on the 10th
            visit.action_check_in(self._values(at=False))
        self.assertEqual(visit.state, "in_progress")

    def test_the_next_visit_lasts_all_day_too(self):
        visit = self._create_all_day()
        visit.action_start()
        visit.write({"report_text": "Well", "next_visit_date": date(2026, 3, 20)})
        visit.action_submit_report()
        following = visit.next_visit_ids
        self.assertTrue(following.is_all_day)
        self.assertEqual(following.date, date(2026, 3, 20))
        self.assertEqual(following.start, datetime(2026, 3, 20, 8))
        self.assertEqual(following.stop, datetime(2026, 3, 20, 18))

    def test_the_next_visit_follows_a_report_that_is_given_again(self):
        visit = self._create_all_day()
        visit.action_start()
        visit.write({"report_text": "Well", "next_visit_date": date(2026, 3, 20)})
        visit.action_submit_report()
        visit.with_user(self.users["director"]).action_return_report("More")
        visit.next_visit_date = date(2026, 3, 27)
        visit.action_submit_report()
        following = visit.next_visit_ids
        self.assertEqual(len(following), 1)
        self.assertEqual(following.day_from, date(2026, 3, 27))
        self.assertEqual(following.day_to, date(2026, 3, 27))
        self.assertEqual(following.stop - following.start, timedelta(hours=10))
