# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerApprovalDecision(models.Model):
    """What somebody did with a request: append-only, written by the engine."""

    _name = "group.customer.approval.decision"
    _description = "Group Customer Approval Decision"
    _order = "id"
    _rec_name = "kind"

    request_id = fields.Many2one(
        comodel_name="group.customer.approval.request",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    step_id = fields.Many2one(
        comodel_name="group.customer.approval.request.step",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    # Stored for security rules
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    round = fields.Integer(readonly=True, required=True, default=1, aggregator=None)
    kind = fields.Selection(
        selection=[
            ("submit", "Submitted"),
            ("approve", "Approved"),
            ("reject", "Rejected"),
            ("return", "Returned for Correction"),
            ("execute", "Executed"),
            ("recall", "Recalled"),
            ("reassign", "Reassigned"),
            ("escalate", "Escalated"),
            ("change", "Value Changed"),
            ("expire", "Expired"),
        ],
        string="Decision",
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    principal_id = fields.Many2one(
        comodel_name="res.users",
        string="In the Place of",
        readonly=True,
        ondelete="restrict",
        help="The same person, unless somebody stood in.",
    )
    to_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Handed to",
        readonly=True,
        ondelete="restrict",
    )
    path = fields.Char(readonly=True, help="The chain of delegations.")
    comment = fields.Text(readonly=True)
    changes = fields.Json(readonly=True)
    changes_text = fields.Text(string="Changed Values", readonly=True)
    decided_on = fields.Datetime(string="On", required=True, readonly=True)
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="group_customer_approval_decision_attachment_rel",
        string="Attachments",
        readonly=True,
    )

    # One vote per person and step, whoever presses twice
    _one_vote = models.UniqueIndex(
        "(step_id, user_id) WHERE kind IN ('approve', 'execute')",
        "You have decided on this step already.",
    )
