# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.tools.misc import format_date

from odoo.addons.base.models import ir_actions_report

from ...models.grading.group_customer_grade_engine_grade import SCORED_ROLES
from ...tools.form_pages import count_lines, cut_pages

# Layout of an A4 page in em, as the style of the templates makes it: what the rows
# have on a page, what the head of the first page and the foot of the last one take,
# and how high a row is besides its lines of text.
PAGE_HEIGHT = 71
TITLE_HEIGHT = 11
TOTAL_HEIGHT = 4
SIGNATURES_HEIGHT = 7
LINE_HEIGHT = 1.35
ROW_PADDING = 0.5
# Nine points on paper: the patched build of wkhtmltopdf lays a page out at 96 dpi, the
# other one on a wider page that it shrinks afterwards.
FONT_SIZE_PATCHED = 12
FONT_SIZE_UNPATCHED = 15.8

# What the forms read of a line
LINE_FIELDS = (
    "partner_id",
    "company_id",
    "grade_id",
    "proposed_grade_id",
    "previous_grade_id",
    "change",
    "is_held",
    "pending_count",
    "is_requested",
    "request_detail",
    "score",
    "score_code",
    "value",
    "rank",
    "cumulative_share",
    "is_capped",
    "uncapped_place",
    "base_place",
    "detail",
)

# Half-width characters in a line over the whole page
PAGE_COLUMNS = 110
# ① to ⑳ number the criteria
CIRCLED_ONE = 0x2460
CIRCLED_COUNT = 20

# Units in which the values of customers may be added up
SUMMED_UNITS = ("currency", "count", "score")


class GroupCustomerGradeRunReport(models.AbstractModel):
    """What both printed forms of a grade run share (GR-03).

    All lines of a run are read by one search, and partners, users and grades by one
    read each, so the number of queries does not depend on the number of customers.
    """

    _name = "group.customer.grade.run.report"
    _description = "Printed Form of a Grade Run"

    # What is printed
    _document_model = "group.customer.grade.run"
    # Half-width characters that fit in a cell of the long columns
    _name_columns = 24
    _user_columns = 13
    _text_columns = 36
    # What follows the rows on the last page
    _foot_height = TOTAL_HEIGHT

    @api.model
    def _get_report_values(self, docids, data=None):
        documents = self._get_documents(docids)
        return {
            "doc_ids": documents.ids,
            "doc_model": documents._name,
            "docs": documents,
            "font_size": self._get_font_size(),
            "forms": {
                document.id: self._prepare_form(document) for document in documents
            },
        }

    @api.model
    def _get_documents(self, docids):
        """Return what to print.

        :raises AccessError: when who prints may not see it
        """
        documents = self.env[self._document_model].browse(docids)
        documents.check_access("read")
        return documents

    # === HOOKS === #

    def _get_text(self, line, definition, details):
        """The words in the last column of ``line``.

        :param dict definition: the scheme as the run keeps it
        :param dict details: what was judged, by the id of the criterion
        """
        return ""

    def _get_legend(self, lines, definition):
        """What the signs in the last column stand for."""
        return ""

    # === FORM === #

    def _prepare_form(self, run):
        lines = self._fetch_lines(run)
        definition = run._get_definition()
        number = self._get_number_formatter()
        rows = self._prepare_rows(lines, definition, number)
        totals = self._prepare_grade_totals(run, lines, number)
        main = self._get_main_criterion(definition)
        has_sum = main.get("unit") in SUMMED_UNITS

        def total(some_rows):
            return number(sum(row["amount"] for row in some_rows)) if has_sum else ""

        legend = self._get_legend(lines, definition)
        head = (
            TITLE_HEIGHT
            + len(totals) * (LINE_HEIGHT + ROW_PADDING)
            + count_lines(legend, PAGE_COLUMNS) * LINE_HEIGHT
        )
        pages = cut_pages(
            rows,
            lambda row: row["height"],
            PAGE_HEIGHT - head,
            PAGE_HEIGHT,
            self._foot_height,
        )
        return {
            "scheme": lines._pick_lang(definition.get("name")) or run.scheme_id.name,
            "totals": totals,
            "legend": legend,
            "count": len(rows),
            # The form tells when its reader may not see every line of the run.
            "hidden_count": run.line_count - len(rows),
            "has_sum": has_sum,
            "has_score": definition.get("mode") in SCORED_ROLES,
            "value_label": lines._pick_lang(main.get("name")),
            "value": total(rows),
            "pages": [
                {
                    "number": index,
                    "rows": page,
                    "count": len(page),
                    "value": total(page),
                }
                for index, page in enumerate(pages, 1)
            ],
            "signatures": self._prepare_signatures(run),
            "printed_on": format_date(self.env, fields.Date.context_today(self)),
        }

    def _fetch_lines(self, run):
        lines = self.env["group.customer.grade.run.line"].search_fetch(
            [("run_id", "=", run.id)],
            LINE_FIELDS,
            order="grade_id, rank, id",
        )
        partners = lines.partner_id
        partners.fetch(["name", "user_id"])
        partners.user_id.fetch(["name"])
        (lines.grade_id | lines.previous_grade_id).fetch(["code", "name"])
        return lines

    def _prepare_rows(self, lines, definition, number):
        changes = dict(lines._fields["change"]._description_selection(self.env))
        rows = []
        for index, line in enumerate(lines, 1):
            details = {detail["criterion_id"]: detail for detail in line.detail or []}
            row = {
                "number": index,
                "partner": line.partner_id.name or "",
                "user": line.partner_id.user_id.name or "",
                "grade": line.grade_id.code or "–",
                "previous_grade": line.previous_grade_id.code or "–",
                "change": changes.get(line.change, ""),
                "score": number(line.score),
                "amount": line.value,
                "value": number(line.value),
                "text": self._get_text(line, definition, details),
            }
            text_lines = max(
                count_lines(row["partner"], self._name_columns),
                count_lines(row["user"], self._user_columns),
                count_lines(row["text"], self._text_columns),
            )
            row["height"] = text_lines * LINE_HEIGHT + ROW_PADDING
            rows.append(row)
        return rows

    def _prepare_grade_totals(self, run, lines, number):
        counts, changes, values = Counter(), Counter(), defaultdict(float)
        for line in lines:
            counts[line.grade_id] += 1
            changes[line.grade_id, line.change] += 1
            values[line.grade_id] += line.value
        count, value = len(lines), sum(values.values())
        # Grades nobody has are shown too; lines without a grade come last.
        grades = [*run.scheme_id.grade_ids.sorted("sequence")]
        if counts[lines.grade_id.browse()]:
            grades.append(lines.grade_id.browse())
        return [
            {
                "label": grade.display_name or self.env._("Ungraded"),
                "count": counts[grade],
                "count_share": number(counts[grade] / count * 100 if count else 0),
                "value": number(values[grade]),
                "value_share": number(values[grade] / value * 100 if value else 0),
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

    # === TOOLING === #

    def _get_font_size(self):
        """Pixels of an em in the PDF, by the build of wkhtmltopdf."""
        get_build = getattr(ir_actions_report, "_wkhtml", None)
        is_patched = not get_build or get_build().is_patched_qt
        return FONT_SIZE_PATCHED if is_patched else FONT_SIZE_UNPATCHED

    def _get_main_criterion(self, definition):
        """The criterion whose value the lines carry as their main metric."""
        criteria = definition.get("criteria", [])
        for key, wanted in (("role", "rank"), ("measure", "revenue")):
            for criterion in criteria:
                if criterion[key] == wanted:
                    return criterion
        return criteria[0] if criteria else {}

    def _get_number_formatter(self):
        """Return a function that writes a number in the reader's language."""
        lang = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        return lambda value: lang.format("%.2f", value, grouping=True)


class ReportCustomerClassification(models.AbstractModel):
    """Annex 1, Customer Classification Table (客户分类表)."""

    _name = "report.group_customer.report_customer_classification"
    _inherit = "group.customer.grade.run.report"
    _description = "Customer Classification Table"

    def _get_legend(self, lines, definition):
        return self.env._("; ").join(
            f"{sign} {lines._pick_lang(criterion['name'])}"
            for sign, criterion in self._number_criteria(definition)
        )

    def _get_text(self, line, definition, details):
        """The basis: every value that was judged, with what it contributed."""
        parts = []
        for sign, criterion in self._number_criteria(definition):
            detail = details.get(criterion["id"])
            # What was left out, or does not hold, is no basis of the class.
            if not detail or not self._is_basis(detail):
                continue
            value = line._format_value(detail["value"], criterion["unit"])
            if detail.get("contribution") is None:
                parts.append(f"{sign} {value}")
            else:
                points = line._format_number(detail["contribution"])
                parts.append(f"{sign} {value} → {points}")
        # A number and its unit stay on one line.
        return self.env._("; ").join(parts).replace(" %", "\N{NO-BREAK SPACE}%")

    def _is_basis(self, detail):
        if detail["value"] is None and detail.get("contribution") is None:
            return False
        return detail.get("met") is not False

    def _number_criteria(self, definition):
        """Give each criterion a short sign: a row has no room for names."""
        return [
            (chr(CIRCLED_ONE + i) if i < CIRCLED_COUNT else f"({i + 1})", criterion)
            for i, criterion in enumerate(definition.get("criteria", []))
        ]


class ReportCustomerGradeTable(models.AbstractModel):
    """Annex 2, Customer Grade Table (客户等级分类表), with its three signatures."""

    _name = "report.group_customer.report_customer_grade_table"
    _inherit = "group.customer.grade.run.report"
    _description = "Customer Grade Table"

    _name_columns = 26
    _user_columns = 100  # not printed
    _text_columns = 44
    _foot_height = TOTAL_HEIGHT + SIGNATURES_HEIGHT

    def _get_text(self, line, definition, details):
        """The reason: what decided the grade, and the caps that lowered it."""
        if not definition:
            return ""
        return " ".join(line._get_reasons(definition, details))
