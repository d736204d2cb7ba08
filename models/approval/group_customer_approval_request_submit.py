# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class GroupCustomerApprovalRequest(models.Model):
    """Submitting a document, and what the submission would lead to."""

    _inherit = "group.customer.approval.request"

    @api.model
    def _submit(
        self,
        document,
        requester=None,
        note=None,
        attachments=None,
        effective_date=None,
    ):
        """Submit a document, or again one that was returned.

        :param document: one record of a model with the approval mixin, as the user
        :param requester: res.users on whose behalf; empty: the user
        :param attachments: ir.attachment records that the user can read; copied
        :param effective_date: empty: what the document says
        :return: the request, as superuser
        :raises UserError: saying what to do
        """
        raise NotImplementedError

    @api.model
    def _preview(self, document, requester=None):
        """Return the steps that would follow, a list of dicts with the keys
        ``name``, ``purpose``, ``users`` (res.users), ``deadline`` (text or False),
        ``skipped`` (why the step is left out, or False), ``problem`` (why nobody can
        satisfy it, or False).

        :raises UserError: when no rule is in force, or two contradict each other
        """
        raise NotImplementedError
