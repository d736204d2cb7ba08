# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import copy
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GroupCustomerCommon

PACK = {
    "code": "general",
    "format": 1,
    "version": 7,
    "name": {"en_US": "General", "zh_CN": "通用"},
    "description": {"en_US": "Test pack", "zh_CN": "测试包"},
    "article": "第一条",
    "parameters": [
        {
            "code": "pack_test",
            "name": {"en_US": "Pack test", "zh_CN": "测试参数"},
            "unit": "days",
            "values": [{"date_from": "2020-01-01", "value": 1.1}],
        }
    ],
}


@tagged("post_install", "-at_install")
class TestPolicyPack(GroupCustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.pack = cls.env["group.customer.policy.pack"].search(
            [("code", "=", "general")]
        )

    def _load(self, content, restore=False):
        with patch.object(
            type(self.pack), "_read_shipped", lambda pack, code: copy.deepcopy(content)
        ):
            return dict(self.pack._load(restore=restore))

    @property
    def parameter(self):
        return self.env["group.customer.parameter"].search([("code", "=", "pack_test")])

    def test_every_shipped_pack_loads_twice_without_change(self):
        for code in self.pack._get_shipped_codes():
            with self.subTest(pack=code):
                packs = self.env["group.customer.policy.pack"]
                packs._load_shipped_pack(code)
                again = packs._load_shipped_pack(code)
                self.assertEqual(
                    {key for key, count in again.items() if count}, {"unchanged"}
                )

    def test_general_is_loaded_at_installation(self):
        self.assertEqual(self.pack.state, "loaded")

    def test_general_scheme_is_shown_where_a_company_chose_none(self):
        scheme = self.env["group.customer.grade.scheme"].search(
            [("code", "=", "abcd_resource")]
        )
        chosen = scheme.create({"name": "Our own", "code": "own", "mode": "rules"})
        company, other = self.env["res.company"].create(
            [
                {"name": "Undecided", "group_customer_scheme_id": False},
                {"name": "Decided", "group_customer_scheme_id": chosen.id},
            ]
        )
        self.pack._load()
        self.assertEqual(company.group_customer_scheme_id, scheme)
        self.assertEqual(other.group_customer_scheme_id, chosen)

    def test_load_creates_then_changes_nothing(self):
        self.assertEqual(self._load(PACK), {"created": 2})
        self.assertEqual(self._load(PACK), {"unchanged": 2})
        self.assertEqual(self.parameter.value_ids.value, 1.1)
        self.assertEqual(self.pack.version_loaded, 7)

    def test_newer_file_updates_what_was_left_as_shipped(self):
        self._load(PACK)
        newer = copy.deepcopy(PACK)
        newer["parameters"][0]["values"][0]["value"] = 2
        self.assertEqual(self._load(newer), {"unchanged": 1, "updated": 1})
        self.assertEqual(self.parameter.value_ids.value, 2)

    def test_company_changes_are_kept_until_restored(self):
        self._load(PACK)
        self.parameter.value_ids.value = 9
        newer = copy.deepcopy(PACK)
        newer["parameters"][0]["values"][0]["value"] = 2
        self.assertEqual(self._load(newer), {"unchanged": 1, "kept": 1})
        self.assertEqual(self.parameter.value_ids.value, 9)
        self.assertEqual(
            self._load(newer, restore=True), {"unchanged": 1, "updated": 1}
        )
        self.assertEqual(self.parameter.value_ids.value, 2)

    def test_deleted_record_comes_back(self):
        self._load(PACK)
        self.parameter.unlink()
        self.assertEqual(self._load(PACK), {"created": 2})

    def test_translations_are_loaded(self):
        self._load(PACK)
        self.assertEqual(self.parameter.with_context(lang="zh_CN").name, "测试参数")
        self.assertEqual(self.parameter.with_context(lang="en_US").name, "Pack test")

    def test_language_installed_later_gets_the_translations(self):
        pack = copy.deepcopy(PACK)
        pack["parameters"][0]["name"]["fr_FR"] = "Essai"
        self._load(pack)
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["group_customer"], ["fr_FR"])
        self.assertEqual(self.parameter.with_context(lang="fr_FR").name, "Essai")

    def test_pack_for_a_newer_addon_is_refused(self):
        with self.assertRaisesRegex(UserError, "newer version"):
            self._load({**PACK, "format": 99})

    def test_an_update_brings_missing_parameters_alone(self):
        """What a newer addon computes with is there; what is there stays as it is."""
        Parameter = self.env["group.customer.parameter"]
        share, days = (
            Parameter.search([("code", "=", code)])
            for code in ("pareto_share", "simulation_keep_days")
        )
        share.value_ids.value = 75
        days.unlink()
        self.env["group.customer.policy.pack"]._add_missing_parameters()
        self.assertEqual(Parameter._get_value("simulation_keep_days"), 90)
        self.assertEqual(Parameter._get_value("pareto_share"), 75)

    def test_unknown_pack(self):
        with self.assertRaisesRegex(UserError, "no policy pack"):
            self.pack._load_shipped_pack("nowhere")

    def test_only_the_administrator_loads(self):
        for role in ("account", "manager", "director", "settlement", "archive"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.pack.with_user(self.users[role]).action_load()
        action = self.pack.with_user(self.users["admin"]).action_load()
        self.assertEqual(action["tag"], "display_notification")

    def test_every_text_of_the_shipped_packs_is_in_both_languages(self):
        def walk(node, path):
            if isinstance(node, dict) and "en_US" in node:
                self.assertTrue(node["en_US"].strip(), path)
                self.assertTrue(node.get("zh_CN", "").strip(), path)
            elif isinstance(node, dict):
                for key, value in node.items():
                    walk(value, f"{path}/{key}")
            elif isinstance(node, list):
                for index, value in enumerate(node):
                    walk(value, f"{path}/{index}")

        for code in self.pack._get_shipped_codes():
            walk(self.pack._read_shipped(code), code)
