# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# How many requests are carried out between two commits.
SLICE = 20


class GroupCustomerApprovalRequest(models.Model):
    """Carrying out what was approved, at or after its effective date.

    A rule with an execution step waits for its people; without one the document is
    carried out with the last approval, or by the cron on the effective date.
    """

    _inherit = "group.customer.approval.request"

    def _execute(self, step, comment=None):
        """Carry out what was approved, as a person of the execution step."""
        return self._decide("execute", step, comment=comment)

    def _is_effective(self):
        """Whether the effective date is reached, where the company is."""
        self.ensure_one()
        return not self.effective_date or self.effective_date <= self._get_today()

    def _get_effective_start(self):
        """Return the moment (UTC) in which the effective date begins."""
        self.ensure_one()
        if not self.effective_date:
            return datetime.min
        zone = pytz.timezone(
            self.env["group.customer.ledger"]._get_timezone(self.company_id)
        )
        midnight = zone.localize(datetime.combine(self.effective_date, time.min))
        return midnight.astimezone(pytz.utc).replace(tzinfo=None)

    def _carry_out(self):
        """Carry out the approved document, in the transaction of the caller."""
        self.ensure_one()
        self._check_transition("executed")
        if not self._is_effective():
            raise UserError(
                self.env._(
                    "“%(request)s” takes effect on %(date)s: carry it out from that "
                    "day on.",
                    request=self.display_name,
                    date=fields.Date.to_string(self.effective_date),
                )
            )
        document = self._get_document()
        self._check_unchanged(document)
        if not self._get_round_decisions("execute"):
            self._log_decision("execute")
        self.write(
            {
                "state": "executed",
                "current_step_id": False,
                "executed_by_id": self.env.uid,
                "executed_on": fields.Datetime.now(),
                "failure": False,
            }
        )
        self._forget_activities()
        document._on_approval_executed(self)
        self._refresh_approvers()
        self._notify_decided("executed")

    # === ON THE EFFECTIVE DATE === #

    @api.model
    def _get_due_domain(self):
        # The company's day may have begun before the server's: checked one by one
        return (
            Domain("state", "=", "approved")
            & Domain("current_step_id", "=", False)
            & Domain("failure", "=", False)
            & Domain(
                "effective_date", "<=", fields.Date.add(fields.Date.today(), days=1)
            )
        )

    @api.model
    def _execute_due(self, slice_size=SLICE):
        """Carry out what needs no person and whose effective date is reached.

        Each by itself: one that fails keeps why, tells the requester and waits for
        somebody to try again.
        """
        requests = self._as_server().search(self._get_due_domain(), order="id")
        requests = requests.filtered(lambda request: request._is_effective())
        for start in range(0, len(requests), slice_size):
            for request in requests[start : start + slice_size]:
                request._try_to_carry_out()
            left = max(len(requests) - start - slice_size, 0)
            if not self.env["ir.cron"]._commit_progress(
                min(slice_size, len(requests) - start), remaining=left
            ):
                return

    def _try_to_carry_out(self):
        self.ensure_one()
        if not self.try_lock_for_update(allow_referencing=True):
            return
        try:
            with self.env.cr.savepoint():
                request = self._begin()
                if request.state == "approved" and not request.current_step_id:
                    request._carry_out()
        except UserError as error:
            self.invalidate_recordset()
            self.failure = str(error)
            self._tell_failure()

    def action_retry(self):
        """Carry out again what failed: the requester, who entered it, directors."""
        self.ensure_one()
        request = self._begin()
        user = self.env.user
        if user not in request.requester_id | request.entered_by_id and not (
            request._is_supervisor(user)
        ):
            raise UserError(
                self.env._(
                    "Only who asked for “%(request)s” and directors of %(company)s "
                    "try again to carry it out.",
                    request=request.display_name,
                    company=request.company_id.name,
                )
            )
        if request.state != "approved" or request.current_step_id:
            raise UserError(
                self.env._(
                    "“%(request)s” is %(state)s: there is nothing to try again.",
                    request=request.display_name,
                    state=request._get_state_label(),
                )
            )
        request._carry_out()
        return True
