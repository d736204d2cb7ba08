# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class GroupCustomerApprovalRequest(models.Model):
    """Who can act on the open step: derived rows, kept right set-based."""

    _inherit = "group.customer.approval.request"

    def _refresh_approvers(self):
        """Bring rows and activities of who can act up to date, for many requests."""
        raise NotImplementedError
