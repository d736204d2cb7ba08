# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerGradeBacktestLine(models.Model):
    """The grade of one customer at the end of one quarter of a back-test."""

    _name = "group.customer.grade.backtest.line"
    _description = "Group Customer Grade Back-test Line"
    _inherit = ["group.customer.grade.line.mixin"]
    _document_field = "backtest_id"
    _order = "backtest_id desc, as_of, place, id"
    _rec_name = "partner_id"
    # Who computed and when is on the back-test; the statement need not repeat it.
    _log_access = False

    backtest_id = fields.Many2one(
        comodel_name="group.customer.grade.backtest",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True
    )
    as_of = fields.Date(required=True, readonly=True)
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
    grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    place = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="Place of the grade among those of the scheme; 1: the best, 0: no grade.",
    )
    score = fields.Float(digits=(16, 2), readonly=True, aggregator="avg")
    value = fields.Float(
        string="Main Metric",
        digits=(16, 2),
        readonly=True,
        help="The value by which customers are ranked.",
    )
