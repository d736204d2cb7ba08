# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

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
    of accounts and visits. Everything is read with the rights of the user. Where a
    column needs to know on which days somebody works, see
    ``group_customer_visit_plan_board_days.py``; changes are in
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
        """Return one page of the board of the current company.

        :param month: any day of the month; the current one by default
        :param scale: ``week`` or ``day``
        :param user_id: only what this visitor has to do; everybody by default
        :param domain: on the accounts
        :param only: ``due`` or ``unplanned``: only accounts with a visit that is due
            or overdue, or with one that nobody has planned
        :param offset: accounts before the page
        :param limit: accounts on the page, 80 at most
        :returns: a dict of plain values: month, scale, user_id, users, columns, rows,
            total, figures, plan and can_generate
        """
        self.check_access("read")
        company = self.env.company
        today = self.env["group.customer.ledger"]._get_today(company)
        first = (fields.Date.to_date(month) or today).replace(day=1)
        last = fields.Date.end_of(first, "month")
        scale = "day" if scale == "day" else "week"
        user = self.env["res.users"].browse(int(user_id or 0)).exists()
        rows = self._get_board_attainment_domain(company, user, first, last)
        visits = self._get_board_visit_domain(company, user, first, last)
        accounts = self._get_board_accounts_domain(rows, visits, domain, only)
        limit = max(1, min(int(limit), LIMIT))
        page, total = self._get_board_page(accounts, rows, max(int(offset), 0), limit)
        columns = self._get_board_columns(scale, user, company, first, last, today)
        return {
            "month": fields.Date.to_string(first),
            "scale": scale,
            "user_id": user.id,
            "users": self._get_board_users(company, first, last),
            "columns": columns,
            "rows": self._get_board_rows(page, columns, company, first, last, user),
            "total": total,
            "figures": self._get_board_figures(rows, accounts),
            "plan": self._get_board_plan(user, company, first),
            "can_generate": last >= today and self.has_access("create"),
        }

    # === WHICH ACCOUNTS === #

    @api.model
    def _get_board_attainment_domain(self, company, user, first, last):
        """Return the quotas that touch the month; those of zero say that nothing is
        asked for."""
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("date_from", "<=", last)
            & Domain("date_to", ">=", first)
            & (Domain("target", ">", 0) | Domain("required", ">", 0))
        )
        return domain & Domain("user_id", "=", user.id) if user else domain

    @api.model
    def _get_board_visit_domain(self, company, user, first, last):
        domain = (
            Domain("company_id", "=", company.id)
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
    def _get_board_accounts_domain(self, rows, visits, domain, only=False):
        """Return the accounts that have something to show, among those searched."""
        if only == "due":
            rows &= Domain("state", "in", ["due", "overdue"])
        elif only == "unplanned":
            rows &= Domain("unplanned", ">", 0)
        asked = self.env["group.customer.visit.attainment"]._search(rows)
        accounts = Domain("id", "in", self._select_accounts(asked))
        if not only:
            visited = self.env["group.customer.visit"]._search(visits)
            accounts |= Domain("id", "in", self._select_accounts(visited))
        return Domain(list(domain or [])) & accounts

    @api.model
    def _select_accounts(self, query):
        # The rights of the user may join tables that have accounts too
        return query.subselect(SQL.identifier(query.table, "partner_id"))

    @api.model
    def _get_board_page(self, accounts, rows, offset, limit):
        """Return the accounts of a page and how many there are in all.

        Best grades first, then by name: an order that planning does not change, so
        that no account jumps away under the hand.
        """
        partners = self.env["res.partner"]
        query = partners._search(accounts)
        asked = self.env["group.customer.visit.attainment"]._search(rows)
        found = self.env.execute_query(
            SQL(
                """SELECT page.id, COUNT(*) OVER ()
                     FROM (%s) AS page
                LEFT JOIN (SELECT line.partner_id, MIN(grade.sequence) AS place
                             FROM group_customer_visit_attainment line
                             JOIN group_customer_grade grade ON grade.id = line.grade_id
                            WHERE line.id IN %s
                         GROUP BY line.partner_id) AS graded
                       ON graded.partner_id = page.id
                 ORDER BY graded.place NULLS LAST, page.name, page.id
                   OFFSET %s LIMIT %s""",
                query.select(
                    SQL.identifier(query.table, "id"),
                    SQL("%s AS name", SQL.identifier(query.table, "complete_name")),
                ),
                asked.subselect(),
                offset,
                limit,
            )
        )
        if not found and offset:
            return self._get_board_page(accounts, rows, 0, limit)
        return partners.browse(row[0] for row in found), found[0][1] if found else 0

    @api.model
    def _get_board_users(self, company, first, last):
        """Return the visitors to choose from: who has a quota or a plan in the month
        that the user may see."""
        rows = self._get_board_attainment_domain(
            company, self.env["res.users"], first, last
        )
        users = self.env.user.browse()
        for (user,) in self.env["group.customer.visit.attainment"]._read_group(
            rows & Domain("user_id", "!=", False), ["user_id"]
        ):
            users |= user
        for (user,) in self._read_group(
            Domain("company_id", "=", company.id) & Domain("month", "=", first),
            ["user_id"],
        ):
            users |= user
        # sudo: names of colleagues
        users = users.sudo().sorted(lambda user: (user.name or "", user.id))
        return [{"id": user.id, "name": user.name} for user in users]

    @api.model
    def _get_board_figures(self, rows, accounts):
        """Return the sums over all accounts, not only those of the page."""
        # Counted of the quotas: a visit that no policy asks for is no attainment
        query = self.env["res.partner"]._search(accounts)
        names = ("done", "planned", "proposed", "missed", "unplanned")
        [sums] = self.env["group.customer.visit.attainment"]._read_group(
            rows & Domain("partner_id", "in", query.subselect()),
            [],
            [f"{name}:sum" for name in names],
        )
        return {name: int(value or 0) for name, value in zip(names, sums, strict=True)}

    @api.model
    def _get_board_plan(self, user, company, first):
        """Return the visitor's plan of the month; False: all, or there is none."""
        plan = self.search(
            Domain("user_id", "=", user.id)
            & Domain("company_id", "=", company.id)
            & Domain("month", "=", first),
            limit=1,
        )
        if not plan:
            return False
        labels = dict(self._fields["state"]._description_selection(self.env))
        return {
            "id": plan.id,
            "name": plan.display_name,
            "state": plan.state,
            "state_label": labels[plan.state],
            "color": PLAN_COLORS[plan.state],
        }

    # === ROWS === #

    @api.model
    def _get_board_rows(self, partners, columns, company, first, last, user):
        """Return what stands in the rows of a page."""
        visits = self._get_board_visits(partners, columns, company, first, last, user)
        policies = self._get_board_policies(partners, company, first, last, user)
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
    def _get_board_visits(self, partners, columns, company, first, last, user):
        """Return account id → its visits of the month, in their order."""
        Visit = self.env["group.customer.visit"]
        everybody = self.env["res.users"]
        visits = Visit.search(
            self._get_board_visit_domain(company, everybody, first, last)
            & Domain("partner_id", "in", partners.ids),
            order="start, id",
        )
        writable = visits.filtered(
            lambda visit: visit.state in MOVABLE_STATES
        )._filtered_access("write")
        labels = dict(Visit._fields["state"]._description_selection(self.env))
        by_partner = defaultdict(list)
        for visit in visits:
            # sudo: name of a colleague
            visitor = visit.sudo().user_id
            by_partner[visit.partner_id.id].append(
                {
                    "id": visit.id,
                    "column": self._find_board_column(columns, visit.date),
                    "date": fields.Date.to_string(visit.date),
                    "start": fields.Datetime.to_string(visit.start),
                    "is_all_day": visit.is_all_day,
                    "state": visit.state,
                    "state_label": labels[visit.state],
                    "kind": visit.kind_id.name,
                    "user": visitor.name,
                    "is_other": bool(user and visitor != user),
                    "is_changed": visit.is_changed,
                    "can_move": visit in writable,
                }
            )
        return by_partner

    @api.model
    def _get_board_policies(self, partners, company, first, last, user):
        """Return account id → what the policies ask for, and what there is of it."""
        Attainment = self.env["group.customer.visit.attainment"]
        rows = Attainment.search(
            self._get_board_attainment_domain(company, user, first, last)
            & Domain("partner_id", "in", partners.ids),
            order="date_to, kind_id, id",
        )
        labels = {
            name: dict(Attainment._fields[name]._description_selection(self.env))
            for name in ("period", "state")
        }
        by_partner = defaultdict(list)
        for row in rows:
            by_partner[row.partner_id.id].append(
                {
                    "id": row.policy_id.id,
                    "name": row.policy_id.name,
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
    def _get_board_columns(self, scale, user, company, first, last, today):
        """Return the weeks, from Monday to Sunday and within the month, or the days."""
        spans = []
        day = first
        while day <= last:
            until = day
            if scale == "week":
                until = min(day + timedelta(days=6 - day.weekday()), last)
            spans.append((day, until))
            day = until + timedelta(days=1)
        working = self._get_board_work_days(user, company, first, last)
        load = self._get_board_load(user, company, first, last)
        capacity = self._get_board_capacity(user, company, first)
        focus = self._get_board_focus(user, company, first)
        columns = []
        for begin, end in spans:
            days = [
                begin + timedelta(days=number)
                for number in range((end - begin).days + 1)
            ]
            worked = [one for one in days if one in working]
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
                    "capacity": len(worked) * capacity if user else 0,
                    "focus": focus.get(begin - timedelta(days=begin.weekday()), "")
                    if scale == "week"
                    else "",
                }
            )
        return columns

    @api.model
    def _get_board_load(self, user, company, first, last):
        """Return day → visits of the visitor, if one is chosen."""
        if not user:
            return {}
        return dict(
            self.env["group.customer.visit"]._read_group(
                self._get_board_visit_domain(company, user, first, last),
                ["date:day"],
                ["__count"],
            )
        )

    @api.model
    def _get_board_focus(self, user, company, first):
        """Return Monday → focus of the week in the visitor's plan (VI-32)."""
        if not user:
            return {}
        weeks = self.env["group.customer.visit.plan.week"].search_fetch(
            Domain("plan_id.user_id", "=", user.id)
            & Domain("plan_id.company_id", "=", company.id)
            & Domain("plan_id.month", "=", first),
            ["date_from", "focus"],
        )
        return {week.date_from: week.focus for week in weeks}
