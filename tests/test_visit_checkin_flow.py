# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .visit_checkin_common import NOW, VisitCheckinCommon

NO_REPORT = "group_customer.group_customer_visit_kind_care"


@tagged("post_install", "-at_install")
class TestVisitCheckinFlow(VisitCheckinCommon):
    """Coming and leaving: once, by the right person, at the right time."""

    def test_check_in_and_out(self):
        answer = self.visit.action_check_in(self._values(token="in"))
        self.assertEqual(self.visit.state, "in_progress")
        self.assertEqual(self.visit.checkin_at, NOW)
        self.assertEqual(self.visit.started_at, NOW)
        self.assertEqual(self.visit.checkin_user_id, self.visitor)
        self.assertEqual(
            (self.visit.checkin_result, self.visit.checkin_distance), ("ok", 100)
        )
        self.assertEqual(self.visit.position_erase_at, NOW + timedelta(days=30))
        self.assertFalse(answer["is_repeated"])
        self.assertEqual(answer["checkin"]["distance"], 100)
        self.assertFalse(answer["checkout"])
        with freeze_time(NOW + timedelta(minutes=50)):
            answer = self.visit.action_check_out(
                self._values(token="out", at="2026-03-10 02:45:00")
            )
        self.assertEqual(self.visit.visit_minutes, 45)
        self.assertEqual(self.visit.checkout_received_at, datetime(2026, 3, 10, 2, 50))
        # The report is still to come
        self.assertEqual(answer["state"], "in_progress")

    def test_visit_without_report_is_done(self):
        visit = self._create_visit(kind_id=self.env.ref(NO_REPORT).id)
        visit.action_check_in(self._values())
        visit.action_check_out(self._values())
        self.assertEqual(visit.state, "done")

    def test_done_before_leaving(self):
        """Who finishes the visit on the spot still checks out at the door."""
        visit = self._create_visit(kind_id=self.env.ref(NO_REPORT).id)
        visit.action_check_in(self._values())
        visit.action_done()
        with freeze_time(NOW + timedelta(minutes=5)):
            answer = visit.action_check_out(self._values(at=False))
        self.assertEqual((answer["state"], answer["minutes"]), ("done", 5))
        visit = self._create_visit()
        visit.action_check_in(self._values())
        visit.action_cancel("Nobody there")
        with self.assertRaisesRegex(UserError, "Cancelled"):
            visit.action_check_out(self._values())

    def test_sent_twice(self):
        """A phone that got no answer sends again: nothing more happens."""
        first = self.visit.action_check_in(self._values(token="same"))
        with freeze_time(NOW + timedelta(hours=1)):
            again = self.visit.action_check_in(self._values(token="same"))
        self.assertTrue(again.pop("is_repeated"))
        first.pop("is_repeated")
        self.assertEqual(again, first)
        with self.assertRaisesRegex(UserError, "already"):
            self.visit.action_check_in(self._values(token="another"))
        other = self._create_visit()
        with self.assertRaisesRegex(UserError, "already been sent"):
            other.action_check_in(self._values(token="same"))

    def test_leaving_before_coming(self):
        with self.assertRaisesRegex(UserError, "check in before"):
            self.visit.action_check_out(self._values())
        self.visit.action_check_in(self._values())
        with self.assertRaisesRegex(UserError, "is before the check-in"):
            self.visit.action_check_out(self._values(at="2026-03-10 01:59:00"))
        self.visit.action_check_out(self._values(token="out"))
        with self.assertRaisesRegex(UserError, "already"):
            self.visit.action_check_out(self._values(token="out again"))

    def test_two_open_visits(self):
        """One person is at one place; who has left may go on without the report."""
        other = self._create_visit(name="Second", partner_id=self.south.id)
        self.visit.action_check_in(self._values())
        values = self._values(reason="No position of the customer")
        with self.assertRaisesRegex(UserError, self.visit.display_name):
            other.action_check_in(values)
        with self.assertRaisesRegex(UserError, self.visit.display_name):
            other.action_start()
        self.visit.action_check_out(self._values())
        self.assertEqual(self.visit.state, "in_progress")
        other.action_check_in(values)
        self.assertEqual(other.state, "in_progress")
        self.env.flush_all()

    def test_companion_is_at_one_place_too(self):
        companion = self.users["colleague"]
        mine = self._create_visit(user_ids=[Command.link(companion.id)])
        mine.with_user(companion).action_check_in(self._values())
        self.south.user_id = companion
        theirs = self._create_visit(
            creator=companion, user_id=companion.id, partner_id=self.south.id
        )
        with self.assertRaisesRegex(UserError, mine.display_name):
            theirs.action_check_in(self._values(reason="Nearby"))

    def test_nobody_for_somebody_else(self):
        values = self._values()
        for role in ("manager", "director", "admin"):
            with self.subTest(role=role), self.assertRaises(UserError):
                self.visit.with_user(self.users[role]).action_check_in(values)
        for role in ("colleague", "employee"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.visit.with_user(self.users[role]).action_check_in(values)
        companion = self.users["colleague"]
        self.visit.user_ids = [Command.link(companion.id)]
        self.visit.with_user(companion).action_check_in(values)
        self.assertEqual(self.visit.checkin_user_id, companion)
        with self.assertRaisesRegex(UserError, "checks out there, nobody else"):
            self.visit.action_check_out(values)

    def test_no_client_writes_presence(self):
        for name, value in (
            ("checkin_at", "2026-03-10 02:00:00"),
            ("checkout_latitude", 1),
            ("checkin_result", "ok"),
            ("checkin_token", "x"),
            ("position_erase_at", False),
        ):
            with self.subTest(name=name), self.assertRaisesRegex(UserError, "system"):
                self.visit.write({name: value})
        copy = self.visit.copy()
        self.visit.action_check_in(self._values())
        self.assertFalse(copy.checkin_at)
        self.assertFalse(self.visit.copy().checkin_at)

    # === TIME === #

    def test_clock_of_the_phone(self):
        """Expected: what counts, for what the phone says; the fence allows 24 hours and
        5 minutes."""
        for text, expected in (
            ("2026-03-10 02:05:00", NOW),
            ("2026-03-10 01:00:00", datetime(2026, 3, 10, 1, 0)),
            (False, NOW),
        ):
            visit = self._create_visit(start="2026-03-10 00:30:00")
            with self.subTest(text=text):
                visit.action_check_in(self._values(at=text))
                self.assertEqual(visit.checkin_at, expected)
                visit.action_check_out(self._values(at=False))
        visit = self._create_visit(start="2026-03-09 01:00:00")
        for text, reason in (
            ("2026-03-10 02:05:01", "still to come"),
            ("2026-03-09 01:59:59", "no longer accepted"),
            ("yesterday", "is no moment"),
            ({"a": 1}, "is no moment"),
        ):
            with self.subTest(text=text), self.assertRaisesRegex(UserError, reason):
                visit.action_check_in(self._values(at=text))
        visit.action_check_in(self._values(at="2026-03-09 02:00:00"))
        self.assertEqual(visit.checkin_at, NOW - timedelta(days=1))

    def test_without_geofence_the_server_says_when(self):
        fences = self.env["group.customer.visit.geofence"].search([])
        fences.active = False
        self.visit.action_check_in(self._values(at="2026-03-09 02:00:00"))
        self.assertEqual(self.visit.checkin_at, NOW)

    def test_day_of_the_visit(self):
        """A visit is begun on its day, where the company is."""
        tomorrow = self._create_visit(
            start=NOW + timedelta(days=1), stop=NOW + timedelta(days=1, hours=2)
        )
        with self.assertRaisesRegex(UserError, "move it to the day"):
            tomorrow.action_check_in(self._values())
        tomorrow.action_move_to_today()
        self.assertEqual(
            (tomorrow.start, tomorrow.stop), (NOW, NOW + timedelta(hours=2))
        )
        tomorrow.action_check_in(self._values())
        with self.assertRaisesRegex(UserError, "stays where it is"):
            tomorrow.action_move_to_today()

    def test_over_midnight(self):
        """From 23:30 to 0:30 in Shanghai: coming at 0:10 is in time."""
        visit = self._create_visit(
            start="2026-03-10 15:30:00", stop="2026-03-10 16:30:00"
        )
        with freeze_time("2026-03-10 16:10:00"):
            visit.action_check_in(self._values(at=False))
            visit.action_check_out(self._values(at=False))
        self.assertEqual(str(visit.date), "2026-03-10")
        self.assertEqual(visit.checkin_result, "ok")
