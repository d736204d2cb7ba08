# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_amount

from .group_customer_grade_pareto_sql import TOP_SHARES

# Measures of which the largest customers make up a share (GR-27), besides the
# criterion by which a scheme ranks.
PARETO_MEASURES = ("revenue", "gross_margin")


class GroupCustomerGradeRun(models.Model):
    """The 80/20 report of a run (GR-27): who makes up most of the revenue or profit.

    Only positive values count towards the total, equal values are never separated:
    the same rule as that of the grades by cumulative share (GR-16). All customers of
    the run are on the axis, those without a positive value at its end.
    """

    _inherit = "group.customer.grade.run"

    pareto = fields.Json(
        string="80/20",
        compute="_compute_pareto",
        export_string_translation=False,
        help="Cumulative share of the customers, the largest first, against their "
        "share of revenue or profit (GR-27).",
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "line_ids")
    @api.depends_context("lang", "uid")
    def _compute_pareto(self):
        for run in self:
            run.pareto = run._prepare_pareto()

    # === ACTION METHODS === #

    @api.model
    def action_open_pareto(self):
        """Open the 80/20 report of the latest confirmed run.

        That of the primary scheme, if it measures revenue or profit, else of the
        scheme with the latest run that does.
        """
        self.check_access("read")
        runs = self._find_pareto_runs()
        primary = self.env.company.sudo().group_customer_scheme_id
        run = next((run for run in runs if run.scheme_id == primary), runs[:1])
        if not run:
            raise UserError(
                self.env._(
                    "No confirmed grade run of %(company)s measures revenue or gross "
                    "margin: grade the customers by such a scheme and confirm the "
                    "run under Grading > Grade Runs.",
                    company=self.env.company.display_name,
                )
            )
        return run._get_pareto_action()

    def action_open_pareto_customers(self, criterion_id):
        """Open the customers that make up the 80/20 share by a criterion."""
        self.ensure_one()
        self.check_access("read")
        criterion = self._get_pareto_criterion(criterion_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "80/20 Customers: %(criterion)s",
                criterion=self._get_pareto_texts()._pick_lang(criterion["name"]),
            ),
            "res_model": "group.customer.grade.run.line",
            "views": [[False, "list"], [False, "kanban"], [False, "form"]],
            "domain": [
                ("run_id", "=", self.id),
                ("pareto_key", "=", f"{self.id}-{criterion_id}"),
            ],
            "context": {"hide_score": self.mode != "weighted"},
        }

    # === BUSINESS METHODS === #

    def _find_pareto_runs(self):
        """The latest confirmed run of each scheme that has an 80/20 report."""
        runs = self.search(
            Domain("state", "in", ("confirmed", "filed"))
            & Domain("company_id", "=", self.env.company.id),
            order="as_of desc, id desc",
        )
        latest = {}
        for run in runs:
            if not run.is_partial:
                latest.setdefault(run.scheme_id, run)
        return self.union(
            *(run for run in latest.values() if run._get_pareto_criteria())
        )

    def _get_pareto_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("80/20 Report"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [
                [
                    self.env.ref(
                        "group_customer.group_customer_grade_run_view_form_pareto"
                    ).id,
                    "form",
                ]
            ],
        }

    def _get_pareto_criteria(self):
        """The criteria of the run by which customers make up a share of a total."""
        self.ensure_one()
        definition = self.scheme_definition or {}
        wanted = [
            criterion
            for criterion in definition.get("criteria", [])
            if criterion["role"] == "rank" or criterion["measure"] in PARETO_MEASURES
        ]
        wanted.sort(key=lambda criterion: criterion["role"] != "rank")
        # Criteria with the same question have the same answer.
        engine = self.env["group.customer.grade.engine"]
        asked = {}
        for criterion in wanted:
            asked.setdefault(engine._get_question(criterion, definition), criterion)
        return list(asked.values())

    def _get_pareto_criterion(self, criterion_id):
        for criterion in self._get_pareto_criteria():
            if criterion["id"] == criterion_id:
                return criterion
        raise UserError(
            self.env._(
                "“%(run)s” has no 80/20 report by this criterion: open the report "
                "again.",
                run=self.display_name,
            )
        )

    def _prepare_pareto(self):
        """Return the report as plain data, or False while nothing is computed."""
        self.ensure_one()
        if not self.scheme_definition or self.state == "draft":
            return False
        if self.is_partial:
            return {"is_partial": True, "bases": []}
        # The totals of the whole run, whoever reads; amounts are for those who may
        # read every line.
        is_full_reader = self.env.su or self.env.user.has_groups(
            "group_customer.group_group_customer_director,"
            "group_customer.group_group_customer_settlement_manager"
        )
        return {
            "is_partial": False,
            "share": self.scheme_definition["pareto_share"],
            "bases": [
                self._prepare_pareto_basis(criterion, is_full_reader)
                for criterion in self._get_pareto_criteria()
            ],
        }

    def _prepare_pareto_basis(self, criterion, is_full_reader):
        [summary] = self.env.execute_query_dict(self._pareto_summary_sql(criterion))
        total = summary["total"] or 0
        share = self.scheme_definition["pareto_share"]
        points = [[0, 0, 0]]
        if total:
            for customers, reached in self.env.execute_query(
                self._pareto_points_sql(criterion)
            ):
                points.append(
                    [
                        customers,
                        float(round(customers * 100 / summary["customers"], 4)),
                        float(round(reached * 100 / total, 4)),
                    ]
                )
            if customers < summary["customers"]:
                points.append([summary["customers"], 100, 100])
        texts = self._get_pareto_texts()
        basis = {
            "criterion_id": criterion["id"],
            "name": texts._pick_lang(criterion["name"]),
            "measure": criterion["measure"],
            "window": texts._format_window(criterion),
            "share": share,
            "customers": summary["customers"],
            "positive": summary["positive"],
            "cut": {
                "customers": summary["cut_customers"],
                "customers_share": self._pareto_percent(
                    summary["cut_customers"], summary["customers"]
                ),
                "value_share": self._pareto_percent(summary["cut_total"], total),
            },
            "top": [
                [top, summary[f"top_{top}_customers"], share]
                for top in TOP_SHARES
                if (share := self._pareto_percent(summary[f"top_{top}"], total))
            ],
            "largest_share": self._pareto_percent(summary["largest"], total),
            "points": points if total else [],
        }
        if is_full_reader and criterion["unit"] == "currency":
            currency = self._get_pareto_currency()
            basis["total"] = format_amount(self.env, total, currency)
            if summary["negative_total"]:
                basis["negative_total"] = format_amount(
                    self.env, summary["negative_total"], currency
                )
                basis["negative"] = summary["negative"]
        return basis

    def _get_pareto_texts(self):
        """Who says things in the reader's language; the lines are not loaded for it."""
        return self.env["group.customer.grade.run.line"]

    def _get_pareto_currency(self):
        currency_id = self.scheme_definition["currency_id"]
        return self.env["res.currency"].browse(currency_id).exists()

    def _pareto_percent(self, part, whole):
        return float(round((part or 0) * 100 / whole, 2)) if whole else 0


class GroupCustomerGradeRunLine(models.Model):
    _inherit = "group.customer.grade.run.line"

    pareto_key = fields.Char(
        compute="_compute_pareto_key",
        search="_search_pareto_key",
        export_string_translation=False,
        help="Searched only: “run-criterion” finds the customers in the 80/20 share "
        "of the run by that criterion.",
    )

    def _compute_pareto_key(self):
        self.pareto_key = False

    @api.model
    def _search_pareto_key(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._get_pareto_key_domain(key) for key in value)

    @api.model
    def _get_pareto_key_domain(self, key):
        """The customers whose larger ones make up at most the 80/20 share."""
        run_id, _separator, criterion_id = str(key or "").partition("-")
        if not (run_id.isdigit() and criterion_id.isdigit()):
            return Domain.FALSE
        # The rules of the run, then those of its lines, decide what is found.
        run = self.env["group.customer.grade.run"].search([("id", "=", int(run_id))])
        criteria = run._get_pareto_criteria() if run else []
        found = [one for one in criteria if one["id"] == int(criterion_id)]
        if not found:
            return Domain.FALSE
        lines = run._pareto_lines_sql(found[0])
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s IN %s", SQL.identifier(alias, "id"), lines
            )
        )
