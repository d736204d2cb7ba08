# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime, timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .visit_common import VisitCommon


@tagged("post_install", "-at_install")
class TestVisitCoreVisit(VisitCommon):
    """The visit itself: what is entered, its states, and who may do what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A report is asked for elsewhere
        cls.routine.needs_report = False

    # === WHAT IS ENTERED === #

    def test_kind_gives_channel_and_duration(self):
        executive = self._get_kind("executive")
        visit = self._create_visit(kind_id=executive.id)
        self.assertEqual(visit.channel_id, self._get_channel("visit"))
        self.assertEqual(visit.stop - visit.start, timedelta(hours=2))
        self.assertEqual(visit.duration, 2)
        self.assertEqual((visit.state, visit.origin), ("draft", "manual"))
        self.assertEqual(visit.user_ids, self.account)

    def test_another_start_keeps_the_duration(self):
        visit = self._create_visit(duration=1.5)
        visit.start += timedelta(days=1)
        self.assertEqual(visit.stop - visit.start, timedelta(minutes=90))
        visit.duration = 3
        self.assertEqual(visit.stop - visit.start, timedelta(hours=3))

    def test_day_is_the_company_s(self):
        """01:00 in Shanghai is the day before in UTC; the month is another one."""
        visit = self._create_visit(start=datetime(2024, 3, 31, 17), duration=2)
        self.assertEqual(visit.date, date(2024, 4, 1))
        self.company.partner_id.tz = "America/New_York"
        other = self._create_visit(start=datetime(2024, 4, 1, 3), duration=2)
        self.assertEqual(other.date, date(2024, 3, 31))

    def test_all_day_over_several_days(self):
        visit = self._create_visit(
            start="2024-04-01", stop="2024-04-03", is_all_day=True
        )
        self.assertEqual(
            (visit.date, visit.day_from, visit.day_to),
            (date(2024, 4, 1), date(2024, 4, 1), date(2024, 4, 3)),
        )
        visit.day_to = date(2024, 4, 4)
        self.assertEqual(visit.stop, datetime(2024, 4, 4, 18))
        # The other way: an hour of the company becomes its day
        timed = self._create_visit(start=datetime(2024, 4, 1, 17), duration=1)
        timed.is_all_day = True
        self.assertEqual(timed.day_from, date(2024, 4, 2))

    def test_person_means_the_company(self):
        visit = self._create_visit(partner_id=self.buyer.id)
        self.assertEqual(visit.partner_id, self.works)
        self.assertEqual(visit.contact_id, self.buyer)

    def test_end_before_start(self):
        with self.assertRaisesRegex(ValidationError, "Works.*ends before it begins"):
            visit = self._create_visit()
            visit.stop = visit.start
            visit.flush_recordset()

    def test_end_before_start_in_the_database(self):
        visit = self._create_visit()
        visit.flush_recordset()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env.cr.execute(
                "UPDATE group_customer_visit SET stop = start WHERE id = %s",
                [visit.id],
            )

    def test_visits_are_for_group_customers(self):
        other = self.env["res.partner"].create({"name": "Shop", "is_company": True})
        with self.assertRaisesRegex(ValidationError, "“Shop” is no group customer"):
            self._create_visit(user=self.director, partner_id=other.id)

    def test_contact_of_another_company(self):
        with self.assertRaisesRegex(ValidationError, "does not belong to Bakery"):
            self._create_visit(
                user=self.director, partner_id=self.bakery.id, contact_id=self.buyer.id
            )

    def test_visitor_is_an_active_colleague(self):
        portal = new_test_user(self.env, login="gc_portal", groups="base.group_portal")
        with self.assertRaisesRegex(ValidationError, "Choose another visitor"):
            self._create_visit(user_id=portal.id)
        self.colleague.active = False
        with self.assertRaisesRegex(ValidationError, "Choose another visitor"):
            self._create_visit(user_id=self.colleague.id)

    def test_visitor_stays_among_our_people(self):
        visit = self._create_visit()
        visit.user_ids = [Command.set(self.colleague.ids)]
        self.assertEqual(visit.user_ids, self.account | self.colleague)
        visit.user_id = self.manager
        self.assertEqual(visit.user_ids, self.manager | self.colleague)

    def test_overlap_is_a_warning(self):
        first = self._create_planned(1, 9)
        second = self._create_visit(1, 9.5)
        later = self._create_visit(1, 11)
        self.assertEqual(second.overlap_text, first.display_name)
        self.assertFalse(later.overlap_text)
        with Form(later) as form:
            form.start = first.start
            self.assertIn(first.display_name, form.overlap_text)

    # === STATES === #

    def test_the_whole_way(self):
        visit = self._create_visit()
        visit.action_plan()
        self.assertEqual(visit.state, "planned")
        visit.action_confirm()
        self.assertEqual(visit.state, "confirmed")
        visit.action_start()
        self.assertEqual(visit.state, "in_progress")
        self.assertTrue(visit.started_at)
        visit.action_done()
        self.assertEqual(visit.state, "done")
        self.assertTrue(visit.done_at)
        visit._review()
        self.assertEqual(visit.state, "reviewed")

    def test_states_in_the_wrong_order(self):
        visit = self._create_visit()
        for method in ("action_confirm",):
            with self.assertRaisesRegex(UserError, "Works.*“Draft”.*“Confirmed”"):
                getattr(visit, method)()
        visit._cancel("x")
        for method in ("action_plan", "action_start", "action_done"):
            with self.assertRaisesRegex(UserError, "“Cancelled”"):
                getattr(visit, method)()

    def test_state_is_not_written(self):
        visit = self._create_visit()
        for values in ({"state": "done"}, {"origin": "plan"}, {"is_changed": True}):
            with self.assertRaisesRegex(UserError, "filled by the system"):
                visit.write(values)
            with self.assertRaisesRegex(UserError, "filled by the system"):
                self._create_visit(**values)

    def test_future_visit_is_not_done_yet(self):
        visit = self._create_planned(1)
        for method, args in (
            ("action_start", []),
            ("action_done", []),
            ("action_miss", ["x"]),
        ):
            with self.assertRaisesRegex(UserError, "Works.*still to come"):
                getattr(visit, method)(*args)
        # Later on the same day is no future
        late = self._create_planned(0, 23)
        late.action_start()

    def test_one_visit_at_a_time(self):
        first = self._create_planned(0, 9, name="Tea")
        second = self._create_planned(0, 10)
        third = self._create_planned(0, 9, user=self.colleague, partner_id=self.free.id)
        first.action_start()
        with self.assertRaisesRegex(UserError, "still on the visit “Tea”"):
            second.action_start()
        third.action_start()
        both = self._create_planned(0, 11) | self._create_planned(0, 12)
        first.action_done()
        with self.assertRaisesRegex(UserError, "still on the visit"):
            both.action_start()

    def test_one_visit_at_a_time_in_the_database(self):
        visits = self._create_visit(0, 9) | self._create_visit(0, 10)
        visits.flush_recordset()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env.cr.execute(
                "UPDATE group_customer_visit SET state = 'in_progress' "
                "WHERE id = ANY(%s)",
                [visits.ids],
            )

    def test_reasons(self):
        visit = self._create_planned(0)
        action = visit.action_cancel()
        self.assertEqual(action["res_model"], "group.customer.visit.cancel")
        with self.assertRaisesRegex(UserError, "enter the reason"):
            visit.action_cancel("  ")
        wizard = (
            self.env["group.customer.visit.cancel"]
            .with_user(self.account)
            .with_context(**action["context"])
            .create({"reason": "The customer is away"})
        )
        wizard.action_apply()
        self.assertEqual(visit.state, "cancelled")
        self.assertEqual(visit.cancel_reason, "The customer is away")

    def test_missed_is_taken_back_by_a_manager(self):
        visit = self._create_planned(-1)
        visit.action_miss("Car broke down")
        self.assertEqual(visit.missed_reason, "Car broke down")
        with self.assertRaisesRegex(UserError, "decided by a manager"):
            visit.action_recover("I was there")
        with self.assertRaises(AccessError):
            visit.with_user(self.colleague).action_recover("He was there")
        visit.with_user(self.manager).action_recover("Was there")
        self.assertEqual(visit.state, "planned")
        self.assertTrue(visit.event_id)
        # Nobody decides about the own visits
        own = self._create_planned(-1, user=self.manager)
        own.action_miss("x")
        with self.assertRaisesRegex(UserError, "nobody decides about own visits"):
            own.action_recover("y")

    def test_what_has_been_stays(self):
        visit = self._create_done()
        for values in (
            {"start": self._get_moment(-1)},
            {"user_id": self.colleague.id},
            {"kind_id": self._get_kind("cold").id},
        ):
            with self.assertRaisesRegex(UserError, "cannot be changed any more"):
                visit.write(values)
        # The same value is no change, and the attendance is entered afterwards
        visit.write({"start": visit.start, "purpose": "Tea"})
        visit.participant_ids = [Command.create({"partner_id": self.buyer.id})]

    def test_only_drafts_are_deleted(self):
        visit = self._create_planned(1)
        with self.assertRaisesRegex(UserError, "cancel it instead"):
            visit.unlink()
        self._create_visit().unlink()

    def test_what_was_proposed_is_marked_when_changed(self):
        visits = self._create_visit(1) | self._create_visit(2) | self._create_visit(3)
        visits[:2]._write_server({"origin": "plan"})
        visits[0].purpose = "Tea"
        visits[1:]._reschedule(self._get_moment(4))
        self.assertEqual(visits.mapped("is_changed"), [False, True, False])
        self.assertEqual(visits[1].stop - visits[1].start, timedelta(hours=1))

    def test_proposals_of_a_plan_wait_for_its_review(self):
        plan = self.env["group.customer.visit.plan"]._create_server(
            [{"user_id": self.account.id, "month": self.today.replace(day=1)}]
        )
        visit = self._create_visit()
        visit.sudo()._write_server({"plan_id": plan.id, "origin": "plan"})
        with self.assertRaisesRegex(UserError, "submit the plan for review"):
            visit.action_plan()
        # Who goes there all the same has been there
        visit.action_start()

    # === WHO === #

    def test_own_accounts(self):
        for partner in (self.works, self.free):
            self._create_visit(partner_id=partner.id)
        with self.assertRaises(AccessError):
            self._create_visit(partner_id=self.bakery.id)
        visit = self._create_visit()
        with self.assertRaises(AccessError):
            visit.partner_id = self.bakery
        with self.assertRaises(AccessError):
            visit.with_user(self.colleague).action_plan()
        self._create_visit(user=self.manager, partner_id=self.bakery.id)
        self._create_visit(user=self.director, partner_id=self.bakery.id)

    def test_role_on_the_account(self):
        """Who represents an account visits it, too."""
        self.bakery.sudo().chief_representative_id = self.account
        self._create_visit(partner_id=self.bakery.id)

    def test_who_goes_along_sees_it(self):
        visit = self._create_visit()
        self.assertFalse(visit.with_user(self.colleague).has_access("read"))
        visit.user_ids = [Command.link(self.colleague.id)]
        self.assertTrue(visit.with_user(self.colleague).has_access("write"))

    def test_who_manages_a_participant_reads_it(self):
        visit = self._create_visit(
            kind_id=self._get_kind("symposium").id,
            participant_ids=[Command.create({"partner_id": self.bakery.id})],
        ).with_user(self.colleague)
        self.assertTrue(visit.has_access("read"))
        self.assertFalse(visit.has_access("write"))
        self.assertEqual(visit.participant_ids.account_id, self.bakery)

    def test_somebody_twice(self):
        visit = self._create_visit()
        line = {"visit_id": visit.id, "partner_id": self.buyer.id}
        lines = self.env["group.customer.visit.participant"].with_user(self.account)
        lines.create(line)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            lines.create(line)
