# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools.misc import format_date

from ...tools.form_pages import count_lines, cut_pages
from .group_customer_grade_run_report import (
    LINE_HEIGHT,
    PAGE_HEIGHT,
    ROW_PADDING,
    SIGNATURES_HEIGHT,
    TITLE_HEIGHT,
    TOTAL_HEIGHT,
)

# Rows that the printing program takes in about a minute; above that, the table holds
# the customers whose grade changed alone.
MAX_ROWS = 5000


class ReportGradePeriodTable(models.AbstractModel):
    """The monthly or quarterly grade table for the department managers (GR-04)."""

    _name = "report.group_customer.report_grade_period_table"
    _inherit = "group.customer.grade.run.report"
    _description = "Monthly or Quarterly Grade Table"

    _document_model = "group.customer.grade.table"
    _name_columns = 42
    _user_columns = 18

    def _prepare_form(self, table):
        rows = self.env["group.customer.grade.award"]._get_held_rows(
            table.scheme_id, table.company_id, table.date_from, table.date_to
        )
        totals = self._prepare_period_totals(table, rows)
        left_out = 0
        if len(rows) > MAX_ROWS:
            left_out = sum(not row["change"] for row in rows)
            rows = [row for row in rows if row["change"]]
        rows = self._prepare_period_rows(rows)
        head = TITLE_HEIGHT + len(totals) * (LINE_HEIGHT + ROW_PADDING)
        pages = cut_pages(
            rows,
            lambda row: row["height"],
            PAGE_HEIGHT - head,
            PAGE_HEIGHT,
            TOTAL_HEIGHT + SIGNATURES_HEIGHT,
        )
        return {
            "totals": totals,
            "count": table.customer_count,
            "left_out": left_out,
            "pages": [
                {"number": index, "rows": page, "count": len(page)}
                for index, page in enumerate(pages, 1)
            ],
            "signatures": self._prepare_period_signatures(table),
            "printed_on": format_date(self.env, fields.Date.context_today(self)),
        }

    def _prepare_period_rows(self, rows):
        # sudo: the recipients read the whole table, also the names of customers whom
        # only their account managers open
        partners = self.env["res.partner"].sudo()
        partners = partners.browse(row["partner_id"] for row in rows)
        partners.fetch(["name", "user_id"])
        partners.user_id.fetch(["name"])
        Grade = self.env["group.customer.grade"].sudo()
        changes = {
            "new": self.env._("New"),
            "up": self.env._("▲ Up"),
            "down": self.env._("▼ Down"),
            "ended": self.env._("Ended"),
        }
        prepared = []
        for number, (row, partner) in enumerate(zip(rows, partners, strict=True), 1):
            values = {
                "number": number,
                "partner": partner.name or "",
                "user": partner.user_id.name or "",
                "grade": Grade.browse(row["grade_id"]).code or "–",
                "previous_grade": Grade.browse(row["previous_grade_id"]).code or "–",
                "change": changes.get(row["change"], ""),
                "since": format_date(self.env, row["since"]) if row["since"] else "",
            }
            text_lines = max(
                count_lines(values["partner"], self._name_columns),
                count_lines(values["user"], self._user_columns),
            )
            values["height"] = text_lines * LINE_HEIGHT + ROW_PADDING
            prepared.append(values)
        return prepared

    def _prepare_period_totals(self, table, rows):
        number = self._get_number_formatter()
        changes = {}
        for row in rows:
            # Who holds none any more counts where the customer was.
            grade = row["grade_id"] or row["previous_grade_id"]
            key = (grade, row["change"])
            changes[key] = changes.get(key, 0) + 1
        return [
            {
                "label": " · ".join(dict.fromkeys([grade["code"], grade["name"]])),
                "count": grade["count"],
                "count_share": number(
                    grade["count"] / table.customer_count * 100
                    if table.customer_count
                    else 0
                ),
                **{
                    change: changes.get((grade["grade_id"], change), 0)
                    for change in ("new", "up", "down", "ended")
                },
            }
            for grade in table.grade_counts or []
        ]

    def _prepare_period_signatures(self, table):
        def day(moment):
            if not moment:
                return ""
            moment = fields.Datetime.context_timestamp(self, moment)
            return format_date(self.env, moment)

        recipients = "、" if (self.env.lang or "").startswith("zh") else ", "
        return [
            {
                "label": self.env._("Made On"),
                "name": "",
                "date": day(table.create_date),
            },
            {
                "label": self.env._("Recipients"),
                "name": recipients.join(table.sudo().user_ids.mapped("name")),
                "date": "",
            },
            {
                "label": self.env._("Reviewer"),
                "name": table.sudo().reviewed_by_id.name or "",
                "date": day(table.reviewed_on),
            },
        ]
