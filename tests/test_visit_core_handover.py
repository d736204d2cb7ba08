# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, time, timedelta

from odoo import fields
from odoo.tests import tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestVisitCoreHandover(HandoverCommon):
    """Visits to come go along with the account, each with its event, and once."""

    def _create_visit(self, days, partner, user=None, plan=True):
        user = user or self.giver
        day = fields.Date.today() + timedelta(days=days)
        visit = self.env["group.customer.visit"].create(
            {
                "partner_id": partner.id,
                "user_id": user.id,
                "start": datetime.combine(day, time(9)),
            }
        )
        if plan:
            visit.action_plan()
        return visit

    def test_visits_to_come_go_along(self):
        self.env.ref(
            "group_customer.group_customer_visit_kind_routine"
        ).invites_customer = True
        coming = self._create_visit(5, self.mine)
        draft = self._create_visit(6, self.mine, plan=False)
        stays = self._create_visit(-5, self.mine)
        stays |= self._create_visit(5, self.mine, user=self.other)
        handover = self._handover()
        handover._refresh_counts()
        line = self._line(handover, self.mine)
        # The events are no meetings beside them
        self.assertEqual((line.visit_count, line.meeting_count), (2, 0))
        self._carry_out(handover)
        self.assertEqual((coming | draft).user_id, self.receiver)
        self.assertEqual(coming.event_id.user_id, self.receiver)
        self.assertEqual(coming.user_ids, self.receiver)
        self.assertNotIn(self.giver.partner_id, coming.event_id.partner_ids)
        self.assertEqual(stays.user_id, self.giver | self.other)

    def test_plan_under_review_goes_back(self):
        """What the giver submitted is no longer what is there."""
        day = fields.Date.add(fields.Date.today(), days=5)
        plan = self.env["group.customer.visit.plan"].create(
            {"user_id": self.giver.id, "month": day.replace(day=1)}
        )
        visit = self._create_visit(5, self.mine, plan=False)
        visit._write_server({"plan_id": plan.id})
        plans = self.env["group.customer.approval.type"]._get("visit_plan")
        self.rule.copy({"type_id": plans.id}).active = True
        self.env["group.customer.approval.request"].with_user(self.giver)._submit(
            plan.with_user(self.giver)
        )
        self.assertEqual(plan.state, "submitted")
        self._carry_out(self._handover())
        self.assertEqual(visit.user_id, self.receiver)
        self.assertFalse(visit.plan_id)
        self.assertEqual(plan.state, "draft")
        self.assertEqual(plan.approval_state, "returned")
