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
