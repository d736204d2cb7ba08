# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.tests import new_test_user, tagged

from .visit_policy_common import VisitPolicyCommon


@tagged("post_install", "-at_install")
class TestVisitPolicyVisitor(VisitPolicyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        roles = cls.env["group.customer.assignment.role"]
        cls.chief = roles._get("chief_representative")
        cls.directors = cls.env.ref("group_customer.group_group_customer_director")
        # The least id of the users of the company who are no administrators
        cls.leader = cls.users["director"]
        cls.second = new_test_user(
            cls.env,
            login="gc_second",
            groups="group_customer.group_group_customer_director",
        )
        for user in (cls.directors.all_user_ids - cls.leader - cls.second).filtered(
            lambda user: user.has_group("group_customer.group_group_customer_director")
            and not user.has_group("group_customer.group_group_customer_admin")
        ):
            user.group_ids -= cls.directors

    def _find(self, policy, partners=None, date_to=None):
        partners = partners or self.tree
        found = self.Policy._get_visitors(
            [(partner.id, policy.id) for partner in partners],
            self.company,
            self.today,
            date_to,
        )
        return [
            self.env["res.users"].browse(found[partner.id, policy.id])
            for partner in partners
        ]

    def _absent(self, user, date_from, date_to=None):
        manager = self.env["group.customer.manager"].search(
            [("user_id", "=", user.id)], limit=1
        ) or self.env["group.customer.manager"].create({"user_id": user.id})
        self.env["group.customer.manager.absence"].create(
            {
                "manager_id": manager.id,
                "date_from": date_from,
                "date_to": date_to,
                "reason": "Leave",
            }
        )

    def test_role(self):
        policy = self._make_policy("role")
        nobody = self.env["res.users"]
        account, colleague = self.users["account"], self.users["colleague"]
        self.assertEqual(self._find(policy), [nobody, account, account, colleague])
        account.active = False
        self.assertEqual(self._find(policy), [nobody, nobody, nobody, colleague])

    def test_team_stands_for_its_leader(self):
        role = self.env["group.customer.assignment.role"]._get("technical_support")
        team = self.env["crm.team"].create(
            {"name": "Support", "user_id": self.users["manager"].id}
        )
        self.env["group.customer.assignment"]._assign(
            [{"partner_id": self.north.id, "role_id": role.id, "team_id": team.id}],
            "manual",
        )
        policy = self._make_policy("team", role_id=role.id)
        self.assertEqual(self._find(policy, self.north), [self.users["manager"]])

    def test_fallback_where_the_holder_is_away_all_the_time(self):
        self.north.chief_representative_id = self.users["manager"]
        policy = self._make_policy(
            "chief", role_id=self.chief.id, fallback_role_id=self.role.id
        )
        manager, account = self.users["manager"], self.users["account"]
        self.assertEqual(
            self._find(policy, self.north | self.south), [manager, account]
        )
        self._absent(manager, "2026-05-10", "2026-05-20")
        self.assertEqual(self._find(policy, self.north), [account])
        month_end = date(2026, 5, 31)
        self.assertEqual(self._find(policy, self.north, month_end), [manager])
        self._absent(manager, "2026-05-01")
        self.assertEqual(self._find(policy, self.north, month_end), [account])
        self._absent(account, "2026-05-01")
        self.assertEqual(self._find(policy, self.north, month_end), [manager], "nobody")

    def test_group_deals_the_accounts_out(self):
        policy = self._make_policy(
            "leader",
            visitor_mode="group",
            group_id=self.directors.id,
            role_id=self.chief.id,
        )
        leader, second = sorted(self.leader | self.second, key=lambda user: user.id)
        accounts = self.tree.sorted("id")
        self.assertEqual(self._find(policy, accounts), [leader, second] * 2)
        # Who stands for the account goes, if a member
        accounts[0].chief_representative_id = second
        accounts[1].chief_representative_id = self.users["account"]
        self.assertEqual(self._find(policy, accounts[:3]), [second, leader, second])
        self.Attainment._open(self.company, self.today, accounts[:3].ids)
        # Accounts stay with whom they are; a new one goes to whom has fewer
        self.assertEqual(self._find(policy, accounts), [second, leader, second, leader])
        self.assertEqual(
            self._find(policy, accounts[3] | accounts[1] | accounts[2]),
            [leader, leader, second],
        )

    def test_group_member_away(self):
        policy = self._make_policy(
            "leader", visitor_mode="group", group_id=self.directors.id
        )
        self._absent(self.leader, "2026-05-01")
        self.assertEqual(self._find(policy), [self.second] * 4)

    def test_administrators_last(self):
        policy = self._make_policy(
            "leader",
            visitor_mode="group",
            group_id=self.directors.id,
            fallback_role_id=self.role.id,
        )
        self.assertNotIn(self.users["admin"], self._find(policy))
        (self.leader | self.second).active = False
        chosen = self._find(policy, self.north)
        self.assertTrue(
            chosen[0].has_group("group_customer.group_group_customer_admin")
        )

    def test_rows_follow_the_account(self):
        self._make_policy("role")
        self.Attainment._open(self.company, self.today, self.tree.ids)
        self.Attainment._open(self.company, date(2026, 6, 1), self.tree.ids)
        self.env["group.customer.assignment"]._assign(
            [
                {
                    "partner_id": self.north.id,
                    "role_id": "account_manager",
                    "user_id": self.users["colleague"].id,
                }
            ],
            "manual",
        )
        for day in ("2026-05-15", "2026-06-15"):
            self.assertEqual(
                self._get_row(self.north, day).user_id, self.users["colleague"]
            )
        self.south.user_id = self.users["manager"]
        self.assertEqual(self._get_row(self.south).user_id, self.users["manager"])

    def test_queries_do_not_grow(self):
        policy = self._make_policy(
            "leader", visitor_mode="group", group_id=self.directors.id
        )
        more = self.env["res.partner"].create(
            [
                {"name": f"Many {n}", "is_company": True, "is_group_customer": True}
                for n in range(30)
            ]
        )
        self._find(policy)
        counts = []
        for partners in (self.north, more):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._find(policy, partners)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
