# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools import packs as tools
from .pack_common import PackCommon


@tagged("post_install", "-at_install")
class TestPolicyPackCheck(PackCommon):
    """What is no pack is refused with the place and the mend; nothing is left."""

    def _assert_refused(self, content, message):
        counts = [self.env[model].search_count([]) for model in self._models]
        with self.assertRaisesRegex(UserError, message) as caught:
            self._import(content)
        self.assertEqual(
            [self.env[model].search_count([]) for model in self._models], counts
        )
        return str(caught.exception)

    _models = (
        "group.customer.policy.pack",
        "group.customer.metric",
        "group.customer.grade.scheme",
        "group.customer.parameter",
    )

    def test_what_is_not_json(self):
        for data in (
            b" ",
            b"{",
            b"\xff\xfe\x00",
            b'{"code": NaN}',
            b'{"code": "a", "code": "b"}',
            b"[" * 100_000,
        ):
            with self.subTest(data=data[:20]):
                self._assert_refused(data, "cannot be read as JSON")

    def test_json_that_is_no_pack(self):
        for data in (b"[]", b"3", b"null", b'"text"'):
            with self.subTest(data=data):
                self._assert_refused(data, "must hold one object")

    def test_byte_order_mark_is_no_obstacle(self):
        data = b"\xef\xbb\xbf" + json.dumps(self._content()).encode()
        self.assertEqual(self._import(data).pack_ids.code, "guild")

    def test_missing_head(self):
        message = self._assert_refused({}, "cannot be loaded")
        for name in ("code", "name", "version"):
            self.assertIn(f"top level: “{name}” is missing", message)

    def test_newer_version(self):
        ours = self.Pack._get_addon_version()
        series, major = ours.rsplit(".", 3)[0], int(ours.split(".")[2])
        newer = f"{series}.{major + 1}.0.0"
        for values in ({"format": 6}, {"addon": newer}, {"addon": "99.0.1.0.0"}):
            with self.subTest(values=values):
                self._assert_refused(self._content(**values), "newer version")
        for addon in (ours, "18.0.9.0.0", f"{series}.{major}.99.0"):
            with self.subTest(addon=addon):
                self._import(self._content(addon=addon))

    def test_unknown_section(self):
        message = self._assert_refused(
            self._content(users=[{"login": "eve"}]), "top level: the key “users”"
        )
        self.assertIn("schemes", message)

    def test_a_pack_writes_listed_fields_only(self):
        """Fields that say whose a record is, or that would run something."""
        for section, below, name, value in (
            ("schemes", None, "company_id", 1),
            ("schemes", None, "user_id", 1),
            ("schemes", None, "message_follower_ids", []),
            ("schemes", None, "draft_of_id", 1),
            ("schemes", "grades", "scheme_id", 1),
            ("schemes", "grades", "id", 1),
            ("schemes", "criteria", "metric_id", 1),
            ("schemes", "routes", "active", False),
            ("metrics", None, "model_id", 1),
            ("metrics", None, "option_ids", []),
        ):
            content = self._content()
            item = content[section][0]
            if below:
                rows = item.setdefault(below, [{}])
                item = rows[0]
            item[name] = value
            with self.subTest(field=name):
                self._assert_refused(content, f"{section} .*the key “{name}” is not")

    def test_wrong_types_name_the_place(self):
        for path, value, message in (
            (("schemes",), {}, "schemes: a list"),
            (("schemes", 0), "x", "schemes › № 1: an object"),
            (("schemes", 0, "mode"), "magic", "schemes › guild › mode: one of"),
            (("schemes", 0, "mode"), ["rules"], "schemes › guild › mode: one of"),
            (("schemes", 0, "name"), "Guild", "name: texts by language"),
            (("schemes", 0, "name"), {"zh_CN": "行会"}, "name: texts by language"),
            (("schemes", 0, "name"), {"en_US": 3}, "name: texts by language"),
            (("schemes", 0, "weight_total"), "100", "weight_total: a number"),
            (("schemes", 0, "weight_total"), True, "weight_total: a number"),
            (("schemes", 0, "weight_total"), 1e300, "weight_total: a number"),
            (("schemes", 0, "regrade_months"), 1.5, "regrade_months: a whole"),
            (("schemes", 0, "regrade_months"), 2**40, "regrade_months: a whole"),
            (("schemes", 0, "date_from"), "31.12.2025", "date_from: a date"),
            (("schemes", 0, "date_from"), 20251231, "date_from: a date"),
            (("schemes", 0, "article"), "a\0b", "article: a text"),
            (("schemes", 0, "grades", 0, "is_veto_only"), 1, "true or false"),
            (("schemes", 0, "grades", 0, "segments"), [{}], "a list of alternatives"),
            (("schemes", 0, "grades", 0, "archive_items"), "x", "a list of texts"),
            (("schemes", 0, "criteria", 0, "metric"), 7, "turnover › metric: a text"),
            (("version",), True, "version: a whole number"),
            (("version",), 0, "version: versions begin at 1"),
            (("code",), "  ", "top level: “code” is missing"),
            (("metrics", 0, "code"), None, "metrics › № 1: “code” is missing"),
        ):
            content = self._content()
            item = content
            for step in path[:-1]:
                item = item[step]
            item[path[-1]] = value
            with self.subTest(path=path, value=value):
                self._assert_refused(content, message)

    def test_references_to_what_is_missing(self):
        for path, value, message in (
            (
                ("criteria", 0, "metric"),
                "no_metric",
                "schemes › guild › criteria › turnover › metric: .*“no_metric”",
            ),
            (("criteria", 0, "grade"), "Z", "turnover › grade: .*the grade “Z”"),
            (
                ("grades", 0, "segments"),
                [[{"criterion": "r", "from": 1, "to": 2}]],
                "grades › A › segments: .*criterion “r”",
            ),
        ):
            content = self._content()
            item = content["schemes"][0]
            for step in path[:-1]:
                item = item[step]
            item[path[-1]] = value
            with self.subTest(path=path):
                self._assert_refused(content, message)
        self._assert_refused(
            self._content(primary_scheme="nowhere"), "no scheme “nowhere”"
        )

    def test_codes_that_stand_twice(self):
        content = self._content()
        scheme = content["schemes"][0]
        scheme["grades"].append(scheme["grades"][0])
        content["metrics"] *= 2
        message = self._assert_refused(content, "metrics: “guild_turnover”.*2 times")
        self.assertIn("schemes › guild › grades: “A” stands there 2 times", message)

    def test_models_and_fields_that_are_not_here(self):
        for values, message in (
            ({"model": "no.model"}, "metrics › stored › model: .*“no.model”"),
            (
                {"model": "res.partner", "value_field": "no_field"},
                "value_field: the model res.partner has no field “no_field”",
            ),
            ({"value_field": "color"}, "is given without “model”"),
        ):
            content = self._content()
            content["metrics"].append(
                {
                    "code": "stored",
                    "name": {"en_US": "Stored"},
                    "measure": "field",
                    **values,
                }
            )
            with self.subTest(values=values):
                self._assert_refused(content, message)

    def test_many_problems_are_listed_in_part(self):
        content = self._content()
        content["schemes"][0]["grades"] = [{"nonsense": 1}] * 30
        message = self._assert_refused(content, "№ 1")
        self.assertRegex(message, r"… and \d+ more")

    def test_metric_on_what_its_reader_may_not_read(self):
        """The rights of the user who loads count, not those of the program."""
        content = self._content()
        content["schemes"][0]["population_domain"] = "[('signup_type', '!=', False)]"
        self._assert_refused(content, "scheme guild.*signup_type")
        content = self._content()
        content["metrics"].append(
            {
                "code": "logins",
                "name": {"en_US": "Settings"},
                "measure": "field",
                "model": "ir.config_parameter",
                "value_field": "id",
            }
        )
        self._assert_refused(content, "metric logins")

    def test_tools(self):
        self.assertEqual(tools.slugify("Größe & Währung (€)"), "groe_wahrung")
        self.assertEqual(tools.slugify("行会"), "")
        self.assertEqual(
            tools.make_codes(["A b", "行会", "a-B", "A b"], "c"),
            ["a_b", "c2", "a_b_3", "a_b_4"],
        )
        before, after = tools.shorten_pair("a" * 300 + "b", "a" * 300 + "c", 30)
        self.assertEqual((before, after), ("…" + "a" * 10 + "b", "…" + "a" * 10 + "c"))
        self.assertEqual(tools.shorten_pair("x", "", 30), ("x", ""))
        self.assertEqual(tools.shorten_pair("x" * 40, "", 30), ("x" * 30 + "…", ""))
        key = tools.make_key(("scheme", "a/b%2F"), ("grade", "A:1"))
        self.assertEqual(key.count("/"), 1)
        self.assertEqual(tools.format_place(key), "scheme a/b%2F › grade A:1")
        self.assertEqual(tools.read_key_code(key), "A:1")
        self.assertEqual(
            tools.find_id_conditions(
                [
                    "|",
                    ("category_id", "in", [3, 4]),
                    ("is_company", "=", True),
                    ("color", "=", 2),
                    ("child_ids", "any", [("id", "=", 7)]),
                ]
            ),
            [("category_id", [3, 4]), ("color", [2]), ("child_ids.id", [7])],
        )
