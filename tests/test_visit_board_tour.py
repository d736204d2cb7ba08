# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

LEVEL = "group_customer.group_group_customer_"


@tagged("post_install", "-at_install")
class TestVisitBoardTour(HttpCase):
    """A month on the screen: generated, changed on the plan board, submitted by the
    account manager and approved by the superior (AP-09, VI-15)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sales = "base.group_partner_manager,sales_team.group_sale_salesman_all_leads"
        cls.visitor, cls.manager = (
            new_test_user(
                cls.env,
                f"gc_tour_{login}",
                groups=f"base.group_user,{sales},{LEVEL}{level}",
                name=f"Tour {login.capitalize()}",
            )
            for login, level in (("visitor", "user"), ("superior", "manager"))
        )
        cls.env["crm.team"].create(
            {
                "name": "Tour Team",
                "user_id": cls.manager.id,
                "member_ids": [Command.set(cls.visitor.ids)],
            }
        )
        cls._add_rule()
        policies = cls.env["group.customer.visit.policy"]
        policies.search([]).active = False
        role = cls.env.ref(
            "group_customer.group_customer_assignment_role_account_manager"
        )
        policies.create(
            {
                "code": "tour",
                "name": "Tour Policy",
                "kind_id": cls.env.ref(
                    "group_customer.group_customer_visit_kind_routine"
                ).id,
                "role_id": role.id,
                "minimum": 1,
                "target": 1,
                "date_from": "2020-01-01",
            }
        )
        cls.accounts = cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "is_group_customer": True,
                    "user_id": cls.visitor.id,
                    "city": "Wuhan",
                }
                for name in ("Tour Harbour", "Tour Mine")
            ]
        )

    @classmethod
    def _add_rule(cls):
        approval_type = cls.env["group.customer.approval.type"]._get("visit_plan")
        rules = cls.env["group.customer.approval.rule"]
        rules.search([("type_id", "=", approval_type.id)]).action_archive()
        rules.create(
            {
                "name": "Visit plan",
                "type_id": approval_type.id,
                "step_ids": [
                    Command.create(
                        {
                            "name": "Department manager",
                            "sequence": 1,
                            "approver_kind": "group",
                            "group_id": cls.env.ref(f"{LEVEL}manager").id,
                        }
                    )
                ],
            }
        )

    def test_a_month_from_the_proposal_to_the_approval(self):
        self.start_tour(
            "/odoo/visit-board",
            "group_customer_visit_board_visitor_tour",
            login="gc_tour_visitor",
        )
        plan = self.env["group.customer.visit.plan"].search(
            [("user_id", "=", self.visitor.id)]
        )
        self.assertEqual((plan.state, plan.visit_count), ("submitted", 2))
        moved = plan.visit_ids.filtered("is_changed")
        self.assertEqual(moved.partner_id, self.accounts[0])
        self.assertEqual(moved.date.replace(day=1), plan.month)
        self.assertEqual(set(plan.visit_ids.mapped("state")), {"draft"})
        self.start_tour(
            "/odoo/visit-plans-to-review",
            "group_customer_visit_board_manager_tour",
            login="gc_tour_superior",
        )
        self.assertEqual(plan.state, "approved")
        self.assertEqual(set(plan.visit_ids.mapped("state")), {"planned"})
        self.assertEqual(len(plan.visit_ids.event_id), 2)
