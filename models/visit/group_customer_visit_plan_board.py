# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from .group_customer_visit import CALENDAR_STATES

# A page of the board, at most
LIMIT = 80
# What may still be moved
MOVABLE_STATES = ("draft", *CALENDAR_STATES)
ATTAINMENT_COLORS = {
    "overdue": "danger",
    "missed": "danger",
    "due": "warning",
    "on_track": "info",
    "met": "success",
}
PLAN_COLORS = {
    "draft": "secondary",
    "submitted": "warning",
    "approved": "success",
    "cancelled": "light",
}


class GroupCustomerVisitPlan(models.Model):
    """What the plan board shows: accounts × weeks, or days, of one month.

    The board is read page by page; the number of statements is the same for any number
    of accounts and visits. Everything is read with the rights of the user. Which
    accounts stand on a page is found in ``group_customer_visit_plan_board_page.py``;
    columns are in ``group_customer_visit_plan_board_days.py``, changes in
    ``group_customer_visit_plan_board_move.py``.
    """

    _inherit = "group.customer.visit.plan"

    @api.model
    @api.readonly
    def get_board(
        self,
        month=False,
        scale="week",
        user_id=False,
        domain=(),
        only=False,
        offset=0,
        limit=LIMIT,
    ):
        """Return one page of the board of the companies that the user has chosen.

        :param month: any day of the month; the current one by default
        :param scale: ``week`` or ``day``
        :param user_id: only what this visitor has to do; everybody by default
        :param domain: on the accounts
        :param only: ``due`` or ``unplanned``: only accounts with a visit that is due
            or overdue, or with one that nobody has planned
        :param offset: accounts before the page
        :param limit: accounts on the page, 80 at most
        :returns: a dict of plain values: month, scale, user_id, users, columns, rows,
            total, figures, plans and can_generate
        """
        self.check_access("read")
        companies = self.env.companies
        today = self.env["group.customer.ledger"]._get_today(self.env.company)
        first = (fields.Date.to_date(month) or today).replace(day=1)
        last = fields.Date.end_of(first, "month")
        scale = "day" if scale == "day" else "week"
        user = self.env["res.users"].browse(int(user_id or 0)).exists()
        found = self._get_board_page(
            self._get_board_attainment_domain(companies, user.browse(), first, last),
            self._get_board_visit_domain(companies, user, first, last),
            user,
            domain,
            only,
            max(int(offset), 0),
            max(1, min(int(limit), LIMIT)),
        )
        users = self._get_board_users(found["user_ids"], companies, first)
        page = self.env["res.partner"].browse(found["ids"])
        person = self._filter_board_user(user, users)
        columns = self._get_board_columns(scale, person, companies, first, last, today)
        return {
            "month": fields.Date.to_string(first),
            "scale": scale,
            "user_id": user.id,
            "users": users,
            "columns": columns,
            "rows": self._get_board_rows(page, columns, companies, first, last, user),
            "total": found["total"],
            "figures": found["figures"],
            "plans": self._get_board_plans(user, companies, first),
            "can_generate": last >= today and self.has_access("create"),
        }

    @api.model
    def _get_board_attainment_domain(self, companies, user, first, last):
        """Return the quotas that touch the month; those of zero say that nothing is
        asked for."""
        domain = (
            Domain("company_id", "in", companies.ids)
            & Domain("date_from", "<=", last)
            & Domain("date_to", ">=", first)
            & (Domain("target", ">", 0) | Domain("required", ">", 0))
        )
        return domain & Domain("user_id", "=", user.id) if user else domain

    @api.model
    def _get_board_visit_domain(self, companies, user, first, last):
        domain = (
            Domain("company_id", "in", companies.ids)
            & Domain("date", ">=", first)
            & Domain("date", "<=", last)
            & Domain("state", "!=", "cancelled")
        )
        if not user:
            return domain
        return domain & (
            Domain("user_id", "=", user.id) | Domain("user_ids", "in", user.ids)
        )

    @api.model
    def _get_board_plans(self, user, companies, first):
        """Return the visitor's plans of the month, one per company."""
        plans = self.search(
            Domain("user_id", "=", user.id)
            & Domain("company_id", "in", companies.ids)
            & Domain("month", "=", first),
            order="company_id, id",
        )
        labels = dict(self._fields["state"]._description_selection(self.env))
        return [
            {
                "id": plan.id,
                "name": plan.display_name,
                "company": self._get_board_company_name(plan.company_id),
                "state": plan.state,
                "state_label": labels[plan.state],
                "color": PLAN_COLORS[plan.state],
            }
            for plan in plans
        ]

    @api.model
    def _get_board_company_name(self, company):
        """Return which company something is of, where the board shows several."""
        return company.name if len(self.env.companies) > 1 else ""

    # === ROWS === #

    @api.model
    def _get_board_rows(self, partners, columns, companies, first, last, user):
        """Return what stands in the rows of a page."""
        visits = self._get_board_visits(partners, columns, companies, first, last, user)
        policies = self._get_board_policies(partners, companies, first, last, user)
        windows = self._get_board_windows(partners)
        return [
            {
                "id": partner.id,
                "name": partner.display_name,
                "city": partner.city or "",
                "grade": self._get_board_grade(partner),
                "windows": windows.get(partner.id, ""),
                "visits": visits[partner.id],
                "policies": policies[partner.id],
                "due": self._get_board_due(policies[partner.id], columns),
                "can_add": bool(policies[partner.id]),
            }
            for partner in partners
        ]

    @api.model
    def _get_board_grade(self, partner):
        # sudo: the scale behind a grade that the user reads
        grade = partner.group_customer_grade_id.sudo()
        if not grade:
            return False
        return {"code": grade.code, "name": grade.name, "color": grade.color}

    @api.model
    def _get_board_visits(self, partners, columns, companies, first, last, user):
        """Return account id → its visits of the month, in their order: those to the
        account, and the events in which it takes part."""
        Visit = self.env["group.customer.visit"]
        everybody = self.env["res.users"]
        visits = Visit.search(
            self._get_board_visit_domain(companies, everybody, first, last)
            & (
                Domain("partner_id", "in", partners.ids)
                | Domain("participant_ids.account_id", "in", partners.ids)
            ),
            order="start, id",
        )
        writable = self._get_board_movable(visits)
        labels = dict(Visit._fields["state"]._description_selection(self.env))
        by_partner = defaultdict(list)
        for visit in visits:
            # sudo: name of a colleague, and who else is invited
            known = visit.sudo()
            shown = {
                "id": visit.id,
                "column": self._find_board_column(columns, visit.date),
                "date": fields.Date.to_string(visit.date),
                "start": fields.Datetime.to_string(visit.start),
                "is_all_day": visit.is_all_day,
                "state": visit.state,
                "state_label": labels[visit.state],
                "kind": visit.kind_id.name,
                "user": known.user_id.name,
                "is_other": bool(user and known.user_id != user),
                "is_changed": visit.is_changed,
                "company": self._get_board_company_name(known.company_id),
                "can_move": visit in writable,
            }
            accounts = known.partner_id | known.participant_ids.account_id
            for account in accounts & partners.sudo():
                by_partner[account.id].append(shown)
        return by_partner

    @api.model
    def _get_board_movable(self, visits):
        """Return the visits that the user may move now: not begun, not under review."""
        waiting = visits.filtered(lambda visit: visit.state in MOVABLE_STATES)
        # sudo: whether a plan is under review is no secret
        plans = waiting.sudo().plan_id
        locked = plans.filtered(lambda plan: plan._is_in_approval())
        waiting = waiting.filtered(lambda visit: visit.sudo().plan_id not in locked)
        return waiting._filtered_access("write")

    @api.model
    def _get_board_policies(self, partners, companies, first, last, user):
        """Return account id → what the policies ask for, and what there is of it."""
        Attainment = self.env["group.customer.visit.attainment"]
        rows = Attainment.search(
            self._get_board_attainment_domain(companies, user, first, last)
            & Domain("partner_id", "in", partners.ids),
            order="date_to, kind_id, id",
        )
        labels = {
            name: dict(Attainment._fields[name]._description_selection(self.env))
            for name in ("period", "state")
        }
        left_out = self._get_board_left_out(rows)
        by_partner = defaultdict(list)
        for row in rows:
            by_partner[row.partner_id.id].append(
                {
                    "id": row.policy_id.id,
                    "name": row.policy_id.name,
                    "company_id": row.company_id.id,
                    "company": self._get_board_company_name(row.company_id),
                    "kind": row.kind_id.name,
                    "period": row.period,
                    "period_label": labels["period"][row.period],
                    "done": row.done,
                    "planned": row.planned,
                    "proposed": row.proposed,
                    "required": row.required,
                    "target": row.target,
                    "unplanned": row.unplanned,
                    "due_on": fields.Date.to_string(row.due_on) or False,
                    "state": row.state,
                    "state_label": labels["state"][row.state],
                    "color": ATTAINMENT_COLORS[row.state],
                    "left_out": left_out.get(row.id, ""),
                }
            )
        return by_partner

    @api.model
    def _get_board_windows(self, partners):
        """Return account id → its own visiting hours as text."""
        windows = self.env["group.customer.visit.window"].search(
            Domain("partner_id", "in", partners.ids)
        )
        return {
            partner.id: ", ".join(own.mapped("display_name"))
            for partner, own in windows.grouped("partner_id").items()
        }
