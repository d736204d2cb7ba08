# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerNameSuffix(models.Model):
    """A legal form that does not tell two company names apart (AM-23)."""

    _name = "group.customer.name.suffix"
    _description = "Company Name Suffix"
    _order = "name, id"

    name = fields.Char(
        required=True,
        help="Left out at the end of company names when they are compared: "
        "“Ltd.”, “GmbH”, “有限公司”. Case, width, spaces and punctuation do not matter.",
    )
    active = fields.Boolean(default=True)

    _name_unique = models.Constraint(
        "UNIQUE(name)", "This suffix is in the list already: unarchive it instead."
    )
