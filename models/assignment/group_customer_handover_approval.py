# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import hashlib

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date


class GroupCustomerHandover(models.Model):
    """What the approval engine asks a handover, and what it is told."""

    _inherit = "group.customer.handover"

    # === WHAT IS ASKED FOR === #

    def _is_approval_submittable(self):
        return (
            super()._is_approval_submittable()
            and self.sudo().state == "confirming"
            and self._is_confirmed()
        )

    def _get_approval_parties(self):
        """Nobody decides who gives, receives, or confirmed for the giver."""
        self.ensure_one()
        lines = self.line_ids
        return (
            super()._get_approval_parties()
            | lines.to_user_id
            | lines.giver_confirmed_by_id
        )

    def _get_approval_effective_date(self):
        self.ensure_one()
        return self.date

    def _get_approval_summary(self):
        self.ensure_one()
        kinds = dict(self._fields["reason_kind"]._description_selection(self.env))
        lines = self.line_ids
        summary = super()._get_approval_summary()
        summary += [
            (self.env._("Giver"), self.from_user_id.name),
            (self.env._("Occasion"), kinds[self.reason_kind]),
            (self.env._("Accounts"), str(len(lines.partner_id))),
        ]
        summary += [
            (
                self.env._("To %(user)s", user=user.name),
                str(len(receivers.partner_id)),
            )
            for user, receivers in lines.grouped("to_user_id").items()
        ]
        summary.append(
            (self.env._("Day of the Handover"), format_date(self.env, self.date))
        )
        if self.delegate_id:
            summary.append(
                (
                    self.env._("Decides Instead"),
                    self.env._(
                        "%(user)s until %(date)s",
                        user=self.delegate_id.name,
                        date=format_date(self.env, self.delegate_until),
                    ),
                )
            )
        if self.reason:
            summary.append((self.env._("Reason"), self.reason))
        return summary

    def _get_approval_digest(self):
        """What is decided on is the head and every line with its note."""
        head = super()._get_approval_digest()
        lines = "\n".join(
            f"{line.id},{line.partner_id.id},{line.role_id.id},{line.to_user_id.id},"
            f"{line.note or ''}"
            for line in self.line_ids.sorted("id")
        )
        return hashlib.sha256(f"{head}\n{lines}".encode()).hexdigest()

    # === BEFORE === #

    def action_submit_approval(self):
        action = super().action_submit_approval()
        # The reason is written once, in the request.
        action["context"]["default_note"] = self.reason
        return action

    def _check_approval_submission(self):
        result = super()._check_approval_submission()
        for handover in self:
            if handover.state != "confirming":
                raise UserError(
                    self.env._(
                        "“%(handover)s” is %(state)s: a handover is submitted once "
                        "both sides have confirmed it.",
                        handover=handover.display_name,
                        state=handover._get_state_label(),
                    )
                )
            handover._check_confirmed()
            handover._check_complete()
        return result

    def _check_confirmed(self):
        """Refuse to go on while an account is not confirmed by both sides."""
        self.ensure_one()
        lines = self.line_ids
        for name, side in (
            ("giver_confirmed_on", self.env._("the giver's side")),
            ("receiver_confirmed_on", self.env._("the receiver")),
        ):
            missing = lines.filtered(lambda line, name=name: not line[name])
            if missing:
                raise UserError(
                    self.env._(
                        "“%(handover)s” is not confirmed by %(side)s for: "
                        "%(accounts)s. Wait for it, or set the handover back to draft "
                        "and change it.",
                        handover=self.display_name,
                        side=side,
                        accounts=missing._name_some(),
                    )
                )

    # === WHAT HAPPENS === #

    def _on_approval_submitted(self, request):
        result = super()._on_approval_submitted(request)
        self._refresh_counts()
        self._write_server({"state": "submitted"})
        return result

    def _on_approval_executed(self, request):
        result = super()._on_approval_executed(request)
        self._execute(request)
        return result

    def _on_approval_ended(self, request, outcome):
        result = super()._on_approval_ended(request, outcome)
        if self.state == "submitted":
            self._write_server({"state": "confirming"})
        return result
