# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged

from .visit_common import VisitCommon


@tagged("post_install", "-at_install")
class TestVisitPrivacyCalendar(VisitCommon):
    """Who may not read a visit sees in the calendar that somebody is busy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.routine.needs_report = False
        cls.employee = cls.users["employee"]
        cls.outsiders = cls.employee | cls.colleague
        cls.insiders = cls.account | cls.manager | cls.director
        cls.works.street = "1 Harbour Road"
        cls.visit = cls._create_planned(3, 9, purpose="Tea")
        cls.event = cls.visit.event_id.sudo(False)
        cls.event.alarm_ids = False
        cls.lunch = cls.env["calendar.event"].create({"name": "Works outing"})

    def _as(self, user, record=None):
        """Return a record as a user reads it in a request of its own."""
        self.env.flush_all()
        self.env.invalidate_all()
        return (record or self.event).with_user(user)

    def _search(self, user, *domain):
        return self._as(user).search(Domain(list(domain)))

    # === READ === #

    def test_outsiders_read_that_somebody_is_busy(self):
        for user in self.outsiders:
            with self.subTest(user=user.name):
                event = self._as(user)
                [values] = event.read(
                    ["name", "description", "location", "start", "user_id"]
                )
                self.assertEqual(values["name"], "Busy")
                self.assertFalse(values["description"] or values["location"])
                self.assertEqual(values["start"], self.visit.start)
                self.assertEqual(values["user_id"][0], self.account.id)
                event = self._as(user)
                self.assertEqual(event.display_name, "Busy")
                self.assertFalse(event.partner_ids or event.attendee_ids)
                user.group_ids += self.env.ref("base.group_allow_export")
                [[name]] = self._as(user).export_data(["name"])["datas"]
                self.assertEqual(name, "Busy")
                # As Odoo reads the names of what a record points to
                attendee = self._as(user, self.visit.sudo().event_id.attendee_ids)
                self.assertEqual(attendee.sudo().event_id.display_name, "Busy")

    def test_who_may_read_the_visit_reads_its_event(self):
        for user in self.insiders:
            with self.subTest(user=user.name):
                event = self._as(user)
                self.assertEqual(event.name, "Routine Visit · Works")
                self.assertIn("Harbour", event.location)
                self.assertEqual(event.display_name, "Routine Visit · Works")
                self.assertEqual(event.attendee_ids.partner_id, event.partner_ids)

    def test_many_events_cost_no_more(self):
        visits = self.visit | self._create_planned(4) | self._create_planned(5)
        events = self.event.browse(visits.sudo().event_id.ids)
        counts = []
        # Once to fill the caches of the registry
        for some in (events, events.browse(events.ids[:1]), events):
            records = self._as(self.employee, some)
            before = self.env.cr.sql_log_count
            records.mapped("name")
            counts.append(self.env.cr.sql_log_count - before)
        # Odoo asks for what is usual of the organizer, once
        self.assertEqual(counts[1], counts[2])

    # === SEARCH === #

    def test_nobody_finds_what_is_hidden(self):
        hidden = (
            ("name", "ilike", "works"),
            ("description", "ilike", "tea"),
            ("location", "ilike", "harbour"),
            ("display_name", "ilike", "works"),
            ("attendee_ids.partner_id.name", "ilike", "account"),
        )
        for user in self.outsiders:
            for condition in hidden:
                with self.subTest(user=user.name, condition=condition):
                    self.assertNotIn(self.event, self._search(user, condition))
            self.assertIn(self.lunch, self._search(user, hidden[0]))
            found = self._as(user).name_search("works")
            self.assertEqual([id_ for id_, _name in found], self.lunch.ids)
        for user in self.insiders:
            for condition in hidden:
                with self.subTest(user=user.name, condition=condition):
                    self.assertIn(self.event, self._search(user, condition))

    def test_everybody_finds_who_is_busy(self):
        start = ("start", "=", self.visit.start)
        colleagues = ("partner_ids", "in", self.account.partner_id.ids)
        for user in self.outsiders | self.insiders:
            self.assertIn(self.event, self._search(user, start))
            self.assertIn(self.event, self._search(user, start, colleagues))

    def test_customers_who_are_invited_are_no_clue(self):
        self.event.sudo().partner_ids = [Command.link(self.buyer.id)]
        invited = ("partner_ids", "in", self.buyer.ids)
        self.assertNotIn(self.event, self._search(self.employee, invited))
        self.assertIn(self.event, self._search(self.manager, invited))

    def test_groups_say_nothing(self):
        domain = [("start", "=", self.visit.start)]
        for user, names in (
            (self.employee, []),
            (self.colleague, []),
            (self.account, ["Routine Visit · Works"]),
            (self.director, ["Routine Visit · Works"]),
        ):
            groups = self._as(user)._read_group(domain, ["name"], ["__count"])
            self.assertEqual([name for name, _count in groups], names)

    # === ATTENDEES, FILES === #

    def test_invitations_are_hidden(self):
        self.event.sudo().partner_ids = [Command.link(self.buyer.id)]
        attendees = self.event.sudo().attendee_ids
        token = attendees[0].access_token
        for user in self.outsiders:
            rows = self._as(user, attendees).read(
                ["access_token", "common_name", "email", "partner_id"]
            )
            self.assertEqual(len(rows), 2)
            for row in rows:
                self.assertFalse(any(row[name] for name in row if name != "id"))
            for condition in (
                ("access_token", "=like", token[:4] + "%"),
                ("partner_id", "=", self.buyer.id),
                ("common_name", "ilike", "buyer"),
            ):
                found = self._as(user, attendees).search([condition])
                self.assertFalse(found & attendees)
            with self.assertRaises(AccessError):
                self._as(user, attendees).unlink()
            with self.assertRaises(AccessError):
                attendees.with_user(user).create(
                    {"event_id": self.event.id, "partner_id": user.partner_id.id}
                )
        read = self._as(self.manager, attendees).read(["access_token"])
        self.assertEqual(read[0]["access_token"], token)

    def test_files_of_the_event_are_hidden(self):
        paper = self.env["ir.attachment"].create(
            {
                "name": "Offer",
                "raw": b"x",
                "res_model": "calendar.event",
                "res_id": self.event.id,
            }
        )
        for user in self.outsiders:
            with self.assertRaises(AccessError):
                self._as(user, paper).read(["raw"])
            with self.assertRaisesRegex(AccessError, "customer visit"):
                self._as(user, paper).check_access("read")
            self.assertFalse(self._as(user, paper).search([("id", "=", paper.id)]))
        self.assertEqual(self._as(self.account, paper).raw, b"x")

    def test_invited_customer_reads_no_purpose(self):
        portal = new_test_user(self.env, "p_buyer", groups="base.group_portal")
        self.routine.invites_customer = True
        portal.partner_id.parent_id = self.works
        visit = self._create_planned(4, purpose="Tea", contact_id=portal.partner_id.id)
        event = self._as(portal, visit.event_id)
        self.assertEqual(event.name, "Routine Visit · Works")
        self.assertFalse(event.description or event.notes)
        visit.purpose = "Coffee"
        self.assertFalse(visit.sudo().event_id.description)
        self.assertFalse(self._search(portal, ("id", "=", self.event.id)))

    # === WHO MAY WIDEN IT === #

    def test_outsiders_widen_nothing(self):
        for user in self.outsiders:
            for operation in (
                lambda event: event.write({"privacy": "public"}),
                lambda event: event.write({"user_id": event.env.uid}),
                lambda event: event.write({"description": "x"}),
                lambda event: event.load(
                    [".id", "privacy"], [[str(event.id), "public"]]
                ),
                lambda event: event.action_join_meeting(event.env.user.partner_id.id),
            ):
                event = self._as(user)
                try:
                    result = operation(event)
                except AccessError as error:
                    self.assertNotIn("Works", str(error))
                else:
                    self.assertTrue(result and result["messages"])
            with self.assertRaises(AccessError):
                self._as(user, self.visit).event_privacy = "public"
            with self.assertRaises(AccessError):
                self._as(user).copy()
        self.assertEqual(self._as(self.account).privacy, "private")

    def test_who_may_write_the_visit_widens_it(self):
        self._as(self.account).privacy = "public"
        self.assertEqual(self.visit.event_privacy, "public")
        self.assertEqual(self._as(self.employee).name, "Routine Visit · Works")
        # Odoo's default is the organizer's: that of a visit is its kind's
        self._as(self.account).privacy = False
        self.assertFalse(self.visit.event_privacy)
        self.assertEqual(self._as(self.employee).name, "Busy")
        self.assertEqual(self.event.sudo().privacy, "private")
        self.visit.event_privacy = "confidential"
        self.assertEqual(self.event.sudo().privacy, "confidential")
        self.visit.event_privacy = False
        self.assertEqual(self.event.sudo().privacy, "private")

    def test_superiors_move_private_events(self):
        event = self._as(self.manager)
        event.write({"start": self._get_moment(5)})
        self.assertEqual(self.visit.date, self._get_moment(5).date())
        self._as(self.director).unlink()
        self.assertEqual(self.visit.state, "cancelled")

    # === THE KIND === #

    def test_events_follow_their_kind_in_slices(self):
        second = self._create_planned(4)
        own = self._create_planned(5)
        own.event_privacy = "private"
        self.routine.event_privacy = "confidential"
        with (
            patch(
                "odoo.addons.group_customer.models.visit.group_customer_visit_privacy.SLICE",
                1,
            ),
            self.enter_registry_test_mode(),
        ):
            self.env.ref(
                "group_customer.ir_cron_group_customer_visit_privacy"
            ).method_direct_trigger()
        events = (self.visit | second | own).sudo().event_id
        self.assertEqual(
            events.mapped("privacy"), ["confidential", "confidential", "private"]
        )
        self.assertFalse((self.visit | second).mapped("event_privacy")[0])
        self.assertEqual(self._as(self.employee).name, "Routine Visit · Works")
        self.assertEqual(self.Visit._follow_privacy(10), 0)

    def test_another_kind_shows_it_as_it_says(self):
        cold = self._get_kind("cold")
        cold.event_privacy = "public"
        self.visit.kind_id = cold
        self.assertEqual(self.event.sudo().privacy, "public")

    def test_other_private_events_are_odoos(self):
        """Events of no visit are found and read as without the addon."""
        self.lunch.write({"privacy": "private", "user_id": self.account.id})
        self.lunch.partner_ids = self.account.partner_id
        self.assertEqual(self._as(self.employee, self.lunch).name, "Busy")
        self.assertIn(
            self.lunch, self._search(self.employee, ("name", "ilike", "works"))
        )
