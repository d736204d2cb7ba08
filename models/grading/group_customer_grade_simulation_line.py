# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class GroupCustomerGradeSimulationLine(models.Model):
    """Where one customer stands on either side of a simulation.

    Lines are written by the one statement that computes a simulation. They hold no
    contact back: they go with it.
    """

    _name = "group.customer.grade.simulation.line"
    _description = "Group Customer Grade Simulation Line"
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

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_change()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_simulated(self):
        self._refuse_change()

    @api.model
    def _refuse_change(self):
        raise UserError(
            self.env._(
                "The lines of a simulation are written when it is computed: compute "
                "it again instead of changing them."
            )
        )
