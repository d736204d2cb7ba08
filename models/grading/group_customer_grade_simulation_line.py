# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain


class GroupCustomerGradeSimulationLine(models.Model):
    """Where one customer stands on either side of a simulation.

    Lines are written by the one statement that computes a simulation. They hold no
    contact back: they go with it.
    """

    _name = "group.customer.grade.simulation.line"
    _description = "Group Customer Grade Simulation Line"
    _inherit = ["group.customer.grade.line.mixin"]
    _document_field = "simulation_id"
    _order = "simulation_id desc, revenue desc, id"
    _rec_name = "partner_id"
    # Who computed and when is on the simulation; the statement need not repeat it.
    _log_access = False

    simulation_id = fields.Many2one(
        comodel_name="group.customer.grade.simulation",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        related="partner_id.user_id", string="Account Manager", related_sudo=False
    )
    base_grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        string="Grade Before",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        string="Simulated Grade",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    base_place = fields.Integer(
        readonly=True,
        aggregator=None,
        export_string_translation=False,
        help="Place of the grade before among those of its scheme; 1: the best, 0: no "
        "grade.",
    )
    place = fields.Integer(
        readonly=True,
        aggregator=None,
        export_string_translation=False,
        help="Place of the simulated grade among those of its scheme; 1: the best, 0: "
        "no grade.",
    )
    uncapped_place = fields.Integer(
        readonly=True, aggregator=None, export_string_translation=False
    )
    base_uncapped_place = fields.Integer(
        readonly=True, aggregator=None, export_string_translation=False
    )
    measured_place = fields.Integer(
        readonly=True,
        aggregator=None,
        export_string_translation=False,
        help="Place of the grade that the measured values alone lead to.",
    )
    is_requested = fields.Boolean(
        string="Requested",
        readonly=True,
        help="The grade was asked for and approved (GR-22).",
    )
    request_detail = fields.Json(readonly=True, export_string_translation=False)
    change = fields.Selection(
        selection=[
            ("up", "Up"),
            ("down", "Down"),
            ("new", "New"),
            ("lost", "Lost"),
            ("same", "Same"),
        ],
        readonly=True,
        help="New: no grade before. Lost: no grade any more.",
    )
    base_score = fields.Float(
        string="Score Before", digits=(16, 2), readonly=True, aggregator="avg"
    )
    score = fields.Float(digits=(16, 2), readonly=True, aggregator="avg")
    score_code = fields.Char(
        readonly=True,
        help="The quantile scores in the order of the criteria, for example 5-4-5.",
    )
    base_value = fields.Float(
        string="Main Metric Before", digits=(16, 2), readonly=True
    )
    value = fields.Float(string="Main Metric", digits=(16, 2), readonly=True)
    base_revenue = fields.Monetary(string="Revenue Before", readonly=True)
    revenue = fields.Monetary(readonly=True)
    revenue_moved = fields.Monetary(
        readonly=True,
        help="The revenue of a customer whose grade changes.",
    )
    detail = fields.Json(readonly=True, export_string_translation=False)
    base_detail = fields.Json(readonly=True, export_string_translation=False)

    explanation = fields.Html(compute="_compute_explanation", sanitize=False)
    base_explanation = fields.Html(
        string="Why the Grade Before", compute="_compute_explanation", sanitize=False
    )

    # === COMPUTE METHODS === #

    @api.depends("detail", "base_detail")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for line in self:
            simulation = line.simulation_id
            line.explanation = line._explain(
                simulation.definition,
                {
                    "grade_id": line.grade_id.id,
                    "detail": line.detail,
                    "score": line.score,
                    "score_code": line.score_code,
                    "value": line.value,
                    "uncapped_place": line.uncapped_place,
                    "base_place": line.measured_place,
                    "is_capped": line.place != line.uncapped_place,
                    "is_requested": line.is_requested,
                    "request_detail": line.request_detail,
                },
            )
            line.base_explanation = line._explain_base()

    def _explain(self, definition, values):
        """Say why, as a run line with these values would."""
        self.ensure_one()
        if not values["detail"]:
            return False
        run = self.env["group.customer.grade.run"].new(
            {"scheme_definition": definition, "company_id": self.company_id.id}
        )
        run_line = self.env["group.customer.grade.run.line"].new(
            {
                "run_id": run,
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                **values,
            }
        )
        return run_line.explanation

    def _explain_base(self):
        """Say why the customer has the grade before, where the simulation knows.

        A grade in force or of a run is explained by the line of its run, a graded
        scheme by what the simulation has computed.
        """
        simulation = self.simulation_id
        if simulation.compare_with == "scheme":
            return self._explain(
                simulation.base_definition,
                {
                    "grade_id": self.base_grade_id.id,
                    "detail": self.base_detail,
                    "score": self.base_score,
                    "value": self.base_value,
                    "uncapped_place": self.base_uncapped_place,
                    "base_place": self.base_uncapped_place,
                    "is_capped": self.base_place != self.base_uncapped_place,
                },
            )
        RunLine = self.env["group.customer.grade.run.line"]
        of_customer = Domain("partner_id", "=", self.partner_id.id)
        if simulation.compare_with == "run":
            found = RunLine.search(
                of_customer & Domain("run_id", "=", simulation.base_run_id.id), limit=1
            )
        else:
            award = self.env["group.customer.grade.award"].search(
                of_customer
                & Domain("company_id", "=", self.company_id.id)
                & Domain("scheme_id", "=", simulation.base_scheme_id.id)
                & Domain("grade_id", "=", self.base_grade_id.id)
                & Domain("date_to", "=", False),
                limit=1,
            )
            found = award.run_line_id
        return found.explanation
