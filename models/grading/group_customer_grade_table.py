# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerGradeScheme(models.Model):
    _inherit = "group.customer.grade.scheme"

    table_frequency = fields.Selection(
        selection=[
            ("none", "Never"),
            ("month", "Every month"),
            ("quarter", "Every quarter"),
            ("both", "Every month and quarter"),
        ],
        string="Report Grade Table",
        required=True,
        default="none",
        help="How often the table of grades is reported to the department managers "
        "(GR-04).",
    )
    table_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_grade_scheme_table_user_rel",
        column1="scheme_id",
        column2="user_id",
        string="Department Managers",
        help="Who receives and reviews the monthly or quarterly grade tables.",
    )
