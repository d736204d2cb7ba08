# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.fields import Domain
from odoo.tests import tagged

from .visit_policy_common import VisitPolicyCommon


@tagged("post_install", "-at_install")
class TestVisitPolicyScreens(VisitPolicyCommon):
    """What accounts, account managers and My Accounts show of the quotas."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._make_policy(
            "monthly", grade_id=cls.grades["A"].id, gap_max_days=10
        )
        cls.none = cls._make_policy(
            "none", name="B customers", grade_id=cls.grades["B"].id, minimum=0, target=0
        )
        cls._award(cls.north | cls.south, "A")
        cls._award(cls.mill, "B")
        cls.Attainment._open(cls.company, cls.today, cls.tree.ids)
        # North is due on 14 May, South on 18 May: today is 15 May
        cls._make_visit(cls.north, "2026-05-04")
        cls._make_visit(cls.south, "2026-05-08")
        cls.partners = cls.env["res.partner"].with_user(cls.users["account"])

    def test_state_of_an_account(self):
        states = {
            partner: partner.visit_quota_state
            for partner in self.partners.browse((self.north | self.south).ids)
        }
        self.assertEqual(list(states.values()), ["overdue", "due"])
        director = self.tree.with_user(self.users["director"])
        for value, expected in (
            (["overdue"], self.north),
            (["due"], self.south),
            (["due", "overdue"], self.north | self.south),
            (["met"], self.tree.browse()),
            ([False], self.head | self.mill),
            (["due", False], self.tree - self.north),
        ):
            with self.subTest(value=value):
                found = director.search(
                    [("id", "in", self.tree.ids), ("visit_quota_state", "in", value)]
                )
                self.assertEqual(found, expected.with_env(found.env))
        found = director.search(
            [("id", "in", self.tree.ids), ("visit_quota_state", "=", False)]
        )
        self.assertEqual(set(found.ids), {self.head.id, self.mill.id})

    def test_policies_of_an_account(self):
        north = self.partners.browse(self.north.id)
        self.assertEqual(
            north.visit_quota_text,
            "Routine Visit: 2–4 per month, Account Manager (Monthly)",
        )
        mill = self.mill.with_user(self.users["director"])
        self.assertEqual(
            mill.visit_quota_text, "Routine Visit: No visits (B customers)"
        )
        self.assertFalse(self.head.with_user(self.users["director"]).visit_quota_text)

    def test_warnings_of_my_accounts(self):
        accounts = self.partners.browse((self.north | self.south | self.head).ids)
        warnings = accounts._collect_account_warnings()

        def of_visits(partner):
            return [
                (warning["level"], warning["text"])
                for warning in warnings.get(partner.id, [])
                if warning["kind"] == "visit"
            ]

        self.assertEqual(
            of_visits(self.north), [("danger", "Visit overdue since 05/14/2026")]
        )
        self.assertEqual(
            of_visits(self.south), [("warning", "Visit due by 05/18/2026")]
        )
        self.assertFalse(of_visits(self.head))

    def test_profile_of_the_account_manager(self):
        managers = self.env["group.customer.manager"].create(
            [{"user_id": self.users[role].id} for role in ("account", "colleague")]
        )
        self._make_visit(self.south, "2026-05-11")
        self._make_visit(self.south, "2026-05-12")
        figures = managers.with_user(self.users["director"]).mapped(
            lambda manager: (
                manager.visit_required,
                manager.visit_target,
                manager.visit_done,
                manager.visit_overdue,
                manager.visit_percent,
            )
        )
        # South has three of two, which counts as two: three of four
        self.assertEqual(figures, [(4, 8, 4, 1, 75), (0, 0, 0, 0, 0)])
        action = managers[0].action_open_attainment()
        self.assertEqual(self.Attainment.search_count(action["domain"]), 2)

    def test_rows_lead_to_their_visits(self):
        row = self._get_row(self.north).with_user(self.users["account"])
        self._make_visit(self.north, "2026-04-30")
        visits = self.env["group.customer.visit"].search(
            row.action_open_visits()["domain"]
        )
        self.assertEqual(visits.mapped("date"), [self.today.replace(day=4)])
        self.assertIn("North Works", row.display_name)

    def test_views_open(self):
        for role in ("account", "manager", "admin"):
            for model, views in (
                ("attainment", ("list", "form", "kanban", "pivot", "graph", "search")),
                ("policy", ("list", "form", "kanban", "search")),
                ("diary", ("list", "form", "kanban", "pivot", "graph", "search")),
                ("daily.quota", ("list", "form", "kanban", "search")),
            ):
                with self.subTest(role=role, model=model):
                    records = self.env[f"group.customer.visit.{model}"]
                    records.with_user(self.users[role]).get_views(
                        [(False, view) for view in views]
                    )

    def test_a_page_of_accounts_needs_few_queries(self):
        more = self.env["res.partner"].create(
            [
                {
                    "name": f"Many {n}",
                    "is_company": True,
                    "is_group_customer": True,
                    "user_id": self.users["account"].id,
                }
                for n in range(20)
            ]
        )
        self._award(more, "A")
        self.Attainment._open(self.company, self.today, more.ids)
        self.env.flush_all()

        def count(partners, read):
            self.env.invalidate_all()
            read(partners)  # caches that are there for everybody
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            read(partners)
            return self.env.cr.sql_log_count - before

        few = self.partners.browse(self.north.ids)
        many = self.partners.browse(more.ids)
        for read in (
            lambda partners: partners.mapped("visit_quota_state"),
            lambda partners: partners.mapped("visit_quota_text"),
        ):
            self.assertEqual(count(few, read), count(many, read))

    def test_next_month_is_no_running_period(self):
        self.Attainment._open(self.company, "2026-06-01", self.tree.ids)
        rows = self.Attainment.search(
            self.Attainment._get_running_domain()
            & Domain("partner_id", "in", self.tree.ids)
        )
        self.assertEqual(set(rows.mapped("date_from")), {self.today.replace(day=1)})
        with freeze_time("2026-06-30 20:00:00"):
            # 1 July in Shanghai, still June for the reader in UTC
            self.assertEqual(
                self.Attainment._get_today(self.company).isoformat(), "2026-07-01"
            )
