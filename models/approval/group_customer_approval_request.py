# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import api, fields, models

# States in which somebody still has to do something: one request per document.
OPEN_STATES = ("in_progress", "approved", "returned")
# States in which a step of the request can be open.
RUNNING_STATES = ("in_progress", "approved")


class GroupCustomerApprovalRequest(models.Model):
    """One document on its way through the steps of one rule (AP-02, AP-19).

    The rule is copied into the request when it is submitted: what happens to the
    rule afterwards does not touch the request. Clients only read; everything is
    written by the methods that checked, under a lock of the row they decide on.
    """

    _name = "group.customer.approval.request"
    _description = "Group Customer Approval Request"
    _inherit = [
        "group.customer.deadline.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _mail_post_access = "read"
    _check_company_auto = True

    name = fields.Char(
        string="Reference", required=True, readonly=True, copy=False, default="/"
    )
    type_id = fields.Many2one(
        comodel_name="group.customer.approval.type",
        string="Document Type",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    rule_id = fields.Many2one(
        comodel_name="group.customer.approval.rule",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The rule as it is today. The request keeps its own copy of the steps.",
    )
    rule_name = fields.Char(readonly=True)
    # The document
    res_model = fields.Char(
        string="Document Model",
        required=True,
        readonly=True,
        index=True,
        export_string_translation=False,
    )
    res_id = fields.Many2oneReference(
        string="Document ID",
        model_field="res_model",
        required=True,
        readonly=True,
        export_string_translation=False,
    )
    document_name = fields.Char(string="Document", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    effective_date = fields.Date(
        readonly=True,
        help="The first day on which what was approved is carried out. Empty: at once.",
    )
    summary = fields.Json(
        readonly=True,
        help="What is asked for, as it was submitted: pairs of label and text.",
    )
    summary_html = fields.Html(
        string="What Is Asked for", compute="_compute_summary_html", sanitize=False
    )
    document_digest = fields.Char(
        readonly=True, copy=False, export_string_translation=False
    )
    note = fields.Text(string="Reason", readonly=True)
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="group_customer_approval_request_attachment_rel",
        string="Attachments",
        readonly=True,
        copy=False,
    )
    # People
    requester_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        help="Who asks. Neither this person nor who entered the request decides.",
    )
    entered_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Entered by",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    party_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_approval_request_party_rel",
        string="Parties",
        readonly=True,
        copy=False,
        help="Who asks, enters or has a part in the document: they never decide, "
        "and nobody decides in their place.",
    )
    asked_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_approval_request_asked_rel",
        string="Asked to Decide",
        readonly=True,
        copy=False,
        help="Everybody who could decide at some time: they see what became of it.",
    )
    # Progress
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("in_progress", "In Progress"),
            ("approved", "Approved"),
            ("executed", "Executed"),
            ("returned", "Returned"),
            ("rejected", "Rejected"),
            ("recalled", "Recalled"),
            ("expired", "Expired"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=1,
    )
    round = fields.Integer(
        readonly=True,
        default=1,
        aggregator=None,
        help="How often the document was submitted in this request.",
    )
    submitted_on = fields.Datetime(readonly=True, copy=False)
    step_opened_on = fields.Datetime(readonly=True, copy=False)
    expiry_days = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Calendar days without a decision until the request expires; 0: never.",
    )
    expires_on = fields.Datetime(readonly=True, copy=False, index="btree_not_null")
    executed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, ondelete="restrict", copy=False
    )
    executed_on = fields.Datetime(readonly=True, copy=False)
    failure = fields.Text(
        readonly=True,
        copy=False,
        help="Why carrying out what was approved failed the last time.",
    )
    step_ids = fields.One2many(
        comodel_name="group.customer.approval.request.step",
        inverse_name="request_id",
        string="Steps",
        readonly=True,
        copy=False,
    )
    current_step_id = fields.Many2one(
        comodel_name="group.customer.approval.request.step",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        copy=False,
    )
    approver_ids = fields.One2many(
        comodel_name="group.customer.approval.approver",
        inverse_name="request_id",
        string="Who Can Act",
        readonly=True,
        copy=False,
    )
    decision_ids = fields.One2many(
        comodel_name="group.customer.approval.decision",
        inverse_name="request_id",
        string="Decisions",
        readonly=True,
        copy=False,
    )
    # Written with every change under the lock: two transactions that decide on the
    # same request then cannot both commit on what they read before.
    revision = fields.Integer(
        readonly=True, copy=False, aggregator=None, export_string_translation=False
    )
    approvers_checked_on = fields.Datetime(
        readonly=True, copy=False, export_string_translation=False
    )
    # For the reader
    waiting_text = fields.Char(string="Waiting for", compute="_compute_waiting_text")
    age_days = fields.Integer(
        string="Age (Days)",
        compute="_compute_age_days",
        aggregator=None,
        help="Calendar days since the document was submitted.",
    )
    is_waiting_for_me = fields.Boolean(
        string="Waiting for Me",
        compute="_compute_can",
        search="_search_is_waiting_for_me",
    )
    can_approve = fields.Boolean(compute="_compute_can")
    can_reject = fields.Boolean(compute="_compute_can")
    can_return = fields.Boolean(compute="_compute_can")
    can_recall = fields.Boolean(compute="_compute_can")
    can_reassign = fields.Boolean(compute="_compute_can")
    can_execute = fields.Boolean(compute="_compute_can")
    can_change_value = fields.Boolean(compute="_compute_can")
    can_retry = fields.Boolean(compute="_compute_can")
    hint = fields.Char(
        compute="_compute_can", help="Why the reader cannot decide at the moment."
    )

    # One running request per document, whatever two people press at once
    _document_open_unique = models.UniqueIndex(
        "(res_model, res_id) WHERE state IN ('in_progress', 'approved', 'returned')",
        "The document already has a running approval request: open that one.",
    )
    _document_idx = models.Index("(res_model, res_id)")

    # === COMPUTE METHODS === #

    @api.depends("name", "document_name")
    def _compute_display_name(self):
        for request in self:
            request.display_name = " – ".join(
                filter(None, (request.name, request.document_name))
            )

    @api.depends("summary")
    def _compute_summary_html(self):
        row = Markup("<tr><th class='pe-4'>%s</th><td>%s</td></tr>")
        for request in self:
            rows = [row % (label, text) for label, text in request.summary or []]
            request.summary_html = rows and Markup(
                "<table class='table table-sm'><tbody>%s</tbody></table>"
            ) % Markup("").join(rows)

    @api.depends("submitted_on", "state")
    def _compute_age_days(self):
        now = fields.Datetime.now()
        for request in self:
            begin = request.submitted_on
            request.age_days = (now - begin).days if begin else 0
