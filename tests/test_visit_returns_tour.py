# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

GROUP = "group_customer.group_group_customer_"


@tagged("post_install", "-at_install")
class TestReturnsTour(HttpCase):
    """An officer samples the orders of a month and works a return visit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer, cls.seller = (
            new_test_user(
                cls.env,
                f"gc_tour_{login}",
                groups=f"base.group_user,{GROUP}{group}",
                name=f"Tour {login.capitalize()}",
            )
            for login, group in (
                ("officer", "return_visit_officer"),
                ("seller", "user"),
            )
        )
        Policy = cls.env["group.customer.return.policy"]
        Policy.search([]).active = False
        Policy.create(
            {
                "name": "Tour",
                "date_from": "2020-01-01",
                "minimum_sample": 2,
                "give_up_hours": 2,
                "plan_due_days": 1,
                "warning_days": 0,
                "prepare_days": 0,
                "lookback_months": 1,
            }
        )
        cls.account = cls.env["res.partner"].create(
            {
                "name": "Tour Returns",
                "is_company": True,
                "is_group_customer": True,
                "user_id": cls.seller.id,
            }
        )
        orders = cls.env["sale.order"].create(
            [{"partner_id": cls.account.id, "user_id": cls.seller.id}] * 3
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE sale_order SET state = 'sale' WHERE id IN %s", [tuple(orders.ids)]
        )
        cls.env.cr.execute(
            "UPDATE sale_order SET state = 'cancel' WHERE id NOT IN %s",
            [tuple(orders.ids)],
        )
        cls.env.invalidate_all()
        # Due this month, whatever day it is: the plan of the next one
        Plan = cls.env["group.customer.return.plan"]
        Plan.search([("month", "=", Plan._get_default_month())]).unlink()
        cls.plan = Plan.create(
            {
                "officer_ids": [Command.set(cls.officer.ids)],
                "strategy": "Orders of the month",
                "purpose": "Are they content",
                "content": "Did everything arrive?",
                "timing": "Mornings",
            }
        )

    def test_from_the_sample_to_the_record(self):
        self.start_tour(
            f"/odoo/return-visit-plans/{self.plan.id}",
            "group_customer_return_plan_tour",
            login="gc_tour_officer",
        )
        self.assertEqual((self.plan.state, self.plan.sampled_count), ("confirmed", 2))
        first, second = self.plan.line_ids
        second._write_server({"state": "abandoned"})
        self.start_tour(
            "/odoo/my-return-visits",
            "group_customer_return_work_tour",
            login="gc_tour_officer",
        )
        self.assertEqual(first.state, "closed")
        self.assertEqual(len(first.attempt_ids), 2)
        self.assertEqual((first.satisfaction, first.finding_count), ("4", 1))
        self.assertEqual(first.visit_id.partner_id, self.account)
        self.assertEqual(first.finding_ids.activity_id.user_id, self.seller)
