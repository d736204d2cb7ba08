# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import new_test_user, tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverUsers(HandoverCommon):
    """Whoever leaves hands over first: customers stay with the company (AM-31)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rights = "base.group_user,base.group_system,sales_team.group_sale_manager"
        cls.root = new_test_user(
            cls.env,
            login="gc_root",
            groups=f"{rights},group_customer.group_group_customer_admin",
        )
        cls.technician = new_test_user(cls.env, login="gc_technician", groups=rights)

    def test_a_holder_is_not_archived(self):
        giver = self.giver.with_user(self.root)
        for method in (giver.action_archive, lambda: giver.write({"active": False})):
            with self.assertRaises(RedirectWarning) as caught, self.cr.savepoint():
                method()
            message, action_id, label, context = caught.exception.args
            self.assertIn(
                "Giver still holds 3 accounts (Harbour, Mine, Quarry", message
            )
            action = self.env.ref(
                "group_customer.group_customer_handover_new_action_user"
            )
            self.assertEqual((action_id, label), (action.id, "Hand Over"))
            wizard = self.env["group.customer.handover.new"].with_user(self.root)
            values = wizard.with_context(**context).default_get(
                ["from_user_id", "reason_kind", "scope"]
            )
            self.assertEqual(
                values,
                {
                    "from_user_id": self.giver.id,
                    "reason_kind": "leaver",
                    "scope": "all",
                },
            )
        self.assertTrue(self.giver.active)

    def test_whoever_may_not_hand_over_is_told_too(self):
        giver = self.giver.with_user(self.technician)
        self._refused("still holds 3 accounts", giver.action_archive)
        self._refused("still holds 3 accounts", giver.unlink)

    def test_every_role_counts(self):
        self._carry_out(self._handover())
        self.mine.chief_representative_id = self.giver
        giver = self.giver.with_user(self.root)
        self._refused(
            "still holds 1 accounts (Mine", giver.action_archive, error=RedirectWarning
        )
        self.mine.chief_representative_id = False
        giver.action_archive()
        self.assertFalse(self.giver.active)

    def test_archived_customers_hold_nobody_back(self):
        self.accounts.action_archive()
        self.giver.with_user(self.root).action_archive()
        self.assertFalse(self.giver.active)

    def test_contacts_that_are_no_group_customers_hold_nobody_back(self):
        self.env["res.partner"].create({"name": "Plain", "user_id": self.other.id})
        self.other.with_user(self.root).action_archive()
        self.assertFalse(self.other.active)

    def test_rights_are_not_taken_from_under_accounts(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.giver.company_ids += company
        self._create_company_partner(
            "Second Mine", user_id=self.giver.id, company_id=company.id
        )
        giver = self.giver.with_user(self.root)
        self._refused(
            "Giver still holds accounts of Second (Second Mine",
            giver.write,
            {"company_ids": [Command.unlink(company.id)]},
        )
        giver.write({"company_ids": [Command.link(self.env.company.id)]})
        self.assertIn(company, self.giver.company_ids)
        with self.assertRaises(UserError), self.cr.savepoint():
            giver.write(
                {"group_ids": [Command.set(self.env.ref("base.group_portal").ids)]}
            )

    def test_several_are_archived_when_none_holds_anything(self):
        users = (self.other | self.stranger).with_user(self.root)
        users.action_archive()
        self.assertFalse(any((self.other | self.stranger).mapped("active")))

    def test_count_on_the_user(self):
        self.mine.chief_representative_id = self.giver
        counts = (self.giver | self.other).with_user(self.root)
        self.assertEqual(counts.mapped("held_account_count"), [3, 0])
