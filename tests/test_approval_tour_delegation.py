# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ApprovalRulesMixin

REQUEST = "group.customer.approval.request"


@tagged("post_install", "-at_install")
class TestDelegationTour(ApprovalRulesMixin, HttpCase):
    """A delegate approves while the approver is away, by the shipped rule for discounts
    (AP-03): the marketing manager, then the chief accountant, who is on leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {
            login: new_test_user(
                cls.env,
                f"gc_tour_{login}",
                name=name,
                groups=f"base.group_user{groups}",
            )
            for login, name, groups in (
                ("seller", "Tour Seller", ",group_customer.group_group_customer_user"),
                (
                    "marketing",
                    "Tour Marketing",
                    ",group_customer.group_group_customer_marketing_manager",
                ),
                (
                    "accountant",
                    "Tour Accountant",
                    ",group_customer.group_group_customer_chief_accountant",
                ),
                # No group of the addon: anybody can stand in
                ("delegate", "Tour Delegate", ""),
            )
        }
        # Nobody but these: a demo database has a chief accountant of its own
        for login, duty in (
            ("marketing", "marketing_manager"),
            ("accountant", "chief_accountant"),
        ):
            group = cls.env.ref(f"group_customer.group_group_customer_{duty}")
            group.user_ids = [Command.set(cls.people[login].ids)]
        cls.env["group.customer.approval.delegation"].search([]).active = False
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Tour Works",
                "is_company": True,
                "is_group_customer": True,
                "user_id": cls.people["seller"].id,
            }
        )
        cls.request = cls._ask()

    @classmethod
    def _ask(cls):
        field = cls.env["ir.model.fields"]._get("res.partner", "agreed_discount")
        kind = cls.env["group.customer.approval.type"]._get("discount_change")
        change = (
            cls.env["group.customer.change.request"]
            .with_user(cls.people["seller"])
            .create(
                {
                    "type_id": kind.id,
                    "partner_id": cls.customer.id,
                    "reason": "Volume up",
                    "line_ids": [
                        Command.create({"field_id": field.id, "new_number": 7})
                    ],
                }
            )
        )
        request = change.env[REQUEST]._submit(change, note="Volume up")
        marketing = request.with_user(cls.people["marketing"]).sudo(False)
        marketing._decide("approve", request.current_step_id)
        return cls.env[REQUEST].browse(request.id)

    def _is_waiting_for(self, login):
        request = self.request.with_user(self.people[login]).sudo()
        request.invalidate_recordset()
        return self.request in request.search([("is_waiting_for_me", "=", True)])

    def test_delegate_approves_while_the_approver_is_away(self):
        self.assertTrue(self._is_waiting_for("accountant"))
        self.assertFalse(self._is_waiting_for("delegate"))

        self.start_tour(
            "/odoo", "group_customer_delegation_absent_tour", login="gc_tour_accountant"
        )
        delegation = self.env["group.customer.approval.delegation"].search([])
        self.assertEqual(delegation.user_id, self.people["accountant"])
        self.assertEqual(delegation.delegate_id, self.people["delegate"])
        self.assertTrue(self._is_waiting_for("delegate"))

        self.start_tour(
            "/odoo", "group_customer_delegation_tour", login="gc_tour_delegate"
        )
        self.assertEqual(self.request.state, "approved")
        decision = self.request.decision_ids.filtered(
            lambda decision: decision.user_id == self.people["delegate"]
        )
        self.assertEqual(decision.kind, "approve")
        self.assertEqual(decision.principal_id, self.people["accountant"])
        self.assertEqual(decision.comment, "As agreed before the leave")
        # Nothing is in force before it was carried out
        self.assertFalse(self.customer.agreed_discount)
        self.assertEqual(self.request.current_step_id.purpose, "execute")
        self.assertTrue(self._is_waiting_for("accountant"))
