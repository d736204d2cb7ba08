# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .visit_followup_common import FollowupCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 04:00:00")
class TestVisitFollowupTick(FollowupCommon):
    """The activity of a follow-up and the follow-up are done together."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule(notice_days=9, kind_id=cls.kinds["care"].id)
        cls._order("2026-02-28 03:00:00")  # due on the 7th
        cls.followup = cls._make(cls.rule)
        cls.Followup._remind()
        cls.activity = cls.followup._get_activities()
        cls.mine = cls.activity.with_user(cls.manager)

    def test_a_greeting_is_done_with_its_activity(self):
        self.mine.action_feedback(feedback="Sent a card")
        self.assertEqual(self.followup.state, "done")
        visit = self.followup.visit_id
        self.assertEqual((visit.state, visit.origin), ("done", "followup"))
        self.assertEqual(visit.report_text, "Sent a card")
        self.assertEqual(visit.user_id, self.manager)
        self.assertEqual(self.followup.done_by_id, self.manager)
        self.assertFalse(self.activity.active)
        self.assertEqual(self.activity.feedback, "Sent a card")

    def test_what_is_reported_on_needs_the_feedback(self):
        self.rule.kind_id = self.kinds["after_delivery"]
        self.followup._write_server({"kind_id": self.rule.kind_id.id})
        for said in (False, "  "):
            with (
                self.subTest(said=said),
                self.assertRaisesRegex(UserError, "has something to report"),
            ):
                self.mine.action_feedback(feedback=said)
        self.assertTrue(self.activity.active)
        self.assertEqual(self.followup.state, "open")
        self.mine.action_feedback(feedback="Runs well")
        visit = self.followup.visit_id
        self.assertEqual(self.followup.state, "done")
        self.assertEqual(visit.report_text, "Runs well")
        self.assertEqual(visit.report_state, "submitted")
        self.assertEqual(visit.kind_id, self.kinds["after_delivery"])

    def test_an_observation_is_asked_for(self):
        self.rule.needs_note = True
        with self.assertRaisesRegex(UserError, "log the contact"):
            self.mine.action_feedback(feedback="Runs well")
        context = self.followup.with_user(self.manager).action_done()["context"]
        log = self.env["group.customer.visit.log"].with_user(self.manager)
        log = log.with_context(**context).create(
            {"report_text": "Runs well", "observation": "normal"}
        )
        log.action_log()
        self.assertEqual(self.followup.state, "done")
        self.assertFalse(self.activity.active)

    def test_who_has_no_right_to_the_follow_up(self):
        """The activity was given to somebody else, the follow-up was not."""
        colleague = self.users["colleague"]
        self.activity.user_id = colleague
        activity = self.activity.with_user(colleague)
        with self.assertRaisesRegex(AccessError, "for its owner"):
            activity.action_feedback(feedback="I was there")
        self.assertTrue(self.activity.active)
        self.assertEqual(self.followup.state, "open")

    def test_several_of_one_account_in_one_go(self):
        """The contact settles both; nothing is logged twice."""
        self._order("2026-02-27 03:00:00")
        self._make(self.rule)
        followups = self._of(self.rule)
        followups._write_server({"kind_id": self.kinds["after_delivery"].id})
        self.Followup._remind()
        activities = followups._get_activities()
        self.assertEqual(len(activities), 2)
        # From three days before on: due on the 6th and the 7th, called on the 4th
        with freeze_time("2026-03-04 04:00:00"):
            activities.with_user(self.manager).action_feedback(feedback="Runs well")
        self.assertEqual(followups.mapped("state"), ["done", "done"])
        self.assertEqual(len(followups.visit_id), 1)

    def test_the_activity_is_done_with_the_follow_up(self):
        self.followup.with_user(self.manager).action_done()
        self.assertFalse(self.activity.active)
        self.assertEqual(str(self.activity.date_done), "2026-03-02")
        message = self.followup.message_ids.filtered("mail_activity_type_id")
        self.assertEqual(message.author_id, self.manager.partner_id)

    def test_a_skipped_one_asks_nobody(self):
        self.followup.with_user(self.manager)._skip("Asked not to be called")
        self.assertFalse(self.activity.exists())

    def test_other_activities_are_no_contact(self):
        """A to-do of somebody's own settles nothing, nor does a deleted reminder."""
        todo = self.followup.with_user(self.manager).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.manager.id
        )
        todo.action_feedback(feedback="Found the number")
        self.assertEqual(self.followup.state, "open")
        self.mine.unlink()
        self.assertEqual(self.followup.state, "open")

    def test_asked_again_when_it_comes_back(self):
        order = self.followup._get_document()
        order._action_cancel()
        self.assertFalse(self.activity.exists())
        order.action_draft()
        order.action_confirm()
        order.date_order = "2026-02-28 03:00:00"
        self.Followup._refresh()
        self.assertEqual(self.followup.state, "open")
        self.Followup._remind()
        self.assertEqual(len(self.followup._get_activities()), 1)
