# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class GroupCustomerApprovalRequest(models.Model):
    """Carrying out what was approved, at or after its effective date."""

    _inherit = "group.customer.approval.request"

    def _execute(self, step, comment=None):
        """Carry out what was approved, as a person of the execution step."""
        raise NotImplementedError

    @api.model
    def _execute_due(self):
        """Carry out what needs no person and whose effective date is reached."""
        raise NotImplementedError
