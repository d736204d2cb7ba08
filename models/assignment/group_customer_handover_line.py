# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerHandoverLine(models.Model):
    """One role on one account that goes from the giver to a receiver."""

    _name = "group.customer.handover.line"
    _description = "Account in a Handover"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "handover_id desc, id"
    _check_company_auto = True

    _server_fields = frozenset(
        {
            "handover_id",
            "partner_id",
            "role_id",
            "carries_work",
            "explanation",
            "giver_confirmed_on",
            "giver_confirmed_by_id",
            "receiver_confirmed_on",
            "receiver_confirmed_by_id",
            "opportunity_count",
            "quotation_count",
            "order_count",
            "request_count",
            "approval_count",
            "activity_count",
            "meeting_count",
            "receivable",
            "mail_state",
            "mail_failure",
        }
    )

    handover_id = fields.Many2one(
        comodel_name="group.customer.handover",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    # Stored for security rules, lists and the check for other handovers
    company_id = fields.Many2one(related="handover_id.company_id", store=True)
    state = fields.Selection(related="handover_id.state", store=True, index=True)
    from_user_id = fields.Many2one(
        related="handover_id.from_user_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    role_id = fields.Many2one(
        comodel_name="group.customer.assignment.role",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    to_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Receiver",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False), ('id', '!=', from_user_id), "
        "('company_ids', 'in', company_id)]",
    )
    carries_work = fields.Boolean(
        readonly=True,
        help="The giver's opportunities, quotations, meetings and activities of the "
        "account go along with this role. They go with the giver's first role on the "
        "account, so nothing goes twice, and nothing while the giver keeps that role.",
    )
    explanation = fields.Char(
        string="Why This Receiver", readonly=True, help="Empty: chosen by hand."
    )
    note = fields.Text(
        string="Handover Note",
        help="What the receiver has to know: people, open matters, promises, dangers.",
    )
    # Both sides
    giver_confirmed_on = fields.Datetime(string="Giver Confirmed on", readonly=True)
    giver_confirmed_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Confirmed for the Giver by",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    receiver_confirmed_on = fields.Datetime(
        string="Receiver Confirmed on", readonly=True
    )
    receiver_confirmed_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Confirmed for the Receiver by",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    # What goes along …
    opportunity_count = fields.Integer(string="Opportunities", readonly=True)
    quotation_count = fields.Integer(string="Quotations", readonly=True)
    meeting_count = fields.Integer(string="Meetings to Come", readonly=True)
    activity_count = fields.Integer(string="Activities", readonly=True)
    request_count = fields.Integer(string="Open Requests", readonly=True)
    approval_count = fields.Integer(string="Approvals Waiting", readonly=True)
    # … and what stays
    order_count = fields.Integer(string="Orders", readonly=True)
    receivable = fields.Monetary(readonly=True)
    # The mail to the customer
    mail_state = fields.Selection(
        selection=[
            ("pending", "Waiting"),
            ("queued", "In the Mail Queue"),
            ("no_address", "No Address"),
            ("failed", "Failed"),
        ],
        string="Mail to the Customer",
        readonly=True,
        index="btree_not_null",
    )
    mail_failure = fields.Char(readonly=True)

    _account_unique = models.Constraint(
        "UNIQUE(handover_id, partner_id, role_id)",
        "This role on the account is in the handover already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_id", "role_id")
    def _compute_display_name(self):
        for line in self:
            parts = (line.sudo().partner_id.name, line.role_id.name)
            line.display_name = " – ".join(filter(None, parts))
