# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestVisitCheckinTour(HttpCase):
    """A day on a phone: position, denied position, and a network that comes and
    goes."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visitor = new_test_user(
            cls.env,
            "gc_tour_visitor",
            groups="base.group_user,sales_team.group_sale_salesman,"
            "group_customer.group_group_customer_user",
            name="Tour Visitor",
        )
        cls.env["group.customer.visit.geofence"].create(
            {
                "name": "Tour",
                "company_id": cls.env.company.id,
                "date_from": "2020-01-01",
                "radius": 200,
                "accuracy_limit": 150,
                "mode": "reason",
                "late_hours": 24,
                "future_minutes": 5,
                "keeps_position_days": 30,
            }
        )
        cls.accounts = cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "is_group_customer": True,
                    "user_id": cls.visitor.id,
                    "street": "1 Bund",
                    "phone": "+86 21 5555 0100",
                    "partner_latitude": 31.2304,
                    "partner_longitude": 121.4737,
                }
                for name in ("Tour Harbour", "Tour Mine")
            ]
        )
        visits = cls.env["group.customer.visit"].with_user(cls.visitor)
        today = cls.env["group.customer.ledger"]._get_today(cls.env.company)
        routine = cls.env.ref("group_customer.group_customer_visit_kind_routine")
        channel = cls.env.ref("group_customer.group_customer_visit_channel_visit")
        cls.visits = visits.create(
            [
                {
                    "partner_id": account.id,
                    "user_id": cls.visitor.id,
                    "kind_id": routine.id,
                    "channel_id": channel.id,
                    # Whatever the hour is: visits of today
                    "start": visits._get_moment(today, 9 + number, cls.env.company),
                }
                for number, account in enumerate(cls.accounts)
            ]
        )
        cls.visits.action_plan()

    # Odoo logs the refusal to check in twice, which the tour meets.
    @mute_logger("odoo.http")
    def test_day_on_the_phone(self):
        self.start_tour(
            "/odoo/visits-today",
            "group_customer_visit_checkin_tour",
            login="gc_tour_visitor",
        )
        harbour, mine = self.visits
        self.assertEqual(
            (harbour.checkin_result, harbour.checkin_distance), ("ok", 100)
        )
        self.assertEqual(harbour.checkout_reason, "In the lift")
        self.assertEqual(harbour.checkout_result, "no_position")
        self.assertEqual(mine.checkin_reason, "Under ground")
        self.assertEqual(mine.state, "in_progress")
        # It happened before it arrived
        self.assertLessEqual(mine.checkin_at, mine.checkin_received_at)
