# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ...tools.form_pages import count_lines, cut_pages
from ..grading.group_customer_grade_run_report import (
    CIRCLED_COUNT,
    CIRCLED_ONE,
    LINE_HEIGHT,
    ROW_PADDING,
)

# Layout of a landscape A4 page in em: what the rows have, what the head of the first
# page takes, and how many half-width characters fit in the columns.
PAGE_HEIGHT = 52
TITLE_HEIGHT = 9.5
FOOT_HEIGHT = 4
COLUMNS = {
    "document": 20,
    "applies": 20,
    "level_3": 13,
    "level_2": 44,
    "level_1": 25,
    "duty": 13,
    "execute": 20,
}


class ReportApprovalAuthorityTable(models.AbstractModel):
    """Who decides what, all rules on one sheet: the authority and approval table
    (权限及审批流程表, AP-01, AP-02)."""

    _name = "report.group_customer.report_approval_authority_table"
    _inherit = "group.customer.grade.run.report"
    _description = "Authority and Approval Table"

    @api.model
    def _get_report_values(self, docids, data=None):
        rules = self.env["group.customer.approval.rule"].browse(docids)
        rules.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": rules._name,
            "docs": rules,
            "font_size": self._get_font_size(),
            "form": self._prepare_authority_table(rules),
        }

    @api.model
    def _prepare_authority_table(self, rules):
        rules = rules.sorted(
            lambda rule: (rule.type_id.sequence, rule.type_id.id, rule.sequence)
        )
        rows = [
            self._prepare_authority_row(number, rule)
            for number, rule in enumerate(rules, 1)
        ]
        pages = cut_pages(
            rows,
            lambda row: row["height"],
            PAGE_HEIGHT - TITLE_HEIGHT,
            PAGE_HEIGHT,
            FOOT_HEIGHT,
        )
        return {
            "company": ", ".join(self._get_companies(rules).mapped("name")),
            "pages": [
                {"number": number, "rows": page} for number, page in enumerate(pages, 1)
            ],
            "count": len(rules),
            "unruled": self._find_unruled_types(),
            "printed_on": format_date(self.env, fields.Date.context_today(self)),
        }

    @api.model
    def _get_companies(self, rules):
        """The companies of the rules; of shared ones, those the reader works in."""
        shared = rules.filtered(lambda rule: not rule.company_id)
        return (self.env.companies if shared else rules.company_id) | rules.company_id

    @api.model
    def _find_unruled_types(self):
        """Return the names of the types that nobody can submit for want of a rule."""
        types = self.env["group.customer.approval.type"].search(
            Domain("rule_ids", "not any", Domain("active", "=", True))
            & Domain("without_rule", "=", "refuse")
        )
        return ", ".join(types.mapped("name"))

    @api.model
    def _prepare_authority_row(self, number, rule):
        """Return the cells of a rule, each a list of texts, and its height."""
        cells = {
            "document": [rule.type_id.name, rule.name]
            if rule.name != rule.type_id.name
            else [rule.name],
            "applies": self._describe_scope(rule),
            **{f"level_{level}": [] for level in (1, 2, 3)},
            "duty": [],
            "execute": [],
        }
        for place, step in enumerate(rule.step_ids.sorted("sequence")):
            sign = (
                chr(CIRCLED_ONE + place) if place < CIRCLED_COUNT else f"({place + 1})"
            )
            if step.purpose == "execute":
                column = "execute"
            elif step.authority_level:
                column = f"level_{step.authority_level}"
            else:
                column = "duty"
            cells[column] += [f"{sign} {step.name}", "; ".join(step._get_phrases())]
        lines = max(
            sum(count_lines(text, COLUMNS[name]) for text in texts)
            for name, texts in cells.items()
        )
        return {
            "number": number,
            "cells": cells,
            "height": lines * LINE_HEIGHT + ROW_PADDING,
        }

    @api.model
    def _describe_scope(self, rule):
        """Return for which documents and days a rule is."""
        texts = [rule.applies_to]
        if rule.company_id:
            texts.append(rule.company_id.name)
        first, last = (
            day and format_date(self.env, day) for day in (rule.date_from, rule.date_to)
        )
        if first and last:
            texts.append(self.env._("%(first)s to %(last)s", first=first, last=last))
        elif first:
            texts.append(self.env._("from %(first)s", first=first))
        elif last:
            texts.append(self.env._("until %(last)s", last=last))
        if rule.article:
            texts.append(rule.article)
        return texts


class GroupCustomerApprovalRule(models.Model):
    _inherit = "group.customer.approval.rule"

    def action_print_authority_table(self):
        """Print the authority and approval table of these rules, else of all that are
        in force today in the user's companies."""
        rules = self or self.search(self._get_today_domain())
        rules.check_access("read")
        if not rules:
            raise UserError(
                self.env._(
                    "No approval rule is in force today: load a policy pack, or make "
                    "rules under Approval Rules."
                )
            )
        report = self.env.ref("group_customer.action_report_approval_authority_table")
        return report.report_action(rules)

    @api.model
    def _get_today_domain(self):
        today = fields.Date.context_today(self)
        return (
            Domain("active", "=", True)
            & Domain("company_id", "in", [*self.env.companies.ids, False])
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", today))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )
