# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain

DIRECTOR_GROUP = "group_customer.group_group_customer_director"
MANAGER_GROUP = "group_customer.group_group_customer_manager"


class ResPartner(models.Model):
    """Whose accounts a user may give to others."""

    _inherit = "res.partner"

    def _filter_assignable(self):
        """Return those of these accounts that the user may give to somebody else:
        managers those of their teams and those without a manager, directors all."""
        if self.env.user.has_group(DIRECTOR_GROUP):
            return self
        if not self.env.user.has_group(MANAGER_GROUP):
            return self.browse()
        user_id = self.env.uid
        members = "user_id.crm_team_member_ids.crm_team_id"
        # sudo: teams and their members need not be readable for a manager
        found = self.sudo().with_context(active_test=False)
        return self & found.search(
            Domain("id", "in", self.ids)
            & (
                Domain("user_id", "=", False)
                | Domain("user_id", "=", user_id)
                | Domain(f"{members}.user_id", "=", user_id)
                | Domain(f"{members}.crm_team_member_ids.user_id", "=", user_id)
            )
        ).sudo(self.env.su)

    # === ACTION METHODS === #

    def action_open_assign(self):
        """Open the wizard that gives roles on these accounts to somebody else.

        :raises AccessError: for whoever is no manager of Group Customers
        """
        if not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(
                self.env._(
                    "Accounts are assigned by managers and directors of Group "
                    "Customers: request a change of the account manager on the "
                    "customer instead."
                )
            )
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assign"),
            "res_model": "group.customer.assign",
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids},
        }
