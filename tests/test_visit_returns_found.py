# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .returns_common import ReturnsCommon


@tagged("post_install", "-at_install")
class TestReturnsFound(ReturnsCommon):
    """Missed handovers are found by the system and decided by a person (VI-13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._make_plan(officers=cls.officer | cls.second)
        cls.open = cls._make_topic(cls.plan)
        cls.offered = cls._make_topic(cls.plan, source_reference="S-2")
        cls.nobodys = cls._make_topic(cls.plan, source_reference="S-3")
        cls.nobodys.officer_id = False
        cls.other = cls._make_topic(cls.plan, cls.second, source_reference="S-4")
        cls._confirm(cls.plan)
        cls.offered.with_user(cls.officer)._hand_over(cls.second, "Call after four")
        cls.Fault = cls.env["group.customer.return.fault"]

    def _find(self, moment="2026-04-01 04:00:00"):
        with freeze_time(moment):
            self.Fault._find_missed(self.env.company, 100)
        return self.Fault.search([("return_visit_id.plan_id", "=", self.plan.id)])

    def test_found_once(self):
        self.assertFalse(self._find("2026-03-31 04:00:00"), "the month runs")
        before = self.plan.message_ids
        faults = self._find()
        self.assertEqual(faults.return_visit_id, self.open | self.other)
        self.assertEqual(faults.user_id, self.officer | self.second)
        self.assertEqual(set(faults.mapped("state")), {"proposed"})
        self.assertEqual(set(faults.mapped("kind")), {"missed"})
        self.assertEqual(set(faults.mapped("date")), {date(2026, 3, 31)})
        self.assertTrue(all(faults.mapped("is_found")))
        self.assertFalse(any((self.open | self.other).mapped("is_missed")))
        [message] = self.plan.message_ids - before
        self.assertIn(self.marketing.partner_id, message.notified_partner_ids)
        self.assertEqual(self._find(), faults)
        self.assertEqual(len(self.plan.message_ids - before), 1)

    def test_who_takes_over_late_has_missed_nothing(self):
        """Offered in time, accepted after the month: handed over as it should be. Who
        accepted in time and leaves it open has missed it."""
        early = self.other.with_user(self.second)
        early._hand_over(self.officer, "Speaks their language")
        with freeze_time("2026-03-31 15:59:00"):  # midnight comes at 16:00 UTC
            self.other.with_user(self.officer).action_accept_handover()
        with freeze_time("2026-03-31 16:01:00"):
            self.offered.with_user(self.second).action_accept_handover()
        self.env.company.partner_id.tz = "Asia/Shanghai"
        faults = self._find("2026-04-02 04:00:00")
        self.assertEqual(faults.return_visit_id, self.open | self.other)
        self.assertEqual(faults.user_id, self.officer)

    def test_in_slices(self):
        with (
            freeze_time("2026-04-02 04:00:00"),
            patch(
                "odoo.addons.group_customer.models.visit"
                ".group_customer_return_fault_find.SLICE",
                1,
            ),
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1
            ),
        ):
            self.Fault._cron_find_missed()
        self.assertEqual(len((self.open | self.other).fault_ids), 2)

    def test_what_a_person_entered_is_not_found_again(self):
        entered = self.Fault.with_user(self.marketing).create(
            {"return_visit_id": self.open.id, "kind": "missed", "note": "Late"}
        )
        self.assertEqual(entered.state, "confirmed")
        self.assertEqual(self._find().return_visit_id, self.open | self.other)
        self.assertEqual(self.open.fault_ids, entered)

    def test_a_person_decides(self):
        faults = self._find()
        fault = faults.filtered(lambda row: row.user_id == self.officer)
        other = (faults - fault).with_user(self.marketing)
        fault.with_user(self.marketing).action_confirm()
        self.assertEqual(fault.decided_by_id, self.marketing)
        self.assertTrue(self.open.is_missed)
        with self.assertRaisesRegex(UserError, "decided"):
            fault.with_user(self.marketing).action_reject("x")
        with self.assertRaisesRegex(UserError, "no fault"):
            other.action_reject(" ")
        self.assertEqual(
            other.action_reject()["res_model"], "group.customer.return.fault.reject"
        )
        wizard = self.env["group.customer.return.fault.reject"]
        wizard.with_user(self.marketing).create(
            {"fault_ids": other.ids, "reason": "Was ill"}
        ).action_reject()
        self.assertEqual((other.state, other.reject_reason), ("rejected", "Was ill"))
        self.assertFalse(self.other.is_missed)
        # Rejected is decided: it is not found again
        self.assertEqual(self._find(), faults)

    def test_nobody_decides_about_oneself_or_forges_it(self):
        fault = self._find().filtered(lambda row: row.user_id == self.officer)
        with self.assertRaises(AccessError):
            fault.with_user(self.officer).action_confirm()
        with self.assertRaises(AccessError):
            fault.with_user(self.second).action_reject("x")
        self.officer.group_ids += self.env.ref(
            "group_customer.group_group_customer_marketing_manager"
        )
        for operation in ("action_confirm", "unlink"):
            with self.assertRaises(AccessError):
                getattr(fault.with_user(self.officer), operation)()
        with self.assertRaises(AccessError):
            fault.with_user(self.officer).action_reject("x")
        marketing = fault.with_user(self.marketing)
        with self.assertRaisesRegex(UserError, "filled by the system"):
            marketing.state = "rejected"
        with self.assertRaisesRegex(UserError, "filled by the system"):
            self.Fault.with_user(self.marketing).create(
                {
                    "return_visit_id": self.other.id,
                    "kind": "wrong",
                    "note": "x",
                    "state": "rejected",
                }
            )
        with self.assertRaisesRegex(UserError, "is kept"):
            marketing.unlink()
        with self.assertRaisesRegex(UserError, "is kept"):
            marketing.user_id = self.second
