# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import freeze_time, tagged

from .visit_followup_common import FollowupCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 04:00:00")
class TestVisitFollowupSettle(FollowupCommon):
    """A visit or contact of the kind settles a follow-up; what has lost its reason is
    skipped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule()

    def _followup(self, day="2026-02-24 03:00:00", **values):
        self._order(day, **values)
        return self._make(self.rule)

    def _done(self, start, **values):
        """Return a visit that has taken place."""
        visit = self._visit(start, **values)
        visit._write_server({"state": "done"})
        visit._changed()
        return visit

    def test_planned_with_the_visit_and_open_without(self):
        followup = self._followup()  # due on the 3rd of March
        visit = self._visit("2026-03-04 02:00:00")
        self.assertEqual((followup.state, followup.visit_id), ("planned", visit))
        visit._cancel("The customer has no time")
        self.assertEqual((followup.state, followup.visit_id.id), ("open", False))
        visit = self._visit("2026-03-02 02:00:00")
        visit._write_server({"state": "done"})
        visit._changed()
        self.assertEqual((followup.state, followup.visit_id), ("done", visit))
        self.assertEqual(str(followup.done_on), "2026-03-02")
        self.assertEqual(followup.done_by_id, self.manager)

    def test_what_does_not_settle_it(self):
        followup = self._followup()  # due on the 3rd of March, 3 days early count
        for values in (
            {"start": "2026-02-27 02:00:00"},
            {"start": "2026-03-02 02:00:00", "kind": "care"},
            {"start": "2026-03-02 02:00:00", "partner": self.north},
        ):
            with self.subTest(values=values):
                self._done(**values)
                self.assertEqual(followup.state, "open")
        self._done("2026-02-28 02:00:00")
        self.assertEqual(followup.state, "done")

    def test_one_contact_settles_all_that_are_due(self):
        self._order("2026-02-22 03:00:00")
        followups = self._followup()
        later = self._followup("2026-02-28 03:00:00") - followups
        self._done("2026-03-02 02:00:00")
        self.assertEqual(followups.mapped("state"), ["done", "done"])
        self.assertEqual(later.state, "open")

    def test_on_site_takes_a_face_to_face_visit(self):
        self.rule.channel_id = self.channels["visit"]
        followup = self._followup()
        self._done("2026-03-02 02:00:00")
        self.assertEqual(followup.state, "open", "a call is no visit")
        self._done("2026-03-02 03:00:00", channel="visit")
        self.assertEqual(followup.state, "done")

    def test_accounts_that_attended_an_event(self):
        followup = self._followup()
        visit = self._visit(
            "2026-03-02 02:00:00",
            partner=self.north,
            participant_ids=[
                Command.create({"partner_id": self.person.id, "attended": False})
            ],
        )
        visit._write_server({"state": "done"})
        visit._changed()
        self.assertEqual(followup.state, "open")
        visit.participant_ids.attended = True
        visit._changed()
        self.assertEqual(followup.state, "done")

    def test_a_birthday_is_kept_with_the_person(self):
        self.rule = self._rule(
            (0, "day"),
            code="birthday",
            trigger="important_date",
            kind_id=self.kinds["care"].id,
        )
        self.env["group.customer.important.date"].create(
            {"partner_id": self.person.id, "date": "1980-03-03"}
        )
        followup = self._make(self.rule).filtered(lambda row: row.due_on.year == 2026)
        self._done("2026-03-02 02:00:00", kind="care")
        self.assertEqual(followup.state, "open", "somebody else was called")
        self._done("2026-03-02 03:00:00", kind="care", contact_id=self.person.id)
        self.assertEqual(followup.state, "done")

    def test_cancelled_orders_and_back_again(self):
        order = self._order("2026-02-24 03:00:00")
        followup = self._make(self.rule)
        order._action_cancel()
        self.assertEqual((followup.state, followup.skip_kind), ("skipped", "cancelled"))
        order.action_draft()
        order.action_confirm()
        order.date_order = "2026-02-24 03:00:00"
        self.Followup._refresh()
        self.assertEqual((followup.state, followup.skip_kind), ("open", False))
        self.assertEqual(self._make(self.rule), followup, "nothing is made twice")

    def test_accounts_that_are_none_any_more(self):
        followup = self._followup(partner=self.mill)
        self.mill.group_parent_id = False
        self.mill.is_group_customer = False
        self.Followup._refresh(self.mill.ids)
        self.assertEqual((followup.state, followup.skip_kind), ("skipped", "account"))

    def test_owners_are_told_once(self):
        self.rule.notice_days = 1
        followup = self._followup()
        self._order("2026-02-26 03:00:00")  # due on the 5th: not yet
        self._make(self.rule)
        self.Followup._remind()
        self.Followup._remind()
        activity = followup._get_activities()
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(str(activity.date_deadline), "2026-03-03")
        self.assertEqual(len(self._of(self.rule)._get_activities()), 1)
        self._done("2026-03-02 02:00:00")
        self.assertFalse(activity.active, "it is done too")

    def test_the_cron_does_it_all(self):
        self._order("2026-02-23 03:00:00")
        with self.enter_registry_test_mode():
            self.env.ref(
                "group_customer.ir_cron_group_customer_followup_create"
            ).method_direct_trigger()
        followup = self._of(self.rule)
        self.assertEqual(len(followup), 1)
        self.assertEqual(str(followup.notified_on), "2026-03-02")
