# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .managers_common import USER, ManagersCommon


@tagged("post_install", "-at_install")
class TestAccountTeam(ManagersCommon):
    """Two or more account managers, on whichever way somebody leaves (AM-15)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north_team.is_account_team = True
        cls.membership = cls.north_team.crm_team_member_ids[:1]
        cls.third = new_test_user(cls.env, login="gc_managers_third", groups=USER)

    def _refused(self):
        return self.assertRaisesRegex(UserError, "“North” needs at least 2 members")

    def test_no_way_leads_below_the_minimum(self):
        team, user = self.north_team, self.users["account"]
        membership = team.crm_team_member_ids.filtered(
            lambda member: member.user_id == user
        )
        for way, leave in (
            ("members", lambda: team.write({"member_ids": [Command.unlink(user.id)]})),
            (
                "set",
                lambda: team.write({"member_ids": [Command.set(self.third.ids)]}),
            ),
            (
                "list of memberships",
                lambda: team.write(
                    {"crm_team_member_ids": [Command.delete(membership.id)]}
                ),
            ),
            ("archive membership", lambda: membership.write({"active": False})),
            ("delete membership", lambda: membership.unlink()),
            (
                "move membership",
                lambda: membership.write({"crm_team_id": self.south_team.id}),
            ),
            (
                "join another team",
                lambda: self.south_team.write({"member_ids": [Command.link(user.id)]}),
            ),
            (
                "new membership",
                lambda: self.env["crm.team.member"].create(
                    {"user_id": user.id, "crm_team_id": self.south_team.id}
                ),
            ),
            ("archive user", lambda: user.write({"active": False})),
            ("button on user", lambda: user.action_archive()),
            (
                "take rights",
                lambda: user.write(
                    {"group_ids": [Command.set(self.env.ref("base.group_user").ids)]}
                ),
            ),
        ):
            with self.subTest(way=way), self._refused(), self.env.cr.savepoint():
                leave()
        # The groups of a user are cached for longer than a savepoint
        self.env.registry.clear_cache()
        self.assertEqual(len(team.member_ids), 2)
        self.assertFalse(team.is_below_minimum)

    def test_first_another_member_then_leave(self):
        self.north_team.member_ids += self.third
        self.users["account"].active = False
        self.assertFalse(self.north_team.is_below_minimum)
        self.north_team.is_account_team = False
        self.users["colleague"].active = False

    def test_all_members_replaced_at_once(self):
        fourth = new_test_user(self.env, login="gc_managers_fourth", groups=USER)
        self.north_team.member_ids = self.third + fourth
        self.assertEqual(self.north_team.member_ids, self.third + fourth)

    def test_only_who_can_work_on_accounts_counts(self):
        with self.assertRaisesRegex(UserError, "needs at least 2 members"):
            self._create_team(
                "Pair", "leader", ["employee", "director"], is_account_team=True
            )

    def _refuses(self, name):
        return self.assertRaisesRegex(UserError, f"“{name}” needs at least 2 members")

    def test_creating_archiving_and_coming_back(self):
        with self._refuses("Alone"), self.env.cr.savepoint():
            self._create_team("Alone", "leader", ["director"], is_account_team=True)
        team = self._create_team(
            "Pair", "leader", ["director", "admin"], is_account_team=True
        )
        team.active = False
        team.member_ids -= self.users["director"]
        with self._refuses("Pair"), self.env.cr.savepoint():
            team.active = True
        with self._refuses("South"), self.env.cr.savepoint():
            self.south_team.write(
                {"is_account_team": True, "member_ids": [Command.clear()]}
            )
        # No account manager team: as many members as it likes
        self.south_team.member_ids = False
        self.assertFalse(self.south_team.is_below_minimum)

    def test_the_minimum_is_data(self):
        parameter = self.env["group.customer.parameter"].search(
            [("code", "=", "account_team_minimum")]
        )
        parameter.value_ids.value = 3
        self.assertTrue(self.north_team.is_below_minimum)
        Team = self.env["crm.team"]
        self.assertEqual(
            Team.search([("is_below_minimum", "=", True)]) & self.north_team,
            self.north_team,
        )
        self.assertNotIn(
            self.north_team, Team.search([("is_below_minimum", "=", False)])
        )
        with self.assertRaisesRegex(UserError, "at least 3 members"):
            self.south_team.is_account_team = True
        parameter.value_ids.value = 2
        self.south_team.is_account_team = True

    def test_an_account_team_is_the_team_of_the_profile(self):
        # Even where somebody has joined another team before
        self.env["ir.config_parameter"].set_param("sales_team.membership_multi", True)
        self.south_team.member_ids += self.users["account"]
        self.assertEqual(self.profile.team_id, self.north_team)
        self.north_team.is_account_team = False
        self.south_team.is_account_team = True
        self.assertEqual(self.profile.team_id, self.south_team)


@tagged("post_install", "-at_install")
class TestTeamFigures(ManagersCommon):
    """A team is assessed as one unit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        mine = cls._create_accounts(cls.users["account"], 2)
        theirs = cls._create_accounts(cls.users["colleague"], 1)
        cls._create_accounts(cls.users["stranger"], 1)
        year = cls.today.year
        Transaction = cls.env["group.customer.transaction"]
        for number, (partner, date, amount) in enumerate(
            (
                (mine[0], f"{year}-01-01", 1000),
                (mine[1], f"{year}-01-01", 500),
                (theirs, f"{year}-01-01", 30),
                (theirs, f"{year - 1}-06-01", 7),
            )
        ):
            Transaction.create(
                {
                    "reference": f"MANAGERS/{number}",
                    "partner_id": partner.id,
                    "date": date,
                    "kind": "sale",
                    "amount": amount,
                    "currency_id": cls.company.currency_id.id,
                }
            )
        cls.env["group.customer.snapshot"]._rebuild()
        cls.env.invalidate_all()

    def test_members_together(self):
        for name, total in (("account", 3), ("colleague", 1)):
            self.profiles[name].write(
                {"has_capacity_limit": True, "capacity_total": total}
            )
        team = self._as("director", self.north_team)
        self.assertEqual(team.group_customer_member_count, 2)
        self.assertEqual(team.group_customer_account_count, 3)
        self.assertEqual(team.group_customer_capacity, 4)
        self.assertEqual(team.group_customer_load_percent, 75)
        self.assertEqual(team.group_customer_revenue_this_year, 1530)
        self.assertEqual(team.group_customer_revenue_last_year, 7)
        self.assertEqual(
            self.env["res.partner"].search_count(
                team.action_view_group_customers()["domain"]
            ),
            3,
        )

    def test_one_member_without_limit_leaves_the_team_without(self):
        self.profiles["account"].write(
            {"has_capacity_limit": True, "capacity_total": 3}
        )
        team = self._as("director", self.north_team)
        self.assertFalse(team.has_group_customer_limit)
        self.assertEqual(team.group_customer_load_percent, 0)

    def test_figures_of_other_teams_are_not_shown_to_managers(self):
        for name, own, strange in (
            ("manager", self.north_team, self.south_team),
            ("leader", self.south_team, self.north_team),
        ):
            self.assertTrue(self._as(name, own).has_group_customer_figures)
            self.assertTrue(self._as(name, own).group_customer_account_count)
            self.assertFalse(self._as(name, strange).has_group_customer_figures)
            self.assertFalse(self._as(name, strange).group_customer_account_count)
            self.assertFalse(self._as(name, strange).group_customer_revenue_this_year)
        both = self._as("director", self.north_team + self.south_team)
        self.assertEqual(both.mapped("group_customer_account_count"), [3, 1])

    def test_statements_do_not_grow_with_the_teams(self):
        teams = self._as("director", self.north_team + self.south_team)

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            records.mapped("company_id.currency_id.name")
            before = self.env.cr.sql_log_count
            records.mapped("group_customer_revenue_this_year")
            return self.env.cr.sql_log_count - before

        count(teams)
        self.assertEqual(count(teams[:1]), count(teams))
