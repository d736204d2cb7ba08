# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"
    _server_fields = frozenset({"resource_circulation_count"})

    resource_circulation_count = fields.Integer(
        string="Circulations as Resource",
        readonly=True,
        copy=False,
        groups="group_customer.group_group_customer_user",
        help="How often this customer was allocated to an account manager by a monthly "
        "allocation (AM-09).",
    )
    resource_ids = fields.One2many(
        comodel_name="group.customer.resource",
        inverse_name="commercial_partner_id",
        string="Customer Resources",
        readonly=True,
        copy=False,
        groups="group_customer.group_group_customer_user",
    )
