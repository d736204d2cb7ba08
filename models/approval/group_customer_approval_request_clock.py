# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .group_customer_approval_request import RUNNING_STATES

# How many requests one transaction of the cron refreshes.
REFRESH_SLICE = 500
# How many requests expire between two commits.
EXPIRY_SLICE = 20


class GroupCustomerApprovalRequest(models.Model):
    """What time does to a request: notices, escalation, expiry."""

    _inherit = "group.customer.approval.request"

    # === DEADLINE OF A STEP === #

    def _on_clock_at_risk(self):
        res = super()._on_clock_at_risk()
        for request in self._as_server()._get_running():
            request._notify_waiting(template="at_risk")
        return res

    def _on_clock_breach(self):
        res = super()._on_clock_breach()
        self._escalate()
        return res

    def _escalate(self):
        """Let the escalation target of the open step act too, and tell everybody.

        A request that somebody is deciding on right now is left alone.
        """
        for request in self._as_server():
            if not request.try_lock_for_update(allow_referencing=True):
                continue
            request = request._begin()
            step = request.current_step_id
            if not request._get_running() or step.is_escalated:
                continue
            step.is_escalated = True
            before = request.approver_ids.user_id
            if step.escalation_kind and step.escalation_kind != "none":
                request._log_decision("escalate")
            request._refresh_approvers()
            request._notify_escalated(request.approver_ids.user_id - before)

    # === EXPIRY === #

    @api.model
    def _get_expired_domain(self):
        return Domain("state", "=", "in_progress") & Domain(
            "expires_on", "<=", fields.Datetime.now()
        )

    def _expire(self):
        """End the request: nobody decided in time."""
        for request in self:
            request = request._begin()
            request._check_transition("expired")
            request._log_decision("expire")
            request._end("expired")

    @api.model
    def _expire_due(self, slice_size=EXPIRY_SLICE):
        """Expire what nobody decided on in time, each by itself."""
        requests = self._as_server().search(self._get_expired_domain(), order="id")
        for start in range(0, len(requests), slice_size):
            for request in requests[start : start + slice_size]:
                request._try_to_expire()
            left = max(len(requests) - start - slice_size, 0)
            if not self.env["ir.cron"]._commit_progress(
                min(slice_size, len(requests) - start), remaining=left
            ):
                return

    def _try_to_expire(self):
        self.ensure_one()
        if not self.try_lock_for_update(allow_referencing=True):
            return
        try:
            with self.env.cr.savepoint():
                self._expire()
        except UserError as error:
            # The document does not let it end: somebody has to look at it.
            self.invalidate_recordset()
            self.write({"failure": str(error), "expires_on": False})
            self._tell_failure()

    # === PEOPLE === #

    @api.model
    def _refresh_stale(self, before, slice_size=REFRESH_SLICE):
        """Bring the people of running requests up to date that were last looked at
        before a moment: days of delegations begin and end, departments change."""
        domain = Domain("state", "in", RUNNING_STATES) & (
            Domain("approvers_checked_on", "=", False)
            | Domain("approvers_checked_on", "<", before)
        )
        domain &= Domain("current_step_id", "!=", False)
        Request = self._as_server()
        while requests := Request.search(domain, limit=slice_size, order="id"):
            locked = requests.try_lock_for_update(allow_referencing=True)
            locked._refresh_approvers()
            left = Request.search_count(domain) if len(requests) == slice_size else 0
            if len(locked) < len(requests):
                # Somebody decides on the others at this moment, on people found anew.
                left = 0
            is_over = not self.env["ir.cron"]._commit_progress(
                len(locked), remaining=left
            )
            if is_over or not left:
                return

    # === CRON === #

    @api.model
    def _cron_watch(self):
        """Hourly: people, clocks, expiry, executions that are due."""
        now = fields.Datetime.now()
        self._refresh_stale(fields.Datetime.subtract(now, minutes=30))
        self._cron_watch_clocks()
        self._expire_due()
        self._execute_due()
