# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools.misc import format_date


class ReportReturnVisit(models.AbstractModel):
    """The record of a return visit (回访记录): what about, the attempts, the analysis,
    what the customer said, the findings, and whether it was handed over."""

    _name = "report.group_customer.report_return_visit"
    _inherit = "report.group_customer.report_approval_form"
    _description = "Return-visit Record"

    _document_model = "group.customer.return.visit"

    def _prepare_form(self, visit):
        # sudo: who may read the record prints all of it
        visit = visit.sudo()
        about = "issue_kind" if visit.kind == "issue" else "topic_kind"
        return {
            "number": visit.source_reference or "",
            "account": visit.partner_id.name,
            "contact": " ".join(
                filter(None, (visit.contact_id.name, visit.phone or ""))
            ),
            "about": ": ".join(
                self._get_label(visit, name) for name in ("kind", about)
            ),
            "origin": visit.source_id.name or "",
            "state": self._get_label(visit, "state"),
            "officer": visit.officer_id.name or "",
            "handler": visit.handler_id.name or "",
            "closed": self._format_moment(visit.closed_on or visit.abandoned_on),
            "satisfaction": visit.satisfaction or "",
            "texts": [
                (visit._fields[name]._description_string(self.env), visit[name])
                for name in (
                    "cause",
                    "steps",
                    "solution",
                    "content",
                    "speed_note",
                    "feedback",
                    "abandon_reason",
                    "handover_note",
                )
                if visit[name]
            ],
            "attempts": [
                {
                    "moment": self._format_moment(attempt.attempted_on),
                    "user": attempt.user_id.name,
                    "channel": attempt.channel_id.name,
                    "result": self._get_label(attempt, "result"),
                    "note": attempt.note or "",
                }
                for attempt in visit.attempt_ids.sorted("id")
            ],
            "findings": [
                {
                    "name": finding.name,
                    "solution": finding.solution or "",
                    "user": finding.user_id.name,
                    "deadline": format_date(self.env, finding.date_deadline),
                    "state": self._get_label(finding, "state"),
                }
                for finding in visit.finding_ids
            ],
            "printed_on": format_date(self.env, fields.Date.context_today(self)),
        }


class ReportReturnPlan(models.AbstractModel):
    """The plan of a month with every return visit and what became of it."""

    _name = "report.group_customer.report_return_plan"
    _inherit = "report.group_customer.report_approval_form"
    _description = "Return-visit Plan and Register"

    _document_model = "group.customer.return.plan"

    def _prepare_form(self, plan):
        # sudo: who may read the plan prints its whole register
        plan = plan.sudo()
        return {
            "month": format_date(self.env, plan.month, date_format="LLLL y"),
            "state": self._get_label(plan, "state"),
            "officers": ", ".join(plan.officer_ids.mapped("name")),
            "method": plan.channel_id.name,
            "topic": self._get_label(plan, "topic_kind"),
            "texts": [
                (plan._fields[name]._description_string(self.env), plan[name])
                for name in (
                    "strategy",
                    "purpose",
                    "content",
                    "timing",
                    "shortage_reason",
                    "overrun_reason",
                )
                if plan[name]
            ],
            "rows": [
                {
                    "number": number,
                    "account": line.partner_id.name,
                    "reference": line.source_reference or "",
                    "handler": line.handler_id.name or "",
                    "officer": line.officer_id.name or "",
                    "state": self._get_label(line, "state"),
                    "satisfaction": line.satisfaction or "",
                    "reason": line.abandon_reason or "",
                }
                for number, line in enumerate(plan.line_ids, 1)
            ],
            "printed_on": format_date(self.env, fields.Date.context_today(self)),
        }
