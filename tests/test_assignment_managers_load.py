# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import fields
from odoo.tests import tagged

from .managers_common import ManagersCommon


@tagged("post_install", "-at_install")
class TestManagerLoad(ManagersCommon):
    """Accounts against capacity: by hand, and counted one by one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Elsewhere"})
        user = cls.users["account"]
        cls._create_accounts(user, 3, "A")
        cls._create_accounts(user, 2, "B")
        cls._create_accounts(user, 1)
        # What does not count: archived, of another company, no group customer
        cls._create_accounts(user, 1, "A").active = False
        cls._create_accounts(user, 1, company_id=cls.other_company.id)
        cls.env["res.partner"].create({"name": "Contact", "user_id": user.id})

    def _grades(self, profile):
        return {
            line["code"]: (line["count"], line["maximum"], line["percent"])
            for line in profile.grade_load
        }

    def test_figures_by_hand(self):
        self.profile.write({"has_capacity_limit": True, "capacity_total": 5})
        self._set_capacity(self.profile, "A", 3)
        self._set_capacity(self.profile, "B", 1)
        self.assertEqual(self.profile.account_count, 6)
        self.assertEqual(self.profile.load_percent, 120)
        self.assertEqual(
            self._grades(self.profile),
            {
                "A": (3, 3, 100),
                "B": (2, 1, 200),
                "C": (0, None, 0),
                "D": (0, None, 0),
                "–": (1, None, 0),
            },
        )
        self.assertTrue(self.profile.is_over_capacity)
        self.assertEqual(
            self.Manager._read_capacity(self.company)[self.users["account"].id],
            {
                "total": (6, 5),
                "grades": {
                    self.grades["A"].id: (3, 3),
                    self.grades["B"].id: (2, 1),
                },
                "absent": False,
                "leaving": False,
            },
        )

    def test_a_grade_alone_can_be_over_capacity(self):
        self.profile.write({"has_capacity_limit": True, "capacity_total": 6})
        self.assertFalse(self.profile.is_over_capacity)
        self._set_capacity(self.profile, "B", 1)
        self.assertTrue(self.profile.is_over_capacity)
        self.assertEqual(
            self.Manager.search([("is_over_capacity", "=", True)]), self.profile
        )
        self.assertNotIn(
            self.profile, self.Manager.search([("is_over_capacity", "=", False)])
        )

    def test_search_agrees_with_the_figures(self):
        self.profile.write({"has_capacity_limit": True, "capacity_total": 5})
        self.profiles["stranger"].write({"has_capacity_limit": True})
        everybody = self.Manager.search([])
        over = everybody.filtered("is_over_capacity")
        self.assertEqual(over, self.profile)
        for operator, value, expected in (
            ("=", True, over),
            ("!=", True, everybody - over),
            ("in", [True, False], everybody),
            ("=", False, everybody - over),
        ):
            with self.subTest(operator=operator, value=value):
                self.assertEqual(
                    self.Manager.search([("is_over_capacity", operator, value)]),
                    expected,
                )

    def test_no_limit_and_a_capacity_of_zero_are_two_things(self):
        self.assertEqual(self.profile.load_percent, 0)
        self.assertFalse(self.profile.is_over_capacity)
        idle = self.profiles["stranger"]
        idle.write({"has_capacity_limit": True, "capacity_total": 0})
        self.assertEqual((idle.account_count, idle.load_percent), (0, 100))
        self.assertFalse(idle.is_over_capacity)
        capacity = self.Manager._read_capacity(self.company)
        self.assertFalse(self.Manager._has_room(capacity[idle.user_id.id]))
        self.assertTrue(self.Manager._has_room(capacity[self.profile.user_id.id]))
        self.profile.write({"has_capacity_limit": True, "capacity_total": 0})
        self.assertTrue(self.profile.is_over_capacity)

    def test_capacity_of_a_grade_follows_the_day(self):
        grade = self.grades["A"].id
        self._set_capacity(self.profile, "A", 1, days=-10)
        self._set_capacity(self.profile, "A", 4, days=-2)
        self._set_capacity(self.profile, "A", 9, days=5)
        self._set_capacity(self.profile, "A", 0, days=20, is_limited=False)
        for days, maximum in (
            (-11, None),
            (-10, 1),
            (-3, 1),
            (-2, 4),
            (0, 4),
            (5, 9),
            (19, 9),
            (20, None),
        ):
            with self.subTest(days=days):
                capacity = self.Manager._read_capacity(
                    self.company, fields.Date.add(self.today, days=days)
                )
                self.assertEqual(
                    capacity[self.users["account"].id]["grades"][grade], (3, maximum)
                )

    def test_counts_agree_with_counting_one_by_one(self):
        self._create_accounts(self.users["colleague"], 4, "C")
        self._create_accounts(
            self.users["colleague"], 2, "A", company_id=self.company.id
        )
        loads = self.Manager._read_capacity(self.company)
        for profile in self.Manager.search([("company_id", "=", self.company.id)]):
            accounts = self.env["res.partner"].search(
                [
                    ("user_id", "=", profile.user_id.id),
                    ("is_group_customer", "=", True),
                    ("company_id", "in", [False, self.company.id]),
                ]
            )
            grades = Counter(
                partner.group_customer_grade_id.id
                for partner in accounts
                if partner.group_customer_grade_id
            )
            load = loads[profile.user_id.id]
            with self.subTest(user=profile.display_name):
                self.assertEqual(load["total"][0], len(accounts))
                self.assertEqual(
                    {grade: count for grade, (count, _max) in load["grades"].items()},
                    dict(grades),
                )

    def test_each_company_counts_its_own_and_the_shared(self):
        user = self.users["account"]
        user.company_ids += self.other_company
        there = self.Manager.create(
            {"user_id": user.id, "company_id": self.other_company.id}
        )
        # One account of the other company, and the six that belong to none
        self.assertEqual(there.account_count, 7)
        self.assertEqual(self.profile.account_count, 6)
        # Grades of the other company's scheme, not of this one's
        self.assertEqual(
            self.Manager._read_capacity(self.other_company)[user.id]["grades"], {}
        )

    def test_a_branch_company_counts_what_stands_above(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        user = self.users["account"]
        user.company_ids += branch
        self._create_accounts(user, 1, company_id=self.company.id)
        self._create_accounts(user, 1, company_id=branch.id)
        below = self.Manager.create({"user_id": user.id, "company_id": branch.id})
        self.assertEqual(below.account_count, 6 + 1 + 1)
        self.assertEqual(self.profile.account_count, 6 + 1)

    def test_the_button_opens_what_is_counted(self):
        for grade, count in (
            (None, 6),
            (self.grades["A"].id, 3),
            (self.grades["C"].id, 0),
            (False, 1),
        ):
            with self.subTest(grade=grade):
                action = self.profile.action_view_accounts(grade)
                found = self.env[action["res_model"]].search(action["domain"])
                self.assertEqual(len(found), count)

    def test_board_rows_are_the_load_of_the_profiles(self):
        self._set_capacity(self.profile, "A", 2)
        self._set_capacity(self.profile, "D", 1)
        rows = self.env["group.customer.manager.load"].search(
            [("manager_id", "=", self.profile.id)]
        )
        self.assertEqual(
            {
                (row.grade_id.code, row.account_count, row.is_limited, row.maximum)
                for row in rows
            },
            {
                ("A", 3, True, 2),
                ("B", 2, False, 0),
                (False, 1, False, 0),
                ("D", 0, True, 1),
            },
        )
        self.assertEqual(sum(rows.mapped("excess")), 1)
        self.assertEqual(set(rows.mapped("team_id.id")), {self.north_team.id})
        self.profile.active = False
        self.assertFalse(rows.search([("manager_id", "=", self.profile.id)]))

    def test_statements_do_not_grow_with_managers_or_accounts(self):
        few = self.Manager.browse(self.profile.id)
        many = self.Manager.search([])

        def count(managers):
            self.env.flush_all()
            self.env.invalidate_all()
            managers.mapped("user_id.name")
            managers.mapped("company_id.group_customer_scheme_id.grade_ids.name")
            managers.mapped("capacity_total")
            before = self.env.cr.sql_log_count
            managers.mapped("grade_load")
            return self.env.cr.sql_log_count - before

        count(few)  # What is cached for good
        self.assertEqual(count(few), count(many))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            self.Manager._read_capacity(self.company)
        self._create_accounts(self.users["stranger"], 30, "C")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            self.Manager._read_capacity(self.company)


@tagged("post_install", "-at_install")
class TestFindFree(ManagersCommon):
    """Who can take one more account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, total in (("account", 4), ("colleague", 10), ("stranger", None)):
            cls.profiles[name].write(
                {"has_capacity_limit": total is not None, "capacity_total": total or 0}
            )
        for name in ("manager", "leader"):
            cls.profiles[name].has_capacity_limit = True
        cls._create_accounts(cls.users["account"], 2)
        cls._create_accounts(cls.users["colleague"], 4, "A")

    def _free(self, **kwargs):
        found = self.Manager._find_free(self.company, **kwargs)
        names = {profile: name for name, profile in self.profiles.items()}
        return [names[profile] for profile in found if profile in names]

    def test_least_share_of_the_capacity_first(self):
        # 4 of 10, 2 of 4; capacity zero takes none and is a limit too
        limited = self.Manager.search([("has_capacity_limit", "=", True)]).user_id
        self.assertIn(self.users["manager"], limited)
        self.assertEqual(self._free(users=limited), ["colleague", "account"])
        self._create_accounts(self.users["account"], 2)
        self.assertEqual(self._free(users=limited), ["colleague"])

    def test_fewest_accounts_first_when_somebody_has_no_limit(self):
        # No account, 2 of 4, 4 of 10
        self.assertEqual(self._free(), ["stranger", "account", "colleague"])
        self._create_accounts(self.users["stranger"], 3)
        self.assertEqual(self._free(), ["account", "stranger", "colleague"])

    def test_grade_absence_leaving_and_abilities(self):
        self._set_capacity(self.profiles["colleague"], "A", 4)
        self.assertEqual(self._free(grade=self.grades["A"]), ["stranger", "account"])
        self.assertEqual(
            self._free(grade=self.grades["B"]), ["stranger", "account", "colleague"]
        )
        self.env["group.customer.manager.absence"].create(
            {
                "manager_id": self.profile.id,
                "date_from": self.today,
                "date_to": fields.Date.add(self.today, days=3),
                "reason": "Training",
            }
        )
        self.assertEqual(self._free(), ["stranger", "colleague"])
        self.assertEqual(
            self._free(date=fields.Date.add(self.today, days=4)),
            ["stranger", "account", "colleague"],
        )
        # 30 days before the last day
        self.profiles["colleague"].leaving_on = fields.Date.add(self.today, days=30)
        self.assertEqual(self._free(), ["stranger"])
        self.profiles["colleague"].leaving_on = fields.Date.add(self.today, days=31)
        self.assertEqual(self._free(), ["stranger", "colleague"])
        industry = self.env["res.partner.industry"].search([], limit=1)
        self.profiles["stranger"].industry_ids = industry
        self.assertEqual(self._free(industries=industry), ["stranger"])
        english = self.env.ref("base.lang_en")
        self.profiles["colleague"].language_ids = english
        self.assertEqual(self._free(languages=english), ["colleague"])

    def test_team_group_and_users(self):
        self.assertEqual(self._free(team=self.south_team), ["stranger"])
        self.assertEqual(
            self._free(users=self.users["account"] + self.users["manager"]), ["account"]
        )
        group = self.env.ref("group_customer.group_group_customer_manager")
        self.profiles["leader"].has_capacity_limit = False
        self.assertEqual(self._free(group=group), ["leader"])

    def test_nobody_is_free_without_profile_or_user(self):
        self.assertEqual(self._free(users=self.users["second"]), [])
        self.profiles["stranger"].active = False
        self.assertEqual(self._free(), ["colleague", "account"])
        self.assertEqual(
            self.Manager._get_for(
                self.users["stranger"] + self.users["account"], self.company
            ),
            self.profile,
        )
