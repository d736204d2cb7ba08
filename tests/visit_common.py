# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import Command

from .common import GroupCustomerCommon

# Visits of tests are made by day: the company counts its days by this zone
ZONE = "Asia/Shanghai"


class VisitCommon(GroupCustomerCommon):
    """Two account managers in a team, their accounts, and visits by the day.

    ::

        team (led by manager): account, colleague
        accounts of account: works (buyer: a contact); of colleague: bakery
        free: an account of nobody

    Days are relative to the company's today, hours are the company's: a test says
    ``self._create_visit(1, 9)`` for a visit tomorrow at nine.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._archive_approval_rules()
        cls.company = cls.env.company
        cls.company.partner_id.tz = ZONE
        cls.account, cls.colleague = cls.users["account"], cls.users["colleague"]
        cls.manager, cls.director = cls.users["manager"], cls.users["director"]
        cls.account.name, cls.colleague.name = "Account Manager", "Colleague"
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Team",
                "user_id": cls.manager.id,
                "member_ids": [Command.set((cls.account | cls.colleague).ids)],
            }
        )
        cls.works = cls._create_company_partner("Works", user_id=cls.account.id)
        cls.bakery = cls._create_company_partner("Bakery", user_id=cls.colleague.id)
        cls.free = cls._create_company_partner("Free", user_id=False)
        cls.buyer = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.works.id, "email": "b@works.example"}
        )
        cls.Visit = cls.env["group.customer.visit"]
        cls.routine = cls._get_kind("routine")
        cls.today = cls.env["group.customer.ledger"]._get_today(cls.company)

    @classmethod
    def _get_kind(cls, code):
        return cls.env.ref(f"group_customer.group_customer_visit_kind_{code}")

    @classmethod
    def _get_channel(cls, code):
        return cls.env.ref(f"group_customer.group_customer_visit_channel_{code}")

    @classmethod
    def _get_moment(cls, days, hour=9):
        """Return the moment (UTC) of an hour, so many days from the company's today."""
        day = cls.today + timedelta(days=days)
        return cls.Visit._get_moment(day, hour, cls.company)

    @classmethod
    def _create_visit(cls, days=0, hour=9, user=None, **values):
        """Enter a draft as a user: the account manager, to the works, by default."""
        user = user or cls.account
        return (
            cls.Visit.with_user(user)
            .create(
                {
                    "partner_id": cls.works.id,
                    "user_id": user.id,
                    "start": cls._get_moment(days, hour),
                    **values,
                }
            )
            .with_user(user)
        )

    @classmethod
    def _create_planned(cls, *args, **values):
        visit = cls._create_visit(*args, **values)
        visit.action_plan()
        return visit

    @classmethod
    def _create_done(cls, days=0, **values):
        """A visit that has taken place; what a report asks for is passed."""
        visit = cls._create_visit(days, **values)
        visit.sudo()._write_server({"state": "done", "done_at": visit.start})
        visit.sudo()._changed()
        return visit
