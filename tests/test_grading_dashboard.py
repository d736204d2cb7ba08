# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from unittest.mock import patch

from odoo import Command, tools
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools.misc import file_open
from odoo.tools.translate import extract_spreadsheet_terms

from odoo.addons.spreadsheet.utils.validate_data import (
    fields_in_spreadsheet,
    menus_xml_ids_in_spreadsheet,
    odoo_charts,
)

from .grading_common import GradingMixin
from .test_grading_portfolio import PortfolioCommon

FILES = ("portfolio_dashboard.json", "portfolio_sample_dashboard.json")


@tagged("post_install", "-at_install")
class TestGradingDashboard(PortfolioCommon):
    """The dashboard Customer Portfolio: what it shows exists and can be read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env.ref("group_customer.spreadsheet_dashboard_portfolio")
        cls.data = cls._read_file(FILES[0])

    @classmethod
    def _read_file(cls, name):
        with file_open(f"group_customer/data/grading/{name}") as file:
            return json.load(file)

    def _get_sources(self):
        """Return (model, domain, fields, filter matching) of whatever is shown."""
        for pivot in self.data["pivots"].values():
            names = [row["fieldName"] for row in pivot["rows"] + pivot["columns"]]
            yield pivot["model"], pivot["domain"], names, pivot["fieldMatching"]
        for one in self.data["lists"].values():
            names = [*one["columns"], *(order["name"] for order in one["orderBy"])]
            yield one["model"], one["domain"], names, one["fieldMatching"]
        for chart in odoo_charts(self.data):
            names = [name.split(":")[0] for name in chart["metaData"]["groupBy"]]
            yield (
                chart["metaData"]["resModel"],
                chart["searchParams"]["domain"],
                names,
                chart["fieldMatching"],
            )

    def test_file_is_valid(self):
        """By the validation that Odoo runs on its own dashboards in tests."""
        with patch.dict(tools.config.options, test_enable=True):
            self.dashboard._check_spreadsheet_data()
        self.assertEqual(json.loads(self.dashboard.spreadsheet_data), self.data)
        for model, names in fields_in_spreadsheet(self.data).items():
            for name in names:
                self.assertIn(name.split(".")[0], self.env[model]._fields)

    def test_sample_is_static(self):
        sample = self._read_file(FILES[1])
        self.assertEqual(sample, self.dashboard._get_sample_dashboard())
        self.assertFalse(fields_in_spreadsheet(sample))
        self.assertFalse(sample["globalFilters"])
        # The same figures at the same places
        for data in (sample, self.data):
            [dashboard, _cells] = data["sheets"]
            ids = {figure["id"] for figure in dashboard["figures"]}
            self.assertEqual(len(ids), 12)

    def test_filters_match_fields(self):
        filters = {one["id"]: one for one in self.data["globalFilters"]}
        self.assertEqual(
            {one["label"] for one in filters.values()},
            {
                "Period of Movements",
                "Grading Scheme",
                "Grade",
                "Account Manager",
                "Country",
                "Company",
            },
        )
        for model, _domain, _names, matching in self._get_sources():
            expected = set(filters)
            if model == "group.customer.portfolio":
                expected.remove("period")  # grades of today have no period
            self.assertEqual(set(matching), expected)
            for filter_id, match in matching.items():
                field = self.env[model]._fields[match["chain"]]
                self.assertEqual(field.type, match["type"])
                if filters[filter_id]["type"] == "relation":
                    self.assertEqual(
                        field.comodel_name, filters[filter_id]["modelName"]
                    )

    def test_menus_open(self):
        menus = menus_xml_ids_in_spreadsheet(self.data)
        self.assertEqual(len(menus), 2)
        visible = self.env["ir.ui.menu"].with_user(self.users["account"])
        visible = visible._visible_menu_ids()
        for xml_id in menus:
            menu = self.env.ref(xml_id)
            self.assertTrue(menu.action)
            self.assertIn(menu.id, visible)
        charts = {figure["id"] for figure in self.data["sheets"][0]["figures"]}
        self.assertEqual(set(self.data["chartOdooMenusReferences"]), charts)

    def test_whatever_is_shown_can_be_read(self):
        alpha, beta = self._customers("Alpha", "Beta")
        self._award(alpha, self.b)
        self._award(alpha, self.a, "2025-07-01")
        self._award(beta, self.c)
        alpha.user_id = self.users["account"]
        for role in ("account", "manager", "director", "settlement"):
            for model, domain, names, _matching in self._get_sources():
                with self.subTest(role=role, model=model, names=names):
                    reader = self.env[model].with_user(self.users[role])
                    reader.search_read(domain, names, limit=10)
                    for name in names:
                        if reader._fields[name].type == "date":
                            name += ":month"
                        reader.formatted_read_group(domain, [name], ["__count"])

    def test_texts_can_be_translated(self):
        """Whatever a reader sees is found by Odoo's export of terms."""
        terms = set()
        for name in FILES:
            with file_open(f"group_customer/data/grading/{name}") as file:
                found = extract_spreadsheet_terms(file, None, None, None)
                terms |= {term for _line, _function, term, _comments in found}
        self.assertLessEqual(
            {
                "Customers by Grade",
                "Grade Movements by Month",
                "Grading Scheme",
                "In Look-back",
                "Moved up",
                "Share of the top 10",
                "Top 10 Share",
                "Top Movers",
                "of all customers",
            },
            terms,
        )
        dashboard = self.data["sheets"][0]
        for cell, content in dashboard["cells"].items():
            self.assertTrue(content.startswith(("=", "[")), cell)

    def test_begins_with_the_primary_scheme(self):
        def get_default(dashboard):
            data = json.loads(dashboard._get_serialized_readonly_dashboard())
            [found] = [
                one
                for one in data["snapshot"]["globalFilters"]
                if one.get("modelName") == "group.customer.grade.scheme"
            ]
            return found.get("defaultValue")

        reader = self.dashboard.with_user(self.users["account"])
        self.assertEqual(
            get_default(reader), {"operator": "in", "ids": self.scheme.ids}
        )
        self.env.company.group_customer_scheme_id = False
        self.assertIsNone(get_default(reader))
        self.env.company.group_customer_scheme_id = self.scheme
        # A copy is somebody's own work: it begins as its file says
        self.assertIsNone(get_default(self.dashboard.copy()))

    def test_who_may_open_it(self):
        for role in ("account", "manager", "director", "settlement", "admin"):
            with self.subTest(role=role):
                self.assertTrue(
                    self.dashboard.with_user(self.users[role]).has_access("read")
                )
        for role in ("archive", "employee"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.dashboard.with_user(self.users[role]).read(["name"])

    def test_action_opens_this_dashboard(self):
        action = self.env.ref(
            "group_customer.group_customer_portfolio_action_dashboard"
        )
        self.assertEqual(action.params, {"dashboard_id": self.dashboard.id})


@tagged("post_install", "-at_install")
class TestGradingDashboardRoute(GradingMixin, HttpCase):
    def test_data_or_sample(self):
        """Without grades the sample is shown, with grades the data."""
        user = self.env.ref("base.user_admin")
        user.group_ids += self.env.ref("group_customer.group_group_customer_admin")
        self._setup_grading()
        dashboard = self.env.ref("group_customer.spreadsheet_dashboard_portfolio")
        dashboard.company_ids = [Command.clear()]
        self.authenticate("admin", "admin")
        url = f"/spreadsheet/dashboard/data/{dashboard.id}"
        is_empty = not self.env["group.customer.portfolio"].search_count([], limit=1)
        self.assertEqual(bool(self.url_open(url).json().get("is_sample")), is_empty)
        scheme = self._scheme("weighted", [("A", {"score_min": 0})], [])
        partner = self.env["res.partner"].create({"name": "Alpha", "is_company": True})
        self.env["group.customer.grade.award"].create(
            {
                "partner_id": partner.id,
                "grade_id": scheme.grade_ids.id,
                "reason": "Test",
                "company_id": user.company_id.id,
            }
        )
        data = self.url_open(url).json()
        self.assertNotIn("is_sample", data)
        self.assertEqual(data["translation_namespace"], "group_customer")
