# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .pack_common import PackCommon

POLICY = {
    "code": "guild_returns",
    "name": {"en_US": "Guild", "zh_CN": "行会"},
    "date_from": "2026-01-01",
    "minimum_sample": 7,
    "give_up_hours": 1.5,
    "plan_due_days": 2,
    "lookback_months": 3,
    "by_grade": False,
}


@tagged("post_install", "-at_install")
class TestReturnsPack(PackCommon):
    """The numbers of return visits are data (VI-09 to VI-11)."""

    def _load(self, version=1, **changes):
        content = self._make_file(version, return_policies=[{**POLICY, **changes}])
        pack = self._register(content, company_id=self.env.company.id)
        pack.with_user(self.admin)._load()
        return pack

    def _find(self):
        return self.env["group.customer.return.policy"].search(
            [("code", "=", "guild_returns")]
        )

    def test_shipped_numbers(self):
        [item] = self.Pack._read_shipped("general")["return_policies"]
        self.assertEqual(
            (item["minimum_sample"], item["give_up_hours"], item["plan_due_days"]),
            (20, 2, 1),
        )
        self.assertIn("assumption", item["description"]["en_US"])

    def test_loaded_kept_and_taken_along(self):
        pack = self._load()
        policy = self._find()
        self.assertEqual(policy.company_id, self.env.company)
        self.assertEqual((policy.minimum_sample, policy.give_up_hours), (7, 1.5))
        self.assertFalse(policy.by_grade)
        self.assertTrue(policy.by_handler)
        self.assertEqual(policy.with_context(lang="zh_CN").name, "行会")
        self.assertEqual(pack.return_policy_names, "Guild")
        # What the company changed stays, the rest follows a newer file
        policy.minimum_sample = 9
        self._load(version=2, minimum_sample=8, lookback_months=4)
        self.assertEqual((policy.minimum_sample, policy.lookback_months), (9, 4))
        [item] = self.Pack._export_return_policies(policy)["return_policies"]
        self.assertEqual(
            (item["code"], item["minimum_sample"], item["give_up_hours"]),
            ("guild_returns", 9, 1.5),
        )

    def test_refused(self):
        self.env["group.customer.return.policy"].create(
            {
                "name": "Ours",
                "code": "guild_returns",
                "company_id": self.env.company.id,
                "date_from": "2026-02-01",
                "minimum_sample": 1,
                "give_up_hours": 1,
                "plan_due_days": 1,
                "warning_days": 1,
                "prepare_days": 1,
                "lookback_months": 1,
            }
        )
        with self.assertRaisesRegex(UserError, "did not make"):
            self._load()
        with self.assertRaisesRegex(UserError, "whole number"):
            self._load(minimum_sample="many")
