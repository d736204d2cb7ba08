# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class GroupCustomerApprovalRequest(models.Model):
    """Decisions of people, each under the lock of the request."""

    _inherit = "group.customer.approval.request"

    def _decide(self, kind, step, comment=None, changes=None, attachments=None):
        """Approve, reject or return one request.

        :param kind: approve, reject or return; the last two need a comment
        :param step: the step that the user saw; another one than the open step: the
            request moved on meanwhile
        :param changes: dict of new values by the keys of
            ``document._get_approval_changeable()``; only with approve, where the step
            allows it
        """
        raise NotImplementedError

    def _decide_many(self, kind, steps, comment=None):
        """Decide on the requests of many steps, each by itself.

        :param steps: the steps that the user saw
        :return: the requests decided on, and a list of (request, message) of the
            others
        """
        raise NotImplementedError

    def _recall(self, comment=None):
        """Take the request back; the requester or who entered it."""
        raise NotImplementedError

    def _reassign(self, to_user, comment, from_user=None):
        """Let ``to_user`` act on the open step, in the place of ``from_user``.

        An approver hands over the own part; directors of the company and
        administrators anybody's, or add a person where nobody is left.
        """
        raise NotImplementedError
