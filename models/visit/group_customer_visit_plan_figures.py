# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from .group_customer_visit import DONE_STATES

PLANNED_STATES = ("planned", "confirmed", "in_progress")
FIGURES = (
    "account_count",
    "visit_count",
    "proposed_count",
    "planned_count",
    "done_count",
    "missed_count",
    "dropped_count",
    "changed_count",
    "progress",
)


class GroupCustomerVisitPlan(models.Model):
    """How many visits a plan has and how far they are: two queries for any number of
    plans and visits."""

    _inherit = "group.customer.visit.plan"

    @api.depends("visit_ids.state", "visit_ids.is_changed", "visit_ids.partner_id")
    def _compute_figures(self):
        # sudo: who sees a plan sees how many visits are in it
        visits = self.env["group.customer.visit"].sudo()
        counts = {plan.id: dict.fromkeys(FIGURES, 0) for plan in self}
        for plan, state, is_dropped, is_changed, count in visits._read_group(
            Domain("plan_id", "in", self.ids),
            ["plan_id", "state", "is_dropped", "is_changed"],
            ["__count"],
        ):
            figures = counts[plan.id]
            if is_dropped:
                figures["dropped_count"] += count
            if state == "cancelled":
                continue
            figures["visit_count"] += count
            if is_changed:
                figures["changed_count"] += count
            if state == "draft":
                figures["proposed_count"] += count
            elif state in PLANNED_STATES:
                figures["planned_count"] += count
            elif state in DONE_STATES:
                figures["done_count"] += count
            else:
                figures["missed_count"] += count
        for plan, count in visits._read_group(
            Domain("plan_id", "in", self.ids) & Domain("state", "!=", "cancelled"),
            ["plan_id"],
            ["partner_id:count_distinct"],
        ):
            counts[plan.id]["account_count"] = count
        for plan in self:
            figures = counts.get(plan.id) or dict.fromkeys(FIGURES, 0)
            if figures["visit_count"]:
                figures["progress"] = round(
                    100 * figures["done_count"] / figures["visit_count"]
                )
            plan.update(figures)

    @api.depends("overflow_ids.missing")
    def _compute_left_count(self):
        groups = (
            self.env["group.customer.visit.plan.left"]
            .sudo()
            ._read_group(
                Domain("plan_id", "in", self.ids), ["plan_id"], ["missing:sum"]
            )
        )
        counts = {plan.id: missing for plan, missing in groups}
        for plan in self:
            plan.left_count = counts.get(plan.id, 0)


class GroupCustomerVisitPlanWeek(models.Model):
    """The visits of a week, beside its focus."""

    _inherit = "group.customer.visit.plan.week"

    @api.depends("plan_id.visit_ids.state", "plan_id.visit_ids.date", "date_from")
    def _compute_counts(self):
        groups = (
            self.env["group.customer.visit"]
            .sudo()
            ._read_group(
                Domain("plan_id", "in", self.plan_id.ids)
                & Domain("state", "!=", "cancelled"),
                ["plan_id", "date:day", "state"],
                ["__count"],
            )
        )
        counts = defaultdict(lambda: [0, 0])
        for plan, day, state, count in groups:
            # Not grouped by week: that would begin where the user's language has it
            monday = day - timedelta(days=day.weekday())
            counts[plan.id, monday][0] += count
            if state in DONE_STATES:
                counts[plan.id, monday][1] += count
        for week in self:
            week.visit_count, week.done_count = counts[week.plan_id.id, week.date_from]
