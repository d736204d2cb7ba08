# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


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
        approval = document.sudo().approval_request_id
        if not approval:
            return []
        form = self.env["report.group_customer.report_approval_form"]
        return form._prepare_approval_signatures(approval)[1:]


class ReportGradeRequest(models.AbstractModel):
    """The form of a request: its title, each decision with its day (GR-22)."""

    _inherit = "report.group_customer.report_grade_request"

    def _prepare_form(self, request):
        # sudo: who prints the document sees who decided on it
        approval = request.sudo().approval_request_id
        form = self.env["report.group_customer.report_approval_form"]
        return {
            **super()._prepare_form(request),
            "title": approval.type_id.form_title or approval.type_id.name,
            "approval": approval.name,
            "decisions": form._prepare_approval_decisions(approval),
        }

    def _prepare_signatures(self, request):
        signatures = super()._prepare_signatures(request)
        steps = self._prepare_step_signatures(request)
        return signatures[:1] + steps if steps else signatures
