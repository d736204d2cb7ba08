# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.visit_plan import spread


class GroupCustomerVisitAttainment(models.Model):
    """“Proposed Next”: accounts that are due and have no visit planned yet."""

    _inherit = "group.customer.visit.attainment"

    is_proposed_next = fields.Boolean(
        string="Due without a Visit",
        compute="_compute_is_proposed_next",
        search="_search_is_proposed_next",
        help="Required visits are neither done nor planned, and the next one is due.",
    )

    @api.depends("unplanned", "state")
    def _compute_is_proposed_next(self):
        for row in self:
            row.is_proposed_next = row.unplanned > 0 and row.state in ("due", "overdue")

    @api.model
    def _search_is_proposed_next(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:
            return Domain.TRUE
        return Domain("unplanned", ">", 0) & Domain("state", "in", ["due", "overdue"])

    def action_plan_next(self):
        """Plan the next visit of each account at the first good time.

        It goes into the visitor's plan of that month, which is made where there is
        none.

        :raises UserError: when a row has no visitor, or no day is left
        """
        visits = self.env["group.customer.visit"]
        for row in self:
            row.check_access("read")
            visits |= row._plan_next()
        if len(visits) == 1:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "success",
                    "message": self.env._(
                        "Planned: %(visit)s", visit=visits._get_plan_text()
                    ),
                    "next": {"type": "ir.actions.client", "tag": "soft_reload"},
                },
            }
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _plan_next(self):
        """Return the visit that was planned."""
        self.ensure_one()
        Plan = self.env["group.customer.visit.plan"]
        if not self.user_id:
            raise UserError(
                self.env._(
                    "Nobody is responsible for “%(row)s”: assign an account manager "
                    "or the role that the policy asks for first.",
                    row=self.display_name,
                )
            )
        day, minute = self._find_next_time()
        month = day.replace(day=1)
        # sudo: whether there is a plan, also one that the user may not read
        plan = Plan.sudo().search(
            Domain("user_id", "=", self.user_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("month", "=", month),
            limit=1,
        )
        plan = Plan.browse(plan.id) or Plan.create(
            {
                "user_id": self.user_id.id,
                "company_id": self.company_id.id,
                "month": month,
            }
        )
        visit_id = plan.action_add(
            self.partner_id.id, day, policy_id=self.policy_id.id, hour=minute / 60
        )
        return self.env["group.customer.visit"].browse(visit_id)

    def _find_next_time(self):
        """Return the day and the minute at which the next visit is best.

        :raises UserError: when nothing is free until the end of the period, or, where
            that is over, of the month
        """
        # sudo: what else the visitor has to do is looked at, not shown
        row = self.sudo()
        plans = self.env["group.customer.visit.plan"].sudo()
        today = self.env["group.customer.ledger"]._get_today(row.company_id)
        first = max(row.date_from, today + timedelta(days=1))
        last = row.date_to
        if last < first:
            last = fields.Date.end_of(first, "month")
        days = plans._get_days(row.company_id, row.user_id, first, last)[row.user_id.id]
        demand = plans._get_single_demand(row, first, last)
        travel = plans._get_plan_parameter(
            "visit_travel_minutes", row.company_id, first
        )
        placed, left = spread(days, [demand], travel)
        if not placed:
            reasons = self.env["group.customer.visit.plan.left"]._fields["reason"]
            raise UserError(
                self.env._(
                    "“%(row)s”: no time was found until %(date)s (%(reason)s). Add the "
                    "visit by hand on the day you want.",
                    row=self.display_name,
                    date=last,
                    reason=dict(reasons._description_selection(self.env))[
                        left[0].reason
                    ],
                )
            )
        return placed[0].date, placed[0].start
