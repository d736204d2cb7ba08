# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from .common import GroupCustomerCommon


@tagged("post_install", "-at_install")
class TestPoolGuard(GroupCustomerCommon):
    """As shipped: the pool cannot be walked around."""

    def setUp(self):
        super().setUp()
        # As in a call from outside: Odoo runs commands on contacts as who called.
        transaction = self.env.transaction
        default_env = transaction.default_env
        transaction.default_env = self.env(user=self.users["account"])
        self.addCleanup(setattr, transaction, "default_env", default_env)

    def test_nobody_enters_himself(self):
        account = self.users["account"]
        guard = self.env["group.customer.guarded.field"].search(
            [("field_name", "=", "user_id")]
        )
        self.assertFalse(guard.free_when_empty)
        for role in ("account", "manager", "director"):
            user = self.users[role]
            for values in ({"user_id": user.id}, {"user_id": account.id}):
                with (
                    self.subTest(role=role),
                    self.assertRaisesRegex(UserError, "approved request alone"),
                    self.env.cr.savepoint(),
                ):
                    self.mill.with_user(user).write(values)
            # The screen offers the request
            with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
                self.mill.with_user(user).web_save({"user_id": user.id}, {})
        self.assertFalse(self.mill.user_id)
        self.mill.with_user(self.users["admin"]).user_id = account
        self.assertEqual(self.mill.user_id, account)

    def test_a_contact_is_no_way_in(self):
        """A contact of the account takes what the account has, nothing else."""
        account = self.users["account"]
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.mill.id}
        )
        with self.assertRaises(UserError), self.env.cr.savepoint():
            contact.with_user(account).user_id = account
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.mill.with_user(account).write(
                {"child_ids": [(1, contact.id, {"user_id": account.id})]}
            )

    def test_new_customers_come_with_their_manager(self):
        account = self.users["account"]
        partner = (
            self.env["res.partner"]
            .with_user(account)
            .create(
                {
                    "name": "Brand New",
                    "is_company": True,
                    "is_group_customer": True,
                    "user_id": account.id,
                }
            )
        )
        self.assertEqual(partner.user_id, account)

    def test_shipped_policies(self):
        """Days untouched, days of warning, claims a month, claimed accounts held."""
        found = {
            policy.code: (
                policy.grade_id.code,
                policy.untouched_days,
                policy.warning_days,
                policy.claim_limit,
                policy.held_limit,
            )
            for policy in self.env["group.customer.pool.policy"].search(
                [("code", "=like", "pool_%")]
            )
        }
        self.assertEqual(
            found,
            {
                "pool_a": ("A", 0, 0, 0, 0),
                "pool_b": ("B", 90, 14, 2, 10),
                "pool_c": ("C", 180, 30, 5, 30),
                "pool_d": ("D", 365, 30, 5, 30),
                "pool_others": (False, 180, 30, 10, 50),
            },
        )

    def test_export_and_load(self):
        packs = self.env["group.customer.policy.pack"]
        policies = self.env["group.customer.pool.policy"].search(
            [("code", "in", ("pool_b", "pool_others"))]
        )
        items = packs._export_pool_policies(policies)["pool_policies"]
        by_code = {item["code"]: item for item in items}
        self.assertEqual(by_code["pool_b"]["grade"], "abcd_resource/B")
        self.assertIsNone(by_code["pool_others"]["grade"])
        self.assertEqual(by_code["pool_b"]["untouched_days"], 90)
        content = {
            "code": "pool_test",
            "format": 4,
            "version": 1,
            "name": {"en_US": "Pool", "zh_CN": "公海"},
            "pool_policies": [
                {**by_code["pool_b"], "code": "mine", "date_from": "2020-01-01"}
            ],
        }
        self.assertFalse(packs._find_reference_problems(content))
        content["pool_policies"][0]["grade"] = "abcd_resource"
        [problem] = packs._find_reference_problems(content)
        self.assertIn("pool_policies › mine › grade", problem)
