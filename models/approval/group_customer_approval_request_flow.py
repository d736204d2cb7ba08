# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError


class GroupCustomerApprovalRequest(models.Model):
    """From step to step: what opens, what closes, how a request ends.

    ::

        draft → in progress → approved → executed
                  │    ↑  │      │
                  │    │  │      ├→ returned (by who executes)
                  │    │  │      └→ recalled
                  │ returned ←─── returned for correction
                  └→ rejected, recalled, expired
    """

    _inherit = "group.customer.approval.request"

    def _get_next_states_by_state(self):
        """Return the states that can follow each state.

        Extension point: a module that adds a state extends this table; the check
        follows. Who may bring a request there is checked by each transition.
        """
        return {
            "draft": {"in_progress"},
            "in_progress": {"approved", "returned", "rejected", "recalled", "expired"},
            "approved": {"executed", "returned", "recalled"},
            "returned": {"in_progress", "recalled"},
            "executed": set(),
            "rejected": set(),
            "recalled": set(),
            "expired": set(),
        }

    def _check_transition(self, state):
        self.ensure_one()
        if state in self._get_next_states_by_state()[self.state]:
            return
        labels = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "“%(request)s” is %(current)s and cannot become %(target)s any more. "
                "Reload the page.",
                request=self.display_name,
                current=labels[self.state],
                target=labels[state],
            )
        )

    def _get_round_steps(self, *states):
        self.ensure_one()
        return self.step_ids.filtered(
            lambda step: step.round == self.round and step.state in states
        ).sorted(lambda step: (step.sequence, step.id))

    def _open_next_step(self):
        """Open the next step that is not left out; after the last approval the
        document is approved."""
        self.ensure_one()
        document = self._get_document()
        for step in self._get_round_steps("waiting"):
            if step.purpose == "execute":
                self._approve(document)
            if self._get_skip_reason(
                step,
                step.amount_currency_id,
                document,
                self.amount,
                self.currency_id,
                self.company_id,
            ):
                step.write({"state": "skipped", "closed_on": fields.Datetime.now()})
                continue
            self._open_step(step)
            if step.purpose == "execute":
                self._notify_decided("approved")
            return
        if self.state == "in_progress":
            self._approve(document)
        self.current_step_id = False
        self._refresh_approvers()
        if self._is_effective():
            self._carry_out()
        else:
            self._notify_decided("approved")

    def _open_step(self, step):
        now = fields.Datetime.now()
        step.write({"state": "open", "opened_on": now})
        self.write({"current_step_id": step.id, "step_opened_on": now})
        [(_kinds, own)] = self._find_principals().values()
        start = max(now, self._get_effective_start())
        if step.purpose == "approve":
            start = now
        self._clock_begin(
            start,
            step.deadline_duration,
            step.deadline_unit,
            self.company_id.resource_calendar_id,
            step.at_risk_percent,
        )
        step.write(
            {"needed": self._count_needed(step, len(own)), "due_on": self.clock_due}
        )
        self._refresh_approvers()
        self._notify_waiting()

    def _close_step(self, state):
        self.ensure_one()
        now = fields.Datetime.now()
        self._forget_activities()
        if self.current_step_id:
            self.current_step_id.write({"state": state, "closed_on": now})
            self._clock_stop()

    def _approve(self, document):
        """Enter the state approved, once the last approver has agreed."""
        if self.state == "approved":
            return
        self._check_transition("approved")
        self.write({"state": "approved", "expires_on": False})
        document._on_approval_approved(self)
        # What the document did with the approval is no change by somebody else.
        self.document_digest = document._get_approval_digest()

    def _end(self, outcome, comment=None):
        """End the request without approval: the document goes back."""
        self.ensure_one()
        self._check_transition(outcome)
        self._close_step("refused" if outcome != "recalled" else "dropped")
        self._get_round_steps("waiting", "open").write({"state": "dropped"})
        self.write(
            {
                "state": outcome,
                "current_step_id": False,
                "expires_on": False,
                "failure": False,
            }
        )
        self._refresh_approvers()
        if document := self._find_document():
            document._on_approval_ended(self, outcome)
        if outcome == "returned":
            self._tell_returned(comment)
        if outcome != "recalled":
            self._notify_decided(outcome, comment)

    # === RECALL === #

    def _recall(self, comment=None):
        """Take the request back: the requester or who entered it; when both have
        left, directors of the company and administrators who are no parties.

        :raises UserError: when somebody else does, or it is over
        """
        self.ensure_one()
        request = self._begin()
        request._check_may_recall()
        request._check_transition("recalled")
        request._log_decision("recall", comment=(comment or "").strip())
        request._end("recalled", comment)
        return True

    def _check_may_recall(self):
        self.ensure_one()
        if self._may_recall(self.env.user):
            return
        if not self._get_present_asker():
            raise UserError(
                self.env._(
                    "%(user)s has left: only a director of %(company)s or an "
                    "administrator can recall “%(request)s”, and nobody who has a "
                    "part in it.",
                    user=self.requester_id.name,
                    company=self.company_id.name,
                    request=self.display_name,
                )
            )
        raise UserError(
            self.env._(
                "Only %(user)s can recall “%(request)s”: who asked for it, or who "
                "entered it.",
                user=" / ".join(
                    (self.requester_id | self.entered_by_id).mapped("name")
                ),
                request=self.display_name,
            )
        )
