# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerVisit(models.Model):
    """The contact of a return visit is a visit to the account like any other."""

    _inherit = "group.customer.visit"

    origin = fields.Selection(
        selection_add=[("return", "Return Visit")],
        ondelete={"return": "set default"},
    )
