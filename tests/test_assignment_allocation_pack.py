# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import copy
import json

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import file_open

from .pack_common import PackCommon

SCHEME = {
    "code": "guild_month",
    "name": {"en_US": "Guild month", "zh_CN": "行会月度"},
    "date_from": "2001-02-03",
    "spill_mode": "order",
    "shares": [
        {
            "code": "due",
            "name": {"en_US": "Due", "zh_CN": "到期"},
            "percent": 60,
            "kinds": [
                {
                    "kind": "maturity",
                    "lead_days": 7,
                    "factors": [
                        {"factor": "amount", "weight": 3},
                        {"factor": "date", "weight": 1},
                    ],
                },
                {"kind": "renewal", "include_overdue": False},
            ],
        },
        {
            "code": "rest",
            "name": {"en_US": "Rest", "zh_CN": "其余"},
            "percent": 40,
            "kinds": [{"kind": "old"}],
        },
    ],
    "components": [
        {"component": "rank", "weight": 50},
        {"component": "task", "weight": 50},
    ],
    "ranks": [{"rank": "planner", "percent": 70}],
}


@tagged("post_install", "-at_install")
class TestAllocationPack(PackCommon):
    """Allocation schemes in policy packs: loaded, changed, refused, taken along."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Allocation = cls.env["group.customer.allocation.scheme"]

    def _make(self, version=1, **changes):
        return self._make_file(version, allocation_schemes=[{**SCHEME, **changes}])

    def _load(self, content):
        """Load a file as an administrator does, through the import."""
        pack = self._register(content)
        return pack, pack.with_user(self.admin)._load()

    def test_loaded_twice_nothing_changes(self):
        _pack, counts = self._load(self._make())
        scheme = self.Allocation.search([("code", "=", "guild_month")])
        self.assertEqual(scheme.with_context(lang="zh_CN").name, "行会月度")
        self.assertEqual(scheme.share_ids.mapped("percent"), [60, 40])
        kinds = scheme.share_ids[0].kind_ids
        self.assertEqual(kinds.kind_id.mapped("code"), ["maturity", "renewal"])
        self.assertEqual(kinds.mapped("lead_days"), [7, 0])
        self.assertEqual(kinds.mapped("include_overdue"), [True, False])
        self.assertEqual(kinds[0].factor_ids.mapped("weight"), [3, 1])
        self.assertEqual(scheme.component_total, 100)
        self.assertEqual(scheme.rank_share_ids.rank_id.code, "planner")
        # Scheme, 2 shares, 3 kinds, 2 factors, 2 parts, 1 rank
        self.assertEqual(dict(counts), {"created": 11})
        _pack, counts = self._load(self._make())
        self.assertEqual(dict(counts), {"unchanged": 11})

    def test_a_newer_file_updates_removes_and_keeps(self):
        self._load(self._make())
        scheme = self.Allocation.search([("code", "=", "guild_month")])
        scheme.per_head_limit = 9
        shares = copy.deepcopy(SCHEME["shares"])
        shares[0]["percent"], shares[1]["percent"] = 45, 55
        shares[0]["kinds"].pop()
        _pack, counts = self._load(
            self._make(version=2, shares=shares, per_head_limit=3)
        )
        self.assertEqual(scheme.share_ids.mapped("percent"), [45, 55])
        self.assertEqual(scheme.share_ids[0].kind_ids.kind_id.code, "maturity")
        self.assertEqual(counts["removed"], 1)
        self.assertEqual(counts["updated"], 2)

    def test_wrong_files_are_refused(self):
        shares = copy.deepcopy(SCHEME["shares"])
        shares[0]["percent"] = 61
        unknown = copy.deepcopy(SCHEME["shares"])
        unknown[1]["kinds"] = [{"kind": "nowhere"}]
        twice = copy.deepcopy(SCHEME["shares"])
        twice[1]["kinds"] = [{"kind": "maturity"}]
        for expected, changes in (
            ("shares: they are 101 in all and must be 100", {"shares": shares}),
            ("Kind of Customer Resource “nowhere”", {"shares": unknown}),
            ("“maturity” stands there 2 times", {"shares": twice}),
            (
                "components: they are 50 in all",
                {"components": [{"component": "rank", "weight": 50}]},
            ),
            ("Rank “admiral”", {"ranks": [{"rank": "admiral", "percent": 5}]}),
            ("somehow", {"spill_mode": "somehow"}),
        ):
            with self.subTest(expected=expected):
                with self.assertRaisesRegex(UserError, expected):
                    with self.env.cr.savepoint():
                        self._load(self._make(**changes))
        self.assertFalse(self.Allocation.search([("code", "=", "guild_month")]))

    def test_a_scheme_of_the_company_is_left_alone(self):
        self._load(self._make())
        self.Pack.search([("code", "=", "guild")]).sudo().item_ids.unlink()
        with self.assertRaisesRegex(UserError, "this pack did not make"):
            self._load(self._make())

    def test_taken_along_and_loaded_it_is_the_same(self):
        self._load(self._make())
        scheme = self.Allocation.search([("code", "=", "guild_month")])
        [item] = self.Pack._export_allocation_schemes(scheme)
        self.assertEqual(item["code"], "guild_month")
        self.assertEqual(item["name"]["zh_CN"], "行会月度")
        self.assertEqual([share["percent"] for share in item["shares"]], [60, 40])
        definition = scheme._prepare_definition()
        before = scheme
        before.write({"active": False, "code": "old_one"})
        self.env.flush_all()
        content = self._make()
        content["code"] = "guild_two"
        content["allocation_schemes"] = [item]
        self._load(content)
        after = self.Allocation.search([("code", "=", "guild_month")])
        self.assertEqual(after._prepare_definition(), definition)

    def test_the_shipped_scheme(self):
        """The numbers of the regulation (AM-02, AM-04, AM-05, AM-07, AM-10)."""
        self.Allocation.search([]).active = False
        self.env.flush_all()
        pack = self.Pack.search(
            [("code", "=", "insurance"), ("origin", "=", "shipped")]
        )
        pack._load()
        scheme = self.Allocation.search([("code", "=", "monthly_resources")])
        self.assertEqual(
            [
                (share.code, share.percent, share.kind_ids.kind_id.mapped("code"))
                for share in scheme.share_ids
            ],
            [
                ("maturity", 10, ["maturity"]),
                ("renewal", 30, ["renewal"]),
                ("old", 50, ["old"]),
                ("other", 10, ["not_yet_matured", "other"]),
            ],
        )
        self.assertEqual(
            {part.component: part.weight for part in scheme.component_ids},
            {"rank": 40, "task": 20, "attendance": 10, "log": 20, "flexible": 10},
        )
        by_kind = {kind.kind_id.code: kind for kind in scheme.kind_ids}
        self.assertEqual(by_kind["maturity"].lead_days, 15)
        self.assertEqual(by_kind["not_yet_matured"].horizon_months, 12)
        self.assertEqual(scheme.rank_zero_from_month, 2)
        # The factors in the order of the text
        for code, factors in (
            ("maturity", ["amount", "address", "phone", "date", "original_unit"]),
            (
                "renewal",
                [
                    "payment_due_on",
                    "amount",
                    "insured_on",
                    "address",
                    "phone",
                    "last_payment_on",
                    "original_unit",
                ],
            ),
            (
                "old",
                ["amount", "date", "address", "phone", "circulation", "converted"],
            ),
        ):
            self.assertEqual(by_kind[code].factor_ids.mapped("factor"), factors)
            self.assertEqual(set(by_kind[code].factor_ids.mapped("weight")), {1})
        rule = self.env["group.customer.approval.rule"].search(
            [("code", "=", "customer_allocation")]
        )
        self.assertEqual(rule.type_id.code, "customer_allocation")
        # What the source does not say is marked, in both languages
        for lang, word in (("en_US", "ssumption"), ("zh_CN", "假设")):
            for record in (scheme, rule):
                self.assertIn(word, record.with_context(lang=lang).description)
        with file_open("group_customer/data/packs/insurance.json") as file:
            content = json.load(file)
        self.assertEqual(content["format"], 4)

    def test_who_changes_a_scheme(self):
        self._load(self._make())
        scheme = self.Allocation.search([("code", "=", "guild_month")])
        for role in ("account", "manager", "director"):
            own = scheme.with_user(self.users[role])
            self.assertTrue(own.has_access("read"))
            self.assertFalse(own.has_access("write"))
            self.assertFalse(own.share_ids.has_access("write"))
        scheme.with_user(self.admin).write({"per_head_limit": 5})
