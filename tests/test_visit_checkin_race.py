# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .workers_common import WorkersCommon


@tagged("post_install", "-at_install")
class TestVisitCheckinRace(WorkersCommon):
    """The phone sends one check-in twice, and two workers take it.

    Everything is committed for good, so that the test removes what it made.
    """

    def setUp(self):
        super().setUp()
        with self._connect() as env:
            user = env.ref("base.user_admin")
            account = env["res.partner"].create(
                {
                    "name": "Raced",
                    "is_company": True,
                    "is_group_customer": True,
                    "user_id": user.id,
                }
            )
            visit = env["group.customer.visit"].create(
                {
                    "partner_id": account.id,
                    "user_id": user.id,
                    "start": fields.Datetime.now(),
                }
            )
            self.user_id, self.account_id, self.visit_id = user.id, account.id, visit.id
        self.addCleanup(self._remove)

    def _remove(self):
        with self._connect() as env:
            visit = env["group.customer.visit"].browse(self.visit_id)
            visit._write_server({"state": "draft"})
            visit.unlink()
            account = env["res.partner"].browse(self.account_id)
            account.assignment_ids.unlink()
            account.unlink()

    def test_counts_once(self):
        with self._connect(self.user_id) as one, self._connect(self.user_id) as two:
            first, second = (
                env["group.customer.visit"].browse(self.visit_id) for env in (one, two)
            )
            values = {"token": f"race {self.visit_id}", "reason": "No signal"}
            self.assertFalse(second.checkin_at)
            first.action_check_in(values)
            one.cr.commit()  # pylint: disable=invalid-commit
            came = first.checkin_received_at
            # What the second worker sees is older: the server has it begin anew
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                second.action_check_in(values)
            two.cr.rollback()
            two.invalidate_all()
            answer = second.action_check_in(values)
            self.assertTrue(answer["is_repeated"])
            self.assertEqual(second.checkin_received_at, came)
            two.cr.rollback()
