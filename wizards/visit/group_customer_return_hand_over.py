# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from ...models.visit.group_customer_return_plan import OFFICER


class GroupCustomerReturnHandOver(models.TransientModel):
    """Asks to whom return visits are handed, and with which note (VI-13)."""

    _name = "group.customer.return.hand.over"
    _description = "Hand Over Return Visits"

    return_visit_ids = fields.Many2many(
        comodel_name="group.customer.return.visit",
        relation="group_customer_return_hand_over_visit_rel",
        string="Return Visits",
        required=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="To",
        required=True,
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref(OFFICER).ids),
            ("id", "!=", self.env.uid),
        ],
    )
    note = fields.Text(
        string="What the Colleague Has to Know",
        required=True,
    )

    def action_hand_over(self):
        for wizard in self:
            wizard.return_visit_ids._hand_over(wizard.user_id, wizard.note)
        return {"type": "ir.actions.act_window_close"}
