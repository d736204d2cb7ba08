# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class GroupCustomerManager(models.Model):
    """How many accounts an account manager has, against the capacity.

    An account is an active group customer that the user manages and that belongs to
    the company of the profile, to one above it, or to no company. Its grade is the one
    that it holds itself in the primary scheme of that company.
    """

    _inherit = "group.customer.manager"

    account_count = fields.Integer(
        string="Accounts", compute="_compute_load", compute_sudo=True
    )
    grade_load = fields.Json(
        string="Load by Grade",
        compute="_compute_load",
        compute_sudo=True,
        help="Accounts and capacity per grade of the company's primary scheme.",
    )
    load_percent = fields.Float(
        string="Load (%)",
        compute="_compute_load",
        compute_sudo=True,
        digits=(16, 1),
        help="Accounts in per cent of the capacity; zero where there is no limit. A "
        "capacity of zero is always full.",
    )
    is_over_capacity = fields.Boolean(
        string="Over Capacity",
        compute="_compute_load",
        compute_sudo=True,
        search="_search_is_over_capacity",
        help="More accounts than the capacity in all, or than that of a grade.",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "active",
        "capacity_ids.date_from",
        "capacity_ids.grade_id",
        "capacity_ids.is_limited",
        "capacity_ids.maximum",
        "capacity_total",
        "company_id",
        "has_capacity_limit",
        "user_id",
    )
    def _compute_load(self):
        loads = self._origin._read_loads()
        scheme_grades = self._get_scheme_grades()
        for manager in self:
            load = loads.get(manager._origin.id) or self._get_empty_load()
            manager.account_count = load["count"]
            manager.load_percent = self._get_percent(load["count"], load["maximum"])
            manager.is_over_capacity = self._is_over(load)
            manager.grade_load = self._describe_grades(
                load["grades"], scheme_grades[manager.company_id]
            )

    @api.model
    def _search_is_over_capacity(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:
            return Domain.TRUE
        managers = self.sudo().with_context(active_test=False)
        loads = managers.search(Domain("id", ">", 0))._read_loads()
        over = [manager_id for manager_id, load in loads.items() if self._is_over(load)]
        return Domain("id", "in", over)

    # === ACTION METHODS === #

    def action_view_accounts(self, grade_id=None):
        """Open the accounts that the load counts.

        :param grade_id: only those of this grade; False: only those without one
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.res_partner_action_group_customer"
        )
        companies = self.company_id.parent_ids
        domain = (
            Domain("is_group_customer", "=", True)
            & Domain("user_id", "=", self.user_id.id)
            & Domain("company_id", "in", [False, *companies.ids])
        )
        name = self.display_name
        if grade_id is not None:
            grade = self.env["group.customer.grade"].browse(grade_id or [])
            domain &= Domain("group_customer_grade_id", "=", grade.id)
            name = f"{name} · {grade.display_name if grade else self.env._('No grade')}"
        return {
            **action,
            "display_name": name,
            "name": name,
            "domain": list(domain),
            "context": {},
            # The address of the action would come back without this domain
            "path": False,
        }

    # === BUSINESS METHODS === #

    @api.model
    def _get_empty_load(self):
        return {"count": 0, "maximum": None, "grades": {}}

    def _read_loads(self, date=None):
        """Return accounts and capacity of these account managers; two statements.

        :param date: day whose capacities count, today by default
        :returns: manager id → ``{"count", "maximum", "grades": {grade id or False:
            (count, maximum)}}``; a maximum of None is no limit
        """
        date = date or fields.Date.context_today(self)
        loads = {}
        for manager in self:
            loads[manager.id] = self._get_empty_load()
            if manager.has_capacity_limit:
                loads[manager.id]["maximum"] = manager.capacity_total
        if not loads:
            return loads
        grades = defaultdict(dict)
        for manager_id, grade_id, count in self.env.execute_query(
            self._get_account_count_sql(self.ids)
        ):
            loads[manager_id]["count"] += count
            grades[manager_id][grade_id or False] = (count, None)
        for manager_id, grade_id, maximum in self.env.execute_query(
            self._get_grade_capacity_sql(self.ids, date)
        ):
            count = grades[manager_id].get(grade_id, (0, None))[0]
            grades[manager_id][grade_id] = (count, maximum)
        for manager_id, found in grades.items():
            loads[manager_id]["grades"] = found
        return loads

    @api.model
    def _get_account_count_sql(self, manager_ids=None):
        """Rows: manager_id, grade_id, account_count; of all without ids."""
        self.flush_model(["user_id", "company_id"])
        self.env["res.partner"].flush_model(
            [
                "active",
                "company_id",
                "group_customer_grade_id",
                "is_group_customer",
                "user_id",
            ]
        )
        return SQL(
            """SELECT m.id AS manager_id,
                      (p.group_customer_grade_id->>m.company_id::text)::int
                      AS grade_id,
                      COUNT(*) AS account_count
                 FROM group_customer_manager m
                 JOIN res_company c ON c.id = m.company_id
                 JOIN res_partner p ON p.user_id = m.user_id
                WHERE %s AND p.active AND p.is_group_customer
                  AND (p.company_id IS NULL OR p.company_id = ANY(
                       string_to_array(TRIM(TRAILING '/' FROM c.parent_path), '/')
                       ::int[]))
                GROUP BY 1, 2""",
            self._get_ids_sql(SQL("m.id"), manager_ids),
        )

    @api.model
    def _get_grade_capacity_sql(self, manager_ids, date):
        """Rows: manager_id, grade_id, maximum in force on a day; of all for None."""
        self.env["group.customer.manager.capacity"].flush_model()
        return SQL(
            """SELECT manager_id, grade_id, maximum
                 FROM (SELECT DISTINCT ON (manager_id, grade_id)
                              manager_id, grade_id, is_limited, maximum
                         FROM group_customer_manager_capacity
                        WHERE %s AND date_from <= %s
                        ORDER BY manager_id, grade_id, date_from DESC) in_force
                WHERE is_limited""",
            self._get_ids_sql(SQL("manager_id"), manager_ids),
            date,
        )

    @api.model
    def _get_ids_sql(self, column, manager_ids):
        if manager_ids is None:
            return SQL("TRUE")
        return SQL("%s IN %s", column, tuple(manager_ids))

    @api.model
    def _get_percent(self, count, maximum):
        """Return how much of a capacity is taken, in per cent; 0 without a limit."""
        if maximum is None:
            return 0.0
        return 100.0 * count / maximum if maximum else 100.0

    @api.model
    def _is_over(self, load):
        limits = [(load["count"], load["maximum"]), *load["grades"].values()]
        return any(maximum is not None and count > maximum for count, maximum in limits)

    def _get_scheme_grades(self):
        """Return the grades of the primary scheme of each company, best first."""
        grades = {self.env["res.company"]: self.env["group.customer.grade"]}
        for company in self.company_id:
            grades[company] = company.sudo().group_customer_scheme_id.grade_ids
        return grades

    @api.model
    def _describe_grades(self, load, scheme_grades):
        """Return the load per grade as the load board shows it.

        Grades of the primary scheme in their order, then any other that has accounts
        or a capacity, last the accounts without a grade.
        """
        others = (
            self.env["group.customer.grade"]
            .sudo()
            .browse(
                grade_id
                for grade_id in load
                if grade_id and grade_id not in scheme_grades._ids
            )
        )
        lines = []
        for grade in [*scheme_grades.sudo(), *others]:
            count, maximum = load.get(grade.id, (0, None))
            lines.append(
                {
                    "grade_id": grade.id,
                    "code": grade.code,
                    "name": grade.name,
                    "color": grade.color,
                    "count": count,
                    "maximum": maximum,
                    "percent": round(self._get_percent(count, maximum), 1),
                }
            )
        if False in load:
            count = load[False][0]
            lines.append(
                {
                    "grade_id": False,
                    "code": "–",
                    "name": self.env._("No grade"),
                    "color": 0,
                    "count": count,
                    "maximum": None,
                    "percent": 0.0,
                }
            )
        return lines
