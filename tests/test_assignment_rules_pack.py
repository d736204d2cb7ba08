# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .approval_pack_common import DIRECTOR, ApprovalPackCommon

SHIPPED = {
    "general": [
        "chief_representative_a",
        "chief_representative_b",
        "manager_territory",
        "manager_new_territory",
        "manager_industry",
        "manager_class_c",
    ],
    "importance": ["importance_key", "importance_general", "importance_potential"],
    "telecom": ["telecom_chief_manager"],
}


class AssignmentPackCommon(ApprovalPackCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Assigning = cls.env["group.customer.assignment.rule"]

    @classmethod
    def _assigning(cls, *items, **values):
        """Return a pack with assignment rules; the last one falls back on the first."""
        rules = list(items) or [
            {
                "code": "guild_second",
                "name": {"en_US": "Guild second", "zh_CN": "行会其次"},
                "role": "account_manager",
                "target": "territory_holder",
                "fallback": "guild_first",
                "grades": ["guild/A"],
                "domain": "[('is_company', '=', True)]",
                "sequence": 4,
            },
            {
                "code": "guild_first",
                "name": {"en_US": "Guild first", "zh_CN": "行会首先"},
                "role": "account_manager",
                "target": "least_loaded",
                "group": "guild_elder",
                "only_unmanaged": True,
                "on_new": False,
                "is_automatic": True,
                "respect_capacity": False,
            },
        ]
        return cls._content(
            format=4,
            duties=[{"code": "guild_elder", "name": {"en_US": "Elder"}}],
            assignment_rules=rules,
            **values,
        )

    def _one(self, code):
        return self.Assigning.with_context(active_test=False).search(
            [("code", "=", code)]
        )


@tagged("post_install", "-at_install")
class TestAssignmentRulesPack(AssignmentPackCommon):
    """Assignment rules in policy packs."""

    def test_load_once(self):
        counts, pack = self._load(self._assigning())
        second, first = self._one("guild_second"), self._one("guild_first")
        self.assertEqual(second.fallback_rule_id, first)
        self.assertEqual(second.grade_ids.mapped("code"), ["A"])
        self.assertEqual(second.sequence, 4)
        self.assertEqual(
            (first.only_unmanaged, first.on_new, first.is_automatic),
            (True, False, True),
        )
        self.assertEqual(first.with_context(lang="zh_CN").name, "行会首先")
        self.assertEqual(
            first.group_id, self.env.ref("group_customer.duty_guild_elder")
        )
        self.assertTrue(counts["created"])
        counts = pack.with_user(self.admin)._load()
        self.assertEqual(set(counts), {"unchanged"})

    def test_what_the_company_changed_is_kept(self):
        _counts, pack = self._load(self._assigning())
        rule = self._one("guild_first")
        rule.is_automatic = False
        pack.with_user(self.admin)._load()
        self.assertFalse(rule.is_automatic)
        pack.with_user(self.admin)._load(restore=True)
        self.assertTrue(rule.is_automatic)

    def test_rules_that_need_people_wait(self):
        item = {"name": {"en_US": "Turns"}, "role": "account_manager"}
        content = self._assigning(
            {**item, "code": "turns", "target": "round_robin"},
            {**item, "code": "person", "target": "user"},
        )
        pack = self._register(content)
        loads = pack.with_user(self.admin)._preview()
        self.assertIn("needs a person or a sales team", "\n".join(loads[pack.id].notes))
        pack.with_user(self.admin)._load()
        self.assertEqual(self._one("turns").active, False)
        self.assertEqual(self._one("person").active, False)

    def test_wrong_places_are_named(self):
        item = {
            "code": "wrong",
            "name": {"en_US": "Wrong"},
            "role": "account_manager",
            "target": "least_loaded",
        }
        for values, words in (
            ({"role": "king"}, "there is no role “king”"),
            ({"target": "moon"}, "one of territory_holder"),
            ({"fallback": "nowhere"}, "no assignment rule “nowhere”"),
            ({"grades": ["A"]}, "joined by a slash"),
            ({"group": "nobody"}, "no group “nobody”"),
            ({"user_id": 1}, "the key “user_id” is not one"),
            ({"last_user_id": 1}, "the key “last_user_id” is not one"),
            ({"fallback": "wrong"}, "in a circle"),
        ):
            with (
                self.subTest(words=words),
                self.assertRaisesRegex(UserError, words),
            ):
                self._register(self._assigning({**item, **values}))
        with self.assertRaisesRegex(UserError, "stands there 2 times"):
            self._register(self._assigning(item, item))
        with self.assertRaisesRegex(UserError, "guild / Z|guild/Z"):
            self._load(self._assigning({**item, "grades": ["guild/Z"]}))
        self.assertFalse(self._one("wrong"))

    def test_a_code_that_somebody_else_uses(self):
        rule = self.Assigning.create(
            {
                "name": "Own",
                "code": "own_rule",
                "role_id": self.env["group.customer.assignment.role"]
                ._get("account_manager")
                .id,
                "target": "least_loaded",
            }
        )
        item = {
            "code": "own_rule",
            "name": {"en_US": "Mine"},
            "role": "account_manager",
            "target": "least_loaded",
        }
        with self.assertRaisesRegex(UserError, "did not make"):
            self._load(self._assigning(item))
        self.assertEqual(rule.name, "Own")

    def test_take_along(self):
        self._load(self._assigning())
        wizard = (
            self.env["group.customer.policy.pack.export"]
            .with_user(self.admin)
            .create(
                {
                    "name": "Mine",
                    "code": "mine",
                    "assignment_rule_ids": [Command.set(self._one("guild_second").ids)],
                }
            )
        )
        content, _notes = wizard._prepare_content()
        self.assertEqual(content["format"], 5)
        items = {item["code"]: item for item in content["assignment_rules"]}
        self.assertEqual(set(items), {"guild_first", "guild_second"})
        self.assertEqual(items["guild_second"]["fallback"], "guild_first")
        self.assertEqual(items["guild_second"]["grades"], ["guild/A"])
        self.assertEqual(items["guild_first"]["group"], "guild_elder")
        self.assertEqual([duty["code"] for duty in content["duties"]], ["guild_elder"])
        json.dumps(content)
        # What was written can be read again.
        self.Pack._check_content(content)

    def test_who_may_load(self):
        pack = self._register(self._assigning())
        for role in ("account", "manager", "director"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                pack.with_user(self.users[role]).action_load()


@tagged("post_install", "-at_install")
class TestAssignmentRulesShipped(AssignmentPackCommon):
    """What the shipped packs say."""

    def test_shipped_rules_load_once(self):
        for code, rules in SHIPPED.items():
            with self.subTest(pack=code):
                self.Pack._load_shipped_pack(code)
                counts = self.Pack._load_shipped_pack(code)
                self.assertEqual(set(counts), {"unchanged"})
                self.assertEqual([self._one(rule).code for rule in rules], rules)

    def test_texts_and_assumptions_in_both_languages(self):
        for code in SHIPPED:
            for item in self.Pack._read_shipped(code)["assignment_rules"]:
                with self.subTest(rule=item["code"]):
                    self.assertEqual(set(item["name"]), {"en_US", "zh_CN"})
                    self.assertIn("assumption", item["description"]["en_US"])
                    self.assertIn("假设", item["description"]["zh_CN"])
                    self.assertTrue(item["requirement"])

    def test_class_decides_on_the_people(self):
        """AM-12: A the company leaders, B the marketing managers, C the account
        managers, D nobody; region first, industry second (AM-22)."""
        self.Pack._load_shipped_pack("general")
        leader, marketing, third = (
            self._one(code)
            for code in (
                "chief_representative_a",
                "chief_representative_b",
                "manager_class_c",
            )
        )
        self.assertEqual(leader.grade_ids.mapped("code"), ["A"])
        self.assertEqual(leader.group_id, self.env.ref(DIRECTOR))
        self.assertEqual(marketing.grade_ids.mapped("code"), ["B"])
        self.assertEqual(
            marketing.group_id,
            self.env.ref("group_customer.group_group_customer_marketing_manager"),
        )
        self.assertEqual(third.grade_ids.mapped("code"), ["C"])
        order = [
            self._one(code).sequence
            for code in ("manager_territory", "manager_industry", "manager_class_c")
        ]
        self.assertEqual(order, sorted(order))

    def test_nothing_moves_by_itself_but_what_nobody_manages(self):
        for code in SHIPPED:
            self.Pack._load_shipped_pack(code)
            for item in self.Pack._read_shipped(code)["assignment_rules"]:
                rule = self._one(item["code"])
                with self.subTest(rule=rule.code):
                    self.assertFalse(rule.on_schedule)
                    self.assertTrue(rule.only_unmanaged or not rule.is_automatic)

    def test_leaders_divide_the_groups_of_a_and_b(self):
        """AM-19: of the A and B groups a company leader becomes the chief
        representative, who works beside the account manager (AM-20)."""
        self.Pack._load_shipped_pack("telecom")
        rule = self._one("telecom_chief_manager")
        self.assertEqual(rule.role_id.code, "chief_representative")
        self.assertEqual(sorted(rule.grade_ids.mapped("code")), ["A", "B"])
        self.assertEqual(rule.target, "least_loaded")
        self.assertEqual(rule.group_id, self.env.ref(DIRECTOR))

    def test_potential_customers_are_for_the_marketing_department(self):
        """AM-13: key customers have an account manager of their own, potential ones
        are run by the marketing department."""
        self.Pack._load_shipped_pack("importance")
        key, potential = (
            self._one(code) for code in ("importance_key", "importance_potential")
        )
        self.assertEqual(key.grade_ids.mapped("code"), ["KEY"])
        self.assertEqual((key.target, key.group_id.id), ("least_loaded", False))
        self.assertEqual(potential.grade_ids.mapped("code"), ["POTENTIAL"])
        self.assertEqual(
            potential.group_id,
            self.env.ref("group_customer.group_group_customer_marketing_manager"),
        )

    def test_general_customers_wait_for_a_sales_team(self):
        """AM-13: the sales team runs them in turn, once it is chosen."""
        self.Pack._load_shipped_pack("importance")
        self.assertFalse(self._one("importance_general").active)
        self.assertTrue(self._one("importance_key").active)
