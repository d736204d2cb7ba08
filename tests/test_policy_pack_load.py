# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo.exceptions import LockError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .pack_common import PackCommon


@tagged("post_install", "-at_install")
class TestPolicyPackLoad(PackCommon):
    """Packs are told, then loaded whole, by whom they concern."""

    def _changes(self, preview, outcome):
        return {
            change["key"]: change
            for pack in preview.changes
            for change in pack["changes"]
            if change["outcome"] == outcome
        }

    # === PREVIEW === #

    def test_preview_tells_and_changes_nothing(self):
        before = self.env["group.customer.metric"].search_count([])
        preview = self._import(self._content())
        self.assertEqual(preview.created_count, 7)  # metric, scheme, 2, 1 and 2 bands
        self.assertFalse(self._guild())
        self.assertEqual(self.env["group.customer.metric"].search_count([]), before)
        self.assertFalse(preview.pack_ids.sudo().item_ids)
        self.assertEqual(preview.pack_ids.state, "available")
        for text in ("Guild classes", "Master", "Apprentice", "Turnover"):
            self.assertIn(text, preview.summary)

    def test_preview_of_every_shipped_pack_is_what_loading_does(self):
        packs = self.Pack.search([("origin", "=", "shipped")])
        told = packs.with_user(self.admin)._preview()
        for pack in packs:
            with self.subTest(pack=pack.code):
                done = pack.with_user(self.admin)._load()
                self.assertEqual(told[pack.id].counts(), done)

    def test_loading_and_again(self):
        preview = self._import(self._content())
        self.assertEqual(preview.action_load()["params"]["type"], "success")
        guild = self._guild()
        self.assertFalse(guild.problems)
        self.assertEqual(guild.grade_ids.mapped("name"), ["Master", "Apprentice"])
        self.assertEqual(guild.with_context(lang="zh_CN").name, "行会等级")
        self.assertEqual(preview.pack_ids.loaded_by_id, self.admin)
        again = self._import(self._content())
        self.assertEqual(again.unchanged_count, 7)
        self.assertFalse(again.created_count + again.updated_count + again.kept_count)

    def test_preview_shows_each_field_and_what_is_kept(self):
        self._import(self._content()).action_load()
        guild = self._guild()
        guild.grade_ids[0].score_min = 60
        guild.criterion_ids.with_context(lang="zh_CN").name = "我们的营业额"
        content = self._content(version=2)
        content["schemes"][0]["regrade_months"] = 6
        content["schemes"][0]["grades"][0]["score_min"] = 70
        content["schemes"][0]["criteria"][0]["name"]["zh_CN"] = "新营业额"
        preview = self._import(content)
        self.assertEqual(preview.pack_ids.state, "outdated")
        (updated,) = self._changes(preview, "updated").values()
        self.assertEqual(updated["path"], ["Guild classes"])
        self.assertEqual(
            updated["fields"],
            [{"label": "Grade Again After", "from": "12", "to": "6", "kept": False}],
        )
        kept = self._changes(preview, "kept")
        grade = kept["scheme:guild/grade:A"]["fields"]
        self.assertEqual([(f["from"], f["to"]) for f in grade], [("60", "70")])
        criterion = kept["scheme:guild/criterion:turnover"]["fields"]
        self.assertEqual(criterion[0]["to"], "新营业额")
        self.assertIn("Load and Restore", preview.get_view(view_type="form")["arch"])
        preview.action_load()
        self.assertEqual((guild.regrade_months, guild.grade_ids[0].score_min), (6, 60))
        self._import(content).action_load_and_restore()
        self.assertEqual(guild.grade_ids[0].score_min, 70)
        self.assertEqual(
            guild.criterion_ids.with_context(lang="zh_CN").name, "新营业额"
        )

    def test_summary_is_in_the_language_of_the_reader_and_escaped(self):
        content = self._content()
        content["schemes"][0]["name"]["en_US"] = "<script>alert(1)</script>"
        preview = self._import(content)
        self.assertNotIn("<script>", preview.summary)
        preview = self._import(content, lang="zh_CN")
        self.assertIn("师傅", preview.summary)

    def test_client_cannot_write_the_preview(self):
        pack = self.Pack.search([("code", "=", "general")])
        wizard = (
            self.env["group.customer.policy.pack.load"]
            .with_user(self.admin)
            .create({"pack_ids": pack.ids, "changes": [{"name": "x", "changes": []}]})
        )
        self.assertEqual(wizard.changes[0]["name"], "General")

    # === LANGUAGES === #

    def test_loading_in_chinese_writes_each_language_where_it_belongs(self):
        self._import(self._content(), lang="zh_CN").action_load()
        guild = self._guild()
        self.assertEqual(guild.with_context(lang="en_US").name, "Guild classes")
        self.assertEqual(guild.with_context(lang="zh_CN").name, "行会等级")
        content = self._content(version=2)
        content["schemes"][0]["name"] = {"en_US": "Guild ranks", "zh_CN": "行会级别"}
        self._import(content, lang="zh_CN").action_load()
        self.assertEqual(guild.with_context(lang="en_US").name, "Guild ranks")
        self.assertEqual(guild.with_context(lang="zh_CN").name, "行会级别")

    def test_text_without_a_translation_is_not_kept_from_following(self):
        content = self._content()
        content["schemes"][0]["name"] = {"en_US": "Guild classes"}
        self._import(content, lang="zh_CN").action_load()
        content["schemes"][0]["name"] = {"en_US": "Guild ranks"}
        self._import(content, lang="zh_CN").action_load()
        self.assertEqual(self._guild().with_context(lang="zh_CN").name, "Guild ranks")

    # === WHOLE OR NOT AT ALL === #

    def test_what_fails_in_the_middle_leaves_nothing(self):
        content = self._content()
        content["parameters"] = [
            {
                "code": "guild_days",
                "name": {"en_US": "Guild days"},
                "unit": "days",
                "values": [{"date_from": "2020-01-01", "value": 3}],
            }
        ]
        bands = content["schemes"][0]["criteria"][0]["bands"]
        bands[1]["value_from"] = 5  # overlaps the first
        with self.assertRaisesRegex(
            UserError,
            "“Guild” was not loaded; nothing was changed. At scheme guild › criterion "
            "turnover: .*overlap.*end the first where the second begins",
        ):
            self._import(content)
        content["schemes"][0]["criteria"][0]["bands"] = []
        content["schemes"][0]["grades"][1]["share_max"] = 300
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(UserError, "At scheme guild › grade B: .*0 and 100"),
        ):
            self._import(content)
        self.assertFalse(self._guild())
        self.assertFalse(
            self.env["group.customer.parameter"].search([("code", "=", "guild_days")])
        )

    def test_loaded_half_and_caught_leaves_nothing_either(self):
        """Whoever catches the error finds nothing of the pack."""
        preview = self._import(self._content())
        pack = preview.pack_ids
        Packs = type(self.Pack)
        with patch.object(Packs, "_load_segments", side_effect=UserError("stop")):
            with self.assertRaisesRegex(UserError, "scheme guild.*stop"):
                pack._load()
        self.assertFalse(self._guild())
        self.assertFalse(pack.sudo().item_ids)
        self.assertEqual(pack.state, "available")
        pack._load()
        self.assertTrue(self._guild())

    def test_two_at_once(self):
        pack = self._import(self._content()).pack_ids
        with (
            patch.object(type(pack), "lock_for_update", side_effect=LockError("x")),
            self.assertRaisesRegex(UserError, "“Guild” is being loaded by somebody"),
        ):
            pack.action_load()

    def test_what_a_newer_file_no_longer_holds(self):
        content = self._content()
        content["schemes"][0]["routes"] = [
            {"code": code, "name": {"en_US": f"Route {code}"}} for code in "xyz"
        ]
        self._import(content).action_load()
        guild = self._guild()
        guild.route_ids.filtered(lambda route: route.code == "y").name = "Ours"
        guild.grade_ids.create(
            {"scheme_id": guild.id, "code": "Z", "name": "Own", "sequence": 99}
        )
        del content["schemes"][0]["routes"][:2]
        bands = content["schemes"][0]["criteria"][0]["bands"]
        bands[:] = [{"no_lower": True, "no_upper": True, "points": 10}]
        preview = self._import(content)
        self.assertEqual(
            set(self._changes(preview, "removed")),
            {"scheme:guild/route:x", "scheme:guild/criterion:turnover/band:2"},
        )
        self.assertEqual(set(self._changes(preview, "kept")), {"scheme:guild/route:y"})
        preview.action_load()
        self.assertEqual(set(guild.route_ids.mapped("code")), {"y", "z"})
        self.assertEqual(len(guild.criterion_ids.band_ids), 1)
        self.assertIn("Z", guild.grade_ids.mapped("code"))
        self._import(content).action_load_and_restore()
        self.assertEqual(guild.route_ids.mapped("code"), ["z"])

    def test_grade_that_customers_hold_stays(self):
        content = self._content()
        self._import(content).action_load()
        (customer,) = self._customers("Holder")
        guild = self._guild()
        self._transact(customer, 5)
        run = self._run(guild)
        run.action_confirm()
        del content["schemes"][0]["grades"][1]
        content["schemes"][0]["grades"][0]["score_min"] = 0
        preview = self._import(content)
        self.assertIn("scheme:guild/grade:B", self._changes(preview, "kept"))
        self.assertIn("it is held", preview.summary)
        preview.action_load()
        self.assertEqual(guild.grade_ids.mapped("code"), ["A", "B"])

    # === RECORDS OF OTHERS === #

    def test_scheme_of_the_company_is_not_overwritten(self):
        own = self.Scheme.create({"name": "Our own", "code": "guild", "mode": "rules"})
        with self.assertRaisesRegex(UserError, "“Our own” with the code guild that"):
            self._import(self._content())
        own.code = "guild_own"
        self._import(self._content()).action_load()
        self.assertEqual(own.mode, "rules")

    def test_renamed_scheme_of_the_pack_is_found_again(self):
        self._import(self._content()).action_load()
        guild = self._guild()
        guild.code = "guild_renamed"
        preview = self._import(self._content())
        self.assertFalse(preview.created_count)
        self.assertEqual(preview.kept_count, 1)
        self.assertEqual(guild.code, "guild_renamed")

    def test_metric_that_means_something_else(self):
        metric = self.env["group.customer.metric"].create(
            {"name": "Ours", "code": "guild_turnover", "measure": "order_count"}
        )
        with self.assertRaisesRegex(
            UserError, "guild_turnover.*“Measure” is “Number of orders”.*“Revenue”"
        ):
            self._import(self._content())
        metric.measure = "revenue"
        self._import(self._content()).action_load()
        self.assertEqual(metric.name, "Ours")
        self.assertEqual(self._guild().criterion_ids.metric_id, metric)

    def test_parameter_of_another_pack_is_left_alone(self):
        content = self._content()
        content["parameters"] = [
            {
                "code": "pareto_share",
                "name": {"en_US": "80/20 share"},
                "unit": "percent",
                "values": [{"date_from": "1900-01-01", "value": 70}],
            }
        ]
        preview = self._import(content)
        self.assertEqual(len(self._changes(preview, "kept")), 1)
        preview.action_load()
        Parameter = self.env["group.customer.parameter"]
        self.assertEqual(Parameter._get_value("pareto_share"), 80)
        self._import(content).action_load_and_restore()
        self.assertEqual(Parameter._get_value("pareto_share"), 70)

    def test_product_category_that_is_not_here(self):
        content = self._content()
        content["metrics"].append(
            {
                "code": "villas",
                "name": {"en_US": "Villas"},
                "measure": "category_count",
                "product_category": "All / Nowhere / Villas",
            }
        )
        preview = self._import(content)
        self.assertIn("choose one in the metric “Villas”", preview.summary)
        preview.action_load()
        metric = self.env["group.customer.metric"].search([("code", "=", "villas")])
        metric.product_category_id = self.env["product.category"].create({"name": "V"})
        again = self._import(content)
        self.assertFalse(again.updated_count + again.created_count)
        again.action_load()
        self.assertTrue(metric.product_category_id)

    def test_archive_items_of_a_grade(self):
        content = self._content()
        grade = content["schemes"][0]["grades"][0]
        grade["archive_items"] = ["street", "no_such_field"]
        preview = self._import(content)
        self.assertIn("asks for “no_such_field”", preview.summary)
        preview.action_load()
        items = self._guild().grade_ids[0].archive_item_ids
        self.assertEqual(items.field_id.mapped("name"), ["street"])
        self.assertFalse(self._import(content).updated_count)
