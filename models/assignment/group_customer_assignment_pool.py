# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL


class GroupCustomerAssignment(models.Model):
    """Accounts leave the pool, and go back to it, with their account manager."""

    _inherit = "group.customer.assignment"

    @api.model
    def _get_account_values(self, name):
        values = super()._get_account_values(name)
        if name == "user_id":
            partners = self.env["res.partner"]
            state = partners._get_pool_state_sql(values[name])
            values["pool_state"] = state
            values["pool_since"] = SQL(
                "CASE WHEN %s = 'pool' THEN COALESCE(account.pool_since, %s::date) END",
                state,
                self.env["group.customer.ledger"]._get_today(self.env.company),
            )
        return values

    @api.model
    def _on_followed(self, changes, values):
        result = super()._on_followed(changes, values)
        self._refresh_pool_of_teams(changes)
        return result

    @api.model
    def _refresh_pool_of_teams(self, changes):
        """An account of a team has nobody in its own field; the pool has to know."""
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
