# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What a handover says; it is entered in draft and frozen afterwards.
CONTENT_FIELDS = frozenset(
    {
        "company_id",
        "date",
        "delegate_id",
        "delegate_until",
        "domain",
        "from_user_id",
        "line_ids",
        "mail_template_id",
        "note",
        "partner_ids",
        "reason",
        "reason_kind",
        "role_ids",
        "scope",
        "successor_mode",
        "to_user_id",
    }
)


class GroupCustomerHandover(models.Model):
    """One person hands accounts over to others: what, to whom, with which notes.

    ::

        draft → confirming → submitted → done
          ↑         │  ↑         │
          └─────────┘  └─────────┘ (recalled, returned, rejected, expired)
        draft, confirming → cancelled

    Nothing moves before both sides have confirmed every account and the approvers have
    agreed; then everything moves in one transaction or nothing does.
    """

    _name = "group.customer.handover"
    _description = "Account Handover"
    _inherit = [
        "group.customer.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    _server_fields = frozenset(
        {
            "name",
            "state",
            "date_confirming",
            "date_done",
            "counted_on",
            "stand_in_id",
        }
    )
    _approval_author_fields = frozenset({"create_uid", "from_user_id"})
    _approval_locked_fields = CONTENT_FIELDS

    name = fields.Char(
        string="Reference",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env._("New"),
    )
    from_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Giver",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
        context={"active_test": False},
        default=lambda self: self.env.user,
        tracking=True,
        help="Whose accounts are handed over; somebody who has left already, too.",
    )
    reason_kind = fields.Selection(
        selection=[
            ("leaver", "Leaves the Company"),
            ("absence", "Is Absent"),
            ("rebalance", "Accounts Are Rebalanced"),
            ("other", "Other"),
        ],
        string="Occasion",
        required=True,
        default="rebalance",
        tracking=True,
    )
    reason = fields.Text(tracking=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="Accounts of this company, and those shared by all companies.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    scope = fields.Selection(
        selection=[
            ("all", "Everything"),
            ("domain", "What a Filter Finds"),
            ("chosen", "Chosen Accounts"),
        ],
        required=True,
        default="all",
        tracking=True,
    )
    domain = fields.Char(
        string="Filter", default="[]", help="Which of the giver's accounts."
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="group_customer_handover_partner_rel",
        string="Chosen Accounts",
        copy=False,
        check_company=True,
        domain="[('is_group_customer', '=', True)]",
    )
    role_ids = fields.Many2many(
        comodel_name="group.customer.assignment.role",
        relation="group_customer_handover_role_rel",
        string="Roles",
        help="Which roles on the accounts are handed over. Empty: all of them.",
    )
    successor_mode = fields.Selection(
        selection=[
            ("user", "One Person"),
            ("rule", "Proposed by Rules and Load"),
            ("line", "Chosen per Account"),
        ],
        string="Receivers",
        required=True,
        default="user",
        tracking=True,
        help="Proposed: the assignment rules choose, with the giver left out; where no "
        "rule does, the colleague in the giver's teams who carries the least, with "
        "room for the account. Every proposal can be changed per account.",
    )
    to_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Receiver",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False), ('id', '!=', from_user_id), "
        "('company_ids', 'in', company_id)]",
        tracking=True,
    )
    date = fields.Date(
        string="Day of the Handover",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="The first day of the receivers. It is carried out on this day at the "
        "earliest.",
    )
    note = fields.Text(
        string="Note for All Accounts",
        help="Put into the handover note of accounts that have none yet.",
    )
    mail_template_id = fields.Many2one(
        comodel_name="mail.template",
        string="Mail to the Customers",
        domain=[("model", "=", "group.customer.handover.line")],
        ondelete="set null",
        help="Sent to the contact of each account after the handover, through the "
        "mail queue. Empty: customers are not told by mail.",
    )
    # Approvals that wait for the giver by name
    delegate_id = fields.Many2one(
        comodel_name="res.users",
        string="Decides Instead",
        ondelete="restrict",
        domain="[('share', '=', False), ('id', '!=', from_user_id)]",
        tracking=True,
        help="Stands in for the giver in approvals from the day of the handover on. "
        "What goes to the account manager of an account follows the account by itself.",
    )
    delegate_until = fields.Date(string="Until", tracking=True)
    stand_in_id = fields.Many2one(
        comodel_name="group.customer.approval.delegation",
        string="Delegation",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("confirming", "To Confirm"),
            ("submitted", "In Approval"),
            ("done", "Handed Over"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=True,
    )
    date_confirming = fields.Datetime(
        string="Put to Confirmation on", readonly=True, copy=False
    )
    date_done = fields.Datetime(string="Handed Over on", readonly=True, copy=False)
    counted_on = fields.Datetime(
        string="Figures of",
        readonly=True,
        copy=False,
        help="When what goes along with the accounts was counted the last time.",
    )
    line_ids = fields.One2many(
        comodel_name="group.customer.handover.line",
        inverse_name="handover_id",
        string="Accounts",
        copy=False,
    )

    _delegate_complete = models.Constraint(
        "CHECK((delegate_id IS NULL) = (delegate_until IS NULL))",
        "Who decides instead, and until when: enter both or neither.",
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "from_user_id")
    def _compute_display_name(self):
        for handover in self:
            # sudo: the name of a document shows whoever may open the document
            giver = handover.sudo().from_user_id.name
            handover.display_name = " – ".join(filter(None, (handover.name, giver)))

    # === CONSTRAINT METHODS === #

    @api.constrains("from_user_id", "to_user_id", "delegate_id")
    def _check_people(self):
        for handover in self:
            giver = handover.from_user_id
            if giver in handover.to_user_id | handover.delegate_id:
                raise ValidationError(
                    self.env._(
                        "%(handover)s: %(user)s cannot hand over to himself, nor stand "
                        "in for himself. Choose another person.",
                        handover=handover.display_name,
                        user=giver.sudo().name,
                    )
                )

    @api.constrains("date", "delegate_until")
    def _check_dates(self):
        for handover in self:
            until = handover.delegate_until
            if until and until < handover.date:
                raise ValidationError(
                    self.env._(
                        "%(handover)s: who decides instead does so from the day of the "
                        "handover on, so it cannot end before. Change one of the days.",
                        handover=handover.display_name,
                    )
                )
