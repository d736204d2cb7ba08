# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from .group_customer_approval_request import RUNNING_STATES


class GroupCustomerApprovalRequest(models.Model):
    """What the reader may do with a request, and why not; who can act instead."""

    _inherit = "group.customer.approval.request"

    # === COMPUTE METHODS === #

    @api.depends(
        "state",
        "current_step_id.state",
        "current_step_id.given",
        "approver_ids",
        "effective_date",
        "failure",
        "requester_id.active",
        "requester_id.company_ids",
        "entered_by_id.active",
        "entered_by_id.company_ids",
    )
    def _compute_waiting_text(self):
        for request in self.sudo():
            request.waiting_text = request._get_waiting_text()

    def _get_waiting_text(self):
        """Return who can act now, or who can help when nobody can."""
        self.ensure_one()
        if self.state == "returned":
            return self._get_correction_text()
        if self.state == "approved" and not self.current_step_id:
            return self._get_execution_text()
        if self.state not in RUNNING_STATES or not self.current_step_id:
            return False
        if not self.approver_ids:
            return self.env._(
                "Nobody can act on “%(step)s” now: a director of %(company)s or an "
                "administrator hands it to somebody",
                step=self.current_step_id.name,
                company=self.company_id.name,
            )
        return ", ".join(self._get_people_texts())

    def _get_people_texts(self):
        """Return who can act: each person once, the own part before absent people's."""
        absent_by_user = defaultdict(list)
        for row in self.approver_ids:
            absent = row.principal_id if row.principal_id != row.user_id else None
            absent_by_user[row.user_id].append(absent)
        return [
            user.name
            if None in absent
            else self.env._(
                "%(user)s for %(principal)s",
                user=user.name,
                principal=", ".join(principal.name for principal in absent),
            )
            for user, absent in absent_by_user.items()
        ]

    def _get_correction_text(self):
        if present := self._get_present_asker():
            return self.env._("%(user)s corrects and submits again", user=present.name)
        return self.env._(
            "%(user)s has left: a director of %(company)s or an administrator recalls "
            "it",
            user=self.requester_id.name,
            company=self.company_id.name,
        )

    def _get_execution_text(self):
        if self.failure:
            if present := self._get_present_asker():
                return self.env._(
                    "Could not be carried out: %(user)s tries again or recalls it",
                    user=present.name,
                )
            return self.env._(
                "Could not be carried out, and %(user)s has left: a director of "
                "%(company)s or an administrator tries again or recalls it",
                user=self.requester_id.name,
                company=self.company_id.name,
            )
        return self.env._(
            "Carried out on %(date)s", date=format_date(self.env, self.effective_date)
        )

    @api.depends(
        "state",
        "current_step_id.state",
        "approver_ids",
        "effective_date",
        "failure",
        "requester_id.active",
        "requester_id.company_ids",
        "entered_by_id.active",
        "entered_by_id.company_ids",
    )
    @api.depends_context("uid")
    def _compute_can(self):
        user = self.env.user
        for record in self:
            # sudo keeps the user, but the cache of what he can do is another one
            request = record.sudo()
            step = request.current_step_id
            rows = request.approver_ids.filtered(lambda row: row.user_id == user)
            waits = bool(rows) and request.state in RUNNING_STATES
            approves = waits and step.purpose == "approve"
            asked = user in request.requester_id | request.entered_by_id
            reachable = request._get_next_states_by_state()[request.state]
            record.is_waiting_for_me = waits
            record.can_approve = approves
            record.can_reject = approves
            record.can_return = waits
            record.can_change_value = approves and step.may_change_value
            record.can_execute = (
                waits and step.purpose == "execute" and request._is_effective()
            )
            record.can_recall = "recalled" in reachable and request._may_recall(user)
            record.can_reassign = bool(
                request._get_running()
                and user not in request._get_barred_users()
                and (
                    user in request.approver_ids.principal_id
                    or request._is_supervisor(user)
                )
            )
            record.can_retry = bool(
                request.failure
                and request.state == "approved"
                and not step
                and (asked or request._is_supervisor(user))
            )
            record.hint = request._get_hint(user)

    def _may_recall(self, user):
        """Whether a user may take the request back, while it can be.

        Who asked or entered it; when both have left, who supervises and is no party.
        """
        self.ensure_one()
        if user in self.requester_id | self.entered_by_id:
            return True
        return bool(
            self._is_supervisor(user)
            and user not in self.party_ids
            and not self._get_present_asker()
        )

    def _get_present_asker(self):
        """Return who asked, else who entered it: the first who is still an active
        user of the company, or nobody."""
        self.ensure_one()
        resolver = self.env["group.customer.approval.resolver"]
        # One by one: a union would forget what is read together with other requests
        for user in (self.requester_id, self.entered_by_id):
            if resolver._filter_able(user, self.company_id):
                return user
        return self.env["res.users"]

    def _get_hint(self, user, parties=None):
        """Return why a user cannot decide, or False: then it is plain to see."""
        self.ensure_one()
        step = self.current_step_id
        if not step or self.state not in RUNNING_STATES:
            return False
        rows = self.approver_ids.filtered(lambda row: row.user_id == user)
        if rows and not parties:
            if step.purpose == "execute" and not self._is_effective():
                return self.env._(
                    "It takes effect on %(date)s: carry it out from that day on.",
                    date=format_date(self.env, self.effective_date),
                )
            return False
        if user in self.party_ids or (parties and user in parties):
            if step.purpose == "execute" and step.approver_kind == "requester":
                return False
            return self.env._(
                "You asked for it, entered it or have a part in it: somebody else "
                "decides."
            )
        voters, represented = self._get_through_by_step()[step]
        if user in voters:
            return self.env._("You have decided on this step already.")
        if user in represented:
            return self.env._("Somebody has decided on this step in your place.")
        if user in step.released_user_ids:
            return self.env._("You have handed your part in this step over.")
        if user in self._get_barred_users():
            return self.env._("You have approved it: somebody else carries it out.")
        return False

    @api.model
    def _search_is_waiting_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:  # [True, False]: the ORM simplifies it only later
            return Domain.TRUE
        # Superuser's rows: who may act sees that it waits
        return Domain("approver_ids", "any!", Domain("user_id", "=", self.env.uid))
