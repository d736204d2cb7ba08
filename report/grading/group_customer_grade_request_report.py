# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date


class ReportGradeRequest(models.AbstractModel):
    """VIP qualification: declaration and approval form (VIP客户资格申报/审批表)."""

    _name = "report.group_customer.report_grade_request"
    _inherit = "group.customer.grade.run.report"
    _description = "Grade Request Form"

    _document_model = "group.customer.grade.request"

    def _prepare_form(self, request):
        today = fields.Date.context_today(self)
        return {
            "today_grade": self._get_today_award(request).grade_id.display_name or "–",
            "signatures": self._prepare_signatures(request),
            "printed_on": format_date(self.env, today),
        }

    def _get_today_award(self, request):
        """What the customer holds besides the grade that this request gave."""
        return self.env["group.customer.grade.award"].search(
            Domain("partner_id", "=", request.partner_id.id)
            & Domain("scheme_id", "=", request.scheme_id.id)
            & Domain("company_id", "=", request.company_id.id)
            & Domain("date_to", "=", False)
            & Domain("request_id", "!=", request.id),
            limit=1,
        )

    def _prepare_signatures(self, request):
        """Who asks, reviews and decides: name and day, or a line to sign on."""
        is_decided = request.state in ("approved", "rejected")
        decided_by = request.decided_by_id if is_decided else request.env["res.users"]
        return [
            {
                "label": label,
                "name": user.name or "",
                "date": format_date(
                    self.env, fields.Datetime.context_timestamp(self, moment)
                )
                if moment and user
                else "",
            }
            for label, user, moment in (
                (self.env._("Requester"), request.requester_id, request.requested_on),
                (self.env._("Reviewer"), request.env["res.users"], False),
                (self.env._("Approver"), decided_by, request.decided_on),
            )
        ]
