# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import hashlib
import json

from odoo import models
from odoo.exceptions import UserError

# How many accounts the summary of a request names.
NAMES_IN_SUMMARY = 5


class GroupCustomerAssignmentBatch(models.Model):
    """A reassignment is approved before accounts move, and moves them at once then
    (AM-24)."""

    _inherit = "group.customer.assignment.batch"

    def _is_approval_submittable(self):
        return self.state == "draft" and super()._is_approval_submittable()

    def _check_approval_submission(self):
        res = super()._check_approval_submission()
        for batch in self:
            batch._check_submission()
        return res

    def _check_submission(self):
        self.ensure_one()
        lines = self.line_ids.filtered("included")
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "%(batch)s is %(state)s: only a draft is submitted.",
                    batch=self.name,
                    state=self._get_state_label(),
                )
            )
        if not lines:
            raise UserError(
                self.env._(
                    "%(batch)s moves nothing: include at least one line, or cancel it.",
                    batch=self.name,
                )
            )
        if self.source == "manual" and not (self.reason or "").strip():
            raise UserError(
                self.env._(
                    "%(batch)s needs a reason: say why the accounts move.",
                    batch=self.name,
                )
            )
        problems = lines._find_line_problems()
        if problems:
            first = lines.filtered(lambda line: line.id in problems)[0]
            raise UserError(
                self.env._(
                    "%(batch)s has %(count)s lines that cannot be carried out. "
                    "%(account)s: %(problem)s Choose another successor, leave the "
                    "line out, or compute the reassignment again.",
                    batch=self.name,
                    count=len(problems),
                    account=first.partner_id.name,
                    problem=" ".join(problems[first.id]),
                )
            )

    def _get_approval_parties(self):
        """Nobody decides that accounts become his own (AM-24).

        Chief representatives are no such case: the leaders divide the accounts among
        themselves (AM-19), and look after them beside the account manager.
        """
        self.ensure_one()
        lines = self.line_ids.filtered("included")
        own = lines.filtered(lambda line: line.role_id.partner_field == "user_id")
        return super()._get_approval_parties() | own.to_user_id

    def _get_approval_digest(self):
        """Add the lines: who decides, decides on each of them."""
        self.ensure_one()
        names = ["partner_id", "role_id", "from_user_id", "from_team_id"]
        names += ["to_user_id", "to_team_id", "included"]
        lines = self.sudo().line_ids.sorted("id").read(names, load=None)
        text = json.dumps([super()._get_approval_digest(), lines], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def _get_approval_summary(self):
        self.ensure_one()
        lines = self.line_ids.filtered("included")
        names = lines.partner_id[:NAMES_IN_SUMMARY].mapped("name")
        if len(lines.partner_id) > NAMES_IN_SUMMARY:
            names.append("…")
        load = [
            self.env._(
                "%(user)s: %(before)s → %(after)s",
                user=row["name"],
                before=row["before"],
                after=row["after"],
            )
            for row in self.load_table or []
        ]
        selection = dict(self._fields["source"]._description_selection(self.env))
        return [
            *super()._get_approval_summary(),
            (self.env._("Proposed By"), self.origin or selection[self.source]),
            (self.env._("Moves"), str(len(lines))),
            (self.env._("Accounts"), ", ".join(names)),
            (self.env._("Accounts per Manager"), "; ".join(load) or "–"),
            (self.env._("Reason"), self.reason or "–"),
        ]

    def _on_approval_submitted(self, request):
        self._write_server({"state": "submitted"})
        return super()._on_approval_submitted(request)

    def _on_approval_approved(self, request):
        self._write_server({"state": "approved"})
        return super()._on_approval_approved(request)

    def _on_approval_executed(self, request):
        self._execute(request)
        return super()._on_approval_executed(request)

    def _on_approval_ended(self, request, outcome):
        """Back to a draft, to be corrected and submitted anew, or cancelled."""
        self._write_server({"state": "draft"})
        return super()._on_approval_ended(request, outcome)
