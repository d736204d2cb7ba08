# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerApprovalDelegation(models.Model):
    """Who decides in whose place, from one day to another."""

    _name = "group.customer.approval.delegation"
    _description = "Group Customer Approval Delegation"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Absent",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        ondelete="cascade",
        index=True,
        tracking=True,
        help="Who is away and still may decide.",
    )
    delegate_id = fields.Many2one(
        comodel_name="res.users",
        string="Stands in",
        required=True,
        domain="[('share', '=', False), ('id', '!=', user_id)]",
        ondelete="cascade",
        index=True,
        tracking=True,
        help="Who may decide meanwhile. Who asked for something does not decide on it, "
        "in nobody's place.",
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(
        string="To",
        required=True,
        tracking=True,
        help="The last day. Days are those of the absent person's time zone.",
    )
    type_ids = fields.Many2many(
        comodel_name="group.customer.approval.type",
        relation="group_customer_approval_delegation_type_rel",
        string="Document Types",
        help="Empty: all of them.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: every company."
    )
    reason = fields.Char()
    active = fields.Boolean(default=True, tracking=True)
    state = fields.Selection(
        selection=[
            ("future", "Planned"),
            ("current", "In Force"),
            ("ended", "Ended"),
        ],
        compute="_compute_state",
        search="_search_state",
    )

    _dates_ordered = models.Constraint(
        "CHECK(date_from <= date_to)",
        "A delegation cannot end before it begins: change one of the two dates.",
    )
    _not_self = models.Constraint(
        "CHECK(user_id != delegate_id)",
        "Nobody stands in for himself: choose another person.",
    )
