# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .returns_common import ReturnsCommon

NOW = datetime(2026, 3, 4, 2, 0)


@tagged("post_install", "-at_install")
class TestReturnsWork(ReturnsCommon):
    """Attempts, giving up, the record, findings and the visit that counts (VI-07,
    VI-11, VI-12)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._make_plan(officers=cls.officer | cls.second)
        cls.topic = cls._make_topic(cls.plan).with_user(cls.officer)
        cls.issue = cls._make_topic(
            cls.plan,
            source_reference="R-1",
            kind="issue",
            issue_kind="processed_unconfirmed",
            topic_kind=False,
        ).with_user(cls.officer)
        cls._confirm(cls.plan)
        cls.phone = cls.env.ref("group_customer.group_customer_visit_channel_phone")
        cls.email = cls.env.ref("group_customer.group_customer_visit_channel_email")
        cls.Attempt = cls.env["group.customer.return.attempt"]

    def _attempt(self, visit, result="no_answer", channel=None):
        return self.Attempt.with_user(self.officer).create(
            {
                "return_visit_id": visit.id,
                "result": result,
                "channel_id": (channel or self.phone).id,
            }
        )

    def test_given_up_after_two_hours_only(self):
        topic = self.topic
        with freeze_time(NOW):
            with self.assertRaisesRegex(UserError, "tried without success"):
                topic.action_abandon()
            topic.action_no_answer()
            self.assertEqual(topic.state, "in_progress")
            self.assertEqual(topic.first_attempt_on, NOW)
            self.assertEqual(topic.give_up_on, NOW + timedelta(hours=2))
        with freeze_time(NOW + timedelta(minutes=119)):
            self._attempt(topic, "busy")
            self.assertEqual(topic.first_attempt_on, NOW)
            with self.assertRaisesRegex(UserError, "try again"):
                topic.action_abandon()
            with self.assertRaisesRegex(UserError, "try again"):
                topic._abandon("No patience")
        with freeze_time(NOW + timedelta(hours=2)):
            self.assertIn(
                topic,
                self.Visit.search(
                    [("state", "=", "in_progress"), ("give_up_on", "<=", "now")]
                ),
            )
            action = topic.action_abandon()
            wizard = self.env["group.customer.return.abandon"].with_user(self.officer)
            wizard = wizard.with_context(**action["context"])
            wizard.create({"reason": "Number is switched off"}).action_abandon()
            with self.assertRaisesRegex(UserError, "tried without success"):
                topic._abandon("Again")
        self.assertEqual(topic.state, "abandoned")
        self.assertEqual(topic.abandon_reason, "Number is switched off")
        self.assertFalse(topic.visit_id)
        self.assertEqual(self.plan.abandoned_count, 1)
        # Kept: neither changed nor deleted, nor tried again
        for refused in (
            lambda: topic.write({"content": "Later"}),
            topic.unlink,
            lambda: self._attempt(topic),
        ):
            with self.assertRaises(UserError):
                refused()

    def test_reason_of_giving_up(self):
        with freeze_time(NOW):
            self.topic.action_no_answer()
        with freeze_time(NOW + timedelta(hours=3)):
            with self.assertRaisesRegex(UserError, "write why"):
                self.topic._abandon("  ")

    def test_attempts_are_neither_forged_nor_changed(self):
        with self.assertRaisesRegex(UserError, "filled by the system"):
            self.Attempt.with_user(self.officer).create(
                {
                    "return_visit_id": self.topic.id,
                    "attempted_on": "2026-03-01 00:00:00",
                }
            )
        attempt = self._attempt(self.topic)
        for refused in (lambda: attempt.write({"note": "x"}), attempt.unlink):
            with self.assertRaises(AccessError):
                refused()
        for values in (
            {"state": "reached"},
            {"first_attempt_on": "2026-01-01 00:00:00"},
            {"give_up_on": "2026-01-01 00:00:00"},
        ):
            with self.assertRaisesRegex(UserError, "filled by the system"):
                self.topic.write(values)
        with self.assertRaisesRegex(UserError, "filled by the system"):
            self.Visit.with_user(self.officer).create(
                {
                    "plan_id": self.plan.id,
                    "partner_id": self.mill.id,
                    "topic_kind": "speed",
                    "state": "closed",
                }
            )

    def test_recorded_and_counted_as_a_visit(self):
        topic = self.topic
        with freeze_time(NOW):
            topic.action_reached()
            self.assertEqual((topic.state, topic.reached_on), ("reached", NOW))
            with self.assertRaisesRegex(UserError, "What Was Said, Satisfaction"):
                topic.action_close()
            topic.write({"content": "Content with it all", "satisfaction": "4"})
            topic.finding_ids = [
                Command.create(
                    {
                        "name": "Late delivery",
                        "solution": "Ask the carrier",
                        "user_id": self.account.id,
                        "date_deadline": "2026-03-10",
                    }
                )
            ]
        with freeze_time(NOW + timedelta(minutes=20)):
            topic.action_close()
        self.assertEqual(topic.state, "closed")
        self.assertEqual(topic.finding_count, 1)
        visit = topic.sudo().visit_id
        self.assertEqual(
            (visit.kind_id.code, visit.state, visit.origin),
            ("return_visit", "done", "return"),
        )
        self.assertEqual(visit.partner_id, self.mill)
        self.assertEqual(visit.user_id, self.officer)
        self.assertEqual((visit.start, visit.channel_id), (NOW, self.phone))
        self.assertEqual(visit.report_text, "Content with it all")
        self.assertEqual(visit.report_state, "submitted")
        # Once, whatever is pressed
        with self.assertRaisesRegex(UserError, "only what was talked about"):
            topic.action_close()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            topic.write({"satisfaction": "5"})

    def test_issue_is_analysed_before_the_call(self):
        with self.assertRaisesRegex(UserError, "Cause, Steps of Processing, Solution"):
            self.issue.action_reached()
        self.issue.write({"cause": "Stock", "steps": "Ordered", "solution": "Stock up"})
        with self.assertRaisesRegex(UserError, "by phone"):
            self._attempt(self.issue, channel=self.email)
        self._attempt(self.issue, "reached")
        self.issue.content = "Confirmed as closed"
        self.issue.action_close()
        self.assertEqual(self.issue.state, "closed")

    def test_speed_asks_for_speed_and_feedback(self):
        speed = self._make_topic(self.plan, topic_kind="speed").with_user(self.officer)
        speed.action_reached()
        speed.content = "Slow in the mornings"
        with self.assertRaisesRegex(UserError, "Recent Speed, Feedback"):
            speed.action_close()
        speed.write({"speed_note": "10 s", "feedback": "Faster, please"})
        speed.action_close()

    def test_findings_are_to_dos(self):
        topic = self.topic
        topic.action_reached()
        values = {
            "return_visit_id": topic.id,
            "name": "Wrong invoice",
            "user_id": self.account.id,
            "date_deadline": "2026-03-10",
        }
        Finding = self.env["group.customer.return.finding"].with_user(self.officer)
        finding, second = Finding.create([values, {**values, "name": "Late"}])
        activity = finding.sudo().activity_id
        self.assertEqual(
            (activity.user_id, activity.summary), (self.account, values["name"])
        )
        finding.write({"date_deadline": "2026-03-12"})
        self.assertEqual(str(activity.date_deadline), "2026-03-12")
        # The owner does it, from the to-do or from the finding
        activity.with_user(self.account).action_feedback("Corrected")
        self.assertEqual((finding.state, finding.outcome), ("done", "Corrected"))
        second.with_user(self.account).action_done()
        self.assertEqual(second.state, "done")
        self.assertFalse(second.sudo().activity_id.active)
        with self.assertRaisesRegex(UserError, "is done"):
            finding.write({"name": "Something else"})
        third = Finding.create({**values, "user_id": self.colleague.id})
        with self.assertRaises(AccessError):
            third.with_user(self.users["manager"]).action_done()
        self.assertTrue(topic.with_user(self.colleague).has_access("read"))
        with self.assertRaisesRegex(AccessError, "is worked by"):
            third.with_user(self.second).write({"name": "Mine"})

    def test_four_eyes(self):
        self.env.flush_all()
        officer_group = self.officer.group_ids
        self.account.group_ids += officer_group
        with self.assertRaisesRegex(ValidationError, "handled the matter"):
            self._make_topic(self.plan, officer=self.account)
        with self.assertRaisesRegex(ValidationError, "handled the matter"):
            self.topic.sudo().officer_id = self.account
        with self.assertRaisesRegex(ValidationError, "no return-visit officer"):
            self.topic.sudo().officer_id = self.colleague

    def test_only_the_officer_works(self):
        second = self.topic.with_user(self.second)
        for refused in (
            second.action_reached,
            lambda: second.write({"content": "Mine"}),
            lambda: second.write({"officer_id": self.second.id}),
        ):
            with self.assertRaisesRegex(AccessError, "is worked by"):
                refused()
        for user in (self.account, self.users["manager"], self.users["director"]):
            with self.assertRaises(AccessError):
                self.topic.with_user(user).action_reached()
        # A director gives it to somebody else; what is nobody's is taken
        director = self.topic.with_user(self.users["director"])
        director.officer_id = self.second
        director.officer_id = False
        with self.assertRaisesRegex(AccessError, "take it yourself"):
            self.topic.write({"officer_id": self.second.id})
        second.action_take()
        self.assertEqual(self.topic.officer_id, self.second)
        with self.assertRaisesRegex(UserError, "already"):
            self.topic.action_take()

    def test_draft_plans_are_not_worked(self):
        plan = self._make_plan(month="2026-05-01")
        topic = self._make_topic(plan).with_user(self.officer)
        with self.assertRaisesRegex(UserError, "is a draft"):
            topic.action_reached()
        # What was entered by hand may go again, and may change
        topic.source_reference = "S-9"
        topic.unlink()
        drawn = self._make_topic(plan)
        drawn._write_server({"is_sampled": True})
        with self.assertRaisesRegex(UserError, "drawn at random"):
            drawn.with_user(self.officer).unlink()
        with self.assertRaisesRegex(UserError, "is settled"):
            drawn.with_user(self.officer).source_reference = "Other"
