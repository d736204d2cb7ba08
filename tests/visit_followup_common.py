# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, fields

from .common import GroupCustomerCommon


class FollowupCommon(GroupCustomerCommon):
    """Accounts of the account manager in Shanghai, and no other rules than the test's.

    The tests freeze the time where they need a day.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Followup = cls.env["group.customer.followup"]
        cls.Rule = cls.env["group.customer.followup.rule"]
        cls.Rule.search([]).active = False
        cls.env.company.partner_id.tz = "Asia/Shanghai"
        cls.manager = cls.users["account"]
        cls.head.user_id = cls.manager
        cls.person = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.head.id}
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Machine", "type": "service"}
        )
        kinds = cls.env["group.customer.visit.kind"].search([])
        cls.kinds = {kind.code: kind for kind in kinds}
        channels = cls.env["group.customer.visit.channel"].search([])
        cls.channels = {channel.code: channel for channel in channels}

    @classmethod
    def _rule(cls, *times, **values):
        """Create a rule; the times are pairs of number and unit."""
        return cls.Rule.create(
            {
                "code": "test",
                "name": "Service",
                "date_from": "2000-01-01",
                "start_on": "2000-01-01",
                "delivery_basis": "order",
                "kind_id": cls.kinds["after_delivery"].id,
                "channel_id": cls.channels["phone"].id,
                "catch_up_days": 400,
                "horizon_days": 400,
                "early_days": 3,
                "offset_ids": [
                    Command.create({"number": number, "unit": unit})
                    for number, unit in times or [(1, "week")]
                ],
                **values,
            }
        )

    @classmethod
    def _order(cls, day, partner=None, product=None):
        """Return an order confirmed at a moment (UTC)."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.head).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": (product or cls.product).id,
                            "price_unit": 100,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        order.date_order = day
        return order

    @classmethod
    def _make(cls, rule):
        """Make what is due by a rule, and return all there is of it."""
        cls.Followup._create_slice(rule)
        return cls._of(rule)

    @classmethod
    def _of(cls, rule):
        return cls.Followup.search([("rule_id", "=", rule.id)])

    @classmethod
    def _due(cls, rule):
        return [fields.Date.to_string(day) for day in cls._of(rule).mapped("due_on")]

    @classmethod
    def _visit(cls, start, partner=None, kind="after_delivery", **values):
        """Return a planned visit of an hour by the account manager."""
        start = fields.Datetime.to_datetime(start)
        channel = values.pop("channel", "phone")
        visit = cls.env["group.customer.visit"].create(
            {
                "partner_id": (partner or cls.head).id,
                "user_id": cls.manager.id,
                "kind_id": cls.kinds[kind].id,
                "channel_id": cls.channels[channel].id,
                "start": start,
                "stop": fields.Datetime.add(start, hours=1),
                **values,
            }
        )
        visit._plan()
        return visit
