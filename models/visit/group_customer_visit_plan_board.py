# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

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
    of accounts and visits. Everything is read with the rights of the user. Columns
    are in ``group_customer_visit_plan_board_days.py``, changes in
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
        users = self._get_board_users(company, first, last)
        user = self.env["res.users"].browse(int(user_id or 0)).exists()
        rows = self._get_board_attainment_domain(company, user, first, last)
        visits = self._get_board_visit_domain(company, user, first, last)
        accounts = self._get_board_accounts_domain(rows, visits, domain, only)
        limit = max(1, min(int(limit), LIMIT))
        page, total = self._get_board_page(accounts, rows, max(int(offset), 0), limit)
        person = self._filter_board_user(user, users)
        columns = self._get_board_columns(scale, person, company, first, last, today)
        return {
            "month": fields.Date.to_string(first),
            "scale": scale,
            "user_id": user.id,
            "users": users,
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
    def _filter_board_user(self, user, users):
        """Return the visitor whose working days and load are shown: one of those to
        choose from, or whom the user plans for. When others are away stays unknown."""
        if user.id in {known["id"] for known in users}:
            return user
        allowed = self._get_plannable_users()
        return user if allowed is None else user & allowed

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
        """Return account id → its visits of the month, in their order: those to the
        account, and the events in which it takes part."""
        Visit = self.env["group.customer.visit"]
        everybody = self.env["res.users"]
        visits = Visit.search(
            self._get_board_visit_domain(company, everybody, first, last)
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
