# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date, format_datetime

# Decisions that say something to who reads the form
SHOWN_KINDS = (
    "submit",
    "approve",
    "reject",
    "return",
    "execute",
    "recall",
    "change",
    "expire",
)


class ReportApprovalForm(models.AbstractModel):
    """The form of a request as it is filed: what was asked for, every decision with
    its day and who stood in for whom, lines to sign on for what is still open."""

    _name = "report.group_customer.report_approval_form"
    _inherit = "group.customer.grade.run.report"
    _description = "Approval Form"

    _document_model = "group.customer.approval.request"

    def _prepare_form(self, request):
        # sudo: who may read the request sees whoever decided on it
        request = request.sudo()
        approval_type = request.type_id
        # The reason stands by itself
        label = self.env._("Reason")
        facts = [pair for pair in request.summary or () if pair[0] != label]
        return {
            "title": approval_type.form_title or approval_type.name,
            "article": approval_type.article,
            "facts": facts,
            "reason": request.note,
            "state": self._get_label(request, "state"),
            "submitted_on": self._format_moment(request.submitted_on),
            "effective_date": format_date(self.env, request.effective_date),
            "executed_on": self._format_moment(request.executed_on),
            "attachments": request.attachment_ids.mapped("name"),
            "decisions": self._prepare_approval_decisions(request),
            "signatures": self._prepare_approval_signatures(request),
            "printed_on": format_date(self.env, fields.Date.context_today(self)),
        }

    def _prepare_approval_decisions(self, request):
        return [
            {
                "step": decision.step_id.name if decision.kind != "submit" else "",
                "kind": self._get_label(decision, "kind"),
                "who": self._get_approval_voter(decision),
                "path": decision.path,
                "when": self._format_moment(decision.decided_on),
                "comment": "\n".join(
                    filter(None, (decision.changes_text, decision.comment))
                ),
            }
            for decision in request.decision_ids.sorted("id")
            if decision.kind in SHOWN_KINDS
        ]

    def _prepare_approval_signatures(self, request):
        """Return who asked and each step of the last round: names and days, or a line
        to sign on."""
        signatures = [
            {
                "label": self.env._("Requester"),
                "name": request.requester_id.name,
                "date": self._format_moment(request.submitted_on, day=True),
            }
        ]
        steps = request.step_ids.filtered(
            lambda step: step.round == request.round
            and step.state not in ("skipped", "dropped")
        )
        for step in steps.sorted(lambda step: (step.sequence, step.id)):
            votes = step.decision_ids.filtered(
                lambda decision: decision.kind in ("approve", "reject", "execute")
            )
            signatures.append(
                {
                    "label": step.name,
                    "name": ", ".join(map(self._get_approval_voter, votes)),
                    "date": self._format_moment(votes[-1:].decided_on, day=True),
                }
            )
        return signatures

    def _get_approval_voter(self, decision):
        """Return who decided, and in whose place."""
        user, principal = decision.user_id, decision.principal_id
        if not principal or principal == user:
            return user.name
        return self.env._(
            "%(user)s for %(principal)s", user=user.name, principal=principal.name
        )

    def _get_label(self, record, name):
        """Return the choice of a selection as who prints reads it; maybe nothing."""
        selection = record._fields[name]._description_selection(self.env)
        return dict(selection).get(record[name], "")

    def _format_moment(self, moment, day=False):
        if not moment:
            return ""
        if day:
            local = fields.Datetime.context_timestamp(self, moment)
            return format_date(self.env, local)
        return format_datetime(self.env, moment, dt_format="short")


class ReportChangeRequestForm(models.AbstractModel):
    """The same form, printed from the change request (客户折扣变更申请表)."""

    _name = "report.group_customer.report_change_request_form"
    _inherit = "report.group_customer.report_approval_form"
    _description = "Change Request Form"

    @api.model
    def _get_documents(self, docids):
        changes = self.env["group.customer.change.request"].browse(docids)
        changes.check_access("read")
        if missing := changes.filtered(lambda change: not change.approval_request_id):
            raise UserError(
                self.env._(
                    "%(documents)s: the form is printed once it is submitted.",
                    documents=", ".join(missing.mapped("name")),
                )
            )
        # sudo: who reads the change request may print what was decided on it
        return changes.sudo().approval_request_id
