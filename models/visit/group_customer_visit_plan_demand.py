# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...tools.visit_places import get_position
from ...tools.visit_plan import DUE, OTHER, OVERDUE, Demand
from .group_customer_visit_plan_calendar import MINUTES_OF_DAY, VOID_STATES

ALWAYS = {weekday: [(0, MINUTES_OF_DAY)] for weekday in range(7)}


class GroupCustomerVisitPlan(models.Model):
    """What has to be visited in a month.

    Quotas of the month are due in it as a whole. Quotas of a quarter or a year are
    spread: month k of n has its part of the visits, accounts take turns by their
    number, and what becomes due in the month comes at any rate. What is done, planned
    or proposed elsewhere, and what somebody dropped from a plan of the period, is
    decided. Events of several customers are arranged by people.
    """

    _inherit = "group.customer.visit.plan"

    @api.model
    def _get_demand_sql(self, company, first, last):
        """Return further things to visit for, as list of ``SQL`` queries.

        Extension point: follow-ups. Each query gives one row per visit to be made with
        the columns partner_id, user_id, kind_id, policy_id (or NULL), due_on, priority
        (0: overdue, 1: due, 2: other) and reference (text, “model,id”: names the
        record; a visit of the plan with it is never proposed twice). Rows without
        user_id are left out.

        :param company: ``res.company``
        :param first: first day that is planned
        :param last: last day of the month
        """
        return []

    @api.model
    def _get_quota_sql(self, company, month, last):
        """Return the query of what the quotas of a month ask for; ``self``: the plans
        whose untouched proposals do not count as decided."""
        return SQL(
            """
            WITH own AS (
                SELECT v.partner_id, v.kind_id, COUNT(*) AS proposed
                  FROM group_customer_visit v
                 WHERE v.plan_id = ANY(%(plans)s) AND %(proposal)s
              GROUP BY v.partner_id, v.kind_id
            ), dropped AS (
                SELECT found.row_id, COUNT(*) AS number
                  FROM (%(dropped)s) AS found
              GROUP BY found.row_id
            ), quota AS (
                SELECT a.partner_id, a.user_id, a.kind_id, a.policy_id, a.due_on,
                       a.last_done_on, a.required,
                       GREATEST(a.target, a.required) AS target,
                       a.done + a.planned
                       + GREATEST(a.proposed - COALESCE(own.proposed, 0), 0)
                       + COALESCE(dropped.number, 0) AS decided,
                       CASE a.period WHEN 'month' THEN 1 WHEN 'quarter' THEN 3
                                     ELSE 12 END AS months,
                       ((EXTRACT(YEAR FROM %(month)s::date)
                         - EXTRACT(YEAR FROM a.date_from)) * 12
                        + EXTRACT(MONTH FROM %(month)s::date)
                        - EXTRACT(MONTH FROM a.date_from))::int + 1 AS number
                  FROM group_customer_visit_attainment a
                  JOIN group_customer_visit_kind k
                    ON k.id = a.kind_id AND k.is_group_event IS NOT TRUE
             LEFT JOIN own ON own.partner_id = a.partner_id
                          AND own.kind_id = a.kind_id
             LEFT JOIN dropped ON dropped.row_id = a.id
                 WHERE a.company_id = %(company)s
                   AND a.date_from <= %(last)s AND a.date_to >= %(last)s
                   AND GREATEST(a.target, a.required) > 0
            ), part AS (
                SELECT quota.*,
                       GREATEST(
                           (required * number + partner_id %% months) / months
                           - decided,
                           CASE WHEN due_on <= %(last)s AND decided < required
                                THEN 1 ELSE 0 END,
                           0) AS needed,
                       (target * number + partner_id %% months) / months - decided
                           AS aimed
                  FROM quota
            )
            SELECT partner_id, user_id, kind_id, policy_id, due_on, last_done_on,
                   needed, GREATEST(aimed - needed, 0) AS optional,
                   NULL::int AS priority, NULL::varchar AS reference
              FROM part
             WHERE needed > 0 OR aimed > needed""",
            company=company.id,
            last=last,
            month=month,
            plans=self.ids,
            proposal=self._get_proposal_sql(SQL("v")),
            dropped=self.env["group.customer.visit"]._get_dropped_sql(company, last),
        )

    def _read_demands(self, company, month, first, last):
        """Return what the visitors of these plans have to visit.

        :param first: first day that is planned
        :param last: last day of the month
        :returns: list of rows, ordered
        """
        today = self.env["group.customer.ledger"]._get_today(company)
        further = [
            SQL(
                """SELECT f.partner_id, f.user_id, f.kind_id, f.policy_id, f.due_on,
                          NULL::date, 1, 0, f.priority, f.reference::varchar
                     FROM (%s) f
                    WHERE NOT EXISTS (
                          SELECT FROM group_customer_visit v
                           WHERE v.partner_id = f.partner_id
                             AND v.plan_reference = f.reference::varchar
                             AND v.state != 'missed' AND NOT %s
                             AND (v.state != 'cancelled' OR v.is_dropped)
                             AND (v.plan_id = ANY(%s)
                                  OR v.state = 'draft' AND v.date >= %s::date))""",
                query,
                self._get_proposal_sql(SQL("v")),
                self.ids,
                today,
            )
            for query in self._get_demand_sql(company, first, last)
        ]
        return self.env.execute_query(
            SQL(
                """SELECT d.*, p.city, p.partner_latitude, p.partner_longitude
                     FROM (%(union)s) d
                     JOIN res_partner p ON p.id = d.partner_id
                    WHERE p.active AND d.user_id = ANY(%(users)s)
                 ORDER BY d.user_id, d.partner_id, d.kind_id, d.policy_id,
                          d.reference""",
                union=SQL(" UNION ALL ").join(
                    [self._get_quota_sql(company, month, last), *further]
                ),
                users=self.user_id.ids,
            )
        )

    def _get_demands(self, company, month, first, last):
        """Return user id → list of :class:`Demand`; the key of each is (partner,
        kind, policy, reference)."""
        rows = self._read_demands(company, month, first, last)
        partner_ids = list({row[0] for row in rows})
        rules = self._get_rules({row[3] for row in rows}, {row[2] for row in rows})
        windows = self._get_partner_windows(partner_ids)
        channels = self._get_channels({(row[2], row[3] or 0) for row in rows})
        on_site = self._get_on_site(channels.values())
        taken = self._get_taken_days(
            partner_ids,
            first
            - timedelta(days=max((rule[2] for rule in rules.values()), default=0)),
            last + timedelta(days=max((rule[2] for rule in rules.values()), default=0)),
        )
        demands = defaultdict(list)
        for row in rows:
            (partner_id, user_id, kind_id, policy_id, due_on, last_done) = row[:6]
            (needed, optional, priority, reference, city, latitude, longitude) = row[6:]
            usual, minutes, gap_min, gap_max = rules[policy_id or -kind_id]
            days = taken.get((partner_id, kind_id), [])
            if last_done and last_done not in days:
                days = [*days, last_done]
            due_on = self._get_due_on(due_on, days, gap_max, first)
            if priority is None:
                priority = self._get_rank(due_on, first, last)
            demands[user_id].append(
                Demand(
                    key=(partner_id, kind_id, policy_id or 0, reference or ""),
                    required=needed,
                    optional=optional,
                    rank=priority,
                    due_on=due_on,
                    windows=windows.get(partner_id, usual),
                    minutes=minutes,
                    gap_min=gap_min,
                    gap_max=gap_max,
                    taken=days,
                    city=city or "",
                    position=get_position(latitude, longitude),
                    is_remote=channels[kind_id, policy_id or 0] not in on_site,
                )
            )
        return demands

    def _get_single_demand(self, row, first, last):
        """Return the next visit that a row of the attainment asks for."""
        partner = row.partner_id
        windows, minutes, gap_min, gap_max = self._get_rules(row.policy_id.ids, [])[
            row.policy_id.id
        ]
        around = timedelta(days=max(gap_min, gap_max))
        taken = self._get_taken_days(partner.ids, first - around, last + around)
        days = taken[partner.id, row.kind_id.id]
        if row.last_done_on:
            days = [*days, row.last_done_on]
        due_on = self._get_due_on(row.due_on or None, days, gap_max, first)
        return Demand(
            key=(partner.id, row.kind_id.id, row.policy_id.id, ""),
            required=1,
            rank=self._get_rank(due_on, first, last),
            due_on=due_on,
            windows=self._get_partner_windows(partner.ids).get(partner.id, windows),
            minutes=minutes,
            gap_min=gap_min,
            gap_max=gap_max,
            taken=days,
            city=partner.city or "",
            position=get_position(partner.partner_latitude, partner.partner_longitude),
        )

    @api.model
    def _get_due_on(self, due_on, days, gap_max, first):
        """Return when the first visit is late: visits that are planned before the
        month put it off, as if they were done."""
        before = [day for day in days if day < first]
        if due_on and gap_max and before:
            return max(due_on, max(before) + timedelta(days=gap_max))
        return due_on

    @api.model
    def _get_rank(self, due_on, first, last):
        if not due_on or due_on > last:
            return OTHER
        return OVERDUE if due_on < first else DUE

    @api.model
    def _get_on_site(self, channel_ids):
        """Return which channels take somebody to the customer, as a set of ids."""
        channels = self.env["group.customer.visit.channel"].sudo()
        return set(channels.browse(channel_ids).filtered("is_on_site").ids)

    # === RULES === #

    @api.model
    def _get_rules(self, policy_ids, kind_ids):
        """Return policy id, or minus the id of a kind → (windows, minutes, shortest
        gap, longest gap)."""
        # sudo: policies hold for who may not read them
        rules = {}
        policies = self.env["group.customer.visit.policy"].sudo()
        for policy in policies.browse(filter(None, policy_ids)):
            hours = [(round(policy.hour_from * 60), round(policy.hour_to * 60))]
            duration = policy.duration or policy.kind_id.default_duration or 1
            rules[policy.id] = (
                {weekday: hours for weekday in policy._get_weekdays()},
                round(duration * 60),
                policy.gap_min_days,
                policy.gap_max_days,
            )
        kinds = self.env["group.customer.visit.kind"].sudo()
        for kind in kinds.browse(kind_ids):
            minutes = round((kind.default_duration or 1) * 60)
            rules[-kind.id] = (ALWAYS, minutes, 0, 0)
        return rules

    @api.model
    def _get_partner_windows(self, partner_ids):
        """Return account id → weekday → spans of minutes, for customers with visiting
        hours of their own."""
        Window = self.env["group.customer.visit.window"]
        windows = {}
        for partner_id, rows in Window._get_windows(partner_ids).items():
            windows[partner_id] = defaultdict(list)
            for weekday, hour_from, hour_to in rows:
                windows[partner_id][weekday].append(
                    (round(hour_from * 60), round(hour_to * 60))
                )
        return windows

    def _get_taken_days(self, partner_ids, first, last):
        """Return (account, kind) → days of visits that planning does not touch, of
        accounts and of those that take part."""
        rows = self.env.execute_query(
            SQL(
                """SELECT v.partner_id, v.kind_id, v.date
                     FROM group_customer_visit v
                    WHERE v.partner_id = ANY(%(partners)s)
                      AND v.date BETWEEN %(first)s AND %(last)s
                      AND v.state != ALL(%(void)s) AND NOT %(proposal)s
                    UNION
                   SELECT t.account_id, v.kind_id, v.date
                     FROM group_customer_visit_participant t
                     JOIN group_customer_visit v ON v.id = t.visit_id
                    WHERE t.account_id = ANY(%(partners)s)
                      AND v.date BETWEEN %(first)s AND %(last)s
                      AND v.state != ALL(%(void)s) AND NOT %(proposal)s
                 ORDER BY 3""",
                partners=partner_ids,
                first=first,
                last=last,
                void=list(VOID_STATES),
                proposal=self._get_proposal_sql(SQL("v")),
            )
        )
        taken = defaultdict(list)
        for partner_id, kind_id, day in rows:
            taken[partner_id, kind_id].append(day)
        return taken
