# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerLogInspection(models.Model):
    """An inspection of an account manager's work log (AM-06)."""

    _name = "group.customer.log.inspection"
    _description = "Inspection of a Work Log"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "date desc, id desc"
    _rec_name = "manager_id"
    _server_fields = frozenset({"company_id", "month_id"})

    manager_id = fields.Many2one(
        comodel_name="group.customer.manager",
        string="Account Manager",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="manager_id.company_id", store=True, index=True
    )
    date = fields.Date(
        required=True,
        index=True,
        default=fields.Date.context_today,
        help="Day of the log that was inspected.",
    )
    inspector_kind = fields.Selection(
        [
            ("direct_supervisor", "Direct Supervisor"),
            ("team_supervisor", "Team Chief Supervisor"),
            ("department_manager", "Department Manager"),
            ("hr_supervisor", "HR Supervisor"),
        ],
        string="Inspected as",
        required=True,
    )
    inspector_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    result = fields.Selection([("pass", "Passed"), ("fail", "Failed")], required=True)
    comment = fields.Text()

    _inspection_unique = models.UniqueIndex(
        "(manager_id, date, inspector_id)",
        "This inspector has inspected this log already: change that inspection.",
    )
