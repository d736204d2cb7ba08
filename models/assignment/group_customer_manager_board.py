# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL


class GroupCustomerManagerBoard(models.Model):
    """Account managers × grades: accounts against capacity, to be compared.

    A view of the database over the same two statements that the profiles read.
    """

    _name = "group.customer.manager.load"
    _description = "Load of Account Managers"
    _auto = False
    _order = "manager_id, grade_id, id"
    _rec_name = "manager_id"
    _depends = {
        "group.customer.manager": ["active", "company_id", "user_id"],
        "group.customer.manager.capacity": [
            "date_from",
            "grade_id",
            "is_limited",
            "manager_id",
            "maximum",
        ],
        "res.partner": ["active", "company_id", "is_group_customer", "user_id"],
    }

    manager_id = fields.Many2one(
        comodel_name="group.customer.manager", string="Account Manager", readonly=True
    )
    user_id = fields.Many2one(comodel_name="res.users", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    team_id = fields.Many2one(comodel_name="crm.team", readonly=True)
    grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        readonly=True,
        help="Empty: accounts without a grade of their own.",
    )
    account_count = fields.Integer(string="Accounts", readonly=True)
    is_limited = fields.Boolean(readonly=True)
    maximum = fields.Integer(
        string="Capacity",
        readonly=True,
        help="The limit for the grade; it counts only where there is one.",
    )
    excess = fields.Integer(
        string="Above Capacity",
        readonly=True,
        help="Accounts of the grade beyond the capacity.",
    )

    @property
    def _table_query(self):
        managers = self.env["group.customer.manager"]
        managers.flush_model(["active", "company_id", "team_id", "user_id"])
        return SQL(
            """SELECT ROW_NUMBER() OVER (ORDER BY m.id, load.grade_id) AS id,
                      m.id AS manager_id, m.user_id, m.company_id, m.team_id,
                      load.grade_id, COALESCE(load.account_count, 0) AS account_count,
                      load.maximum, load.maximum IS NOT NULL AS is_limited,
                      GREATEST(load.account_count - load.maximum, 0) AS excess
                 FROM group_customer_manager m
                 JOIN (SELECT COALESCE(a.manager_id, c.manager_id) AS manager_id,
                              COALESCE(a.grade_id, c.grade_id) AS grade_id,
                              a.account_count, c.maximum
                         FROM (%s) a
                    FULL JOIN (%s) c ON c.manager_id = a.manager_id
                                    AND c.grade_id = a.grade_id) load
                   ON load.manager_id = m.id
                WHERE m.active""",
            managers._get_account_count_sql(),
            managers._get_grade_capacity_sql(None, fields.Date.context_today(self)),
        )
