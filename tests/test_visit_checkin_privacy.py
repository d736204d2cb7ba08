# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .visit_checkin_common import NEAR, NOW, VisitCheckinCommon

POSITION = ("latitude", "longitude", "accuracy")


@tagged("post_install", "-at_install")
class TestVisitCheckinPrivacy(VisitCheckinCommon):
    """No position is kept but those of check-in and check-out, and not for ever."""

    def _get_stored(self, visit):
        """The positions in the table: what is really there."""
        visit.flush_recordset()
        self.env.cr.execute(
            """SELECT checkin_latitude, checkin_longitude, checkin_accuracy,
                      checkout_latitude, checkout_longitude, checkout_accuracy
                 FROM group_customer_visit WHERE id = %s""",
            [visit.id],
        )
        return [float(value or 0) for value in self.env.cr.fetchone()]

    def _finish(self, visit):
        visit.action_check_in(self._values())
        visit.action_check_out(self._values())

    def test_erased_when_the_days_are_over(self):
        """30 days after the check-in, slice by slice; a visit of later waits."""
        others = self._create_visit() + self._create_visit()
        for visit in others:
            self._finish(visit)
        self._finish(self.visit)
        self.assertEqual(
            self._get_stored(self.visit), [*NEAR, 20, *NEAR, 20], "kept until then"
        )
        with freeze_time(NOW + timedelta(days=29)):
            later = self._create_visit(start=NOW + timedelta(days=29), stop=False)
            later.action_check_in(self._values(at=False))
        visits = self.env["group.customer.visit"]
        with freeze_time(NOW + timedelta(days=30, seconds=-1)):
            self.assertEqual(visits._erase_positions(), 0)
        with freeze_time(NOW + timedelta(days=30)):
            self.assertEqual(visits._erase_positions(limit=2), 2)
            self.assertEqual(visits._erase_positions(limit=2), 1)
            self.assertEqual(visits._erase_positions(limit=2), 0)
        for visit in self.visit | others:
            self.assertEqual(self._get_stored(visit), [0] * 6)
            self.assertFalse(visit.position_erase_at)
            self.assertEqual(visit.checkin_distance, 100)
            self.assertEqual(visit.checkin_result, "ok")
        self.assertEqual(self._get_stored(later)[:2], list(NEAR))

    def test_cron(self):
        self._finish(self.visit)
        self.visit._write_server({"position_erase_at": NOW - timedelta(days=1)})
        cron = self.env.ref(
            "group_customer.ir_cron_group_customer_visit_erase_positions"
        )
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self._get_stored(self.visit), [0] * 6)

    def test_no_other_trace(self):
        """Neither the chatter nor the log of values keeps a position."""
        for step in ("checkin", "checkout"):
            for part in POSITION:
                field = self.visit._fields[f"{step}_{part}"]
                self.assertFalse(getattr(field, "tracking", False))
        self._finish(self.visit.with_context(tracking_disable=False))
        texts = "".join(message.body or "" for message in self.visit.message_ids)
        self.assertNotIn("31.23", texts)

    def test_vague_and_without_geofence(self):
        """What is not used is not stored."""
        self.visit.action_check_in(self._values(accuracy=900, reason="In a hall"))
        self.assertEqual(self._get_stored(self.visit)[:3], [0, 0, 900])
        self.assertFalse(self.visit.position_erase_at)
        self.visit.action_check_out(self._values(reason="In a hall"))
        self.env["group.customer.visit.geofence"].search([]).active = False
        visit = self._create_visit()
        self._finish(visit)
        self.assertEqual(self._get_stored(visit), [0] * 6)
        self.assertFalse(visit.checkin_result)

    def test_take_the_position(self):
        """A manager takes the position of a check-in for that of the customer."""
        visit = self._create_visit(partner_id=self.south.id)
        manager = self.users["director"]
        with self.assertRaisesRegex(UserError, "no position"):
            visit.with_user(manager).action_take_position()
        visit.action_check_in(self._values(reason="First visit"))
        self.assertEqual(visit.checkin_result, "no_address")
        self.assertFalse(visit.can_take_position)
        self.assertTrue(visit.with_user(manager).can_take_position)
        with self.assertRaises(AccessError):
            visit.action_take_position()
        visit.with_user(manager).action_take_position()
        self.assertEqual(
            (self.south.partner_latitude, self.south.partner_longitude), NEAR
        )
        self.assertIn("check-in", self.south.message_ids[0].body)
        visit.action_check_out(self._values())
        self.assertEqual((visit.checkout_result, visit.checkout_distance), ("ok", 0))
