# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .pack_common import PackCommon

POLICY = {
    "code": "guild_b",
    "name": {"en_US": "Guild", "zh_CN": "行会"},
    "grade": "abcd_resource/B",
    "date_from": "2026-01-01",
    "kind": "routine",
    "visitor_mode": "group",
    "group": "group_customer.group_group_customer_director",
    "role": "chief_representative",
    "fallback": "account_manager",
    "counted_group": None,
    "channels": ["visit", "video"],
    "period": "quarter",
    "minimum": 1,
    "target": 3,
    "saturday": True,
    "agenda": [
        {"code": "one", "name": {"en_US": "One", "zh_CN": "一"}},
        {"code": "two", "name": {"en_US": "Two", "zh_CN": "二"}},
    ],
}
QUOTA = {
    "code": "guild_day",
    "name": {"en_US": "Guild day", "zh_CN": "行会日"},
    "date_from": "2026-01-01",
    "new_visits": 1,
    "existing_visits": 2,
    "phone_contacts": 3,
    "group": "group_customer.group_group_customer_user",
}


@tagged("post_install", "-at_install")
class TestVisitPolicyPack(PackCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Policy = cls.env["group.customer.visit.policy"]

    def _make(self, version=1, **changes):
        return self._make_file(
            version, visit_policies=[{**POLICY, **changes}], daily_quotas=[QUOTA]
        )

    def _load(self, content):
        pack = self._register(content)
        return pack, pack.with_user(self.admin)._load()

    def test_load_update_and_again(self):
        pack, counts = self._load(self._make())
        # Policy, two topics, quota
        self.assertEqual(dict(counts), {"created": 4})
        policy = self.Policy.search([("code", "=", "guild_b")])
        self.assertEqual(policy.with_context(lang="zh_CN").name, "行会")
        self.assertEqual(policy.grade_id.code, "B")
        self.assertEqual(policy.role_id.code, "chief_representative")
        self.assertEqual(policy.fallback_role_id.code, "account_manager")
        self.assertEqual(set(policy.channel_ids.mapped("code")), {"visit", "video"})
        self.assertEqual((policy.period, policy.target), ("quarter", 3))
        self.assertEqual(policy._get_weekdays(), {0, 1, 2, 3, 4, 5})
        self.assertEqual(policy.agenda_ids.mapped("name"), ["One", "Two"])
        self.assertIn("Guild", pack.visit_policy_names)
        self.assertIn("Guild day", pack.daily_quota_names)
        _pack, counts = self._load(self._make())
        self.assertEqual(dict(counts), {"unchanged": 4})
        policy.target = 9
        _pack, counts = self._load(
            self._make(2, target=4, minimum=2, agenda=POLICY["agenda"][:1])
        )
        self.assertEqual((policy.target, policy.minimum), (9, 2))
        self.assertEqual(policy.agenda_ids.mapped("name"), ["One"])
        self.assertEqual(counts["removed"], 1)

    def test_wrong_files(self):
        for expected, changes in (
            ("Kind of Visit “party”", {"kind": "party"}),
            ("Visit Channel “pigeon”", {"channels": ["pigeon"]}),
            ("Role on the Account “king”", {"role": "king"}),
            ("no group “nowhere.group”", {"group": "nowhere.group"}),
            ("guild_b › grade", {"grade": "B"}),
            ("“often” is not one that a pack may hold", {"often": 1}),
            ("a whole number is expected", {"minimum": "2"}),
            ("guild_b › agenda", {"agenda": POLICY["agenda"][:1] * 2}),
        ):
            with (
                self.subTest(expected=expected),
                self.assertRaisesRegex(UserError, expected),
            ):
                self.Pack._check_content(self._make(**changes))
        # The constraint of the table says so, which logs the refused statement.
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(UserError, "lower the minimum"),
        ):
            self._load(self._make(minimum=4))

    def test_foreign_policy_is_left_alone(self):
        kind = self.env.ref("group_customer.group_customer_visit_kind_routine")
        role = self.env["group.customer.assignment.role"]._get("account_manager")
        self.Policy.create(
            {
                "code": "guild_b",
                "name": "Ours",
                "kind_id": kind.id,
                "role_id": role.id,
            }
        )
        with self.assertRaisesRegex(UserError, "this pack did not make"):
            self._load(self._make())

    def test_round_trip(self):
        self._load(self._make())
        policy = self.Policy.search([("code", "=", "guild_b")])
        quota = self.env["group.customer.visit.daily.quota"].search(
            [("code", "=", "guild_day")]
        )
        wizard = (
            self.env["group.customer.policy.pack.export"]
            .with_user(self.admin)
            .create(
                {
                    "name": "Guild",
                    "code": "guild",
                    "visit_policy_ids": policy.ids,
                    "daily_quota_ids": quota.ids,
                }
            )
        )
        sections = wizard._prepare_sections()
        [found] = sections["visit_policies"]
        for name, value in POLICY.items():
            self.assertEqual(found[name], value, name)
        [found] = sections["daily_quotas"]
        for name, value in QUOTA.items():
            self.assertEqual(found[name], value, name)
        policy.territory_id = self.env["group.customer.territory"].create(
            {
                "name": "East",
                "plan_id": self.env["group.customer.territory.plan"]
                .create({"name": "Map"})
                .id,
            }
        )
        [found] = self.Pack._export_visit_policies(policy)["visit_policies"]
        self.assertIs(found["active"], False, "for all accounts it would say too much")

    def test_the_general_regime(self):
        """VI-01: A leader 1–2, B marketing manager 1–2, C specialist 2–4, D none."""
        self.env["group.customer.policy.pack"]._load_shipped_pack("general")
        policies = self.Policy.search([("code", "like", "routine_")])
        found = {
            policy.code: (
                policy.grade_id.code,
                policy.minimum,
                policy.target,
                policy.period,
                (policy.group_id or policy.role_id)
                .get_external_id()[(policy.group_id or policy.role_id).id]
                .rsplit("customer_", 1)[-1],
            )
            for policy in policies
        }
        self.assertEqual(
            found,
            {
                "routine_a": ("A", 1, 2, "month", "director"),
                "routine_b": ("B", 1, 2, "month", "marketing_manager"),
                "routine_c": ("C", 2, 4, "month", "assignment_role_account_manager"),
                "routine_d": ("D", 0, 0, "month", "assignment_role_account_manager"),
            },
        )
        others = self.Policy.search([("code", "in", ("executive_a", "symposium_a"))])
        self.assertEqual(
            others.mapped(lambda policy: (policy.minimum, policy.period)),
            [(2, "year"), (1, "quarter")],
        )
        for lang, word in (("en_US", "ssumption"), ("zh_CN", "假设")):
            for policy in (
                policies
                + others
                - policies.filtered(lambda policy: policy.code == "routine_d")
            ):
                self.assertIn(word, policy.with_context(lang=lang).description)
