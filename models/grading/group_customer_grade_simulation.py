# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

# Simulations that one call of the vacuum deletes; each may have many lines.
GC_LIMIT = 20
# What a result answers: whoever changes it asks anew.
QUESTION_FIELDS = {
    "scheme_id",
    "company_id",
    "as_of",
    "compare_with",
    "base_scheme_id",
    "base_as_of",
    "base_run_id",
}


class GroupCustomerGradeSimulation(models.Model):
    """What a scheme would give on a day, beside another grading; nothing changes.

    Any scheme can be simulated, a draft too, as of any day up to today. The grades
    are what the scheme says, without waiting for confirmations.
    """

    _name = "group.customer.grade.simulation"
    _description = "Group Customer Grade Simulation"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "id desc"
    _rec_names_search = ["scheme_id"]
    _check_company_auto = True
    # Written by the computation alone
    _server_fields = frozenset(
        {
            "state",
            "definition",
            "base_definition",
            "result",
            "computed_by_id",
            "computed_on",
            "line_ids",
        }
    )

    scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    mode = fields.Selection(related="scheme_id.mode")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    as_of = fields.Date(
        required=True,
        default=fields.Date.context_today,
        copy=False,
        help="Nothing that happened after this day counts.",
    )
    compare_with = fields.Selection(
        selection=[
            ("current", "Grades in force today"),
            ("scheme", "Another scheme or day"),
            ("run", "An earlier grade run"),
        ],
        required=True,
        default="current",
    )
    base_scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        string="Compared Scheme",
        compute="_compute_base_scheme_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        help="The scheme whose grades stand on the other side.",
    )
    base_as_of = fields.Date(
        string="Compared Day",
        compute="_compute_base_as_of",
        store=True,
        readonly=False,
    )
    base_run_id = fields.Many2one(
        comodel_name="group.customer.grade.run",
        string="Compared Run",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        domain="[('state', '!=', 'draft'), ('company_id', '=', company_id)]",
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("computed", "Computed")],
        required=True,
        default="draft",
        readonly=True,
    )
    note = fields.Text()
    computed_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="set null", readonly=True, copy=False
    )
    computed_on = fields.Datetime(readonly=True, copy=False)
    definition = fields.Json(readonly=True, copy=False, export_string_translation=False)
    base_definition = fields.Json(
        readonly=True, copy=False, export_string_translation=False
    )
    # Result
    line_ids = fields.One2many(
        comodel_name="group.customer.grade.simulation.line",
        inverse_name="simulation_id",
        string="Customers",
        readonly=True,
    )
    result = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Totals of all customers, also those that the reader may not open.",
    )
    moved_count = fields.Integer(string="Moved", compute="_compute_totals")
    revenue_moved = fields.Monetary(compute="_compute_totals")
    line_count = fields.Integer(string="Customers Graded", compute="_compute_totals")
    grade_comparison = fields.Json(
        compute="_compute_charts", export_string_translation=False
    )
    migration_matrix = fields.Json(
        compute="_compute_charts", export_string_translation=False
    )
    score_histogram = fields.Json(
        compute="_compute_charts", export_string_translation=False
    )

    # === COMPUTE METHODS === #

    @api.depends("scheme_id", "as_of")
    def _compute_display_name(self):
        for simulation in self:
            if not simulation.scheme_id:
                simulation.display_name = self.env._("New simulation")
                continue
            simulation.display_name = self.env._(
                "%(scheme)s as of %(date)s",
                scheme=simulation.scheme_id.display_name,
                date=format_date(self.env, simulation.as_of),
            )

    @api.depends("scheme_id")
    def _compute_base_scheme_id(self):
        for simulation in self:
            scheme = simulation.scheme_id
            simulation.base_scheme_id = scheme.draft_of_id or scheme

    @api.depends("as_of")
    def _compute_base_as_of(self):
        for simulation in self:
            simulation.base_as_of = simulation.as_of

    @api.depends("result")
    def _compute_totals(self):
        for simulation in self:
            moved = [
                cell
                for cell in (simulation.result or {}).get("matrix", ())
                if cell["change"] != "same"
            ]
            cells = (simulation.result or {}).get("matrix", ())
            simulation.line_count = sum(cell["count"] for cell in cells)
            simulation.moved_count = sum(cell["count"] for cell in moved)
            simulation.revenue_moved = sum(cell["revenue"] for cell in moved)

    @api.depends("result")
    @api.depends_context("lang")
    def _compute_charts(self):
        for simulation in self:
            charts = simulation._prepare_charts() if simulation.result else {}
            simulation.grade_comparison = charts.get("comparison", False)
            simulation.migration_matrix = charts.get("matrix", False)
            simulation.score_histogram = charts.get("histogram", False)

    # === CONSTRAINT METHODS === #

    @api.constrains("as_of", "base_as_of")
    def _check_days(self):
        today = fields.Date.context_today(self)
        for simulation in self:
            for day in (simulation.as_of, simulation.base_as_of):
                if day and day > today:
                    raise ValidationError(
                        self.env._(
                            "The simulation “%(simulation)s” cannot grade as of "
                            "%(date)s, a day in the future: choose today or an "
                            "earlier day.",
                            simulation=simulation.display_name,
                            date=format_date(self.env, day),
                        )
                    )

    # === CRUD METHODS === #

    def write(self, vals):
        self.check_access("write")
        res = super().write(vals)
        if QUESTION_FIELDS & set(vals):
            # Odoo's rules look at the company before the change only.
            self.check_access("write")
            self._drop_result()
        return res

    @api.autovacuum
    def _gc_simulations(self):
        """Delete simulations older than the parameter says; they decide nothing."""
        old = self.search(
            Domain("create_date", "<", self._get_oldest_kept()), limit=GC_LIMIT
        )
        old.unlink()
        return len(old), len(old) == GC_LIMIT

    @api.model
    def _get_oldest_kept(self):
        """The moment before which simulations and back-tests are deleted."""
        days = self.env["group.customer.parameter"]._get_value("simulation_keep_days")
        return fields.Datetime.subtract(fields.Datetime.now(), days=int(days))

    # === ACTION METHODS === #

    def action_simulate(self):
        """Compute the simulations, again too; nothing else changes."""
        self.check_access("write")
        for simulation in self:
            simulation._simulate()
        return True
