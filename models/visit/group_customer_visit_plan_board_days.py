# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, time, timedelta

from odoo import api, models


class GroupCustomerVisitPlan(models.Model):
    """On which days of the board somebody works, and how much fits into a day."""

    _inherit = "group.customer.visit.plan"

    @api.model
    def _get_board_work_days(self, user, company, first, last):
        """Return the days between two days on which somebody works.

        :param user: ``res.users``; empty: the working days of the company
        :returns: set of days; all of them where the company has no working hours,
            for the board is read before anything is set up
        """
        calendar = company.sudo().resource_calendar_id
        if not calendar.flexible_hours and not calendar.attendance_ids:
            return {
                first + timedelta(days=number)
                for number in range((last - first).days + 1)
            }
        if not user:
            return self._get_company_work_days(calendar, company, first, last)
        spans = self._get_work_spans(company, user, first, last)[user.id]
        absent = {
            day for _user, day in self._get_absent_days(company, user, first, last)
        }
        return {day for day, free in spans.items() if free} - absent

    @api.model
    def _get_company_work_days(self, calendar, company, first, last):
        zone = self.env["group.customer.visit"]._get_zone(company)
        batch = calendar._work_intervals_batch(
            zone.localize(datetime.combine(first, time.min)),
            zone.localize(datetime.combine(last + timedelta(days=1), time.min)),
            domain=[
                ("time_type", "=", "leave"),
                ("company_id", "in", [False, company.id]),
            ],
            tz=zone,
        )
        return {day for day, free in self._split_days(batch[False], zone).items()}

    @api.model
    def _get_board_capacity(self, user, company, date):
        """Return how many visits fit into a day of somebody."""
        if not user:
            return self._get_plan_parameter("visits_per_day", company, date)
        return self._get_limits(company, user, date)[user.id]
