# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


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

    @api.model
    def _on_changed(self, partner_ids, dates):
        """The quotas of the accounts are counted anew, from the first of these days
        on: a visit moves the due day of later periods too."""
        result = super()._on_changed(partner_ids, dates)
        days = [day for day in dates if day]
        if partner_ids and days:
            self.env["group.customer.visit.attainment"]._refresh(
                sorted(partner_ids), min(days)
            )
        return result
