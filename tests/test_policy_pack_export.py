# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import copy

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .pack_common import PackCommon


@tagged("post_install", "-at_install")
class TestPolicyPackExport(PackCommon):
    """Settings of a company go out as a file and come in elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._scheme(
            "weighted",
            [
                ("A", {"score_min": 70, "color": 10, "strategy": "Keep"}),
                ("B", {"score_min": 20}),
                ("C", {"score_min": 0}),
                ("D", {"is_veto_only": True}),
            ],
            [
                {
                    "metric": "revenue",
                    "weight": 60,
                    "window_value": 2,
                    "basis": "position",
                    "bands": [(None, 33.3333, 100), (33.3333, None, 10)],
                },
                {
                    "metric": "rating",
                    "weight": 40,
                    "null_policy": "skip",
                    "bands": [(None, 50, 0), (50, None, 100)],
                },
                {
                    "metric": "rating",
                    "role": "cap",
                    "grade": "D",
                    "operator": "<",
                    "threshold": 20,
                    "null_policy": "skip",
                },
            ],
            code="ours",
            regrade_months=6,
        )
        cls.scheme.name = "Our classes"
        cls.scheme.with_context(lang="zh_CN").name = "我们的等级"
        cls.scheme.grade_ids[0].with_context(lang="zh_CN").name = "甲级"
        cls.segmented = cls._scheme(
            "quantiles",
            [("X", {}), ("Y", {})],
            [
                {"metric": "recency_days", "role": "quantile", "null_policy": "lowest"},
                {"metric": "revenue", "role": "quantile", "null_policy": "lowest"},
            ],
            code="segmented",
        )
        recency, revenue = cls.segmented.criterion_ids
        grade = cls.segmented.grade_ids[0]
        for criterion, alternative, low in (
            (recency, 1, 4),
            (revenue, 1, 3),
            (revenue, 2, 5),
        ):
            cls.env["group.customer.grade.segment"].create(
                {
                    "grade_id": grade.id,
                    "criterion_id": criterion.id,
                    "alternative": alternative,
                    "score_from": low,
                    "score_to": 5,
                }
            )
        cls.env["group.customer.grade.route"].create(
            {
                "scheme_id": cls.segmented.id,
                "code": "branch",
                "name": "Branch",
                "requires_consent": True,
            }
        )
        cls.names = tuple("PQRSTU")
        cls.partners = cls._customers(*cls.names)
        for place, partner in enumerate(cls.partners):
            cls._transact(partner, 100 - 15 * place, f"2024-0{place + 1}-10")
        cls._rate_partners()

    @classmethod
    def _rate_partners(cls):
        for partner, value in zip(cls.partners, (100, 10, 100), strict=False):
            cls._rate(partner, value)

    def _grade(self, schemes):
        """Return the letters that schemes give, without leaving runs."""
        letters = {}
        for scheme in schemes:
            run = self._run(scheme)
            letters[scheme.code] = self._letters(run)
            run.unlink()
        return letters

    def _find(self, *codes, company=None):
        return self.Scheme.search(
            [
                ("code", "in", codes),
                ("company_id", "=", company.id if company else False),
            ]
        )

    def _strip(self, content):
        """What two files of the same settings have in common."""
        content = copy.deepcopy(content)
        for name in ("code", "version", "name"):
            content.pop(name)
        return content

    # === ROUND TRIP === #

    def test_file_says_everything(self):
        content, wizard = self._export(self.scheme + self.segmented)
        self.assertEqual((content["format"], content["version"]), (5, 1))
        self.assertEqual(wizard.filename, "ours_1.json")
        self.assertEqual([item["code"] for item in content["schemes"]][0], "ours")
        ours = content["schemes"][0]
        self.assertEqual(ours["name"], {"en_US": "Our classes", "zh_CN": "我们的等级"})
        self.assertEqual(
            (ours["regrade_months"], ours["grades"][0]["name"]["zh_CN"]), (6, "甲级")
        )
        self.assertEqual(ours["criteria"][0]["bands"][0]["value_to"], 33.3333)
        self.assertEqual(ours["criteria"][2]["grade"], "D")
        segmented = content["schemes"][1]
        codes = [item["code"] for item in segmented["criteria"]]
        self.assertEqual(
            segmented["grades"][0]["segments"],
            [
                [
                    {"criterion": codes[0], "from": 4, "to": 5},
                    {"criterion": codes[1], "from": 3, "to": 5},
                ],
                [{"criterion": codes[1], "from": 5, "to": 5}],
            ],
        )
        self.assertTrue(segmented["routes"][0]["requires_consent"])
        metrics = {item["code"]: item for item in content["metrics"]}
        self.assertEqual(set(metrics), {"revenue", "test_rating", "recency_days"})
        self.assertEqual(
            [option["value"] for option in metrics["test_rating"]["options"]], [100, 10]
        )
        self.assertEqual(
            [item["code"] for item in content["parameters"]], ["pareto_share"]
        )

    def test_round_trip_after_deleting(self):
        """Exported, deleted, loaded: the same definition and the same grades."""
        schemes = self.scheme + self.segmented
        before = self._grade(schemes)
        self.assertEqual(set(before["ours"].values()), set("ABCD"))
        self.assertEqual(set(before["segmented"].values()), {"X", "Y"})
        content, _wizard = self._export(schemes)
        self.env["group.customer.grade.input"].search(
            [("metric_id", "=", self.rating.id)]
        ).unlink()
        schemes.unlink()
        self.rating.unlink()
        self._import(content).action_load()
        again = self._find("ours", "segmented")
        self.rating = type(self).rating = again.criterion_ids.metric_id.filtered(
            lambda metric: metric.code == "test_rating"
        )
        self._rate_partners()
        self.assertEqual(self._grade(again), before)
        content_again, _wizard = self._export(again)
        self.assertEqual(self._strip(content_again), self._strip(content))

    def test_round_trip_beside_the_original(self):
        """Under another code, the metrics shared with the original."""
        before = self._grade(self.scheme + self.segmented)
        content, _wizard = self._export(self.scheme + self.segmented)
        for item in content["schemes"]:
            item["code"] += "_2"
        preview = self._import(content, code="other")
        self.assertEqual(preview.pack_ids.code, "other")
        preview.action_load()
        after = self._grade(self._find("ours_2", "segmented_2"))
        self.assertEqual(after["ours_2"], before["ours"])
        self.assertEqual(after["segmented_2"], before["segmented"])
        definitions = [
            scheme._get_definition(self.env.company, self.scheme.create_date.date())
            for scheme in self.scheme + self._find("ours_2")
        ]
        self.assertEqual(*map(self._without_ids, definitions))

    def _without_ids(self, node):
        """A definition without what differs between two databases."""
        if isinstance(node, list):
            return [self._without_ids(item) for item in node]
        if not isinstance(node, dict):
            return node
        grades = {grade["id"]: grade["code"] for grade in node.get("grades", [])}
        for criterion in node.get("criteria", []):
            criterion["grade"] = grades.get(criterion["grade_id"])
        return {
            name: self._without_ids(value)
            for name, value in node.items()
            if name not in ("id", "scheme_id", "grade_id", "criterion_id")
            and not (name == "code" and "mode" in node)
        }

    def test_shipped_packs_go_round(self):
        """What was shipped can be exported and loaded for one company alone."""
        for code in self.Pack._get_shipped_codes():
            self.Pack._load_shipped_pack(code)
        schemes = self.Pack.search([("origin", "=", "shipped")]).item_ids.filtered(
            lambda item: item.model == self.Scheme._name
        )
        schemes = self.Scheme.browse(schemes.mapped("res_id"))
        self.assertGreaterEqual(len(schemes), 2)
        content, _wizard = self._export(schemes)
        company = self.env.company
        preview = self._import(content, company_id=company.id)
        self.assertFalse(preview.updated_count + preview.kept_count)
        preview.action_load()
        own = self._find(*schemes.mapped("code"), company=company)
        self.assertEqual(len(own), len(schemes))
        self.assertEqual(
            [scheme.problems for scheme in own.sorted("code")],
            [scheme.problems for scheme in schemes.sorted("code")],
        )
        content_again, _wizard = self._export(own)
        self.assertEqual(self._strip(content_again), self._strip(content))
        again = self._import(content, company_id=company.id)
        self.assertFalse(again.created_count + again.updated_count + again.kept_count)

    def test_second_file_of_the_same_settings_is_an_update(self):
        content, _wizard = self._export(self.scheme, code="moved")
        self.scheme.code = "original"
        self._import(content).action_load()
        loaded = self._find("ours")
        self.scheme.code = "ours"
        self.scheme.criterion_ids[0].weight = 70
        self.scheme.criterion_ids[1].weight = 30
        self.scheme.criterion_ids[0].name = "Sales and more"
        loaded.code = "theirs"
        content, _wizard = self._export(loaded, code="moved", version=2)
        codes = [item["code"] for item in content["schemes"][0]["criteria"]]
        item = self.Pack.search([("code", "=", "moved")]).item_ids
        for code in codes:
            self.assertIn(f"scheme:ours/criterion:{code}", item.mapped("key"))

    # === WHAT A FILE CANNOT CARRY === #

    def test_filters_by_numbers_of_records_are_told(self):
        _content, wizard = self._export(self.scheme)
        self.assertIn(f"category_id {self.category.id} (here: Graded)", wizard.notes)
        self.scheme.population_domain = "[('is_company', '=', True), ('color', '<', 5)]"
        _content, wizard = self._export(self.scheme)
        self.assertFalse(wizard.notes)

    def test_filters_by_numbers_are_told_to_who_loads(self):
        content, _wizard = self._export(self.scheme)
        self.scheme.code = "renamed"
        self.assertIn("names records by their numbers", self._import(content).summary)

    def test_metric_by_model(self):
        field = self.env["ir.model.fields"]._get
        metric = self.env["group.customer.metric"].create(
            {
                "name": "Staff",
                "code": "test_color",
                "measure": "field",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "value_field_id": field("res.partner", "color").id,
                "aggregation": "max",
            }
        )
        self.scheme.criterion_ids[1].metric_id = metric
        content, wizard = self._export(self.scheme)
        self.assertIn("reads res.partner", wizard.notes)
        (item,) = [m for m in content["metrics"] if m["code"] == "test_color"]
        self.assertEqual(
            (item["model"], item["value_field"], item["aggregation"]),
            ("res.partner", "color", "max"),
        )
        for item in content["schemes"] + content["metrics"]:
            item["code"] += "_2"
        for criterion in content["schemes"][0]["criteria"]:
            criterion["metric"] += "_2"
        self._import(content).action_load()
        copied = metric.search([("code", "=", "test_color_2")])
        self.assertEqual(copied.value_field_id, metric.value_field_id)
        self.assertEqual(copied.model_id, metric.model_id)

    # === COMPANIES === #

    def test_parameters_as_they_hold_for_the_company(self):
        company = self.env["res.company"].create({"name": "Second"})
        parameter = self.env["group.customer.parameter"].search(
            [("code", "=", "pareto_share")]
        )
        parameter.value_ids.create(
            [
                {
                    "parameter_id": parameter.id,
                    "date_from": date_from,
                    "value": value,
                    "company_id": company_id,
                }
                for date_from, value, company_id in (
                    ("2023-01-01", 85, False),
                    ("2022-01-01", 75, company.id),
                )
            ]
        )
        self.admin.company_ids += company
        own = self.scheme.copy({"company_id": company.id, "code": "second"})
        content, _wizard = self._export(own, user=self.admin)
        self.assertEqual(
            [(v["date_from"], v["value"]) for v in content["parameters"][0]["values"]],
            [("1900-01-01", 80), ("2022-01-01", 75)],
        )
        with self.assertRaisesRegex(UserError, "several companies"):
            third = self.env["res.company"].create({"name": "Third"})
            self.admin.company_ids += third
            self._export(own + self.scheme.copy({"company_id": third.id}))

    def test_loading_for_one_company(self):
        company = self.env.company
        content = self._content(primary_scheme="guild")
        content["parameters"] = [
            {
                "code": "pareto_share",
                "name": {"en_US": "80/20 share"},
                "unit": "percent",
                "values": [{"date_from": "2020-01-01", "value": 66}],
            }
        ]
        other = self.env["res.company"].create({"name": "Other"})
        other.group_customer_scheme_id = company.group_customer_scheme_id = False
        preview = self._import(content, company_id=company.id)
        self.assertIn(company.name, preview.summary)
        preview.action_load()
        guild = self._guild()
        self.assertEqual(guild.company_id, company)
        Parameter = self.env["group.customer.parameter"]
        self.assertEqual(Parameter._get_value("pareto_share", company), 66)
        self.assertEqual(Parameter._get_value("pareto_share", other), 80)
        self.assertEqual(company.group_customer_scheme_id, guild)
        self.assertFalse(other.group_customer_scheme_id)
        # The same file for everybody is another pack.
        shared = self._import(self._content())
        shared.action_load()
        self.assertEqual(len(self._guild()), 2)
        self.assertEqual(self._guild().company_id, company)

    # === WIZARD === #

    def test_form_proposes(self):
        action = self.env.ref(
            "group_customer.group_customer_policy_pack_export_action_schemes"
        )
        self.assertEqual(action.binding_model_id.model, self.Scheme._name)
        wizards = self.env["group.customer.policy.pack.export"].with_user(self.admin)
        with Form(wizards.with_context(default_scheme_ids=self.scheme.ids)) as form:
            self.assertEqual(form.parameter_ids[:].mapped("code"), ["pareto_share"])
            form.name = "Rules of 2026"
        self.assertTrue(form.record.code)
        form.record.action_export()
        self.assertTrue(form.record.file)

    def test_nothing_chosen(self):
        with self.assertRaisesRegex(UserError, "at least one"):
            self._export(self.Scheme)

    def test_two_schemes_of_one_code(self):
        copied = self.scheme.copy({"company_id": self.env.company.id})
        copied.code = "ours"
        with self.assertRaisesRegex(UserError, "have the code ours"):
            self._export(self.scheme + copied)

    def test_code_of_a_shipped_pack(self):
        with self.assertRaisesRegex(UserError, "shipped with the addon"):
            self._import(self._content(code="general"))
