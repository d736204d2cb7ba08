# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class GroupCustomerAssignment(models.Model):
    """An account of a team has nobody in its own field; the pool has to know."""

    _inherit = "group.customer.assignment"

    @api.model
    def _on_moved(self, changes, values, document):
        result = super()._on_moved(changes, values, document)
        self._refresh_pool_of_teams(changes)
        return result

    @api.model
    def _on_followed(self, changes, values):
        result = super()._on_followed(changes, values)
        self._refresh_pool_of_teams(changes)
        return result

    @api.model
    def _refresh_pool_of_teams(self, changes):
        role = self.env["group.customer.assignment.role"]._get("account_manager")
        ids = {
            change["partner_id"]
            for change in changes
            if change["role_id"] == role.id
            and (change.get("team_id") or change.get("from_team_id"))
        }
        if ids:
            partners = self.env["res.partner"].sudo().browse(ids)
            self.env.add_to_compute(partners._fields["pool_state"], partners)
