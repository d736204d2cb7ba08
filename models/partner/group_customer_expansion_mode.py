# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerExpansionMode(models.Model):
    """How a group grew (MD-30); several modes may coexist in one group."""

    _name = "group.customer.expansion.mode"
    _description = "Group Expansion Mode"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    description = fields.Text(translate=True)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another expansion mode has this code: choose another code."
    )
