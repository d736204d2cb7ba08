# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    group_customer_scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        string="Primary Grading Scheme",
        domain="[('company_id', 'in', (False, id))]",
        ondelete="restrict",
        help="The scheme whose grade is shown on the customer. Other schemes run "
        "side by side and keep their own grades.",
    )
