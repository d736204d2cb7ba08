# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .pack_schemes_common import PackSchemesCommon

SCHEMES = {
    "general": ["abcd_resource"],
    "sales_share": ["abc_sales"],
    "real_estate": ["card_estate"],
    "rfm": ["rfm", "clv"],
    "insurance": ["layered_insurance"],
    "bank_vip": ["vip_card", "life_stage"],
    "cooperation": ["cooperation"],
    "telecom": [
        "group_class",
        "one_high_two_large",
        "two_high_one_low",
        "card_level",
    ],
    "value_need_behaviour": ["value", "need", "behaviour"],
    "importance": ["importance", "key_ordinary", "abc_need"],
    "hotel": ["hotel"],
}


@tagged("post_install", "-at_install")
class TestPackSchemes(PackSchemesCommon):
    """Every customer-grading key of the sources is a scheme of a pack (GR-01)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pack = cls.env["group.customer.policy.pack"]
        for code in SCHEMES:
            cls.pack._load_shipped_pack(code)
        cls.schemes = cls.env["group.customer.grade.scheme"].search(
            [("code", "in", sum(SCHEMES.values(), []))]
        )

    def _scheme_of(self, code):
        return self.schemes.filtered_domain([("code", "=", code)])

    def test_the_packs_hold_the_schemes(self):
        self.assertEqual(self.pack._get_shipped_codes(), list(SCHEMES))
        for pack, codes in SCHEMES.items():
            content = self.pack._read_shipped(pack)
            shipped = [scheme["code"] for scheme in content["schemes"]]
            self.assertEqual(shipped, codes, pack)

    def test_all_but_the_empty_tables_are_complete(self):
        for scheme in self.schemes - self._scheme_of("layered_insurance"):
            scheme._check_complete()

    def test_loading_twice_changes_nothing(self):
        for code in SCHEMES:
            counts = self.pack._load_shipped_pack(code)
            self.assertEqual({key for key in counts if counts[key]}, {"unchanged"})

    def test_every_scheme_names_its_article_and_every_grade_is_described(self):
        for scheme in self.schemes:
            self.assertTrue(scheme.article, scheme.code)
            self.assertTrue(scheme.description, scheme.code)
            for grade in scheme.grade_ids:
                self.assertTrue(grade.description, grade.display_name)

    def test_texts_of_both_languages_own_up_to_the_same_assumptions(self):
        def walk(node, path):
            if isinstance(node, list):
                for place, value in enumerate(node):
                    walk(value, f"{path}/{place}")
            elif isinstance(node, dict) and "en_US" in node:
                self.assertTrue(all(node.values()), path)
                self.assertEqual(
                    "assumption" in node["en_US"], "假设" in node["zh_CN"], path
                )
            elif isinstance(node, dict):
                for key, value in node.items():
                    walk(value, f"{path}/{key}")

        for code in SCHEMES:
            walk(self.pack._read_shipped(code), code)

    def test_thresholds_without_a_source_are_called_assumptions(self):
        """A condition on a measured number is the source's or says that it is not."""
        from_the_source = {
            # GR-06, GR-07, GR-08
            "card_estate": {50000000, 8000000, 1, 0},
            # Whether there was any cooperation at all (GR-10), any business (GR-12)
            "cooperation": {0, 1},
            "value": {0},
            "need": {1},
            # GR-02
            "abcd_resource": {0, 30},
        }
        for criterion in self.schemes.criterion_ids:
            if criterion.role not in ("condition", "cap"):
                continue
            known = from_the_source.get(criterion.scheme_id.code, set())
            if criterion.measure == "input" and criterion.metric_id.option_ids:
                continue  # the answers carry the source's words
            if criterion.threshold in known:
                continue
            self.assertIn(
                "assumption",
                criterion.description,
                f"{criterion.scheme_id.code}: {criterion.name}",
            )

    def test_chinese_names(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.pack.search([])._load_translations()
        names = {
            "card_estate": ["贵宾级客户（钻石卡）", "重要客户（铂金卡）"],
            "vip_card": ["钻石卡", "白金卡", "金卡"],
            "cooperation": ["战略客户", "大客户", "一般客户", "潜在客户"],
            "life_stage": [
                "黑海（成熟期）",
                "红海（稳定期）",
                "黄海（发展期）",
                "蓝海（成长期）",
            ],
            "key_ordinary": ["重点客户", "普通客户"],
            "hotel": ["签单重点客户", "会议接待客户", "有发展潜力的客户"],
        }
        for code, expected in names.items():
            grades = self._scheme_of(code).with_context(lang="zh_CN").grade_ids
            self.assertEqual(grades.mapped("name")[: len(expected)], expected)

    def test_what_the_grades_bring(self):
        """GR-13, GR-18, GR-25, GR-28: strategy, benefits, problem customers."""
        stages = self._scheme_of("life_stage").grade_ids
        self.assertTrue(all(stages.mapped("strategy")))
        self.assertIn("add no new input", stages[0].strategy)
        for card in self._scheme_of("vip_card").grade_ids:
            self.assertIn("settlement", card.benefits)
        levels = self._scheme_of("card_level").grade_ids
        trial = [bool(level.benefits) for level in levels]
        self.assertEqual(trial, [True, True, True, False])
        self.assertEqual(
            self.schemes.grade_ids.filtered("is_problem").mapped(
                lambda grade: (grade.scheme_id.code, grade.code)
            ),
            [("abcd_resource", "D"), ("behaviour", "PROBLEM")],
        )

    def test_required_information_follows_the_grade(self):
        """GR-09: owners leave their address as well."""
        grades = self._scheme_of("card_estate").grade_ids
        asked = {
            grade.code: set(grade.archive_item_ids.mapped("field_id.name"))
            for grade in grades
        }
        basic = {"phone", "city", "customer_needs", "acquisition_source"}
        for code in "ABC":
            self.assertEqual(asked[code], basic | {"street"})
        for code in "DE":
            self.assertEqual(asked[code], basic)

    def test_tables_are_reported_every_month_and_quarter(self):
        """GR-04."""
        abcd = self._scheme_of("abcd_resource")
        self.assertEqual((abcd.table_frequency, abcd.regrade_months), ("both", 12))

    def test_personal_high_value_customers(self):
        """GR-30."""
        parameter = self.env["group.customer.parameter"]
        self.assertEqual(parameter._get_value("personal_high_value"), 1000000)
