# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, timedelta

from odoo.tests import freeze_time

from .common import GroupCustomerCommon

# A Tuesday, ten o'clock in Shanghai
NOW = datetime(2026, 3, 10, 2, 0)
SHANGHAI = (31.2304, 121.4737)
# 0.0009 degrees of a meridian: 100.08 m to the north of it
NEAR = (31.2313, 121.4737)
# 0.018 degrees: 2,001.5 m
FAR = (31.2484, 121.4737)


class VisitCheckinCommon(GroupCustomerCommon):
    """An account in Shanghai with a visit at this moment, and a geofence of 200 m."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time(NOW)
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.company = cls.env.company
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.visitor = cls.users["account"]
        (cls.tree).user_id = cls.visitor
        cls.north.write(
            {"partner_latitude": SHANGHAI[0], "partner_longitude": SHANGHAI[1]}
        )
        cls.fence = cls.env["group.customer.visit.geofence"].create(
            {
                "name": "Test",
                "company_id": cls.company.id,
                "date_from": "2020-01-01",
                "radius": 200,
                "accuracy_limit": 150,
                "mode": "reason",
                "late_hours": 24,
                "future_minutes": 5,
                "keeps_position_days": 30,
            }
        )
        cls.kind = cls.env.ref("group_customer.group_customer_visit_kind_routine")
        cls.on_site = cls.env.ref("group_customer.group_customer_visit_channel_visit")
        cls.visit = cls._create_visit()

    @classmethod
    def _create_visit(cls, **values):
        visits = cls.env["group.customer.visit"].with_user(
            values.pop("creator", cls.visitor)
        )
        visit = visits.create(
            {
                "partner_id": cls.north.id,
                "user_id": cls.visitor.id,
                "kind_id": cls.kind.id,
                "channel_id": cls.on_site.id,
                "start": NOW,
                "stop": NOW + timedelta(hours=1),
                **values,
            }
        )
        visit.action_plan()
        return visit

    @classmethod
    def _values(cls, place=NEAR, token=None, accuracy=20, **values):
        """What a phone sends."""
        where = {}
        if place:
            where = {
                "latitude": place[0],
                "longitude": place[1],
                "accuracy": accuracy,
            }
        return {"token": token, "at": "2026-03-10 02:00:00", **where, **values}
