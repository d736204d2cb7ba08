# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ...tools.form_pages import count_lines, cut_pages

# Layout of an A4 page in em, as the style of the templates makes it; see the forms of
# grade runs.
PAGE_HEIGHT = 68
FIRST_HEAD = 19
NEXT_HEAD = 6
FOOT_HEIGHT = 12
LINE_HEIGHT = 1.35
ROW_PADDING = 0.5
# Half-width characters that fit in a cell
ACCOUNT_COLUMNS = 32
PLACE_COLUMNS = 22
KIND_COLUMNS = 14
PURPOSE_COLUMNS = 14


class ReportCustomerVisitPlan(models.AbstractModel):
    """The month's plan on paper: the weeks with their focus, every visit with day,
    time, place and what it is for, what could not be planned, and the review."""

    _name = "report.group_customer.report_customer_visit_plan"
    _inherit = "report.group_customer.report_approval_form"
    _description = "Visit Plan Form"

    _document_model = "group.customer.visit.plan"

    def _prepare_form(self, plan):
        # sudo: who may read the plan prints all of it, and who decided on it
        plan = plan.sudo()
        request = plan.approval_request_id
        rows = self._prepare_plan_rows(plan)
        return {
            "month": plan.month_name,
            "visitor": plan.user_id.name,
            "team": plan.team_id.name or "",
            "state": self._get_label(plan, "state"),
            "pages": cut_pages(
                rows,
                self._get_plan_row_height,
                PAGE_HEIGHT - FIRST_HEAD,
                PAGE_HEIGHT - NEXT_HEAD,
                FOOT_HEIGHT,
            ),
            "left": [
                {
                    "account": line.partner_id.display_name,
                    "kind": line.kind_id.name,
                    "missing": line.missing,
                    "reason": self._get_label(line, "reason"),
                }
                for line in plan.overflow_ids
            ],
            "decisions": self._prepare_approval_decisions(request) if request else [],
            "signatures": self._prepare_approval_signatures(request)
            if request
            else [{"label": self.env._("Visitor"), "name": "", "date": ""}],
            "printed_on": format_date(self.env, fields.Date.context_today(self)),
        }

    def _prepare_plan_rows(self, plan):
        """Return the weeks, each followed by its visits in their order."""
        visits = plan.visit_ids.search(
            Domain("plan_id", "=", plan.id) & Domain("state", "!=", "cancelled"),
            order="start, id",
        )
        focus = {week.date_from: week.focus for week in plan.week_ids}
        rows, monday = [], None
        for number, visit in enumerate(visits, 1):
            week = visit.date - timedelta(days=visit.date.weekday())
            if week != monday:
                monday = week
                rows.append(
                    {
                        "kind": "week",
                        "title": self.env._(
                            "Week from %(date)s", date=format_date(self.env, monday)
                        ),
                        "focus": focus.get(monday, ""),
                    }
                )
            rows.append(self._prepare_visit_row(number, visit))
        return rows

    def _prepare_visit_row(self, number, visit):
        zone = visit._get_zone(visit.company_id)
        start = visit._get_local(visit.start, zone)
        stop = visit._get_local(visit.stop, zone)
        partner = visit.partner_id
        times = (
            self.env._("All day")
            if visit.is_all_day
            else f"{start.strftime('%H:%M')}–{stop.strftime('%H:%M')}"
        )
        return {
            "kind": "visit",
            "number": number,
            "day": format_date(self.env, visit.date, date_format="EEE d"),
            "time": times,
            "account": partner.display_name,
            "place": " ".join(filter(None, (partner.city, partner.street))),
            "visit_kind": visit.kind_id.name,
            "purpose": visit.purpose or visit.name or "",
            "state": self._get_label(visit, "state"),
        }

    def _get_plan_row_height(self, row):
        if row["kind"] == "week":
            return LINE_HEIGHT + ROW_PADDING
        lines = max(
            count_lines(row["account"], ACCOUNT_COLUMNS),
            count_lines(row["place"], PLACE_COLUMNS),
            count_lines(row["visit_kind"], KIND_COLUMNS),
            count_lines(row["purpose"], PURPOSE_COLUMNS),
        )
        return lines * LINE_HEIGHT + ROW_PADDING
