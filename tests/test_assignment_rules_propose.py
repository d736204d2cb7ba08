# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .assignment_rules_common import AssignmentRulesCommon


@tagged("post_install", "-at_install")
class TestAssignmentRulesPropose(AssignmentRulesCommon):
    """Whom the rules find, with what stands in the database."""

    def test_least_loaded_by_number_and_capacity(self):
        """Cat has no limit, so numbers count. Ann holds one of two already."""
        self._accounts("Held", user_id=self.ann.id)
        partners = self._accounts("P1", "P2", "P3", "P4")
        self._rule("least_loaded", only_unmanaged=True)
        # Bob 0, Cat 0: Bob first by number; Cat; Ann 1, Bob 1, Cat 1: Ann, now full
        self.assertEqual(
            self._found(partners),
            {
                "P1": ("move", "Bob"),
                "P2": ("move", "Cat"),
                "P3": ("move", "Ann"),
                "P4": ("move", "Bob"),
            },
        )

    def test_nothing_is_written_and_the_result_is_the_same_again(self):
        partners = self._accounts("P1", "P2", "P3")
        rule = self._rule("least_loaded")
        self.assertEqual(rule._propose(partners), rule._propose(partners))
        self.assertFalse(partners.user_id)

    def test_least_part_of_the_capacity(self):
        team = self.env["crm.team"].create(
            {
                "name": "Two",
                "member_ids": [Command.set([self.ann.id, self.bob.id])],
            }
        )
        self._accounts("H1", "H2", "H3", user_id=self.bob.id)
        self._accounts("H4", user_id=self.ann.id)
        partners = self._accounts("P1", "P2", "P3")
        rule = self._rule("least_loaded", team=team)
        # Ann 1/2, Bob 3/10: Bob, Bob (5/10), then both at a half: Ann by number
        self.assertEqual(
            [self._found(partners, rule)[name][1] for name in ("P1", "P2", "P3")],
            ["Bob", "Bob", "Ann"],
        )
        explanation = rule._propose(partners)[2]["explanation"]
        self.assertEqual(
            explanation,
            "“Rule least_loaded”: least loaded of 2; 1 of 2 accounts before.",
        )

    def test_capacity_by_grade(self):
        profile = self.Manager.search([("user_id", "=", self.bob.id)])
        profile.capacity_ids = [
            Command.create(
                {
                    "grade_id": self.grades["A"].id,
                    "date_from": "2020-01-01",
                    "is_limited": True,
                    "maximum": 1,
                }
            )
        ]
        held = self._accounts("Held", user_id=self.bob.id)
        partners = self._accounts("P1", "P2")
        self._grade(held + partners[0], "A")
        rule = self._rule("user", user=self.bob)
        self.assertEqual(
            self._found(partners, rule), {"P1": ("left", ""), "P2": ("move", "Bob")}
        )
        self.assertEqual(
            rule._propose(partners)[0]["explanation"],
            "“Rule user” found nobody: Bob has no capacity left for this grade.",
        )

    def test_capacity_zero_takes_none(self):
        self.Manager.search([("user_id", "=", self.bob.id)]).capacity_total = 0
        partners = self._accounts("P1")
        rule = self._rule("user", user=self.bob)
        self.assertEqual(self._found(partners, rule), {"P1": ("left", "")})
        rule.respect_capacity = False
        self.assertEqual(self._found(partners, rule), {"P1": ("move", "Bob")})

    def test_absent_leaving_archived_and_foreign_people(self):
        partners = self._accounts("P1")
        self.outsider.name = "Outsider"
        for user, why in (
            (self.dan, "Dan is absent"),
            (self.outsider, "Outsider has no access to the company"),
        ):
            rule = self._rule("user", user=user)
            [line] = rule._propose(partners)
            with self.subTest(user=user.name):
                self.assertEqual(line["outcome"], "left")
                self.assertIn(why, line["explanation"])
        self.Manager.search([("user_id", "=", self.bob.id)]).leaving_on = "2020-01-31"
        [line] = self._rule("user", user=self.bob)._propose(partners)
        self.assertIn("Bob is leaving", line["explanation"])
        rule = self._rule("user", user=self.cat)
        self.cat.active = False
        [line] = rule._propose(partners)
        self.assertIn("Cat is archived", line["explanation"])

    def test_who_leads_others_has_no_accounts(self):
        """Only the sales series is chosen from, where no team or duty is named."""
        managers = self.Manager.search([("user_id", "in", (self.ann | self.bob).ids)])
        managers.series = "management"
        rule = self._rule("least_loaded")
        self.assertEqual(
            self._found(self._accounts("P1", "P2"), rule),
            {"P1": ("move", "Cat"), "P2": ("move", "Cat")},
        )

    def test_round_robin_remembers_the_turn_only_when_applied(self):
        team = self.env["crm.team"].create(
            {
                "name": "Round",
                "member_ids": [Command.set([self.ann.id, self.bob.id, self.cat.id])],
            }
        )
        rule = self._rule("round_robin", team=team, is_automatic=True)
        partners = self._accounts("P1", "P2", "P3", "P4")
        found = {
            "P1": ("move", "Ann"),
            "P2": ("move", "Bob"),
            "P3": ("move", "Cat"),
            "P4": ("move", "Ann"),
        }
        self.assertEqual(self._found(partners, rule), found)
        self.assertFalse(rule.last_user_id)
        run = self.Run.with_user(self.director).create({})
        run.action_apply()
        self.assertEqual(rule.last_user_id, self.ann)
        self.assertEqual(self._found(self._accounts("P5")), {"P5": ("move", "Bob")})

    def test_grades_and_groups(self):
        """AM-12: each class has its people; D has no rule."""
        chief = self._rule(
            "user", role="chief_representative", user=self.director, grades=["A"]
        )
        partners = self._accounts("A1", "B1", "D1", "None")
        for partner, code in zip(partners, "ABD", strict=False):
            self._grade(partner, code)
        second = self._rule(
            "user", role="chief_representative", user=self.cat, grades=["B"]
        )
        self.assertEqual(
            self._found(partners, chief + second),
            {"A1": ("move", self.director.name), "B1": ("move", "Cat")},
        )

    def test_a_duty_is_what_people_were_given_themselves(self):
        """An administrator is a director through a higher level: left out."""
        rule = self._rule(
            "least_loaded",
            role="chief_representative",
            group=self.env.ref("group_customer.group_group_customer_director"),
        )
        self.assertIn(self.director, rule._find_pool_users())
        self.assertNotIn(self.users["admin"], rule._find_pool_users())

    def test_industry_second(self):
        finance = self.env["res.partner.industry"].create({"name": "Money"})
        centre = self.env["crm.team"].create(
            {
                "name": "Finance Centre",
                "member_ids": [Command.set([self.bob.id, self.dan.id])],
                "group_customer_kind": "service_centre",
                "group_customer_industry_ids": [Command.set(finance.ids)],
            }
        )
        first = self._rule("territory_holder", sequence=1)
        second = self._rule("industry_team", sequence=2)
        bank = self._accounts("Bank", industry_id=finance.id)
        farm = self._accounts("Farm")
        lines = (first + second)._propose(bank + farm)
        self.assertEqual(
            [(line["outcome"], line["to_user_id"]) for line in lines],
            [("move", self.bob.id), ("left", False)],
        )
        self.assertEqual(
            lines[0]["explanation"],
            "“Rule territory_holder” found nobody: the account lies in no territory, "
            "or in two.\n“Rule industry_team”: team “Finance Centre” for the industry "
            "“Money”, least loaded of 1; 0 of 10 accounts before.",
        )
        self.assertEqual(lines[0]["rule_id"], second.id)
        self.assertTrue(centre)

    def test_branches_follow_their_head(self):
        rule = self._rule("same_group", sequence=1)
        head = self._accounts("Group", user_id=self.cat.id)
        branch = self._accounts("Branch", group_parent_id=head.id)
        lonely = self._accounts("Lonely")
        self.assertEqual(
            self._found(head + branch + lonely, rule),
            {
                "Group": ("keep", ""),
                "Branch": ("move", "Cat"),
                "Lonely": ("left", ""),
            },
        )

    def test_pinned_accounts_are_left_alone(self):
        partners = self._accounts("P1", "P2")
        partners[0].is_assignment_pinned = True
        rule = self._rule("user", user=self.cat)
        self.assertEqual(
            self._found(partners, rule), {"P1": ("pinned", ""), "P2": ("move", "Cat")}
        )

    def test_who_holds_it_keeps_it(self):
        partners = self._accounts("P1", user_id=self.dan.id)
        pool = self._rule("least_loaded")
        named = self._rule("user", user=self.cat)
        # Absent for some days is no reason to lose an account.
        self.assertEqual(self._found(partners, pool), {"P1": ("keep", "")})
        self.assertEqual(self._found(partners, named), {"P1": ("move", "Cat")})
        named.only_unmanaged = True
        self.assertEqual(self._found(partners, named), {})

    def test_accounts_of_leavers_count_as_unmanaged(self):
        partners = self._accounts("P1", user_id=self.ann.id)
        rule = self._rule("least_loaded", only_unmanaged=True)
        self.assertEqual(self._found(partners, rule), {})
        self.env.cr.execute(
            "UPDATE res_users SET active = FALSE WHERE id = %s", [self.ann.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self._found(partners, rule), {"P1": ("move", "Bob")})

    def test_successors_of_somebody_who_hands_over(self):
        partners = self._accounts("P1", user_id=self.bob.id)
        rule = self._rule("least_loaded", only_unmanaged=True)
        self.assertEqual(
            self._found(partners, rule, excluded=self.bob), {"P1": ("move", "Ann")}
        )

    def test_contacts_archived_and_plain_customers_are_no_accounts(self):
        rule = self._rule("user", user=self.cat, domain="[]")
        plain = self.env["res.partner"].create({"name": "Plain", "is_company": True})
        gone = self._accounts("Gone")
        gone.active = False
        self.assertEqual(self._found(plain + gone + self.contact, rule), {})

    def test_rules_of_their_days_and_companies(self):
        partners = self._accounts("P1")
        self._rule("user", user=self.ann, date_to="2020-12-31")
        self._rule("user", user=self.bob, date_from="2999-01-01")
        self._rule("user", user=self.outsider, company_id=self.other_company.id)
        self._rule("user", user=self.cat, active=False)
        self.assertEqual(self._found(partners), {})
        self.assertEqual(
            self._found(partners, date="2020-06-01"), {"P1": ("move", "Ann")}
        )
        self.assertEqual(
            self._found(partners, company=self.other_company),
            {"P1": ("move", self.outsider.name)},
        )

    def test_former_manager_does_not_get_it_back_from_the_pool(self):
        """Not before the days after which the account may be claimed again (AM-23)."""
        lost, given_up = self._accounts("Lost", "Given up")
        for partner in (lost, given_up):
            self._assign(partner, self.ann)
            self._assign(partner)
        lost._write_server({"pool_previous_user_id": self.ann.id})
        self.assertEqual(lost.pool_state, "pool")
        days = self.env["group.customer.parameter"]._get_value("pool_reclaim_days")
        ended = self._rows(lost).date_to
        last = ended + timedelta(days=int(days) - 1)
        rule = self._rule("user", user=self.ann, is_automatic=True)
        self.assertEqual(
            self._found(lost + given_up, rule, date=last),
            {"Lost": ("left", ""), "Given up": ("move", "Ann")},
        )
        [line] = rule._propose(lost, date=last)
        self.assertIn("Ann had the account until lately", line["explanation"])
        self.assertEqual(
            self._found(lost, rule, date=last + timedelta(days=1)),
            {"Lost": ("move", "Ann")},
        )
        # Out of several people somebody else gets it, and of one nobody
        self.Manager.search([("user_id", "in", (self.bob + self.dan).ids)]).active = 0
        rule = self._rule("least_loaded", is_automatic=True)
        self._assign(given_up, self.cat)
        self.assertEqual(self._found(lost, rule), {"Lost": ("move", "Cat")})
        self.Manager.search([("user_id", "=", self.cat.id)]).active = False
        self.assertEqual(self._found(lost, rule), {"Lost": ("left", "")})
        # Other roles are not meant
        rule = self._rule("user", user=self.ann, role="backup")
        self.assertEqual(self._found(lost, rule), {"Lost": ("move", "Ann")})

    def test_accounts_of_another_company(self):
        rule = self._rule("user", user=self.cat)
        partner = self._accounts("P1", company_id=self.other_company.id)
        self.assertEqual(self._found(partner, rule), {})

    def test_statements_do_not_grow_with_the_accounts(self):
        self._rule("territory_holder", sequence=1)
        self._rule("least_loaded", sequence=2, grades=["C"])
        self._rule("industry_team", sequence=3)
        few = self._accounts(*[f"F{n}" for n in range(3)])
        many = few + self._accounts(*[f"M{n}" for n in range(40)])
        self._grade(many, "C")
        counts = []
        for partners in (few, many, few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.Rule._propose(partners)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[3])
