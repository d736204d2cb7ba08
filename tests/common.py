# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import gc

from odoo.tests import HttpCase, new_test_user

from odoo.addons.base.tests.common import BaseCommon


class ApprovalRulesMixin:
    """For tests of what documents do by themselves."""

    @classmethod
    def _archive_approval_rules(cls):
        """Put the approval rules out of use: documents are decided by their own
        states, as in a company that has no rules."""
        cls.env["group.customer.approval.rule"].search([]).active = False


class GroupCustomerCommon(ApprovalRulesMixin, BaseCommon):
    """One user per role and a small corporate tree.

    Users: account manager (own accounts), a second account manager, department
    manager (team), director, settlement manager, archive administrator,
    administrator and a plain employee.

    Tree::

        head
        ├── north
        │   └── mill
        └── south
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sales = "sales_team.group_sale_salesman_all_leads"
        cls.users = {
            role: new_test_user(
                cls.env,
                login=f"gc_{role}",
                groups=f"base.group_user,base.group_partner_manager,{sales},{groups}",
            )
            for role, groups in (
                ("account", "group_customer.group_group_customer_user"),
                ("colleague", "group_customer.group_group_customer_user"),
                ("manager", "group_customer.group_group_customer_manager"),
                ("director", "group_customer.group_group_customer_director"),
                (
                    "settlement",
                    "group_customer.group_group_customer_settlement_manager",
                ),
                ("archive", "group_customer.group_group_customer_archive_admin"),
                ("admin", "group_customer.group_group_customer_admin"),
            )
        }
        cls.users["employee"] = new_test_user(
            cls.env, login="gc_employee", groups="base.group_user"
        )
        cls.head = cls._create_company_partner("Head Holding")
        cls.north = cls._create_company_partner("North Works", cls.head)
        cls.south = cls._create_company_partner("South Works", cls.head)
        cls.mill = cls._create_company_partner("North Mill", cls.north)
        cls.tree = cls.head + cls.north + cls.south + cls.mill

    def setUp(self):
        super().setUp()
        # Environments refer to themselves, so the garbage collector ends them, at
        # moments that depend on every test before. A new one reads the company of its
        # user again: one query more, in a test that counts them.
        if gc.isenabled() and not isinstance(self, HttpCase):
            gc.disable()
            self.addCleanup(gc.enable)

    @classmethod
    def _create_company_partner(cls, name, group_parent=None, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "is_group_customer": True,
                "group_parent_id": group_parent.id if group_parent else False,
                **values,
            }
        )
