# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from .visit_common import VisitCommon

CRON = "group_customer.ir_cron_group_customer_visit_mark_missed"


@tagged("post_install", "-at_install")
class TestVisitCoreMissed(VisitCommon):
    """Visits that nobody reported are missed after some days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["group.customer.parameter.value"].create(
            {
                "parameter_id": cls.env["group.customer.parameter"]
                .search([("code", "=", "visit_missed_days")])
                .id,
                "company_id": cls.company.id,
                "date_from": cls.today - timedelta(days=100),
                "value": 3,
            }
        )

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()

    def test_after_the_days_of_grace(self):
        visits = self.Visit
        for days in (-4, -3, 0, 5):
            visits |= self._create_planned(days)
        draft, done = self._create_visit(-9), self._create_done(-9)
        event = visits[0].event_id
        self._run()
        self.assertEqual(
            visits.mapped("state"), ["missed", "planned", "planned", "planned"]
        )
        self.assertEqual((draft.state, done.state), ("draft", "done"))
        self.assertTrue(visits[0].missed_reason)
        self.assertFalse(event.exists())
        self.assertEqual(self.works.next_visit_on, self.today)

    def test_each_visitor_is_told_once(self):
        for days in (-9, -8, -7):
            self._create_planned(days)
        self._create_planned(-9, user=self.colleague, partner_id=self.free.id)
        messages = self.env["mail.message"].sudo()
        before = messages.search([], order="id desc", limit=1).id
        self._run()
        new = messages.search([("id", ">", before), ("subject", "like", "missed")])
        self.assertEqual(
            sorted(message.subject for message in new),
            ["Visits missed: 1", "Visits missed: 3"],
        )
        self.assertEqual(
            new.notified_partner_ids, (self.account | self.colleague).partner_id
        )
        # Run again, nobody hears of it again
        self._run()
        self.assertFalse(messages.search([("id", ">", max(new.ids))]))

    def test_taken_back_it_waits_again(self):
        visit = self._create_planned(-9)
        self._run()
        self.assertEqual(visit.state, "missed")
        visit.with_user(self.manager).action_recover("Was ill")
        self._run()
        self.assertEqual(visit.state, "planned")
        long_ago = visit.recovered_at - timedelta(days=5)
        visit._write_server({"recovered_at": long_ago})
        self._run()
        self.assertEqual(visit.state, "missed")

    def test_slices(self):
        for days in (-9, -8, -7):
            self._create_planned(days)
        path = "odoo.addons.group_customer.models.visit.group_customer_visit_cron.SLICE"
        with patch(path, 2):
            self._run()
        self.assertEqual(
            self.Visit.search_count(
                [("partner_id", "=", self.works.id), ("state", "=", "missed")]
            ),
            3,
        )
