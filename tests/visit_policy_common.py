# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command, fields

from .common import GroupCustomerCommon

# A Friday in the middle of a month and of a quarter
TODAY = "2026-05-15"


class VisitPolicyCommon(GroupCustomerCommon):
    """Visit policies that tests make, none but those, on a fixed day.

    North and South are accounts of ``account``, the Mill one of ``colleague``; the head
    has nobody. Days are those of the company in Shanghai.
    """

    @classmethod
    def setUpClass(cls):
        frozen = freeze_time(f"{TODAY} 02:00:00")
        frozen.start()
        cls.addClassCleanup(frozen.stop)
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.Policy = cls.env["group.customer.visit.policy"]
        cls.Attainment = cls.env["group.customer.visit.attainment"]
        cls.Policy.search([]).active = False
        cls.env["group.customer.visit.attainment"].sudo().search([]).unlink()
        (cls.north | cls.south).user_id = cls.users["account"]
        cls.mill.user_id = cls.users["colleague"]
        cls.kind = cls.env.ref("group_customer.group_customer_visit_kind_routine")
        cls.channels = {
            channel.code: channel
            for channel in cls.env["group.customer.visit.channel"].search([])
        }
        scheme = cls.env["group.customer.grade.scheme"].create(
            {
                "name": "Visits",
                "code": "visit_test",
                "mode": "request",
                "grade_ids": [
                    Command.create({"name": code, "code": code, "sequence": place})
                    for place, code in enumerate("AB", 1)
                ],
            }
        )
        cls.grades = {grade.code: grade for grade in scheme.grade_ids}
        cls.role = cls.env["group.customer.assignment.role"]._get("account_manager")
        cls.today = fields.Date.to_date(TODAY)

    @classmethod
    def _make_policy(cls, code, **values):
        return cls.Policy.create(
            {
                "code": code,
                "name": code.title(),
                "date_from": "2020-01-01",
                "kind_id": cls.kind.id,
                "visitor_mode": "role",
                "role_id": cls.role.id,
                "minimum": 2,
                "target": 4,
                **values,
            }
        )

    @classmethod
    def _award(cls, partners, code, date_from="2026-01-01"):
        cls.env["group.customer.grade.award"]._give(
            [
                {
                    "partner_id": partner.id,
                    "grade_id": cls.grades[code].id,
                    "scheme_id": cls.grades[code].scheme_id.id,
                    "company_id": cls.company.id,
                    "date_from": fields.Date.to_date(date_from),
                }
                for partner in partners
            ]
        )

    @classmethod
    def _make_visit(cls, partner, day, state="done", **values):
        """Put a visit at ten o'clock in Shanghai there, as it stands."""
        start = datetime.combine(fields.Date.to_date(day), datetime.min.time())
        start += timedelta(hours=2)
        visit = cls.env["group.customer.visit"]._create_server(
            [
                {
                    "partner_id": partner.id,
                    "user_id": cls.users["account"].id,
                    "kind_id": cls.kind.id,
                    "channel_id": cls.channels["visit"].id,
                    "company_id": cls.company.id,
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "state": state,
                    **values,
                }
            ]
        )
        visit._include_visitor()
        visit._changed()
        return visit

    def _get_row(self, partner, day=None, kind=None):
        """Return the row of an account that a day lies in."""
        day = fields.Date.to_date(day or TODAY)
        return self.Attainment.search(
            [
                ("partner_id", "=", partner.id),
                ("kind_id", "=", (kind or self.kind).id),
                ("date_from", "<=", day),
                ("date_to", ">=", day),
            ]
        )

    def _assert_figures(self, row, **figures):
        self.assertEqual({name: row[name] for name in figures}, figures)
