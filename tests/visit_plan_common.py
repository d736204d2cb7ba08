# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo import Command

from .visit_policy_common import VisitPolicyCommon

# Begins on a Monday and has 22 working days
JUNE = date(2026, 6, 1)


class VisitPlanCommon(VisitPolicyCommon):
    """June 2026 is planned on 15 May, for two account managers of one team.

    Only customers with the tag are visited: north, south and more of ``account``, mill
    of ``colleague``. Everybody works from Monday to Friday, 8 to 12 and 13 to 17, and
    makes five visits a day at most.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account, cls.colleague = cls.users["account"], cls.users["colleague"]
        cls.manager, cls.director = cls.users["manager"], cls.users["director"]
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Plan Team",
                "user_id": cls.manager.id,
                "member_ids": [Command.set((cls.account | cls.colleague).ids)],
            }
        )
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Plan", "tz": "Asia/Shanghai"}
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.tag = cls.env["res.partner.category"].create({"name": "Planned"})
        cls.accounts = cls.north | cls.south | cls.mill
        cls.accounts.category_id = cls.tag
        cls.Plan = cls.env["group.customer.visit.plan"]
        cls.Left = cls.env["group.customer.visit.plan.left"]
        cls.Visit = cls.env["group.customer.visit"]

    @classmethod
    def _make_policy(cls, code="monthly", **values):
        return super()._make_policy(
            code,
            **{
                "minimum": 1,
                "target": 1,
                "domain": f"[('category_id', '=', {cls.tag.id})]",
                **values,
            },
        )

    @classmethod
    def _make_accounts(cls, count, user=None, **values):
        return cls.env["res.partner"].create(
            [
                {
                    "name": f"Account {number}",
                    "is_company": True,
                    "is_group_customer": True,
                    "user_id": (user or cls.account).id,
                    "category_id": [Command.link(cls.tag.id)],
                    **values,
                }
                for number in range(count)
            ]
        )

    @classmethod
    def _generate(cls, users=None, month=JUNE):
        """Return user → plan."""
        plans = cls.Plan._generate(cls.company, month, users)
        return {plan.user_id: plan for plan in plans}

    def _get_days(self, visits):
        return sorted(visit.date.day for visit in visits)

    def _get_state(self, plans):
        """What generating again must not change."""
        visits = plans.visit_ids
        return {
            visit.id: (visit.partner_id, visit.start, visit.stop, visit.state)
            for visit in visits
        }

    def _get_times(self, visits):
        """Return (day, hour) of visits where the company is."""
        zone = self.Visit._get_zone(self.company)
        times = [self.Visit._get_local(visit.start, zone) for visit in visits]
        return sorted((time.day, time.hour + time.minute / 60) for time in times)
