# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    visit_map = fields.Selection(
        selection=[
            ("phone", "Map of the Phone"),
            ("amap", "AMap"),
            ("openstreetmap", "OpenStreetMap"),
        ],
        string="Map for Visits",
        required=True,
        default="phone",
        help="Where the agenda of visits opens an address. The service gets the "
        "address of the customer, never the position of the visitor.",
    )
