# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime

from odoo import models

from ...tools.visit_plan import Demand, spread
from .group_customer_visit_plan_demand import ALWAYS
from .group_customer_visit_time import ALL_DAY_START

# A day that somebody chose is never full
FULL = 1000
# Minute of a day on which nobody works and no hours are given
MORNING = 9 * 60


class GroupCustomerVisitPlan(models.Model):
    """When one visit can be that somebody adds or moves by hand."""

    _inherit = "group.customer.visit.plan"

    def _find_time(self, partner, day, hours, policy, hour=None, visit=None):
        """Return start and end (UTC) of a visit on a day that somebody chose.

        The first time that is free and at which the customer receives visitors; where
        there is none, the hour at which the visit was, else the first hour at which
        visits are made: who chooses the day knows why.

        :param partner: account
        :param day: day of the company
        :param hours: length of the visit
        :param policy: ``group.customer.visit.policy`` or none
        :param hour: the hour, where somebody chose that too
        :param visit: the visit that is moved
        """
        Visit = self.env["group.customer.visit"]
        if visit and visit.is_all_day:
            start = datetime.combine(day, ALL_DAY_START)
            return start, start + (visit.stop - visit.start)
        if hour is None:
            hour = self._find_hour(partner, day, hours, policy, visit)
        start = Visit._get_moment(day, hour, self.company_id)
        return start, Visit._get_moment(day, hour + hours, self.company_id)

    def _find_hour(self, partner, day, hours, policy, visit=None):
        # sudo: what else the visitor has to do is looked at, not shown
        plan = self.sudo()
        windows = plan._get_partner_windows(partner.ids).get(partner.id)
        if not windows:
            windows = (
                plan._get_rules(policy.ids, [])[policy.id][0] if policy else ALWAYS
            )
        found = plan.browse()._get_days(plan.company_id, plan.user_id, day, day)
        days = found[plan.user_id.id]
        for one in days:
            one.capacity = FULL
        demand = Demand(
            key=(partner.id,), required=1, windows=windows, minutes=round(hours * 60)
        )
        placed, _left = spread(days, [demand])
        if placed:
            return placed[0].start / 60
        if visit:
            local = visit._get_local(visit.start, visit._get_zone(plan.company_id))
            return local.hour + local.minute / 60
        opens = [span[0] for span in windows.get(day.weekday()) or () if span[0]]
        free = [span[0] for one in days for span in one.free]
        return min(opens or free or [MORNING]) / 60
