# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerVisitCancel(models.TransientModel):
    """Asks why visits are cancelled, were missed, were not missed after all, or
    were made without somebody."""

    _name = "group.customer.visit.cancel"
    _description = "Reason for Ending a Visit"

    visit_ids = fields.Many2many(
        comodel_name="group.customer.visit",
        relation="group_customer_visit_cancel_visit_rel",
        string="Visits",
        required=True,
    )
    operation = fields.Selection(
        selection=[
            ("cancel", "Cancel Visits"),
            ("miss", "Mark as Missed"),
            ("recover", "Not Missed After All"),
            ("deny", "I Took No Part"),
        ],
        required=True,
        readonly=True,
        default="cancel",
    )
    reason = fields.Char(required=True)

    @api.model
    def _get_title(self, operation):
        labels = dict(self._fields["operation"]._description_selection(self.env))
        return labels[operation]

    def action_apply(self):
        self.ensure_one()
        method = {
            "cancel": "action_cancel",
            "miss": "action_miss",
            "recover": "action_recover",
            "deny": "action_deny_part",
        }[self.operation]
        getattr(self.visit_ids, method)(self.reason)
        return {"type": "ir.actions.act_window_close"}
