# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerGradeAward(models.Model):
    """How long a grade that was given is valid, and what happens then."""

    _inherit = "group.customer.grade.award"

    valid_until = fields.Date(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The last day on which the grade is valid; empty: until the next one.",
    )


class GroupCustomerGradeScheme(models.Model):
    _inherit = "group.customer.grade.scheme"

    validity_months = fields.Integer(
        string="Grades Are Valid For",
        default=0,
        aggregator=None,
        help="Months for which a grade is valid after the day of the run or the "
        "request that gave it; 0: until the next one.",
    )
    expiry_action = fields.Selection(
        selection=[("list", "List it"), ("end", "End the grade")],
        string="When a Grade Expires",
        required=True,
        default="list",
        help="What happens to a grade of a run that is no longer valid. A grade by "
        "request always ends.",
    )

    _validity_months_positive = models.Constraint(
        "CHECK(validity_months IS NULL OR validity_months >= 0)",
        "The months for which a grade is valid cannot be negative.",
    )
