# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerApprovalDecideLine(models.TransientModel):
    """A request to decide on, with the step that the user saw."""

    _name = "group.customer.approval.decide.line"
    _description = "Approval Request to Decide On"

    wizard_id = fields.Many2one(
        comodel_name="group.customer.approval.decide",
        required=True,
        ondelete="cascade",
        index=True,
    )
    request_id = fields.Many2one(
        comodel_name="group.customer.approval.request",
        required=True,
        ondelete="cascade",
    )
    step_id = fields.Many2one(
        comodel_name="group.customer.approval.request.step",
        ondelete="cascade",
    )
    type_id = fields.Many2one(related="request_id.type_id")
    partner_id = fields.Many2one(related="request_id.partner_id")
    requester_id = fields.Many2one(related="request_id.requester_id")
    amount = fields.Monetary(related="request_id.amount")
    currency_id = fields.Many2one(related="request_id.currency_id")
    age_days = fields.Integer(related="request_id.age_days")
    hint = fields.Char(related="request_id.hint")
