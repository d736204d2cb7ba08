# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools.misc import format_date

from ...tools.form_pages import count_lines
from .group_customer_grade_run_report import LINE_HEIGHT, ROW_PADDING

# What the page has for the customers below title, curve and figures, in em
ROWS_HEIGHT = 48
# More than ever fit on the page need not be read.
MAX_ROWS = 60


class ReportCustomerPareto(models.AbstractModel):
    """80/20 report: the curve, and the customers before the cut (GR-27).

    One page for each amount that the run measures. What does not fit is counted; the
    customers that the reader may not open are not named.
    """

    _name = "report.group_customer.report_customer_pareto"
    _inherit = "group.customer.grade.run.report"
    _description = "80/20 Report"

    _name_columns = 34
    _user_columns = 18

    def _prepare_form(self, run):
        report = run.pareto or {}
        texts = run._get_pareto_texts()
        definition = run.scheme_definition or {}
        return {
            "scheme": texts._pick_lang(definition.get("name")) or run.scheme_id.name,
            "pages": [
                self._prepare_page(run, basis) for basis in report.get("bases", [])
            ]
            or [{"basis": None}],
            "printed_on": format_date(self.env, fields.Date.context_today(self)),
        }

    def _prepare_page(self, run, basis):
        number = self._get_number_formatter()
        rows = self._prepare_pareto_rows(run, basis, number)
        return {
            "basis": {
                **basis,
                "drawing": " ".join(
                    f"{x:.2f},{100 - y:.2f}" for _count, x, y in basis["points"]
                ),
            },
            "headline": self.env._(
                "%(customers)s customers, %(customers_share)s %% of all, make up "
                "%(value_share)s %% of “%(name)s”.",
                customers=basis["cut"]["customers"],
                customers_share=number(basis["cut"]["customers_share"]),
                value_share=number(basis["cut"]["value_share"]),
                name=basis["name"],
            ),
            "note": self.env._(
                "%(positive)s of %(customers)s customers have a positive value; only "
                "these count. Customers with the same value are never separated.",
                positive=basis["positive"],
                customers=basis["customers"],
            ),
            "top": [
                {"top": top, "customers": customers, "share": number(share)}
                for top, customers, share in basis["top"]
            ],
            "rows": rows,
            "rest": self._get_rest(basis["cut"]["customers"] - len(rows)),
        }

    def _prepare_pareto_rows(self, run, basis, number):
        """The customers before the cut, the largest first, as many as fit."""
        criterion = run._get_pareto_criterion(basis["criterion_id"])
        values = run._read_pareto_values(criterion, MAX_ROWS)
        lines = self.env["group.customer.grade.run.line"].browse(values)
        # Only those that the reader may open, in the order of the values
        lines = lines._filtered_access("read")
        lines.partner_id.fetch(["name", "user_id"])
        rows, free = [], ROWS_HEIGHT
        for index, line in enumerate(lines, 1):
            value, share = values[line.id]
            row = {
                "number": index,
                "partner": line.partner_id.name or "",
                "user": line.partner_id.user_id.name or "",
                "grade": line.grade_id.code or "–",
                "value": number(value),
                "share": number(share),
            }
            text_lines = max(
                count_lines(row["partner"], self._name_columns),
                count_lines(row["user"], self._user_columns),
            )
            free -= text_lines * LINE_HEIGHT + ROW_PADDING
            if free < 0:
                break
            rows.append(row)
        return rows

    def _get_rest(self, count):
        if not count:
            return ""
        return self.env._(
            "and %(count)s more: those that do not fit here, or that the user who "
            "prints may not open",
            count=count,
        )
