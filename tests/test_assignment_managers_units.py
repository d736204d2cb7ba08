# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .managers_common import USER, ManagersCommon


@tagged("post_install", "-at_install")
class TestTeamUnits(ManagersCommon):
    """Units of the organisation, branches, service centres and figures."""

    def test_levels_stand_in_order(self):
        self.north_team.group_customer_level = "province"
        self.south_team.write(
            {
                "group_customer_level": "city",
                "group_customer_parent_id": self.north_team.id,
            }
        )
        with self.assertRaisesRegex(ValidationError, "cannot stand below North"):
            self.south_team.group_customer_level = "group"
        with self.assertRaisesRegex(ValidationError, "South cannot stand below North"):
            self.north_team.group_customer_level = "county"
        with self.assertRaisesRegex(ValidationError, "cannot stand above itself"):
            self.north_team.group_customer_parent_id = self.south_team

    def test_formed_and_assessed_by_the_marketing_department(self):
        """AM-14: the marketing department of the same company; the unit above keeps
        the team up."""
        marketing = self._create_team(
            "Marketing", "manager", [], group_customer_kind="marketing"
        )
        self.north_team.write(
            {
                "group_customer_assessing_team_id": marketing.id,
                "group_customer_parent_id": self.south_team.id,
            }
        )
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.env["crm.team"].create(
            {
                "name": "Foreign Marketing",
                "company_id": elsewhere.id,
                "group_customer_kind": "marketing",
            }
        )
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.north_team.group_customer_assessing_team_id = foreign
        self.assertEqual(self.north_team.group_customer_assessing_team_id, marketing)

    def test_on_site_team_at_a_customer(self):
        """AM-26: the team has its place at a customer of its own company."""
        mine = self._create_accounts(self.users["account"], 1)
        self.south_team.write(
            {
                "group_customer_kind": "on_site",
                "group_customer_on_site_partner_id": mine.id,
                "group_customer_equipment": "Survey vehicle, computer, printer",
            }
        )
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self._create_accounts(
            self.env["res.users"], 1, company_id=elsewhere.id
        )
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.south_team.group_customer_on_site_partner_id = foreign

    def test_teams_of_the_key_account_department(self):
        """AM-29: three kinds of teams, and a customer-response post (AM-28), each with
        the staff that market and workload need."""
        team = self.south_team
        for kind in (
            "market_expansion",
            "customer_relations",
            "sales_support",
            "customer_response",
        ):
            team.group_customer_kind = kind
        team.group_customer_staff_planned = 3
        found = self._as("director", team)
        self.assertEqual(
            (found.group_customer_staff_planned, found.group_customer_member_count),
            (3, 2),
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            team.group_customer_staff_planned = -1
            team.flush_recordset()

    def test_management_system_is_documented_per_unit(self):
        """AM-32: mode, processes, capability and risks, in the form of the team;
        account managers read them and do not write."""
        names = [
            f"group_customer_{name}"
            for name in ("management_mode", "process", "capability", "risks")
        ]
        self.north_team.write({name: f"Our {name}" for name in names})
        seen = self._as("account", self.north_team)
        self.assertEqual(
            [seen[name] for name in names], [f"Our {name}" for name in names]
        )
        arch = seen.get_view(view_type="form")["arch"]
        for name in names:
            self.assertIn(f'name="{name}"', arch)
            with self.assertRaises(AccessError):
                seen[name] = "Mine"

    def test_branches_without_individual_customer_manager(self):
        """AM-25: the deputy president holds the post where there is nobody else."""
        Team = self.env["crm.team"]
        domain = [("has_no_individual_manager", "=", True)]
        branch = self.south_team
        self.assertFalse(branch.has_no_individual_manager)
        branch.is_individual_customer_branch = True
        holder = new_test_user(self.env, login="gc_managers_branch", groups=USER)
        for values, is_missing in (
            ({}, True),
            ({"individual_manager_id": holder.id}, False),
            (
                {
                    "individual_manager_id": False,
                    "individual_deputy_id": self.users["leader"].id,
                },
                False,
            ),
            (
                {
                    "individual_manager_id": holder.id,
                    "individual_deputy_id": False,
                },
                False,
            ),
        ):
            branch.write(values)
            with self.subTest(values=values):
                self.assertEqual(branch.has_no_individual_manager, is_missing)
                self.assertEqual(branch in Team.search(domain), is_missing)
        # The post does not outlive the one who held it
        holder.active = False
        self.assertTrue(branch.has_no_individual_manager)
        self.assertIn(branch, Team.search(domain))
        others = Team.search([("has_no_individual_manager", "=", False)])
        self.assertNotIn(branch, others)
        self.assertIn(self.north_team, others)

    def test_service_centres_by_industry(self):
        """MD-24: which centres look after an industry, those of the company alone."""
        industries = self.env["res.partner.industry"].search([], limit=3)
        government, finance, other = industries
        self.north_team.write(
            {
                "group_customer_kind": "service_centre",
                "group_customer_industry_ids": [
                    Command.set((government + finance).ids)
                ],
            }
        )
        self.south_team.write(
            {
                "group_customer_kind": "service_centre",
                "group_customer_industry_ids": [Command.set(government.ids)],
            }
        )
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        Team = self.env["crm.team"]
        self.assertEqual(
            Team._find_service_centres(industries, self.company),
            {
                government.id: (self.north_team + self.south_team).sorted(),
                finance.id: self.north_team,
                other.id: Team,
            },
        )
        self.assertEqual(
            Team._find_service_centres(government, elsewhere), {government.id: Team}
        )
