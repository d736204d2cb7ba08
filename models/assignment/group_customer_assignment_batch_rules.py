# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerAssignmentBatch(models.Model):
    """Which run of the rules proposed a reassignment."""

    _inherit = "group.customer.assignment.batch"
    _server_fields = frozenset({"run_id"})

    run_id = fields.Many2one(
        comodel_name="group.customer.assignment.run",
        string="Rule Run",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )


class GroupCustomerAssignmentBatchLine(models.Model):
    """Which rule proposed a move."""

    _inherit = "group.customer.assignment.batch.line"
    _server_fields = frozenset({"rule_id"})

    rule_id = fields.Many2one(
        comodel_name="group.customer.assignment.rule",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
