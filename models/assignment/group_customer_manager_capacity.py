# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerManagerCapacity(models.Model):
    """How many accounts of a grade an account manager can look after, from a day on.

    Of several lines for a grade the latest that has begun is in force.
    """

    _name = "group.customer.manager.capacity"
    _description = "Capacity of an Account Manager by Grade"
    _inherit = ["group.customer.manager.owned.mixin"]
    _order = "manager_id, grade_id, date_from desc, id desc"
    _check_company_auto = True

    user_id = fields.Many2one(related="manager_id.user_id")
    grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    date_from = fields.Date(
        string="In Force From", required=True, default=fields.Date.context_today
    )
    is_limited = fields.Boolean(
        string="Limited",
        default=True,
        help="Off: from this day on any number of accounts of the grade.",
    )
    maximum = fields.Integer(
        help="How many accounts of the grade at most; zero: none.", aggregator=None
    )

    _one_per_day = models.UniqueIndex(
        "(manager_id, grade_id, date_from)",
        "The account manager already has a capacity for this grade from this day on: "
        "change that line, or choose another day.",
    )
    _maximum_positive = models.Constraint(
        "CHECK(maximum >= 0)",
        "The capacity is a number of accounts: enter zero or more.",
    )

    @api.depends("manager_id", "grade_id", "maximum", "is_limited")
    def _compute_display_name(self):
        for line in self:
            line.display_name = (
                f"{line.manager_id.display_name} · {line.grade_id.display_name}: "
                f"{line.maximum if line.is_limited else '∞'}"
            )
