# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerReturnLeadBack(models.TransientModel):
    """Asks for the note with which a lead goes back to sales (VI-30)."""

    _name = "group.customer.return.lead.back"
    _description = "Hand Lead Back"

    return_lead_id = fields.Many2one(
        comodel_name="group.customer.return.lead", required=True, readonly=True
    )
    was_reached = fields.Boolean(string="The customer was reached")
    note = fields.Text(
        string="Return-visit Note",
        required=True,
        help="What the customer said, and when sales had better call.",
    )
    date_deadline = fields.Date(
        string="Contact Again by",
        required=True,
        default=fields.Date.context_today,
    )

    def action_hand_back(self):
        for wizard in self:
            wizard.return_lead_id._hand_back(
                wizard.note, wizard.was_reached, wizard.date_deadline
            )
        return {"type": "ir.actions.act_window_close"}
