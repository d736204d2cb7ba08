# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from .workers_common import WorkersCommon


@tagged("post_install", "-at_install")
class TestVisitFollowupWorkers(WorkersCommon):
    """Two workers, two connections, one occasion: it is followed up once.

    Everything is committed for good, so that the test removes what it made.
    """

    def setUp(self):
        super().setUp()
        with self._connect() as env:
            account = env["res.partner"].create(
                {"name": "Followed", "is_company": True, "is_group_customer": True}
            )
            today = env["group.customer.ledger"]._get_today(env.company)
            env["group.customer.important.date"].create(
                {"partner_id": account.id, "date": today, "kind": "other"}
            )
            rule = env["group.customer.followup.rule"].create(
                {
                    "code": "workers",
                    "name": "Workers",
                    "trigger": "important_date",
                    "important_kind": "other",
                    "date_from": "2000-01-01",
                    "start_on": "2000-01-01",
                    "kind_id": env["group.customer.visit.kind"].search([], limit=1).id,
                    "channel_id": env["group.customer.visit.channel"]
                    .search([], limit=1)
                    .id,
                    "offset_ids": [(0, 0, {"number": 0, "unit": "day"})],
                }
            )
            self.rule_id, self.account_id = rule.id, account.id
        self.addCleanup(self._remove)

    def _remove(self):
        with self._connect() as env:
            rule = env["group.customer.followup.rule"].browse(self.rule_id)
            env["group.customer.followup"].search([("rule_id", "=", rule.id)]).unlink()
            rule.unlink()
            env["res.partner"].browse(self.account_id).unlink()

    def test_two_at_once_make_one(self):
        """The cron of another host leaves a claimed rule alone; whoever gets past the
        claim with an older view of the table is stopped by the index."""
        with self._connect() as late:
            late_rule = late["group.customer.followup.rule"].browse(self.rule_id)
            self.assertTrue(late_rule.active, "its view of the database begins here")
            with self._connect() as env:
                rule = env["group.customer.followup.rule"].browse(self.rule_id)
                self.assertTrue(rule.try_lock_for_update())
                self.assertFalse(late_rule.try_lock_for_update())
                made = env["group.customer.followup"]._create_slice(rule)
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(SerializationFailure),
            ):
                late["group.customer.followup"]._create_slice(late_rule)
            late.cr.rollback()
            again = late["group.customer.followup"]._create_slice(late_rule)
        self.assertEqual((made, again), (1, 0))
