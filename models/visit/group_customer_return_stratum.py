# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerReturnStratum(models.Model):
    """How many documents a grade and a handler had, and how many were drawn."""

    _name = "group.customer.return.stratum"
    _description = "Return-visit Stratum"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "plan_id, population_count desc, id"
    _rec_name = "plan_id"
    _server_fields = frozenset(
        {"plan_id", "grade_id", "handler_id", "population_count", "drawn_count"}
    )

    plan_id = fields.Many2one(
        comodel_name="group.customer.return.plan",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, index=True, precompute=True
    )
    grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        readonly=True,
        ondelete="set null",
        help="Empty: without grade, or not told apart.",
    )
    handler_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        ondelete="set null",
        help="Empty: handled by nobody in particular, or not told apart.",
    )
    population_count = fields.Integer(string="Population", readonly=True)
    drawn_count = fields.Integer(string="Drawn", readonly=True)
