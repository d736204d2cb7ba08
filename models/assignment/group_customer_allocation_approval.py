# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

# A request in one of these states is at work: the run waits for it.
RUNNING_STATES = ("in_progress", "approved")


class GroupCustomerAllocation(models.Model):
    """The approval of a month's allocation; the last approval carries it out."""

    _inherit = "group.customer.allocation"

    def _is_in_approval(self):
        """Whether a request of the run is at work."""
        self.ensure_one()
        return self.sudo().approval_state in RUNNING_STATES
