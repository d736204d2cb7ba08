# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase, new_test_user, tagged

GROUP = "group_customer.group_group_customer_"


@tagged("post_install", "-at_install")
class TestTerritoryTour(HttpCase):
    """On the screen: a territory is drafted, previewed and activated."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for plan in cls.env["group.customer.territory.plan"].search(
            [("state", "=", "active")]
        ):
            plan.action_end()
        cls.env["group.customer.assignment.rule"].search([]).active = False
        director = new_test_user(
            cls.env, "gc_tour_director", groups=f"base.group_user,{GROUP}director"
        )
        # Shared: the map divides the accounts of every company
        director.company_ids += cls.env["res.company"].search([])
        cls.holder, cls.before = (
            new_test_user(
                cls.env, login, groups=f"base.group_user,{GROUP}user", name=name
            )
            for login, name in (
                ("gc_tour_holder", "Tour Holder"),
                ("gc_tour_before", "Tour Before"),
            )
        )
        cls.accounts = cls.env["res.partner"].create(
            [
                {
                    "name": f"Tour Account {number}",
                    "is_company": True,
                    "is_group_customer": True,
                    "city": "Tour City",
                    "user_id": cls.before.id,
                }
                for number in (1, 2)
            ]
        )

    def test_draft_preview_activate(self):
        action = "group_customer.group_customer_territory_plan_action"
        self.start_tour(
            f"/odoo/action-{action}",
            "group_customer_territory_tour",
            login="gc_tour_director",
        )
        plan = self.env["group.customer.territory.plan"].search(
            [("name", "=", "Tour Map")]
        )
        self.assertEqual(plan.state, "active")
        self.assertEqual(self.accounts.territory_id.name, "Tour East")
        self.assertEqual(plan.batch_id.line_ids.partner_id, self.accounts)
        self.assertEqual(plan.batch_id.line_ids.to_user_id, self.holder)
        # Whoever approves decides
        self.assertEqual(self.accounts.user_id, self.before)
