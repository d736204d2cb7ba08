# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse, get_lang

from .group_customer_visit import DONE_STATES


class GroupCustomerVisitPlan(models.Model):
    """The load of each day of a plan, and the ways from a plan to what is in it."""

    _inherit = "group.customer.visit.plan"

    month_name = fields.Char(compute="_compute_month_name")
    day_load = fields.Json(
        string="Load per Day",
        compute="_compute_day_load",
        export_string_translation=False,
        help="Technical: the days of the month with their visits, how many are done, "
        "how many fit, and whether the visitor works.",
    )

    left_out_ids = fields.Many2many(
        comodel_name="group.customer.visit",
        compute="_compute_left_out_ids",
        help="Visits that people dropped in the periods of this month, here or in the "
        "plan of another month: they are not proposed again before the period ends.",
    )

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_month_name(self):
        # Not a pattern: year and month change places between languages
        locale = babel_locale_parse(get_lang(self.env).code)
        for plan in self:
            plan.month_name = plan.month and format_skeleton(
                "yMMMM", plan.month, locale=locale
            )

    @api.depends("month", "user_id", "company_id", "visit_ids.date", "visit_ids.state")
    def _compute_day_load(self):
        for plan in self:
            plan.day_load = plan._prepare_day_load() if plan.month else False

    @api.depends("month", "user_id", "company_id", "visit_ids.is_dropped")
    @api.depends_context("uid")
    def _compute_left_out_ids(self):
        for plan in self:
            plan.left_out_ids = plan._origin.month and plan._origin._get_left_out()

    def _get_left_out(self):
        """Return the visits that plans of one month leave out because people dropped
        them: of accounts that their visitors have to visit now, and of the plans."""
        visits = self.env["group.customer.visit"]
        for (company, last), plans in self.grouped(
            lambda plan: (plan.company_id, plan.month_end)
        ).items():
            visits |= visits._find_dropped(company, last, plans.user_id)
        own = visits.search(
            Domain("plan_id", "in", self.ids) & Domain("is_dropped", "=", True)
        )
        return (visits | own).sorted("date")

    def _prepare_day_load(self):
        """Return the bars of the chart; all visits of the person count, also those
        that are not part of the plan."""
        self.ensure_one()
        company, user = self.company_id or self.env.company, self.user_id
        last = fields.Date.end_of(self.month, "month")
        working = self._get_board_work_days(user, company, self.month, last)
        capacity = self._get_board_capacity(user, company, self.month)
        visits = self._get_board_visit_domain(company, user, self.month, last)
        if not user:
            visits = Domain.FALSE
        counts, done = {}, {}
        # sudo: how busy a day is, for who reads the plan
        for day, state, count in (
            self.env["group.customer.visit"]
            .sudo()
            ._read_group(visits, ["date:day", "state"], ["__count"])
        ):
            counts[day] = counts.get(day, 0) + count
            if state in DONE_STATES:
                done[day] = done.get(day, 0) + count
        days = [
            self.month + timedelta(days=number)
            for number in range((last - self.month).days + 1)
        ]
        return [
            {
                "date": fields.Date.to_string(day),
                "count": counts.get(day, 0),
                "done": done.get(day, 0),
                "capacity": capacity if day in working else 0,
            }
            for day in days
        ]

    # === ACTIONS === #

    def action_open_board(self):
        """Open the plan board at the month and the visitor of the plan."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "group_customer.group_customer_visit_board_action"
        )
        action["context"] = {
            "board_month": fields.Date.to_string(self.month),
            "board_user_id": self.user_id.id,
        }
        return action

    def action_open_visits(self):
        """Open the visits of the plan in their calendar, on the month of the plan."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "group_customer.group_customer_visit_action"
        )
        action["domain"] = [("plan_id", "=", self.id)]
        action["context"] = {"initial_date": fields.Date.to_string(self.month)}
        return action

    def action_open_left(self):
        """Open the visits that did not fit."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Visits Not Planned"),
            "res_model": "group.customer.visit.plan.left",
            "view_mode": "list,form",
            "domain": [("plan_id", "=", self.id)],
        }
