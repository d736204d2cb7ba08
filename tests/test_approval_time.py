# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.tests import freeze_time, tagged

from .approval_common import ApprovalCommon

MONDAY = "2024-06-03 08:00:00"


@tagged("post_install", "-at_install")
class TestApprovalTime(ApprovalCommon):
    """Deadlines, escalation, expiry and effective dates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.tz = "UTC"
        # Eight hours a day, from 08:00 on, without a break
        cls.env.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {
                "name": "Eight hours",
                "tz": "UTC",
                "attendance_ids": [
                    fields.Command.create(
                        {
                            "name": "Work",
                            "dayofweek": str(day),
                            "hour_from": 8,
                            "hour_to": 16,
                            "day_period": "morning",
                        }
                    )
                    for day in range(5)
                ],
            }
        )
        cls.cron = cls.env.ref(
            "group_customer.ir_cron_group_customer_approval_request_watch"
        )

    def _watch(self, now):
        with freeze_time(now, tick=True), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    # === DEADLINE AND ESCALATION === #

    @freeze_time(MONDAY)
    def test_each_step_has_its_own_clock(self):
        self._rule(
            {"deadline_duration": 4, "deadline_unit": "working_hours"},
            {"users": self.dan},
            {
                "users": self.eva,
                "purpose": "execute",
                "deadline_duration": 1,
                "deadline_unit": "calendar_days",
            },
        )
        request = self._submit()
        first = request.current_step_id
        self.assertEqual(str(request.clock_due), "2024-06-03 12:00:00")
        self.assertEqual(first.due_on, request.clock_due)
        self.assertEqual(request.clock_state, "running")
        with freeze_time("2024-06-03 13:00:00"):
            self._decide(request, self.ann)
            # The first step was late, the second has no deadline
            self.assertEqual(request.clock_state, "none")
            self.assertFalse(request.clock_due)
            self._decide(request, self.dan)
            self.assertEqual(str(request.clock_due), "2024-06-04 23:59:59")
            self._decide(request, self.eva, kind="execute")
            self.assertEqual(request.clock_state, "met")

    @freeze_time(MONDAY)
    def test_escalation_lets_others_act_too(self):
        self._rule(
            {
                "users": self.ann,
                "deadline_duration": 4,
                "deadline_unit": "working_hours",
                "escalation": self.dan,
            }
        )
        request = self._submit()
        self.assertEqual(self._can_act(request), {"Ann"})
        self._watch("2024-06-03 11:30:00")
        self.assertEqual(self._can_act(request), {"Ann"})
        self._watch("2024-06-03 12:30:00")
        self.assertTrue(request.current_step_id.is_escalated)
        self.assertEqual(self._can_act(request), {"Ann", "Dan"})
        self.assertEqual(request.decision_ids[-1].kind, "escalate")
        count = len(request.decision_ids)
        self._watch("2024-06-03 13:30:00")
        self.assertEqual(len(request.decision_ids), count)
        with freeze_time("2024-06-03 14:00:00"):
            self._decide(request, self.dan)
        self.assertEqual(request.state, "executed")
        self.assertEqual(request.clock_state, "missed")

    @freeze_time(MONDAY)
    def test_escalation_at_once_when_nobody_is_left(self):
        self._rule({"users": self.ann, "escalation": self.dan})
        request = self._submit(user=self.ann)
        self.assertEqual(self._can_act(request), {"Dan"})
        self.assertEqual(request.approver_ids.kind, "escalated")
        self._decide(request, self.dan)

    @freeze_time(MONDAY)
    def test_party_is_no_escalation_target(self):
        self._rule({"users": self.ann, "escalation": self.clerk})
        self._refused(
            "has nobody who can act", self._submit, user=self.clerk, requester=self.ann
        )
        request = self._submit(user=self.clerk)
        request._escalate()
        self.assertEqual(self._can_act(request), {"Ann"})

    @freeze_time(MONDAY)
    def test_calendar_without_working_time(self):
        self.env.company.resource_calendar_id.attendance_ids.unlink()
        self._rule({"deadline_duration": 1, "deadline_unit": "working_hours"})
        self._refused(self.env.company.resource_calendar_id.name, self._submit)

    # === EXPIRY === #

    @freeze_time(MONDAY)
    def test_expiry(self):
        self._rule({}, {"users": self.dan}, expiry_days=5)
        document = self._document()
        request = self._submit(document)
        self.assertEqual(str(request.expires_on), "2024-06-08 08:00:00")
        with freeze_time("2024-06-05 08:00:00"):
            self._decide(request, self.ann)
        # Five days without a decision, counted from the last one
        self.assertEqual(str(request.expires_on), "2024-06-10 08:00:00")
        self._watch("2024-06-10 07:30:00")
        self.assertEqual(request.state, "in_progress")
        self._watch("2024-06-10 08:30:00")
        self.assertEqual(request.state, "expired")
        self.assertFalse(request.approver_ids)
        self.assertEqual(request.decision_ids[-1].kind, "expire")
        self.assertIn("expired:", document.calls)
        self._watch("2024-06-10 09:30:00")
        self.assertEqual(request.decision_ids.mapped("kind").count("expire"), 1)

    @freeze_time(MONDAY)
    def test_approved_does_not_expire(self):
        self._rule({}, {"users": self.dan, "purpose": "execute"}, expiry_days=1)
        request = self._submit()
        self._decide(request, self.ann)
        self.assertFalse(request.expires_on)
        self._watch("2024-07-03 08:00:00")
        self.assertEqual(request.state, "approved")

    @freeze_time(MONDAY)
    def test_document_that_does_not_let_it_expire(self):
        self._rule(expiry_days=1)
        request = self._submit(self._document(refuses="expired"))
        other = self._submit()
        self._watch("2024-06-05 08:00:00")
        self.assertEqual(other.state, "expired")
        self.assertEqual(request.state, "in_progress")
        self.assertIn("refuses to be expired", request.failure)
        self.assertFalse(request.expires_on)

    # === EFFECTIVE DATE === #

    @freeze_time(MONDAY)
    def test_carried_out_on_the_effective_date(self):
        self._rule()
        document = self._document(effective_date="2024-06-10")
        request = self._submit(document)
        self._decide(request, self.ann)
        self.assertEqual(request.state, "approved")
        self.assertIn("Carried out on", request.waiting_text)
        self.assertIn("approved:approval_ann", document.calls)
        self._watch("2024-06-09 23:00:00")
        self.assertEqual(request.state, "approved")
        self._watch("2024-06-10 00:30:00")
        self.assertEqual(request.state, "executed")
        self.assertEqual(str(request.executed_on)[:10], "2024-06-10")
        self.assertEqual(document.calls.count("executed:"), 1)
        self._watch("2024-06-10 01:30:00")
        self.assertEqual(document.calls.count("executed:"), 1)

    @freeze_time(MONDAY)
    def test_effective_date_of_the_submission_counts(self):
        self._rule()
        document = self._document(effective_date="2024-06-10")
        request = self._submit(
            document, effective_date=fields.Date.to_date("2024-06-01")
        )
        self._decide(request, self.ann)
        self.assertEqual(request.state, "executed")

    @freeze_time(MONDAY)
    def test_executor_waits_for_the_effective_date(self):
        self._rule(
            {},
            {
                "users": self.dan,
                "purpose": "execute",
                "deadline_duration": 8,
                "deadline_unit": "working_hours",
            },
        )
        request = self._submit(self._document(effective_date="2024-06-10"))
        self._decide(request, self.ann)
        # The clock begins with the effective date
        self.assertEqual(str(request.clock_due), "2024-06-10 16:00:00")
        mine = request.with_user(self.dan)
        self.assertFalse(mine.can_execute)
        self.assertIn("takes effect on", mine.hint)
        self._refused("takes effect on", self._decide, request, self.dan, "execute")
        self._watch("2024-06-10 09:00:00")
        self.assertEqual(request.state, "approved")
        with freeze_time("2024-06-10 09:00:00"):
            self.env.invalidate_all()
            self.assertTrue(mine.can_execute)
            self._decide(request, self.dan, "execute")
        self.assertEqual(request.state, "executed")

    @freeze_time(MONDAY)
    def test_failure_on_the_effective_date(self):
        self._rule()
        document = self._document(effective_date="2024-06-10", refuses="executed")
        request = self._submit(document)
        fine = self._submit(self._document(effective_date="2024-06-10"))
        for each in (request, fine):
            self._decide(each, self.ann)
        self._watch("2024-06-10 08:00:00")
        self.assertEqual(fine.state, "executed")
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.failure, "Paper refuses to be executed")
        self.assertNotIn("executed:", document.calls)
        todo = request.activity_ids
        self.assertEqual(todo.user_id, self.clerk)
        self._watch("2024-06-10 09:00:00")
        self.assertEqual(request.activity_ids, todo)
        with freeze_time("2024-06-11 08:00:00"):
            self.env.invalidate_all()
            self.assertIn("tries again", request.waiting_text)
            self.assertTrue(request.with_user(self.clerk).can_retry)
            self.assertTrue(request.with_user(self.boss).can_retry)
            self.assertFalse(request.with_user(self.ann).can_retry)
            self._refused("Only who asked", request.with_user(self.ann).action_retry)
            self._refused(
                "refuses to be executed", request.with_user(self.clerk).action_retry
            )
            document.refuses = False
            request.with_user(self.clerk).action_retry()
            self.assertEqual(request.state, "executed")
            self._refused(
                "nothing to try again", request.with_user(self.clerk).action_retry
            )
