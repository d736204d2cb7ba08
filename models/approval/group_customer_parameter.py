# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerParameter(models.Model):
    """Numbers that are standards of the service: local rules keep to them (AP-18)."""

    _inherit = "group.customer.parameter"

    standard_kind = fields.Selection(
        selection=[
            ("lowest", "Smallest value allowed"),
            ("highest", "Largest value allowed"),
        ],
        string="Standard",
        help="For a service indicator: whether a local rule may go above its value, "
        "such as a share of calls answered, or below it, such as hours until a repair. "
        "Empty: no service indicator.",
    )
