# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.visit_hours import subtract
from ...tools.visit_plan import Day

MINUTES_OF_DAY = 24 * 60
# Visits that take time of nobody
VOID_STATES = ("cancelled", "missed")


class GroupCustomerVisitPlan(models.Model):
    """On which days and at which hours people can make visits.

    Working hours are those of the person's calendar, else of the company's; leave,
    public holidays, absences of account managers, meetings and the visits that stay as
    they are go off. Days are those of the company. The number of statements does not
    grow with the people.
    """

    _inherit = "group.customer.visit.plan"

    @api.model
    def _get_days(self, company, users, first, last):
        """Return the days on which people can make visits.

        :param company: ``res.company``
        :param users: ``res.users``
        :param first: first day
        :param last: last day
        :returns: user id → list of :class:`Day`
        """
        work = self._get_work_spans(company, users, first, last)
        for user_id, day in self._get_absent_days(company, users, first, last):
            work[user_id].pop(day, None)
        spans = {user_id: dict(days) for user_id, days in work.items()}
        for user_id, busy in self._get_meetings(company, users, first, last).items():
            for day, taken in busy.items():
                if day in spans[user_id]:
                    spans[user_id][day] = subtract(spans[user_id][day], taken)
        travel = self._get_plan_parameter("visit_travel_minutes", company, first)
        limits = self._get_limits(company, users, first)
        visits = self._get_fixed_visits(company, users, first, last)
        days = {}
        for user in users:
            days[user.id] = []
            for day, free in sorted(spans[user.id].items()):
                fixed = visits[user.id].get(day, ())
                taken = [(begin - travel, end + travel) for begin, end, _place in fixed]
                places = [place for _begin, _end, place in fixed if place]
                days[user.id].append(
                    Day(
                        date=day,
                        free=subtract(free, taken),
                        capacity=max(limits[user.id] - len(places), 0),
                        places=places,
                        work=work[user.id][day],
                    )
                )
        return days

    @api.model
    def _get_limits(self, company, users, date):
        """Return user id → how many visits a day at most."""
        usual = self._get_plan_parameter("visits_per_day", company, date)
        limits = dict.fromkeys(users.ids, usual)
        for profile in self.env["group.customer.manager"]._get_for(users, company):
            if profile.visits_per_day:
                limits[profile.user_id.id] = profile.visits_per_day
        return limits

    # === WORKING TIME === #

    @api.model
    def _get_work_spans(self, company, users, first, last):
        """Return user id → day → spans (minutes of the day) of working time."""
        # sudo: the time that is worked is no secret, the calendar itself may be
        company = company.sudo()
        usual = company.resource_calendar_id
        self.env["group.customer.working.time"]._check_calendar(usual, company)
        resources = self._get_resources(company, users)
        by_calendar = defaultdict(usual.env["resource.resource"].browse)
        for resource in resources.values():
            by_calendar[resource.calendar_id or usual] |= resource
        zone = self.env["group.customer.visit"]._get_zone(company)
        bounds = [
            zone.localize(datetime.combine(day, time.min))
            for day in (first, last + timedelta(days=1))
        ]
        spans = {}
        for calendar in {usual, *by_calendar}:
            batch = calendar._work_intervals_batch(
                *bounds,
                resources=by_calendar[calendar],
                # As superuser, holidays of other companies would be found too.
                domain=[
                    ("time_type", "=", "leave"),
                    ("company_id", "in", [False, company.id]),
                ],
                tz=zone,
            )
            for resource in by_calendar[calendar]:
                spans[resource.id] = self._split_days(batch[resource.id], zone)
            if calendar == usual:
                spans[False] = self._split_days(batch[False], zone)
        return {
            user.id: dict(
                spans[resources[user.id].id if user.id in resources else False]
            )
            for user in users
        }

    @api.model
    def _get_resources(self, company, users):
        """Return user id → the resource whose calendar and leave count."""
        found = company.env["resource.resource"].search(
            Domain("user_id", "in", users.ids)
            & Domain("company_id", "in", [False, company.id]),
            order="company_id, id",
        )
        resources = {}
        for resource in found:
            resources.setdefault(resource.user_id.id, resource)
        return resources

    @api.model
    def _split_days(self, intervals, zone):
        """Return intervals of moments as day → spans of minutes."""
        days = defaultdict(list)
        for begin, end, _meta in intervals:
            for day, start, stop in self._split(
                begin.astimezone(zone), end.astimezone(zone)
            ):
                days[day].append((start, stop))
        return days

    @api.model
    def _split(self, begin, end):
        """Yield (day, from, to) for two moments with the same zone."""
        day = begin.date()
        start = begin.hour * 60 + begin.minute
        while day < end.date():
            yield day, start, MINUTES_OF_DAY
            day += timedelta(days=1)
            start = 0
        # 24:00 is 23:59:59.999999 to a calendar
        stop = end.hour * 60 + end.minute + (1 if end.second else 0)
        if stop > start:
            yield day, start, stop

    # === WHAT TAKES TIME === #

    @api.model
    def _get_absent_days(self, company, users, first, last):
        """Return (user id, day) of the absences of account managers."""
        absences = (
            self.env["group.customer.manager.absence"]
            .sudo()
            .search(
                Domain("manager_id.user_id", "in", users.ids)
                & Domain("manager_id.company_id", "=", company.id)
                & Domain("date_from", "<=", last)
                & (Domain("date_to", "=", False) | Domain("date_to", ">=", first))
            )
        )
        days = set()
        for absence in absences:
            day = max(absence.date_from, first)
            while day <= min(absence.date_to or last, last):
                days.add((absence.manager_id.user_id.id, day))
                day += timedelta(days=1)
        return days

    @api.model
    def _get_meetings(self, company, users, first, last):
        """Return user id → day → spans of meetings that are no visits."""
        self.env["calendar.event"].flush_model()
        self.env["group.customer.visit"].flush_model(["event_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT u.id, e.start, e.stop, e.allday, e.start_date, e.stop_date
                     FROM calendar_event e
                     JOIN calendar_attendee a ON a.event_id = e.id
                     JOIN res_users u ON u.partner_id = a.partner_id
                    WHERE u.id = ANY(%(users)s) AND e.active AND e.show_as = 'busy'
                      AND a.state != 'declined'
                      AND e.start < %(end)s AND e.stop >= %(begin)s
                      AND NOT EXISTS (SELECT FROM group_customer_visit v
                                       WHERE v.event_id = e.id)""",
                users=users.ids,
                begin=first - timedelta(days=1),
                end=last + timedelta(days=2),
            )
        )
        meetings = defaultdict(lambda: defaultdict(list))
        zone = self.env["group.customer.visit"]._get_zone(company)
        for user_id, start, stop, allday, start_date, stop_date in rows:
            if allday and start_date:
                spans = self._split_days_whole(start_date, stop_date or start_date)
            else:
                spans = self._split_utc(start, stop, zone)
            for day, begin, end in spans:
                meetings[user_id][day].append((begin, end))
        return meetings

    @api.model
    def _split_days_whole(self, first, last):
        """Yield (day, from, to) of whole days; what lasts all day has no zone."""
        day = first
        while day <= last:
            yield day, 0, MINUTES_OF_DAY
            day += timedelta(days=1)

    @api.model
    def _split_utc(self, start, stop, zone):
        return self._split(
            *(pytz.utc.localize(moment).astimezone(zone) for moment in (start, stop))
        )

    @api.model
    def _get_fixed_visits(self, company, users, first, last):
        """Return user id → day → list of (from, to, (city, latitude, longitude)) of
        visits that planning does not touch; None as place: nobody goes there."""
        Visit = self.env["group.customer.visit"]
        Visit.flush_model()
        rows = self.env.execute_query(
            SQL(
                """WITH found AS (
                       SELECT v.user_id, v.id FROM group_customer_visit v
                        WHERE v.user_id = ANY(%(users)s)
                          AND v.date BETWEEN %(begin)s AND %(last)s
                        UNION
                       SELECT r.user_id, v.id FROM group_customer_visit v
                         JOIN group_customer_visit_user_rel r ON r.visit_id = v.id
                        WHERE r.user_id = ANY(%(users)s) AND r.user_id != v.user_id
                          AND v.date BETWEEN %(begin)s AND %(last)s)
                   SELECT found.user_id, v.start, v.stop, v.is_all_day, c.is_on_site,
                          p.city, p.partner_latitude, p.partner_longitude
                     FROM found
                     JOIN group_customer_visit v ON v.id = found.id
                     JOIN res_partner p ON p.id = v.partner_id
                     JOIN group_customer_visit_channel c ON c.id = v.channel_id
                    WHERE v.stop >= %(first)s AND v.state != ALL(%(void)s)
                      AND NOT %(touched)s
                 ORDER BY v.id""",
                # Visits of several days began before
                begin=fields.Date.subtract(first, days=31),
                first=fields.Date.subtract(first, days=1),
                last=last,
                void=list(VOID_STATES),
                users=users.ids,
                touched=self._get_proposal_sql(SQL("v")),
            )
        )
        visits = defaultdict(lambda: defaultdict(list))
        zone = Visit._get_zone(company)
        for user_id, start, stop, is_all_day, is_on_site, *place in rows:
            if is_all_day:
                spans = self._split_days_whole(start.date(), stop.date())
            else:
                spans = self._split_utc(start, stop, zone)
            for day, begin, end in spans:
                visits[user_id][day].append(
                    (begin, end, tuple(place) if is_on_site else None)
                )
        return visits

    @api.model
    def _get_proposal_sql(self, alias):
        """Return whether a visit is a proposal that nobody has touched: generating the
        plan again may replace it. The plans are those of ``self``."""
        return SQL(
            "COALESCE(%(v)s.plan_id = ANY(%(plans)s) AND %(v)s.state = 'draft' "
            "AND %(v)s.plan_ordinal > 0 "
            "AND NOT COALESCE(%(v)s.is_changed, FALSE), FALSE)",
            v=alias,
            plans=self.ids,
        )
