# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class GroupCustomerVisitPlan(models.Model):
    """The columns of the board: which days they have, on which of them somebody
    works, and how much fits into a day."""

    _inherit = "group.customer.visit.plan"

    # === COLUMNS === #

    @api.model
    def _get_board_due(self, policies, columns):
        """Return the visits that a policy asks for and nobody has planned, each in the
        column of the day on which it is due; what is late stands in the first column
        that is not over."""
        still_open = [column for column in columns if not column["is_over"]]
        if not still_open:
            return []
        due = []
        for policy in policies:
            day = policy["due_on"] or columns[-1]["date_to"]
            if not policy["unplanned"] or day > columns[-1]["date_to"]:
                continue
            column = next(
                (one for one in still_open if day <= one["date_to"]), still_open[0]
            )
            due.append(
                {
                    "policy_id": policy["id"],
                    "company_id": policy["company_id"],
                    "company": policy["company"],
                    "left_out": policy["left_out"],
                    "policy": policy["name"],
                    "kind": policy["kind"],
                    "count": policy["unplanned"],
                    "is_overdue": policy["state"] == "overdue",
                    "column": column["key"],
                }
            )
        return due

    @api.model
    def _find_board_column(self, columns, day):
        day = fields.Date.to_string(day)
        for column in columns:
            if column["date_from"] <= day <= column["date_to"]:
                return column["key"]
        return False

    @api.model
    def _get_board_columns(self, scale, user, companies, first, last, today):
        """Return the weeks, from Monday to Sunday and within the month, or the days.

        Whoever works for several companies makes the visits of all of them in the same
        time: a day takes what it takes in the company where most fit.
        """
        spans = []
        day = first
        while day <= last:
            until = day
            if scale == "week":
                until = min(day + timedelta(days=6 - day.weekday()), last)
            spans.append((day, until))
            day = until + timedelta(days=1)
        capacity = {}
        for company in self._get_board_employers(user, companies):
            most = self._get_board_capacity(user, company, first)
            for day in self._get_board_work_days(user, company, first, last):
                capacity[day] = max(most, capacity.get(day, 0))
        load = self._get_board_load(user, companies, first, last)
        focus = self._get_board_focus(user, companies, first)
        columns = []
        for begin, end in spans:
            days = [
                begin + timedelta(days=number)
                for number in range((end - begin).days + 1)
            ]
            worked = [one for one in days if one in capacity]
            ahead = [one for one in worked if one >= today] or [
                one for one in days if one >= today
            ]
            columns.append(
                {
                    "key": fields.Date.to_string(begin),
                    "date_from": fields.Date.to_string(begin),
                    "date_to": fields.Date.to_string(end),
                    "first_day": fields.Date.to_string(ahead[0] if ahead else end),
                    "is_over": end < today,
                    "is_current": begin <= today <= end,
                    "is_free": not worked,
                    "load": sum(load.get(one, 0) for one in days),
                    "capacity": sum(capacity[one] for one in worked) if user else 0,
                    "focus": focus.get(begin - timedelta(days=begin.weekday()), "")
                    if scale == "week"
                    else "",
                }
            )
        return columns

    @api.model
    def _get_board_employers(self, user, companies):
        """Return the companies whose working days are shown."""
        if not user:
            return companies[:1]
        # sudo: whom somebody works for
        return (
            companies.filtered(lambda company: company in user.sudo().company_ids)
            or (companies[:1])
        )

    @api.model
    def _get_board_load(self, user, companies, first, last):
        """Return day → visits of the visitor, if one is chosen."""
        if not user:
            return {}
        return dict(
            self.env["group.customer.visit"]._read_group(
                self._get_board_visit_domain(companies, user, first, last),
                ["date:day"],
                ["__count"],
            )
        )

    @api.model
    def _get_board_focus(self, user, companies, first):
        """Return Monday → focus of the week in the visitor's plans (VI-32)."""
        if not user:
            return {}
        weeks = self.env["group.customer.visit.plan.week"].search_fetch(
            Domain("plan_id.user_id", "=", user.id)
            & Domain("plan_id.company_id", "in", companies.ids)
            & Domain("plan_id.month", "=", first),
            ["date_from", "focus"],
        )
        return {
            monday: " · ".join(own.mapped("focus"))
            for monday, own in weeks.grouped("date_from").items()
        }

    # === WORKING DAYS === #

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
