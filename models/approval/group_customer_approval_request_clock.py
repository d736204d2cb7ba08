# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class GroupCustomerApprovalRequest(models.Model):
    """What time does to a request: notices, escalation, expiry."""

    _inherit = "group.customer.approval.request"

    def _escalate(self):
        """Let the escalation target of the open step act too."""
        raise NotImplementedError

    def _expire(self):
        """End the request: nobody decided in time."""
        raise NotImplementedError

    @api.model
    def _cron_watch(self):
        """Hourly: people, clocks, expiry, executions that are due."""
        raise NotImplementedError
