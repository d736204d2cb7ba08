# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerManagerRank(models.Model):
    """A rank of account managers, as the department's assessment publishes it (AM-05).

    What a rank is worth in an allocation is not said here: that is dated, in the
    allocation scheme.
    """

    _name = "group.customer.manager.rank"
    _description = "Account Manager Rank"
    _order = "series, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    series = fields.Selection(
        selection=[("sales", "Sales"), ("management", "Management")],
        required=True,
        default="sales",
        help="Whose logs are inspected how follows the series (AM-06).",
    )
    sequence = fields.Integer(default=10, help="The highest rank comes first.")
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another rank has this code: choose another code."
    )
