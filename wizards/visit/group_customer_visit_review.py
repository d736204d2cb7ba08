# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerVisitReview(models.TransientModel):
    """The superior's word on visit reports: accepted, or returned to be completed."""

    _name = "group.customer.visit.review"
    _description = "Review of Visit Reports"

    visit_ids = fields.Many2many(
        comodel_name="group.customer.visit",
        relation="group_customer_visit_review_visit_rel",
        string="Visits",
        required=True,
    )
    decision = fields.Selection(
        selection=[("accept", "Accept"), ("return", "Return")],
        required=True,
        default="return",
    )
    comment = fields.Text(help="What is missing or wrong, or what to do next.")

    def action_apply(self):
        self.ensure_one()
        if self.decision == "accept":
            self.visit_ids.action_review(self.comment)
        else:
            # Without a word the visitor would not know what to complete
            self.visit_ids.action_return_report(self.comment or " ")
        return {"type": "ir.actions.act_window_close"}
