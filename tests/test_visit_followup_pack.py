# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import file_open

from .pack_common import PackCommon

RULE = {
    "code": "guild_service",
    "name": {"en_US": "Guild service", "zh_CN": "行会服务"},
    "date_from": "2001-02-03",
    "trigger": "calendar",
    "kind": "care",
    "channel": "message",
    "role": "account_manager",
    "fallback": "backup",
    "horizon_days": 9,
    "offsets": [
        {"number": 0, "unit": "day"},
        {"number": 1, "unit": "week", "channel": "visit"},
    ],
    "dates": [
        {"date": "2026-02-17", "name": {"en_US": "Spring", "zh_CN": "春节"}},
        {"date": "2026-10-01", "name": {"en_US": "Nation"}, "is_yearly": True},
    ],
}


@tagged("post_install", "-at_install")
class TestVisitFollowupPack(PackCommon):
    """Follow-up rules in policy packs: loaded, changed, refused, taken along."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["group.customer.followup.rule"]

    def _load(self, version=1, **changes):
        content = self._make_file(version, followup_rules=[{**RULE, **changes}])
        return self._register(content).with_user(self.admin)._load()

    def test_loaded_twice_nothing_changes_and_own_changes_stay(self):
        self._load()
        rule = self.Rule.search([("code", "=", "guild_service")])
        self.assertEqual(rule.with_context(lang="zh_CN").name, "行会服务")
        self.assertEqual(rule.fallback_role_id.code, "backup")
        self.assertEqual(rule.offset_ids.mapped("number"), [0, 1])
        self.assertEqual(rule.offset_ids.mapped("channel_id.code"), ["visit"])
        self.assertEqual(rule.date_ids.mapped("is_yearly"), [False, True])
        self.assertEqual(set(self._load()), {"unchanged"})
        rule.horizon_days = 4
        self._load(2, horizon_days=12, early_days=2)
        self.assertEqual((rule.horizon_days, rule.early_days), (4, 2))
        self._load(3, dates=RULE["dates"][:1])
        self.assertEqual(rule.date_ids.mapped("name"), ["Spring"])

    def test_bad_codes_are_named(self):
        for changes, text in (
            ({"kind": "nothing"}, "“nothing”"),
            ({"channel": "pigeon"}, "“pigeon”"),
            ({"fallback": "king"}, "“king”"),
            ({"grades": ["A"]}, "“A”"),
            ({"offsets": [*RULE["offsets"], RULE["offsets"][0]]}, "0_day"),
            ({"trigger": "moon"}, "moon"),
        ):
            with self.subTest(changes=changes), self.assertRaises(UserError) as caught:
                self._load(**changes)
            self.assertIn(text, str(caught.exception))

    def test_taken_along(self):
        self._load()
        rule = self.Rule.search([("code", "=", "guild_service")])
        wizard = self.env["group.customer.policy.pack.export"].create(
            {"name": "Ours", "followup_rule_ids": rule.ids}
        )
        content, _notes = wizard._prepare_content()
        [item] = content["followup_rules"]
        for name in ("trigger", "kind", "channel", "role", "fallback", "horizon_days"):
            self.assertEqual(item[name], RULE[name], name)
        self.assertEqual(item["offsets"][1]["channel"], "visit")
        self.assertEqual(
            [line["date"] for line in item["dates"]], ["2026-02-17", "2026-10-01"]
        )
        self.Pack._check_content({**content, "code": "ours"})

    def test_the_general_regime(self):
        """After 1 week, 1 month, 1 quarter and 1 year (VI-03); six months (VI-29)."""
        with file_open("group_customer/data/packs/general.json") as file:
            items = {item["code"]: item for item in json.load(file)["followup_rules"]}
        self.assertEqual(
            [
                (line["number"], line["unit"])
                for line in items["after_delivery"]["offsets"]
            ],
            [(1, "week"), (1, "month"), (1, "quarter"), (1, "year")],
        )
        self.assertEqual(
            [
                (line["number"], line["unit"])
                for line in items["new_customer"]["offsets"]
            ],
            [(month, "month") for month in range(1, 7)],
        )
        for item in items.values():
            self.assertIn("assumption", item["description"]["en_US"])
            self.assertIn("假设", item["description"]["zh_CN"])
        rules = self.Rule.search([("code", "in", list(items))])
        self.assertEqual(set(rules.mapped("code")), set(items))
