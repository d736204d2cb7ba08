# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


def _like_rule(name):
    """Return the selection of the rule's step: one place defines the choices."""

    def selection(model):
        step = model.env["group.customer.approval.step"]
        return step._fields[name]._description_selection(model.env)

    return selection


class GroupCustomerApprovalRequestStep(models.Model):
    """A step as the rule had it when the request was submitted, and what became
    of it. Steps of earlier rounds stay as they ended."""

    _name = "group.customer.approval.request.step"
    _description = "Group Customer Approval Request Step"
    _order = "request_id desc, round desc, sequence, id"

    request_id = fields.Many2one(
        comodel_name="group.customer.approval.request",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    round = fields.Integer(readonly=True, required=True, default=1, aggregator=None)
    sequence = fields.Integer(readonly=True, default=10)
    # The rule's facts, frozen
    name = fields.Char(required=True, readonly=True, translate=True)
    purpose = fields.Selection(
        selection=_like_rule("purpose"), required=True, readonly=True
    )
    approver_kind = fields.Selection(
        selection=_like_rule("approver_kind"), required=True, readonly=True
    )
    user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_approval_request_step_user_rel",
        string="Users",
        readonly=True,
    )
    group_id = fields.Many2one(
        comodel_name="res.groups",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    group_name = fields.Char(readonly=True)
    account_role = fields.Selection(selection=_like_rule("account_role"), readonly=True)
    quorum = fields.Selection(selection=_like_rule("quorum"), readonly=True)
    quorum_count = fields.Integer(readonly=True, aggregator=None)
    domain = fields.Char(readonly=True)
    amount_min = fields.Monetary(currency_field="amount_currency_id", readonly=True)
    amount_currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    deadline_duration = fields.Float(readonly=True, aggregator=None)
    deadline_unit = fields.Selection(
        selection=_like_rule("deadline_unit"), readonly=True
    )
    at_risk_percent = fields.Float(readonly=True, aggregator=None)
    escalation_kind = fields.Selection(
        selection=_like_rule("escalation_kind"), readonly=True
    )
    escalation_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_approval_request_step_escalation_rel",
        string="Escalation Users",
        readonly=True,
    )
    escalation_group_id = fields.Many2one(
        comodel_name="res.groups",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    escalation_group_name = fields.Char(readonly=True)
    may_change_value = fields.Boolean(readonly=True)
    separate_executor = fields.Boolean(readonly=True)
    authority_level = fields.Selection(
        selection=_like_rule("authority_level"), readonly=True
    )
    # What became of it
    state = fields.Selection(
        selection=[
            ("waiting", "Waiting"),
            ("open", "Open"),
            ("done", "Done"),
            ("skipped", "Skipped"),
            ("refused", "Refused"),
            ("dropped", "Dropped"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    needed = fields.Integer(
        readonly=True,
        aggregator=None,
        help="How many people have to agree, counted when the step opened.",
    )
    given = fields.Integer(
        string="Agreed",
        readonly=True,
        aggregator=None,
        help="How many people have agreed so far.",
    )
    opened_on = fields.Datetime(readonly=True)
    closed_on = fields.Datetime(readonly=True)
    due_on = fields.Datetime(readonly=True)
    is_escalated = fields.Boolean(readonly=True)
    reassigned_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_approval_request_step_reassigned_rel",
        string="Reassigned to",
        readonly=True,
    )
    released_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_approval_request_step_released_rel",
        string="Handed over by",
        readonly=True,
        help="People who handed their part in this step to somebody else.",
    )
    approver_ids = fields.One2many(
        comodel_name="group.customer.approval.approver",
        inverse_name="step_id",
        string="Who Can Act",
        readonly=True,
    )
    decision_ids = fields.One2many(
        comodel_name="group.customer.approval.decision",
        inverse_name="step_id",
        string="Decisions",
        readonly=True,
    )

    # Found when people, groups or account managers change
    _open_idx = models.Index("(approver_kind, request_id) WHERE state = 'open'")
