# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.tools.misc import format_date

from ...tools.form_pages import count_lines, cut_pages

# Layout of an A4 page at the font size of the templates: lines of text that fit on
# the first page (below its head), on the others, and what the last keeps for the foot.
FIRST_PAGE_LINES = 40
PAGE_LINES = 48
FOOT_LINES = 6

# Units in which the values of customers may be added up
SUMMED_UNITS = ("currency", "count", "score")


class GroupCustomerGradeRunReport(models.AbstractModel):
    """What both printed forms of a grade run share (GR-03).

    All lines of a run are read by one search, and partners, users and grades by one
    read each, so the number of queries does not depend on the number of customers.
    """

    _name = "group.customer.grade.run.report"
    _description = "Printed Form of a Grade Run"

    # Half-width characters that fit in a cell of the two long columns
    _name_columns = 30
    _text_columns = 40

    @api.model
    def _get_report_values(self, docids, data=None):
        runs = self.env["group.customer.grade.run"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": runs._name,
            "docs": runs,
            "forms": {run.id: self._prepare_form(run) for run in runs},
        }

    # === HOOKS === #

    def _get_text(self, line):
        """The words in the last column of ``line``."""
        return ""

    # === TOOLING === #

    def _prepare_form(self, run):
        lines = self._fetch_lines(run)
        changes = dict(
            lines._fields["change"]._description_selection(self.env),
        )
        rows = [
            self._prepare_row(number, line, changes)
            for number, line in enumerate(lines, 1)
        ]
        totals = self._prepare_grade_totals(run, lines)
        pages = cut_pages(
            rows,
            lambda row: row["height"],
            FIRST_PAGE_LINES - len(totals),
            PAGE_LINES,
            FOOT_LINES,
        )
        criterion = self._get_main_criterion(run)
        has_sum = criterion.get("unit") in SUMMED_UNITS
        return {
            "totals": totals,
            "count": len(rows),
            # The form tells when its reader may not see every line of the run.
            "hidden_count": run.line_count - len(rows),
            "has_sum": has_sum,
            "has_score": run.mode == "weighted",
            "value_label": self._translate(criterion.get("name")),
            "value": self._format(sum(lines.mapped("value"))) if has_sum else "",
            "pages": [
                {
                    "number": number,
                    "rows": page,
                    "count": len(page),
                    "value": self._format(sum(row["amount"] for row in page))
                    if has_sum
                    else "",
                }
                for number, page in enumerate(pages, 1)
            ],
            "signatures": self._prepare_signatures(run),
            "printed_on": format_date(self.env, fields.Date.context_today(self)),
        }

    def _fetch_lines(self, run):
        lines = self.env["group.customer.grade.run.line"].search_fetch(
            [("run_id", "=", run.id)],
            [
                "partner_id",
                "grade_id",
                "previous_grade_id",
                "change",
                "score",
                "value",
                "rank",
                "cumulative_share",
                "detail",
            ],
            order="grade_id, rank, id",
        )
        partners = lines.partner_id
        partners.fetch(["name", "user_id"])
        partners.user_id.fetch(["name"])
        (lines.grade_id | lines.previous_grade_id).fetch(["code", "name"])
        return lines

    def _get_main_criterion(self, run):
        """The criterion, as the run keeps it, whose value is the lines' main metric."""
        criteria = (run.scheme_definition or {}).get("criteria", [])
        for key, wanted in (("role", "rank"), ("measure", "revenue")):
            for criterion in criteria:
                if criterion[key] == wanted:
                    return criterion
        return criteria[0] if criteria else {}

    def _translate(self, names):
        """Choose the reader's language from a dict of translations."""
        names = names or {}
        return names.get(self.env.lang) or names.get("en_US") or ""

    def _prepare_row(self, number, line, changes):
        row = {
            "number": number,
            "partner": line.partner_id.name or "",
            "user": line.partner_id.user_id.name or "",
            "grade": line.grade_id.code or "–",
            "previous_grade": line.previous_grade_id.code or "–",
            "change": changes.get(line.change, ""),
            "score": self._format(line.score),
            "amount": line.value,
            "value": self._format(line.value),
            "text": self._get_text(line),
        }
        row["height"] = max(
            count_lines(row["partner"], self._name_columns),
            count_lines(row["text"], self._text_columns),
        )
        return row

    def _prepare_grade_totals(self, run, lines):
        counts, changes, values = Counter(), Counter(), defaultdict(float)
        for line in lines:
            counts[line.grade_id] += 1
            changes[line.grade_id, line.change] += 1
            values[line.grade_id] += line.value
        count, value = len(lines), sum(values.values())
        # Grades nobody has are shown too; lines without a grade come last.
        grades = [*run.scheme_id.grade_ids]
        if counts[lines.grade_id.browse()]:
            grades.append(lines.grade_id.browse())
        return [
            {
                "label": grade.display_name or self.env._("Ungraded"),
                "count": counts[grade],
                "value": self._format(values[grade]),
                "count_share": self._format(counts[grade] / count * 100 if count else 0),
                "value_share": self._format(values[grade] / value * 100 if value else 0),
                "new": changes[grade, "new"],
                "up": changes[grade, "up"],
                "down": changes[grade, "down"],
            }
            for grade in grades
        ]

    def _prepare_signatures(self, run):
        """Preparer, reviewer, re-checker: name and day, or a line to sign on."""
        return [
            {
                "label": label,
                "name": user.name or "",
                "date": format_date(
                    self.env, fields.Datetime.context_timestamp(self, moment)
                )
                if moment
                else "",
            }
            for label, user, moment in (
                (self.env._("Preparer"), run.prepared_by_id, run.prepared_on),
                (self.env._("Reviewer"), run.reviewed_by_id, run.reviewed_on),
                (self.env._("Re-checker"), run.rechecked_by_id, run.rechecked_on),
            )
        ]

    def _format(self, value):
        """``value`` with two decimals in the user's language."""
        lang = self.env["res.lang"].browse(
            self.env["res.lang"]._get_data(code=self.env.lang or "en_US").id
        )
        return lang.format("%.2f", value, grouping=True)


class ReportCustomerClassification(models.AbstractModel):
    """Annex 1, Customer Classification Table (客户分类表)."""

    _name = "report.group_customer.report_customer_classification"
    _inherit = ["group.customer.grade.run.report"]
    _description = "Customer Classification Table"

    def _get_text(self, line):
        return ""


class ReportCustomerGradeTable(models.AbstractModel):
    """Annex 2, Customer Grade Table (客户等级分类表), with its three signatures."""

    _name = "report.group_customer.report_customer_grade_table"
    _inherit = ["group.customer.grade.run.report"]
    _description = "Customer Grade Table"

    def _get_text(self, line):
        return ""
