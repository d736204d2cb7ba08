# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerVisit(models.Model):
    """The policy that asked for a visit, and the quotas that count it."""

    _inherit = "group.customer.visit"
    _server_fields = frozenset({"policy_id"})

    policy_id = fields.Many2one(
        comodel_name="group.customer.visit.policy",
        string="Visit Policy",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The policy that the visit was planned for.",
    )
