# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

GRADE_READERS = (
    "group_customer.group_group_customer_user,"
    "group_customer.group_group_customer_settlement_manager"
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    group_customer_grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        string="Grade",
        company_dependent=True,
        readonly=True,
        copy=False,
        groups=GRADE_READERS,
        help="The grade held today in the company's primary grading scheme.",
    )
    group_customer_award_ids = fields.One2many(
        comodel_name="group.customer.grade.award",
        inverse_name="partner_id",
        string="Grade History",
        readonly=True,
        copy=False,
        groups=GRADE_READERS,
    )
    group_customer_input_ids = fields.One2many(
        comodel_name="group.customer.grade.input",
        inverse_name="partner_id",
        string="Grading Inputs",
        copy=False,
        groups=GRADE_READERS,
    )
    group_customer_award_count = fields.Integer(
        string="Grades Held",
        compute="_compute_group_customer_award_count",
        groups=GRADE_READERS,
    )

    def _compute_group_customer_award_count(self):
        self.group_customer_award_count = 0
