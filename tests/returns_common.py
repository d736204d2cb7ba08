# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime, timedelta

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import SQL

from .common import GroupCustomerCommon

OFFICER = "group_customer.group_group_customer_return_visit_officer"
MONTH = date(2026, 3, 1)
SEED = "seed of the tests"


class ReturnsCommon(GroupCustomerCommon):
    """Two officers and their plan of March 2026, orders of February 2026.

    Orders: ``amount`` of them per customer and salesperson, confirmed by SQL, for what
    confirming does otherwise is of no interest here.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer, cls.second = (
            new_test_user(cls.env, f"gc_officer_{name}", f"base.group_user,{OFFICER}")
            for name in ("one", "two")
        )
        cls.marketing = new_test_user(
            cls.env,
            "gc_returns_marketing",
            "base.group_user,group_customer.group_group_customer_marketing_manager",
        )
        cls.account, cls.colleague = cls.users["account"], cls.users["colleague"]
        cls.Policy = cls.env["group.customer.return.policy"]
        cls.Policy.search([]).active = False
        cls.policy = cls.Policy.create(
            {
                "name": "Returns",
                "date_from": "2020-01-01",
                "minimum_sample": 4,
                "give_up_hours": 2,
                "plan_due_days": 1,
                "warning_days": 5,
                "prepare_days": 10,
                "lookback_months": 1,
            }
        )
        cls.tree.user_id = cls.account
        cls.Plan = cls.env["group.customer.return.plan"]
        cls.Visit = cls.env["group.customer.return.visit"]

    @classmethod
    def _make_plan(cls, officers=None, month=MONTH, **values):
        plan = cls.Plan.create(
            {
                "month": month,
                "officer_ids": [Command.set((officers or cls.officer).ids)],
                "strategy": "Orders of the month before",
                "purpose": "Are they content",
                "content": "1. Did everything arrive?",
                "timing": "Mornings",
                "overrun_reason": "Tests are late",
                "shortage_reason": False,
                **values,
            }
        )
        plan._write_server({"seed": SEED})
        return plan

    @classmethod
    def _make_orders(cls, partner, count, user=None, day=date(2026, 2, 10)):
        orders = cls.env["sale.order"].create(
            [
                {"partner_id": partner.id, "user_id": user.id if user else False}
                for _number in range(count)
            ]
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                "UPDATE sale_order SET state = 'sale', date_order = %s WHERE id IN %s",
                datetime.combine(day, datetime.min.time()) + timedelta(hours=12),
                tuple(orders.ids),
            )
        )
        cls.env.invalidate_all()
        return orders

    @classmethod
    def _make_topic(cls, plan, officer=None, **values):
        """A return visit entered by hand, of an open plan."""
        return cls.Visit.create(
            {
                "plan_id": plan.id,
                "partner_id": cls.mill.id,
                "source_reference": "S-1",
                "topic_kind": "satisfaction",
                "handler_id": cls.account.id,
                "officer_id": (officer or cls.officer).id,
                **values,
            }
        )

    @classmethod
    def _confirm(cls, plan):
        plan.shortage_reason = "A test needs few"
        plan.action_confirm()

    def _run_cron(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(
                f"group_customer.ir_cron_group_customer_return_plan_{name}"
            ).method_direct_trigger()
        self.env.invalidate_all()
