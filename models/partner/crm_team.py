# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CrmTeam(models.Model):
    """The group customer department of one level of the organisation (MD-10)."""

    _inherit = "crm.team"

    group_customer_level = fields.Selection(
        selection=[
            ("group", "Group"),
            ("province", "Province"),
            ("city", "City"),
            ("county", "County"),
        ],
        string="Organisation Level",
        help="The level of the organisation whose group customers this team looks "
        "after; its head leads the group customer department of that level.",
    )
