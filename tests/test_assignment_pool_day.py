# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, time, timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .pool_common import PoolCommon


@tagged("post_install", "-at_install")
class TestAssignmentDay(PoolCommon):
    """Two o'clock at night in China is the evening before in UTC, where scheduled
    actions live: what they write bears the day of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.tz = "Asia/Shanghai"
        cls.env.user.tz = False
        cls.night = datetime.combine(fields.Date.today(), time(18))
        cls.china = fields.Date.today() + timedelta(days=1)

    def test_moves_begin_on_the_day_of_the_company(self):
        works = self._aged("Night Works", 30, self.account)
        with freeze_time(self.night):
            self.Assignment._assign(
                [
                    {
                        "partner_id": works.id,
                        "role_id": "account_manager",
                        "user_id": self.colleague.id,
                    }
                ],
                "rule",
            )
            old, new = self.Assignment.search(
                [
                    ("partner_id", "=", works.id),
                    ("role_id.code", "=", "account_manager"),
                ],
                order="id",
            )
            self.assertEqual(old.date_to, self.china - timedelta(days=1))
            self.assertEqual(new.date_from, self.china)
            # The field of the customer is followed on the same day
            works.user_id = False
            self.assertEqual(new.date_to, self.china)
            self.assertEqual(works.pool_since, self.china)

    def test_warned_and_due_on_the_day_of_the_company(self):
        idle = self._aged("Idle", 400, self.account, touched=85)
        with freeze_time(self.night):
            self._run()
            self.assertEqual(idle.pool_warned_on, self.china)
            self.assertEqual(idle.pool_due_on, self.china + timedelta(days=14))
            event = self.Event.search([("partner_id", "=", idle.id)])
            self.assertEqual(event.date, self.china)

    def test_runs_of_rules_bear_the_day_of_the_company(self):
        with freeze_time(self.night):
            run = self.env["group.customer.assignment.run"]._get_unattended(
                self.env.company, "schedule"
            )
            self.assertEqual(run.date, self.china)

    def test_next_month_is_that_of_the_company(self):
        """The last evening of October in UTC is November in China."""
        with freeze_time("2026-10-31 18:00:00"):
            month = self.env["group.customer.allocation"]._default_month()
        self.assertEqual(month, fields.Date.to_date("2026-12-01"))
