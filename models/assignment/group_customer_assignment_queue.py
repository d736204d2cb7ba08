# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerAssignmentQueue(models.Model):
    """Accounts to ask the rules for: append-only, drained by the cron."""

    _name = "group.customer.assignment.queue"
    _description = "Accounts to Ask the Assignment Rules for"
    _log_access = False

    partner_id = fields.Many2one(
        comodel_name="res.partner", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="cascade",
        help="Whose grade changed; empty: any company may assign the account.",
    )
    kind = fields.Selection(
        selection=[
            ("new", "New customer"),
            ("regrade", "New grade"),
            ("schedule", "Every night"),
        ],
        required=True,
    )
