# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GroupCustomerCommon


@tagged("post_install", "-at_install")
class TestTransactionRights(GroupCustomerCommon):
    """What a manager cannot do to the history of customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.south.user_id = cls.users["director"]
        transactions = cls.env["group.customer.transaction"]
        cls.transaction = transactions.with_user(cls.users["manager"]).create(
            {
                "partner_id": cls.north.id,
                "amount": 100,
                "date": "2024-01-01",
                "reference": "S1",
            }
        )

    def test_history_is_not_moved_to_the_account_of_somebody_else(self):
        other = self.env["res.company"].create({"name": "Other"})
        for vals in ({"partner_id": self.south.id}, {"company_id": other.id}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.transaction.write(vals)

    def test_derived_values_cannot_be_entered(self):
        for vals in (
            {"amount_company": 999},
            {"margin_company": 999},
            {"commercial_partner_id": self.south.id},
        ):
            with self.subTest(vals=vals):
                with self.assertRaisesRegex(UserError, "cannot be entered"):
                    self.transaction.write(vals)
                with self.assertRaisesRegex(UserError, "cannot be entered"):
                    self.transaction.copy({"reference": "S2", **vals})

    def test_derived_values_cannot_come_from_the_context(self):
        transaction = self.transaction.with_context(
            default_amount_company=999, default_commercial_partner_id=self.south.id
        ).create(
            {
                "partner_id": self.north.id,
                "amount": 100,
                "date": "2024-01-01",
                "reference": "S3",
            }
        )
        self.assertEqual(transaction.amount_company, 100)
        self.assertEqual(transaction.commercial_partner_id, self.north)

    def test_import_tells_nothing_of_the_accounts_of_others(self):
        self.env["group.customer.transaction"].create(
            {
                "partner_id": self.south.id,
                "amount": 777,
                "date": "2024-02-01",
                "reference": "SECRET",
            }
        )
        result = (
            self.env["group.customer.transaction"]
            .with_user(self.users["manager"])
            .load(
                ["partner_id", "reference", "amount", "date", "kind"],
                [["South Works", "SECRET", "5", "2024-02-01", "Sale"]],
            )
        )
        self.assertFalse(result["ids"])
        text = " ".join(message["message"] for message in result["messages"])
        self.assertIn("imported before with other values", text)
        self.assertNotIn("777", text)

    def test_customer_with_history_is_not_deleted(self):
        self.transaction.sudo().partner_id = self.mill
        with self.assertRaisesRegex(UserError, "North Mill.*history"):
            self.mill.unlink()
