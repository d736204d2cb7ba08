# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

# More requests than this are left to the cron: who changes a user does not wait.
AT_ONCE = 1000


class GroupCustomerApprovalRequest(models.Model):
    """Which running requests a change of people touches."""

    _inherit = "group.customer.approval.request"

    @api.model
    def _has_running(self):
        """Whether any step is open at all: most changes touch nothing."""
        self.env["group.customer.approval.request.step"].flush_model(["state"])
        return bool(
            self.env.execute_query(
                SQL(
                    """SELECT 1 FROM group_customer_approval_request_step
                        WHERE state = 'open' LIMIT 1"""
                )
            )
        )

    @api.model
    def _refresh_affected(
        self, users=None, groups=None, kinds=(), partners=None, by_rows=False
    ):
        """Find anew who can act on the open steps that a change touches.

        :param users: res.users who changed: steps on which they can act or are named
        :param groups: res.groups whose members changed
        :param kinds: approver kinds whose people may be others now
        :param partners: customers whose people changed, or their groups
        :param by_rows: only where the users can act now
        """
        if not self._has_running():
            return
        domains = []
        if users:
            domains.append(self._get_rows_domain(users))
            if not by_rows:
                domains.append(self._get_named_domain(users))
        if groups:
            domains.append(
                Domain("group_id", "in", groups.ids)
                | Domain("escalation_group_id", "in", groups.ids)
            )
        if kinds:
            domains.append(
                Domain("approver_kind", "in", list(kinds))
                | Domain("escalation_kind", "in", list(kinds))
            )
        if partners:
            domains.append(
                Domain("approver_kind", "=", "account_role")
                & Domain("request_id.partner_id", "in", partners.ids)
            )
        Step = self._as_server(self.env["group.customer.approval.request.step"])
        steps = Step.search(Domain("state", "=", "open") & Domain.OR(domains))
        requests = steps.request_id
        # A request that somebody decides on at this moment is found anew by him.
        at_once = requests[:AT_ONCE].try_lock_for_update(allow_referencing=True)
        at_once._refresh_approvers()
        later = requests - at_once
        if later:
            self._leave_to_cron(later)

    @api.model
    def _get_rows_domain(self, users):
        rows = self.env["group.customer.approval.approver"].sudo()
        rows = rows.search(
            Domain("user_id", "in", users.ids) | Domain("principal_id", "in", users.ids)
        )
        return Domain("id", "in", rows.step_id.ids)

    @api.model
    def _get_named_domain(self, users):
        return (
            Domain("user_ids", "in", users.ids)
            | Domain("escalation_user_ids", "in", users.ids)
            | Domain("reassigned_user_ids", "in", users.ids)
            | (
                Domain("approver_kind", "=", "requester")
                & Domain("request_id.requester_id", "in", users.ids)
            )
        )

    @api.model
    def _leave_to_cron(self, requests):
        free = requests.try_lock_for_update(allow_referencing=True)
        free.approvers_checked_on = False
        cron = self.env.ref(
            "group_customer.ir_cron_group_customer_approval_request_watch",
            raise_if_not_found=False,
        )
        if cron:
            cron.sudo()._trigger()
