# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import Command
from odoo.tests import freeze_time

from .common import GroupCustomerCommon

# Tuesday of the second full week of March, in the morning in China
NOW = "2026-03-10 02:00:00"


class VisitBoardCommon(GroupCustomerCommon):
    """One month with a hand-made calendar: March 2026 begins on a Sunday.

    Quotas are written as the engine would have written them: what the board shows is
    tested, not how quotas come about.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.account, cls.colleague = cls.users["account"], cls.users["colleague"]
        cls.manager, cls.director = cls.users["manager"], cls.users["director"]
        cls.env["crm.team"].create(
            {
                "name": "Board Team",
                "user_id": cls.manager.id,
                "member_ids": [Command.set((cls.account | cls.colleague).ids)],
            }
        )
        company = cls.env.company
        company.partner_id.tz = "Asia/Shanghai"
        company.resource_calendar_id.tz = "Asia/Shanghai"
        (cls.head | cls.north | cls.mill).user_id = cls.account
        # Of another group: who manages a head sees its whole group
        cls.south.write({"group_parent_id": False, "user_id": cls.colleague.id})
        cls.kind = cls.env.ref("group_customer.group_customer_visit_kind_routine")
        role = cls.env["group.customer.assignment.role"].search([], limit=1)
        cls.policy = cls.env["group.customer.visit.policy"].create(
            {
                "code": "board",
                "name": "Board Policy",
                "kind_id": cls.kind.id,
                "role_id": role.id,
                "minimum": 1,
                "target": 4,
                "date_from": "2026-01-01",
            }
        )

    @classmethod
    def _attain(cls, partner, user=None, **values):
        """Write what a policy asks of an account in March."""
        user = user or cls.account
        values.setdefault("target", max(values.get("required", 1), 4))
        values.setdefault(
            "unplanned",
            max(
                values.get("required", 0)
                - values.get("planned", 0)
                - values.get("done", 0),
                0,
            ),
        )
        return (
            cls.env["group.customer.visit.attainment"]
            .sudo()
            ._create_server(
                [
                    {
                        "partner_id": partner.id,
                        "policy_id": cls.policy.id,
                        "kind_id": cls.kind.id,
                        "company_id": cls.env.company.id,
                        "user_id": user.id,
                        "period": "month",
                        "date_from": "2026-03-01",
                        "date_to": "2026-03-31",
                        "minimum": values.get("required", 0),
                        **values,
                    }
                ]
            )
        )

    @classmethod
    def _visit(cls, partner, start, user=None, **values):
        user = user or cls.account
        visit = cls.env["group.customer.visit"].create(
            {
                "partner_id": partner.id,
                "user_id": user.id,
                "kind_id": cls.kind.id,
                "start": start,
                **values,
            }
        )
        return visit

    @classmethod
    def _plan(cls, user=None, month="2026-03-01"):
        return cls.env["group.customer.visit.plan"].create(
            {"user_id": (user or cls.account).id, "month": month}
        )

    def _board(self, as_user=None, user=None, **params):
        boards = self.env["group.customer.visit.plan"].with_user(
            as_user or self.director
        )
        # Whatever else the database has
        params.setdefault("domain", [["id", "in", self.tree.ids]])
        return boards.get_board(user_id=user.id if user else False, **params)
