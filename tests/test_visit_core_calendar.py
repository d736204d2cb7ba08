# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .visit_common import VisitCommon


@tagged("post_install", "-at_install")
class TestVisitCoreCalendar(VisitCommon):
    """Visit and calendar event say the same, whichever of them is changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.routine.needs_report = False
        cls.visit = cls._create_planned(3, 9, purpose="Tea")
        cls.event = cls.visit.event_id.with_user(cls.account)

    def _count_mails(self):
        return self.env["mail.mail"].sudo().search_count([])

    # === FROM THE VISIT === #

    def test_event_is_made(self):
        event = self.event
        self.assertEqual(event.name, "Routine Visit · Works")
        self.assertEqual((event.start, event.stop), (self.visit.start, self.visit.stop))
        self.assertEqual(event.user_id, self.account)
        self.assertEqual(event.partner_ids, self.account.partner_id)
        self.assertEqual(event.attendee_ids.state, "accepted")
        self.assertIn("Tea", event.description)
        self.assertFalse(event.res_model)

    def test_draft_has_no_event(self):
        self.assertFalse(self._create_visit(3).event_id)

    def test_plans_send_no_mails(self):
        before = self._count_mails()
        visits = self._create_visit(4, 9) | self._create_visit(4, 11)
        visits.user_ids = [Command.link(self.colleague.id)]
        # Nothing of the screen gets into the event
        visits.with_context(
            active_model="crm.lead", active_id=1, default_name="Screen"
        ).action_plan()
        visits._reschedule(self._get_moment(5))
        self.assertEqual(self._count_mails(), before)
        self.assertEqual(visits.event_id.mapped("name"), ["Routine Visit · Works"] * 2)
        self.assertFalse(any(visits.event_id.mapped("res_id")))

    def test_visit_moves_its_event(self):
        self.visit._reschedule(self._get_moment(6, 14))
        self.assertEqual(self.event.start, self._get_moment(6, 14))
        self.assertEqual(self.event.stop, self._get_moment(6, 15))
        self.visit.write({"name": "Tea party", "user_id": self.manager.id})
        self.assertEqual(self.event.name, "Tea party")
        self.assertEqual(self.event.user_id, self.manager)
        self.assertEqual(self.event.partner_ids, self.manager.partner_id)
        self.visit.is_all_day = True
        self.assertTrue(self.event.allday)
        self.assertEqual(self.event.start_date, self.visit.date)

    def test_cancelled_and_missed_visits_leave_the_calendar(self):
        self.visit.action_cancel("x")
        self.assertFalse(self.event.exists())
        visit = self._create_planned(-1)
        event = visit.event_id
        visit.action_miss("x")
        self.assertFalse(event.exists())

    def test_customer_is_invited_where_the_kind_says_so(self):
        self.routine.invites_customer = True
        before = self._count_mails()
        visit = self._create_planned(3, 11, contact_id=self.buyer.id)
        self.assertIn(self.buyer, visit.event_id.partner_ids)
        self.assertGreater(self._count_mails(), before)
        invited = self._count_mails()
        visit._reschedule(self._get_moment(4))
        self.assertGreater(self._count_mails(), invited)
        visit.action_cancel("x")
        # From the visit: the event takes its own mails with it
        message = self.env["mail.message"].search(
            [("model", "=", visit._name), ("res_id", "=", visit.id)]
        )
        self.assertIn(self.buyer, message.notified_partner_ids)

    # === FROM THE EVENT === #

    def test_event_moves_its_visit(self):
        self.event.write(
            {"start": self._get_moment(40, 16), "stop": self._get_moment(40, 18)}
        )
        self.assertEqual(self.visit.start, self._get_moment(40, 16))
        self.assertEqual(self.visit.date, self.today + timedelta(days=40))
        self.assertEqual(self.visit.duration, 2)
        # Dragged: the start alone keeps the duration
        self.event.start = self._get_moment(41, 16)
        self.assertEqual(self.visit.stop, self._get_moment(41, 18))
        self.event.name = "Tea party"
        self.assertEqual(self.visit.name, "Tea party")

    def test_all_day_event_over_several_days(self):
        day = date(2024, 4, 1)
        self.event.write(
            {
                "allday": True,
                "start_date": day,
                "stop_date": day + timedelta(days=2),
                "start": datetime(2024, 4, 1, 8),
                "stop": datetime(2024, 4, 3, 18),
            }
        )
        self.assertTrue(self.visit.is_all_day)
        self.assertEqual((self.visit.date, self.visit.day_to), (day, date(2024, 4, 3)))

    def test_over_midnight(self):
        """00:30 in Shanghai is 16:30 of the day before in UTC."""
        self.event.start = datetime(2024, 3, 31, 16, 30)
        self.assertEqual(self.visit.date, date(2024, 4, 1))

    def test_colleagues_of_the_event_go_along(self):
        self.event.partner_ids = [
            Command.link(self.colleague.partner_id.id),
            Command.link(self.buyer.id),
        ]
        self.assertEqual(self.visit.user_ids, self.account | self.colleague)
        self.event.partner_ids = [Command.unlink(self.colleague.partner_id.id)]
        self.assertEqual(self.visit.user_ids, self.account)
        # Whom somebody invited in the calendar stays when ours change
        self.visit.user_ids = [Command.link(self.manager.id)]
        self.assertEqual(
            self.event.partner_ids,
            (self.account | self.manager).partner_id | self.buyer,
        )

    def test_another_organizer_is_the_visitor(self):
        self.event.partner_ids = [Command.link(self.colleague.partner_id.id)]
        self.event.user_id = self.colleague
        self.assertEqual(self.visit.user_id, self.colleague)
        self.assertEqual(self.visit.user_ids, self.account | self.colleague)

    def test_visitor_is_not_taken_off(self):
        with self.assertRaisesRegex(UserError, "Account Manager is the visitor"):
            self.event.partner_ids = [Command.unlink(self.account.partner_id.id)]

    def test_removed_from_the_calendar(self):
        other = self._create_planned(4)
        other_event = other.event_id.with_user(self.account)
        other_event.active = False
        self.assertEqual(other.state, "cancelled")
        self.assertIn("Account Manager", other.cancel_reason)
        self.event.unlink()
        self.assertEqual(self.visit.state, "cancelled")
        # Back in the calendar it is an event like any other
        other_event.active = True
        self.assertEqual(other.state, "cancelled")

    def test_event_of_a_visit_that_has_been_stays(self):
        visit = self._create_planned(0)
        visit.action_start()
        visit.action_done()
        event = visit.event_id.with_user(self.account)
        with self.assertRaisesRegex(UserError, "Works.*cannot be changed any more"):
            event.start = self._get_moment(-1)
        event.description = "Tea"
        event.unlink()
        self.assertEqual(visit.state, "done")

    def test_events_of_visits_do_not_repeat(self):
        with self.assertRaisesRegex(UserError, "does not repeat"):
            self.event.write(
                {
                    "recurrency": True,
                    "rrule_type": "weekly",
                    "count": 3,
                    "end_type": "count",
                }
            )

    def test_who_may_not_change_the_visit_cannot_move_its_event(self):
        event = self.event.with_user(self.users["employee"])
        for operation in (
            lambda: event.write({"start": self._get_moment(9)}),
            lambda: event.write({"active": False}),
            lambda: event.unlink(),
        ):
            with self.assertRaisesRegex(
                AccessError, "customer visit of Account Manager"
            ):
                operation()
        self.assertFalse(self.visit.with_user(self.colleague).has_access("write"))
        with self.assertRaises(AccessError):
            event.with_user(self.colleague).name = "x"

    def test_other_events_cost_nothing_more(self):
        """An event without a visit is asked about once, whatever is written."""
        event = self.env["calendar.event"].create({"name": "Lunch"})
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.assertFalse(event._get_visits())
