# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import new_test_user, tagged

from .common import GroupCustomerCommon


@tagged("post_install", "-at_install")
class TestApprovalResolver(GroupCustomerCommon):
    """Who is meant by a step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.resolver = cls.env["group.customer.approval.resolver"]
        cls.company = cls.env.company
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.account = cls.users["account"]
        cls.manager = cls.users["manager"]
        cls.director = cls.users["director"]
        cls.duty = cls.env["res.groups"].create({"name": "Duty"})

    def _people(self, kind, **values):
        values.setdefault("company", self.company)
        return self.resolver._resolve(kind, **values)

    def test_users(self):
        gone = new_test_user(self.env, "gc_gone")
        gone.active = False
        portal = new_test_user(self.env, "gc_portal", groups="base.group_portal")
        everybody = self.manager + gone + portal + self.director
        self.assertEqual(
            self._people("users", users=everybody), self.manager + self.director
        )
        self.assertFalse(self._people("users"))

    def test_only_who_may_work_in_the_company(self):
        self.assertFalse(
            self._people("users", users=self.manager, company=self.elsewhere)
        )
        self.manager.company_ids = [Command.link(self.elsewhere.id)]
        self.assertEqual(
            self._people("users", users=self.manager, company=self.elsewhere),
            self.manager,
        )
        self.assertEqual(
            self._people("users", users=self.director, company=None), self.director
        )

    def test_members_of_a_group_also_by_implication(self):
        chief = self.env["res.groups"].create(
            {"name": "Chief", "implied_ids": [Command.link(self.duty.id)]}
        )
        self.assertFalse(self._people("group", group=self.duty))
        self.manager.group_ids = [Command.link(self.duty.id)]
        self.director.group_ids = [Command.link(chief.id)]
        self.assertEqual(
            self._people("group", group=self.duty), self.manager + self.director
        )
        self.director.active = False
        self.assertEqual(self._people("group", group=self.duty), self.manager)

    def test_roles_on_the_account(self):
        """Of the contact, else of its company, else of the head of the group."""
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.mill.id}
        )
        for role, name in (
            ("account_manager", "user_id"),
            ("chief_representative", "chief_representative_id"),
        ):
            with self.subTest(role=role):
                (self.tree + contact).write({name: False})
                self.assertFalse(self._role(contact, role))
                self.head[name] = self.director
                self.assertEqual(self._role(contact, role), self.director)
                self.assertEqual(self._role(self.mill, role), self.director)
                self.mill[name] = self.manager
                self.assertEqual(self._role(contact, role), self.manager)
                contact[name] = self.account
                self.assertEqual(self._role(contact, role), self.account)
                self.assertEqual(self._role(self.south, role), self.director)
        self.assertFalse(self._people("account_role", account_role="account_manager"))
        self.assertFalse(self._role(self.mill, None))

    def _role(self, partner, role):
        return self._people("account_role", account_role=role, partner=partner)

    def _team(self, leader, *members):
        return self.env["crm.team"].create(
            {
                "name": f"Team of {leader.name}",
                "user_id": leader.id,
                "crm_team_member_ids": [
                    Command.create({"user_id": member.id}) for member in members
                ],
            }
        )

    def test_leader_of_the_team(self):
        self.assertFalse(self._people("team_manager", requester=self.account))
        team = self._team(self.manager, self.account, self.manager)
        self.assertEqual(
            self._people("team_manager", requester=self.account), self.manager
        )
        # Never the requester himself
        self.assertFalse(self._people("team_manager", requester=self.manager))
        self.assertFalse(self._people("team_manager"))
        team.active = False
        self.assertFalse(self._people("team_manager", requester=self.account))

    def test_member_who_left_the_team(self):
        team = self._team(self.manager, self.account)
        team.crm_team_member_ids.active = False
        resolver = self.resolver.with_context(active_test=False)
        found = resolver._resolve(
            "team_manager", requester=self.account, company=self.company
        )
        self.assertFalse(found)

    def test_department_manager(self):
        """With employees: the nearest manager up the departments."""
        if "hr.employee" not in self.env:
            self.skipTest("The Employees app is not installed.")
        Employee, Department = self.env["hr.employee"], self.env["hr.department"]
        staff = {
            user: Employee.create({"name": user.name, "user_id": user.id})
            for user in (self.account, self.manager, self.director)
        }
        top = Department.create({"name": "Top", "manager_id": staff[self.director].id})
        low = Department.create(
            {
                "name": "Low",
                "parent_id": top.id,
                "manager_id": staff[self.manager].id,
            }
        )
        staff[self.account].department_id = low
        staff[self.manager].department_id = low
        self._team(self.users["colleague"], self.account)

        def manager_of(user):
            return self._people("team_manager", requester=user)

        self.assertEqual(manager_of(self.account), self.manager)
        self.assertEqual(manager_of(self.manager), self.director)
        self.manager.active = False
        self.assertEqual(manager_of(self.account), self.director)
        self.director.active = False
        self.assertEqual(manager_of(self.account), self.users["colleague"])

    def test_requester_and_nobody(self):
        self.assertEqual(
            self._people("requester", requester=self.account), self.account
        )
        self.assertFalse(self._people("none", users=self.manager))
        self.assertFalse(self._people(False))

    def test_same_for_whoever_asks(self):
        self._team(self.manager, self.account)
        resolver = self.resolver.with_user(self.users["employee"])
        self.assertEqual(
            resolver._resolve(
                "team_manager", requester=self.account, company=self.company
            ),
            self.manager,
        )

    def test_queries_do_not_grow(self):
        """As many for 60 questions as for 6."""
        group = self.directors = self.env.ref(
            "group_customer.group_group_customer_director"
        )
        self._team(self.manager, self.account, self.users["colleague"])
        partners = self.env["res.partner"]
        for number in range(20):
            partners += self._create_company_partner(
                f"Client {number}", self.head, user_id=self.account.id
            )

        def ask(count):
            # Each in a record set of its own, as a caller might have them
            questions = []
            for partner in partners[:count]:
                partner = self.env["res.partner"].browse(partner.id)
                requester = self.env["res.users"].browse(
                    (self.account if partner.id % 2 else self.users["colleague"]).id
                )
                about = (requester, partner, self.company)
                questions += [
                    ("group", None, group, None, *about),
                    ("account_role", None, None, "account_manager", *about),
                    ("team_manager", None, None, None, *about),
                ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = self.resolver._resolve_many(questions)
            return self.cr.sql_log_count - before, found

        ask(1)
        few, _found = ask(2)
        many, found = ask(20)
        self.assertEqual(few, many)
        self.assertEqual(len(found), 60)
        self.assertEqual(found[1], self.account)
        self.assertEqual(found[2], self.manager)
