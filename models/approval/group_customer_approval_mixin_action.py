# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import UserError


class GroupCustomerApprovalMixin(models.AbstractModel):
    """The buttons: each opens a wizard, and the engine checks who may do what."""

    _inherit = "group.customer.approval.mixin"

    def action_submit_approval(self):
        """Open the wizard that shows which steps follow, and submits."""
        self.ensure_one()
        self.check_access("read")
        return self.env["group.customer.approval.request"]._get_wizard_action(
            "group.customer.approval.submit",
            self.env._("Submit for Approval"),
            {"default_res_model": self._name, "default_res_id": self.id},
        )

    def action_approve_approval(self):
        request = self._get_readable_approval_request()
        return request._open_decide("approve", self.env._("Approve"))

    def action_reject_approval(self):
        return self._get_readable_approval_request().action_open_reject()

    def action_return_approval(self):
        return self._get_readable_approval_request().action_open_return()

    def action_execute_approval(self):
        return self._get_readable_approval_request().action_open_execute()

    def action_recall_approval(self):
        """Open the wizard with which the requester takes the request back."""
        return self._get_readable_approval_request().action_open_recall()

    def action_delegate_approval(self):
        """Open the wizard with which an approver hands the request to somebody."""
        return self._get_readable_approval_request().action_open_reassign()

    def action_retry_approval(self):
        """Carry out again what could not be carried out."""
        return self._get_readable_approval_request().action_retry()

    def action_open_approval(self):
        """Open the latest request of the document."""
        request = self._get_readable_approval_request()
        return {
            "type": "ir.actions.act_window",
            "res_model": request._name,
            "res_id": request.id,
            "view_mode": "form",
            "name": request.display_name,
        }

    def _get_readable_approval_request(self):
        """Return the latest request of each document.

        :raises UserError: when a document has none
        """
        self.check_access("read")
        for document in self.sudo():
            if not document.approval_request_id:
                raise UserError(
                    self.env._(
                        "“%(document)s” was not submitted for approval yet.",
                        document=document.display_name,
                    )
                )
        requests = self.sudo().approval_request_id.sudo(False)
        requests.check_access("read")
        return requests
