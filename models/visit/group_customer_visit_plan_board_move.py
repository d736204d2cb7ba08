# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .group_customer_visit_plan_board import MOVABLE_STATES


class GroupCustomerVisitPlan(models.Model):
    """What is done on the plan board: move, add and drop a visit.

    The board sends a column, a span of days; which day of it is chosen here. The
    plan's own methods do the work and check the rights. Each method returns a message
    for the user and, if something speaks against what was done, a warning.
    """

    _inherit = "group.customer.visit.plan"

    @api.model
    def board_move(self, visit_id, date_from, date_to=False):
        """Move a visit to a span of days.

        In a week the visit keeps its weekday if that is a working day to come, else it
        goes to the first one; a single day is taken as it is. A confirmed visit keeps
        its hour, others get the first time that is free.

        :param int visit_id: the visit
        :param date_from: first day
        :param date_to: last day; by default the first
        :raises UserError: when the days are over, or the visit cannot be moved
        """
        visit = self._get_board_visit(visit_id)
        company = visit.company_id
        first, last = self._get_board_span(date_from, date_to)
        wish = first + timedelta(days=(visit.date.weekday() - first.weekday()) % 7)
        day = self._choose_board_day(visit.user_id, company, first, last, wish)
        plan = visit.plan_id
        local = visit._get_local(visit.start, visit._get_zone(company))
        hour = local.hour + local.minute / 60
        if plan:
            hour = hour if visit.state == "confirmed" else None
            plan.action_move(visit.ids, day, hour)
        else:
            visit._reschedule(visit._get_moment(day, hour, company))
        message = self.env._(
            "%(account)s: moved to %(date)s.",
            account=visit.partner_id.display_name,
            date=format_date(self.env, visit.date),
        )
        warnings = self._get_board_warnings(visit.user_id, company, visit.date)
        if plan and plan.month != visit.date.replace(day=1):
            warnings.append(self.env._("The visit has left the plan of the month."))
        return {"message": message, "warning": " ".join(warnings) or False}

    @api.model
    def board_add(
        self,
        partner_id,
        policy_id,
        date_from,
        date_to=False,
        user_id=False,
        company_id=False,
    ):
        """Plan a visit that a policy asks for, in a span of days.

        :param int partner_id: the account
        :param int policy_id: the policy
        :param date_from: first day
        :param date_to: last day; by default the first
        :param user_id: the visitor; by default who is to visit as the policy says,
            else the user
        :param company_id: whose plan it goes into; by default the company of the
            policy, else the current one
        :raises UserError: when the days are over, or nothing was chosen
        """
        partner = self.env["res.partner"].browse(int(partner_id)).exists()
        partner.check_access("read")
        policy = self.env["group.customer.visit.policy"].browse(int(policy_id or 0))
        if not partner or not policy.exists():
            raise UserError(
                self.env._(
                    "Choose an account and the visit policy that the visit is for; "
                    "reload the page if one of them is gone."
                )
            )
        # sudo: the company of a policy that the user need not read
        company = self._get_board_company(
            int(company_id or 0) or policy.sudo().company_id.id
        )
        user = self.env["res.users"].browse(int(user_id or 0)).exists()
        boards = self.with_company(company)
        return boards._add_board_visit(
            partner.with_env(boards.env),
            policy.with_env(boards.env),
            user,
            *self._get_board_span(date_from, date_to),
        )

    @api.model
    def _add_board_visit(self, partner, policy, user, first, last):
        company = self.env.company
        user = user or self._find_board_visitor(partner, policy, company, first)
        self._check_board_visitor(user)
        day = self._choose_board_day(user, company, first, last)
        plan = self._get_board_month_plan(user, company, day)
        visit_id = plan.action_add(partner.id, day, policy_id=policy.id)
        visit = self.env["group.customer.visit"].browse(visit_id)
        message = self.env._(
            "%(account)s: planned on %(date)s for %(visitor)s.",
            account=partner.display_name,
            date=format_date(self.env, visit.date),
            visitor=user.sudo().name,
        )
        warnings = self._get_board_warnings(user, company, visit.date)
        return {"message": message, "warning": " ".join(warnings) or False}

    @api.model
    def board_drop(self, visit_id, reason):
        """Decide that a visit is not made.

        :param int visit_id: the visit
        :param str reason: kept with it
        """
        visit = self._get_board_visit(visit_id)
        if visit.plan_id:
            visit.plan_id.action_drop(visit.ids, reason)
        else:
            visit._cancel(reason)
        message = self.env._(
            "%(account)s: the visit was dropped.",
            account=visit.partner_id.display_name,
        )
        return {"message": message, "warning": False}

    # === CHOICES === #

    @api.model
    def _get_board_company(self, company_id):
        """Return one of the companies that the board shows.

        :raises UserError: for any other one
        """
        company = self.env["res.company"].browse(company_id or self.env.company.id)
        if company not in self.env.companies:
            raise UserError(
                self.env._(
                    "%(company)s is not among your companies: choose one of them.",
                    # sudo: its name
                    company=company.sudo().exists().display_name or company.id,
                )
            )
        return company

    @api.model
    def _get_board_visit(self, visit_id):
        """Return the visit if the user may change it.

        :raises UserError: when it is gone, or has begun or ended
        """
        visit = self.env["group.customer.visit"].browse(int(visit_id)).exists()
        if not visit:
            raise UserError(
                self.env._("This visit does not exist any more: reload the page.")
            )
        visit.check_access("write")
        if visit.state not in MOVABLE_STATES:
            labels = dict(visit._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(visit)s” is in the state “%(state)s”: only a visit that has "
                    "not begun is moved or dropped.",
                    visit=visit.display_name,
                    state=labels[visit.state],
                )
            )
        return visit

    @api.model
    def _get_board_span(self, date_from, date_to):
        first = fields.Date.to_date(date_from)
        last = fields.Date.to_date(date_to) or first
        if not first or last < first:
            raise UserError(self.env._("Choose a day for the visit."))
        return first, last

    @api.model
    def _choose_board_day(self, user, company, first, last, wish=None):
        """Return the day of a span on which somebody can go.

        :param wish: the day to take if it is a working day of the span
        :raises UserError: when the whole span is over
        """
        today = self.env["group.customer.ledger"]._get_today(company)
        if last < today:
            raise UserError(
                self.env._(
                    "%(date)s is over: nothing can be planned there any more. Choose "
                    "a day from today on.",
                    date=format_date(self.env, last),
                )
            )
        first = max(first, today)
        if first == last:
            return first
        working = self._get_board_work_days(user, company, first, last)
        if wish in working and first <= wish <= last:
            return wish
        return min(
            (day for day in working if first <= day <= last),
            default=max(first, today),
        )

    @api.model
    def _find_board_visitor(self, partner, policy, company, day):
        """Return who is to visit for a policy, else the user."""
        row = self.env["group.customer.visit.attainment"].search(
            Domain("partner_id", "=", partner.id)
            & Domain("policy_id", "=", policy.id)
            & Domain("company_id", "=", company.id)
            & Domain("date_from", "<=", day)
            & Domain("date_to", ">=", day),
            limit=1,
        )
        return row.user_id or self.env.user

    @api.model
    def _check_board_visitor(self, user):
        """Refuse to plan for somebody whom the user does not lead.

        :raises UserError: naming the visitor
        """
        allowed = self._get_plannable_users()
        if allowed is not None and user not in allowed:
            raise UserError(
                self.env._(
                    "The visit is up to %(visitor)s: you plan for yourself, and a "
                    "manager plans for the own team. Ask a manager or a director.",
                    visitor=user.sudo().name,
                )
            )

    @api.model
    def _get_board_month_plan(self, user, company, day):
        """Return the visitor's plan of the month, made if there is none."""
        month = day.replace(day=1)
        plan = self.search(
            Domain("user_id", "=", user.id)
            & Domain("company_id", "=", company.id)
            & Domain("month", "=", month),
            limit=1,
        )
        return plan or self.create(
            {"user_id": user.id, "company_id": company.id, "month": month}
        )

    @api.model
    def _get_board_warnings(self, user, company, day):
        """Return what speaks against a visit on a day, in words."""
        warnings = []
        if day not in self._get_board_work_days(user, company, day, day):
            warnings.append(
                self.env._(
                    "%(visitor)s does not work on %(date)s.",
                    visitor=user.sudo().name,
                    date=format_date(self.env, day),
                )
            )
            return warnings
        capacity = self._get_board_capacity(user, company, day)
        count = (
            self.env["group.customer.visit"]
            .sudo()
            .search_count(self._get_board_visit_domain(company, user, day, day))
        )
        if count > capacity:
            warnings.append(
                self.env._(
                    "%(visitor)s has %(count)s visits on %(date)s; %(capacity)s fit "
                    "into a day.",
                    visitor=user.sudo().name,
                    count=count,
                    date=format_date(self.env, day),
                    capacity=capacity,
                )
            )
        return warnings
