# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain


class GroupCustomerApprovalRequest(models.Model):
    """What the reader may do with a request, and why not."""

    _inherit = "group.customer.approval.request"

    @api.depends("state", "current_step_id", "approver_ids")
    def _compute_waiting_text(self):
        for request in self:
            request.waiting_text = False

    @api.depends("state", "current_step_id", "approver_ids")
    @api.depends_context("uid")
    def _compute_can(self):
        for request in self:
            request.is_waiting_for_me = False
            request.can_approve = False
            request.can_reject = False
            request.can_return = False
            request.can_recall = False
            request.can_reassign = False
            request.can_execute = False
            request.can_change_value = False
            request.hint = False

    @api.model
    def _search_is_waiting_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:  # [True, False]: the ORM simplifies it only later
            return Domain.TRUE
        return Domain("approver_ids.user_id", "=", self.env.uid)

    # === ACTION METHODS === #

    def action_approve(self, step_ids=None):
        """Approve, each request by itself.

        :param step_ids: ids of the steps that the user saw; without them the user
            decides in the wizard, which shows them
        """
        raise NotImplementedError

    def action_open_decide(self):
        """Open the wizard to decide on one or many requests."""
        raise NotImplementedError

    def action_open_recall(self):
        """Open the wizard to recall."""
        raise NotImplementedError

    def action_open_reassign(self):
        """Open the wizard to hand the open step to somebody else."""
        raise NotImplementedError

    def action_open_document(self):
        """Open the document."""
        raise NotImplementedError
