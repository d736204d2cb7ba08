# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerSettlementMethod(models.Model):
    """How a customer settles its account (结算方式): on delivery, monthly, … (MD-04).

    It stands beside Odoo's payment terms, which say on which day an invoice is due:
    the clerk may change those alone, while the settlement method needs an approval.
    """

    _name = "group.customer.settlement.method"
    _description = "Settlement Method"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another settlement method has this code: choose another code."
    )
