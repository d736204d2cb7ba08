# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .visit_policy_common import VisitPolicyCommon


@tagged("post_install", "-at_install")
class TestVisitFaultsDiary(VisitPolicyCommon):
    """Days on which the server did not open the pages."""

    def test_an_own_page_does_not_stand_for_those_of_others(self):
        """The cron ran on Wednesday, not on Thursday, and again on Friday."""
        Quota = self.env["group.customer.visit.daily.quota"]
        Quota.search([]).active = False
        Quota.create(
            {"code": "234", "name": "2-3-4", "date_from": "2020-01-01", "new_visits": 2}
        )
        users = self.users["account"] | self.users["colleague"]
        self.env["group.customer.manager"].create(
            [{"user_id": user.id} for user in users]
        )
        Diary = self.env["group.customer.visit.diary"]
        self.registry_enter_test_mode()
        cron = self.env.ref("group_customer.ir_cron_group_customer_visit_diary_open")
        with freeze_time("2026-05-13 02:00:00"):
            cron.method_direct_trigger()
        with freeze_time("2026-05-14 02:00:00"):
            Diary.with_user(self.users["account"]).action_open_today()
        cron.method_direct_trigger()
        for user in users:
            pages = Diary.search([("user_id", "=", user.id)])
            self.assertEqual(
                sorted(pages.mapped("date")),
                [date(2026, 5, day) for day in (13, 14, 15)],
            )

    def test_who_stayed_away_was_not_met(self):
        """The people of the host stayed away, those of a guest came."""
        user = self.users["account"]
        Diary = self.env["group.customer.visit.diary"]
        page = Diary._open_day(self.company, self.today, user)
        visit = self._make_visit(
            self.south,
            self.today,
            participant_ids=[
                Command.create({"partner_id": self.south.id, "attended": False}),
                Command.create({"partner_id": self.north.id}),
            ],
        )
        self.assertEqual(page.new_done + page.existing_done, 1)
        visit.participant_ids[0].attended = True
        self.assertEqual(page.new_done + page.existing_done, 2)
