# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class GroupCustomerApprovalRecall(models.TransientModel):
    """Take requests back before they are decided."""

    _name = "group.customer.approval.recall"
    _description = "Recall Approval Requests"

    request_ids = fields.Many2many(
        comodel_name="group.customer.approval.request",
        relation="group_customer_approval_recall_request_rel",
        string="Requests",
        readonly=True,
    )
    comment = fields.Text(string="Reason", help="Those who had to decide see it.")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        context = self.env.context
        if (
            "request_ids" in fields
            and not values.get("request_ids")
            and context.get("active_model") == "group.customer.approval.request"
        ):
            values["request_ids"] = context.get("active_ids") or []
        return values

    def action_recall(self):
        """Recall each request; all of them or none."""
        self.ensure_one()
        if not self.request_ids:
            raise UserError(
                self.env._("There is no request to recall: choose one in the list.")
            )
        self.request_ids.check_access("read")
        for request in self.request_ids:
            request._recall(comment=self.comment)
        return {"type": "ir.actions.act_window_close"}
