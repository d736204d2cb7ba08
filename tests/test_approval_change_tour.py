# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

DUTY = "group_customer.group_group_customer_"


@tagged("post_install", "-at_install")
class TestChangeTour(HttpCase):
    """AP-03 on the screen, by the rules of the general pack: a clerk asks for a
    discount, two others decide, one of them carries it out, the order confirms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sales = "base.group_partner_manager,sales_team.group_sale_salesman_all_leads"
        cls.users = {
            login: new_test_user(
                cls.env, login, groups=f"base.group_user,{groups}", name=name
            )
            for login, name, groups in (
                ("gc_tour_clerk", "Tour Clerk", f"{sales},{DUTY}user"),
                ("gc_tour_marketing", "Tour Marketing", f"{DUTY}marketing_manager"),
                ("gc_tour_accountant", "Tour Accountant", f"{DUTY}chief_accountant"),
            )
        }
        cls._load_terms()
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Tour Buyer",
                "is_company": True,
                "is_group_customer": True,
                "user_id": cls.users["gc_tour_clerk"].id,
                "agreed_discount": 5,
            }
        )
        product = cls.env["product.product"].create(
            {"name": "Tour Product", "list_price": 100, "type": "service"}
        )
        cls.env["group.customer.term.range"].search([]).action_archive()
        cls.env["group.customer.term.range"].create(
            {"name": "Tour Range", "discount_max": 5}
        )
        cls.order = (
            cls.env["sale.order"]
            .with_user(cls.users["gc_tour_clerk"])
            .create(
                {
                    "partner_id": cls.customer.id,
                    "order_line": [
                        Command.create({"product_id": product.id, "discount": 12})
                    ],
                }
            )
        )

    @classmethod
    def _load_terms(cls):
        """The rule and the guard of the source, whatever was changed since."""
        approval_type = cls.env["group.customer.approval.type"]._get("discount_change")
        rules = cls.env["group.customer.approval.rule"]
        rules.search([("type_id", "=", approval_type.id)]).action_archive()
        rules.create(
            {
                "name": "Discount",
                "type_id": approval_type.id,
                "step_ids": [
                    Command.create(
                        {
                            "sequence": sequence,
                            "name": name,
                            "purpose": purpose,
                            "approver_kind": "group",
                            "group_id": cls.env.ref(DUTY + duty).id,
                        }
                    )
                    for sequence, (name, purpose, duty) in enumerate(
                        (
                            ("Marketing manager", "approve", "marketing_manager"),
                            ("Chief accountant", "approve", "chief_accountant"),
                            ("Change in the system", "execute", "chief_accountant"),
                        ),
                        1,
                    )
                ],
            }
        )
        guards = cls.env["group.customer.guarded.field"]
        if not guards.search([("field_name", "=", "agreed_discount")]):
            guards.create(
                {
                    "field_id": cls.env["ir.model.fields"]
                    ._get("res.partner", "agreed_discount")
                    .id,
                    "type_id": approval_type.id,
                }
            )

    def test_discount_from_the_clerk_to_the_order(self):
        form = f"/odoo/action-sale.action_quotations_with_onboarding/{self.order.id}"
        self.start_tour(
            form, "group_customer_approval_clerk_tour", login="gc_tour_clerk"
        )
        change = self.env["group.customer.change.request"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(change.approval_state, "in_progress")
        self.assertEqual(self.order.state, "draft")
        self.start_tour(
            "/odoo",
            "group_customer_approval_marketing_tour",
            login="gc_tour_marketing",
        )
        self.assertEqual(self.customer.agreed_discount, 5)
        self.start_tour(
            "/odoo",
            "group_customer_approval_accountant_tour",
            login="gc_tour_accountant",
        )
        self.assertEqual(change.approval_state, "executed")
        self.assertEqual(self.customer.agreed_discount, 12)
        decisions = change.sudo().approval_request_id.decision_ids
        self.assertEqual(
            [(d.kind, d.user_id.name) for d in decisions],
            [
                ("submit", "Tour Clerk"),
                ("approve", "Tour Marketing"),
                ("approve", "Tour Accountant"),
                ("execute", "Tour Accountant"),
            ],
        )
        self.start_tour(
            form, "group_customer_approval_confirm_tour", login="gc_tour_clerk"
        )
        self.assertEqual(self.order.state, "sale")
