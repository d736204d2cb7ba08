# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, fields
from odoo.tests import new_test_user

from .common import GroupCustomerCommon

USER = "base.group_user,group_customer.group_group_customer_user"


class ManagersCommon(GroupCustomerCommon):
    """Two teams of account managers and their profiles.

    North: led by the manager; account, colleague. South: led by a leader of its own;
    stranger, second.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._archive_approval_rules()
        cls.company = cls.env.company
        cls.today = fields.Date.today()
        for login in ("stranger", "second"):
            cls.users[login] = new_test_user(
                cls.env, login=f"gc_managers_{login}", groups=USER
            )
        cls.users["leader"] = new_test_user(
            cls.env,
            login="gc_managers_leader",
            groups="base.group_user,group_customer.group_group_customer_manager",
        )
        cls.north_team = cls._create_team("North", "manager", ["account", "colleague"])
        cls.south_team = cls._create_team("South", "leader", ["stranger", "second"])
        cls.Manager = cls.env["group.customer.manager"]
        cls.profiles = {
            name: cls.Manager.create({"user_id": cls.users[name].id})
            for name in ("account", "colleague", "stranger", "manager", "leader")
        }
        cls.profile = cls.profiles["account"]
        grades = cls.company.group_customer_scheme_id.grade_ids
        cls.grades = {grade.code: grade for grade in grades}

    @classmethod
    def _create_team(cls, name, leader, members, **values):
        return cls.env["crm.team"].create(
            {
                "name": name,
                "user_id": cls.users[leader].id,
                "company_id": cls.env.company.id,
                "member_ids": [Command.set([cls.users[m].id for m in members])],
                **values,
            }
        )

    @classmethod
    def _create_accounts(cls, user, count, grade=None, **values):
        """Create group customers of a user, all of the same grade."""
        partners = cls.env["res.partner"].create(
            [
                {
                    "name": f"{user.login} {grade or '-'} {number} "
                    f"{values.get('company_id', '')}",
                    "is_company": True,
                    "is_group_customer": True,
                    "user_id": user.id,
                    **values,
                }
                for number in range(count)
            ]
        )
        if grade:
            partners._award_group_customer_grade(cls.grades[grade], "Test")
        return partners

    @classmethod
    def _set_capacity(cls, profile, grade, maximum, days=0, **values):
        return cls.env["group.customer.manager.capacity"].create(
            {
                "manager_id": profile.id,
                "grade_id": cls.grades[grade].id,
                "maximum": maximum,
                "date_from": fields.Date.add(cls.today, days=days),
                **values,
            }
        )

    def _as(self, name, record):
        return record.with_user(self.users[name]).with_context(
            allowed_company_ids=self.company.ids
        )
