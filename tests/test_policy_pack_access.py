# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import tagged

from .pack_common import PackCommon

OTHERS = ("employee", "account", "manager", "director", "settlement", "archive")


@tagged("post_install", "-at_install")
class TestPolicyPackAccess(PackCommon):
    """Only administrators load, import and export; managers may look."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.imported = cls._import(cls._content()).pack_ids
        cls.general = cls.Pack.search([("code", "=", "general")])

    def test_who_reads_packs(self):
        for role, may in (
            ("employee", False),
            ("account", False),
            ("settlement", False),
            ("manager", True),
            ("director", True),
            ("admin", True),
        ):
            with self.subTest(role=role):
                packs = (self.general + self.imported).with_user(self.users[role])
                self.assertEqual(packs.has_access("read"), may)
        looked = (self.general + self.imported).with_user(self.users["manager"])
        self.assertEqual(looked.mapped("scheme_count"), [1, 1])
        self.assertIn("ABCD", looked[0].scheme_names)
        self.assertIn("80/20", looked[0].parameter_names)
        self.assertIn("Revenue", looked[0].metric_names)
        self.assertGreater(looked[0].assumption_count, 5)
        self.assertIn("assumption", looked[0].assumptions)
        self.assertEqual(looked[1].scheme_names, "Guild classes")
        self.assertGreater(looked[0].item_count, 0)
        with self.assertRaises(AccessError):
            looked[1].read(["content"])

    def test_contents_are_read_in_the_readers_language(self):
        chinese = self.imported.with_context(lang="zh_CN")
        self.assertEqual(chinese.scheme_names, "行会等级")

    def test_only_the_administrator_acts(self):
        for role in OTHERS:
            user = self.users[role]
            pack = self.imported.with_user(user)
            for act in (
                pack.action_preview,
                pack.action_load,
                pack.action_restore,
                pack.unlink,
                lambda pack=pack: pack.write({"sequence": 1}),
                lambda user=user: self._import(self._content(), user),
                lambda user=user: self._export(self.Scheme, user),
                lambda user=user: self.env["group.customer.policy.pack.load"]
                .with_user(user)
                .create({"pack_ids": self.general.ids}),
            ):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    act()
        self.assertFalse(self._guild())

    def test_administrator_does_not_write_packs_by_hand(self):
        packs = self.Pack.with_user(self.admin)
        with self.assertRaises(AccessError):
            packs.create({"name": "X", "code": "x", "version": 1})
        for values in (
            {"content": {"code": "x"}},
            {"origin": "imported"},
            {"company_id": self.env.company.id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self.imported.with_user(self.admin).write(values)
        items = self.general.with_user(self.admin).item_ids
        with self.assertRaises(AccessError):
            items[0].write({"res_id": 1})

    def test_internals_are_not_called_from_outside(self):
        for name in (
            "_load",
            "_run_load",
            "_preview",
            "_load_shipped_pack",
            "_load_record",
            "_export_schemes",
            "_register_shipped_packs",
            "_write_texts",
        ):
            with self.subTest(method=name), self.assertRaises(AccessError):
                get_public_method(self.Pack, name)
        public = [
            name
            for name, method in vars(type(self.Pack)).items()
            if callable(method) and not name.startswith("_")
        ]
        self.assertLessEqual(
            {name for name in public if name.startswith("action_")},
            {"action_preview", "action_load", "action_restore"},
        )

    def test_importing_for_a_company_that_is_not_ones_own(self):
        company = self.env["res.company"].create({"name": "Foreign"})
        with self.assertRaises(AccessError):
            self._import(self._content(), company_id=company.id)

    def test_pack_of_another_company_is_not_seen(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.admin.company_ids += company
        pack = self._import_for(company)
        manager = self.users["manager"]
        self.assertFalse(pack.with_user(manager).has_access("read"))
        self.assertFalse(
            self.Pack.with_user(manager).search([("company_id", "!=", False)])
        )

    def _import_for(self, company):
        wizard = (
            self.env["group.customer.policy.pack.import"]
            .with_user(self.admin)
            .with_context(allowed_company_ids=company.ids)
            .create({"file": self._encode(self._content()), "company_id": company.id})
        )
        wizard.action_import()
        return self.Pack.search([("company_id", "=", company.id)])

    def test_deleting(self):
        with self.assertRaisesRegex(UserError, "is shipped with the addon"):
            self.general.with_user(self.admin).unlink()
        self.imported.with_user(self.admin).action_load()
        with self.assertRaisesRegex(UserError, "made “.*”, which is still there"):
            self.imported.with_user(self.admin).unlink()
        self._guild().unlink()
        self.env["group.customer.metric"].search(
            [("code", "=", "guild_turnover")]
        ).unlink()
        self.imported.with_user(self.admin).unlink()
        self.assertFalse(self.imported.exists())
