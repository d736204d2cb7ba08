# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...tools.visit_plan import spread
from .group_customer_visit_plan_approval import RUNNING_STATES

# Plans whose visits are placed and written together: some ten thousand visits, some
# seconds of work
SLICE = 250


class GroupCustomerVisitPlan(models.Model):
    """Fills the plans of a month.

    1. The quotas of the month are opened, and every visitor gets a plan.
    2. Slice by slice: the plans are locked (what another worker holds is left to it),
       what has to be visited is read in a few statements, placed by
       :mod:`tools.visit_plan`, and written in a few statements.

    Generating again changes only proposals that nobody has touched: account, kind,
    policy and number in the plan name a proposal, and an index lets it exist once.
    """

    _inherit = "group.customer.visit.plan"

    # === ACTIONS === #

    def action_generate(self):
        """Propose the visits of these plans, again where it was done before."""
        self._check_planner()
        self.check_access("write")
        for plan in self:
            plan._check_changeable()
        for (company, month), plans in self.grouped(
            lambda plan: (plan.company_id, plan.month)
        ).items():
            self._check_month_near(company, month)
            # sudo: the engine plans on behalf of the company, for who was checked
            self.sudo()._generate(company.sudo(), month, plans.user_id)

    # === ENGINE === #

    @api.model
    def _generate(self, company, month, users=None, with_dropped=False):
        """Propose the visits of a month.

        :param company: ``res.company``
        :param month: any day of the month
        :param users: only these visitors; everybody who has to visit by default
        :param with_dropped: also what people dropped in the periods of the month
        :returns: the plans
        :raises UserError: when the month is over
        """
        month = month.replace(day=1)
        self._check_month_ahead(company, month)
        self._prepare_month(company, month, users)
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("month", "=", month)
            & Domain("state", "in", ["draft", "approved"])
        )
        if users is not None:
            domain &= Domain("user_id", "in", users.ids)
        plans = self.search(domain, order="id")
        for start in range(0, len(plans), SLICE):
            claimed = plans[start : start + SLICE]._claim()
            if with_dropped:
                claimed._get_left_out()._take_back()
            claimed._fill()
        return plans

    @api.model
    def _check_month_ahead(self, company, month):
        today = self.env["group.customer.ledger"]._get_today(company)
        if fields.Date.end_of(month, "month") < today:
            raise UserError(
                self.env._(
                    "%(month)s is over: visits are planned for this month or a later "
                    "one.",
                    month=format_date(self.env, month, date_format="yyyy-MM"),
                )
            )

    @api.model
    def _check_month_near(self, company, month):
        """Check that the user may plan a month: it opens the quotas of the whole
        company by the grades of today, so what comes after the coming month is for
        directors.

        :raises UserError: naming the month
        """
        today = self.env["group.customer.ledger"]._get_today(company)
        coming = fields.Date.add(today.replace(day=1), months=1)
        if month <= coming or self._get_plannable_users() is None:
            return
        raise UserError(
            self.env._(
                "%(month)s: planning it now would settle everybody's quotas by the "
                "grades of today. Wait for the month before, or ask a director.",
                month=format_date(self.env, month, date_format="yyyy-MM"),
            )
        )

    @api.model
    def _prepare_month(self, company, month, users=None):
        """Open the quotas of a month, make the plans that are missing, and note for
        which accounts nobody is responsible.

        :returns: how many plans were made
        """
        first, last = self._get_span(company, month)
        # A month that has begun is opened by the grades and policies of today
        day = min(max(month, first - timedelta(days=1)), last)
        self.env["group.customer.visit.attainment"]._open(company, day)
        self.env.flush_all()
        made = self._make_plans(company, month, first, last, users)
        if users is None:
            self._note_without_visitor(company, month, last)
        return made

    @api.model
    def _get_span(self, company, month):
        """Return the first day that can still be planned, and the last one. Today is
        under way, and days that are over are never filled."""
        today = self.env["group.customer.ledger"]._get_today(company)
        return (
            max(month, today + timedelta(days=1)),
            fields.Date.end_of(month, "month"),
        )

    @api.model
    def _make_plans(self, company, month, first, last, users=None):
        """Give everybody who has to visit a plan; one statement, whoever else does the
        same at this moment."""
        queries = [
            SQL(
                """SELECT user_id FROM group_customer_visit_attainment
                    WHERE company_id = %s AND date_from <= %s AND date_to >= %s
                      AND GREATEST(target, required) > 0""",
                company.id,
                last,
                last,
            ),
            *(
                SQL("SELECT f.user_id FROM (%s) f", query)
                for query in self._get_demand_sql(company, first, last)
            ),
        ]
        wanted = SQL(" UNION ").join(queries)
        if users is not None:
            wanted = SQL("SELECT UNNEST(%s::int[]) AS user_id", users.ids)
        due_on = fields.Date.subtract(
            month,
            days=self._get_plan_parameter("visit_plan_due_days", company, month),
        )
        made = self.env.execute_query(
            SQL(
                """INSERT INTO group_customer_visit_plan
                          (user_id, company_id, month, due_on, state, change_count,
                           create_uid, create_date, write_uid, write_date)
                   SELECT w.user_id, %(company)s, %(month)s, %(due_on)s, 'draft', 0,
                          %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM (%(wanted)s) w
                     JOIN res_users u ON u.id = w.user_id AND u.active
                 ORDER BY w.user_id
              ON CONFLICT DO NOTHING
                RETURNING id""",
                company=company.id,
                month=month,
                due_on=due_on,
                uid=self.env.uid,
                now=self.env.cr.now(),
                wanted=wanted,
            )
        )
        plans = self.browse(row[0] for row in made)
        plans.invalidate_recordset()
        self.env.add_to_compute(self._fields["team_id"], plans)
        plans.flush_recordset(["team_id"])
        return len(plans)

    def _claim(self):
        """Lock these plans and return those that nobody else is working on."""
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM group_customer_visit_plan
                    WHERE id = ANY(%s) AND state IN ('draft', 'approved')
                      AND COALESCE(approval_state NOT IN %s, TRUE)
                 ORDER BY id FOR UPDATE SKIP LOCKED""",
                self.ids,
                RUNNING_STATES,
            )
        )
        return self.browse(row[0] for row in rows)

    def _fill(self):
        """Place and write the visits of plans of one company and month, which are
        locked."""
        if not self:
            return
        self.env.flush_all()
        company, month = self[0].company_id, self[0].month
        first, last = self._get_span(company, month)
        days = {}
        quotas = self.env["group.customer.visit.attainment"]
        if len(self) > 1:
            # Of what this month has brought, PostgreSQL knows nothing yet: it would
            # look through all visits for each of them
            quotas._set_joins("off")
        if first <= last:
            days = self._get_days(company, self.user_id, first, last)
        travel = self._get_plan_parameter("visit_travel_minutes", company, month)
        demands = self._get_demands(company, month, first, last)
        quotas._set_joins("on")
        placed, left = [], []
        for plan in self:
            user_id = plan.user_id.id
            found, missing = spread(
                days.get(user_id, []), demands.get(user_id, []), travel
            )
            placed.append((plan, found))
            due = {demand.key: demand.due_on for demand in demands.get(user_id, [])}
            left += [(plan, line, due[line.key]) for line in missing]
        self._write_visits(company, placed)
        self._write_left(left)
        self._write_server({"generated_on": self.env.cr.now()})
