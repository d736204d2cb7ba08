# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools.misc import format_date, format_datetime


class GradeRunReport(models.AbstractModel):
    """The forms of the grading are signed by who decided in the approval."""

    _inherit = "group.customer.grade.run.report"

    def _prepare_signatures(self, document):
        """Who prepared or asked, then the people of each step (AP-05)."""
        signatures = super()._prepare_signatures(document)
        steps = self._prepare_step_signatures(document)
        return signatures[:1] + steps if steps else signatures

    def _prepare_step_signatures(self, document):
        """Return a name and a day, or a line to sign on, for each step of the latest
        request; nothing without one."""
        # sudo: who prints the document sees who decided on it
        request = document.sudo().approval_request_id
        steps = request.step_ids.filtered(
            lambda step: step.round == request.round and step.state != "skipped"
        ).sorted(lambda step: (step.sequence, step.id))
        signatures = []
        for step in steps:
            votes = step.decision_ids.filtered(
                lambda decision: decision.kind in ("approve", "execute")
            ).sorted("id")
            moment = votes[-1:].decided_on
            signatures.append(
                {
                    "label": step.name,
                    "name": ", ".join(self._get_voter(vote) for vote in votes),
                    "date": moment and self._format_day(moment) or "",
                }
            )
        return signatures

    def _format_day(self, moment):
        return format_date(self.env, fields.Datetime.context_timestamp(self, moment))

    def _get_voter(self, decision):
        """The name of who decided, and of whom somebody stood in for."""
        if decision.principal_id in (decision.user_id, decision.principal_id.browse()):
            return decision.user_id.name
        return self.env._(
            "%(user)s for %(principal)s",
            user=decision.user_id.name,
            principal=decision.principal_id.name,
        )


class ReportGradeRequest(models.AbstractModel):
    """The form of a request: its title, each decision with its day (GR-22)."""

    _inherit = "report.group_customer.report_grade_request"

    def _prepare_form(self, request):
        approval = request.sudo().approval_request_id
        return {
            **super()._prepare_form(request),
            "title": approval.type_id.form_title or approval.type_id.name,
            "approval": approval.name,
            "decisions": self._prepare_decisions(approval),
        }

    def _prepare_signatures(self, request):
        signatures = super()._prepare_signatures(request)
        steps = self._prepare_step_signatures(request)
        return signatures[:1] + steps if steps else signatures

    def _prepare_decisions(self, approval):
        kinds = dict(
            self.env["group.customer.approval.decision"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        return [
            {
                "date": format_datetime(
                    self.env, decision.decided_on, dt_format="short"
                ),
                "step": decision.step_id.name or "",
                "user": self._get_voter(decision),
                "decision": kinds[decision.kind],
                "comment": decision.comment or decision.changes_text or "",
            }
            for decision in approval.decision_ids.sorted("id")
        ]
