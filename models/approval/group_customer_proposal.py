# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerProposal(models.Model):
    """What is proposed and decided before it begins: order reviews, group projects,
    campaigns, solution templates, gaps of core resources, service indicators
    (AP-11 to AP-15, AP-18)."""

    _name = "group.customer.proposal"
    _description = "Proposal"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    reference = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env._("New"),
    )
    name = fields.Char(string="Title", required=True, tracking=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    responsible_id = fields.Many2one(
        comodel_name="res.users",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        help="Who answers for the proposal: responsibility lies with a project and "
        "with a person (AP-12).",
    )
    description = fields.Html()
    # Accounting of the project (AP-12)
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    revenue = fields.Monetary(string="Expected Revenue", tracking=True)
    cost = fields.Monetary(string="Expected Cost", tracking=True)
    profit = fields.Monetary(
        string="Expected Profit", compute="_compute_profit", store=True
    )
    margin = fields.Float(
        string="Margin (%)", compute="_compute_profit", store=True, aggregator=None
    )
    # Benefit of a campaign (AP-13)
    benefit_evaluation = fields.Text(
        tracking=True, help="What the campaign is expected to bring, and why."
    )
    discount = fields.Float(string="Discount (%)", digits="Discount", tracking=True)
    subsidy = fields.Monetary(
        tracking=True, help="What is spent on devices and other gifts."
    )
    date_from = fields.Date(string="From", tracking=True)
    date_to = fields.Date(string="To", tracking=True)
    # The order under review (AP-11)
    sale_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Sales Order",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        copy=False,
    )
    # When the construction department will be ready (AP-15)
    date_go_live = fields.Date(string="Go-live Date", tracking=True)
    # Indicator of the service (AP-18)
    parameter_id = fields.Many2one(
        comodel_name="group.customer.parameter",
        string="Service Indicator",
        ondelete="restrict",
    )
    is_standard_maximum = fields.Boolean(
        string="Smaller Is Better",
        help="The standard is the largest value allowed, such as hours until a repair; "
        "otherwise it is the smallest, such as a share of calls answered.",
    )
    standard_value = fields.Float(
        string="Standard", digits=(16, 4), compute="_compute_standard_value"
    )
    proposed_value = fields.Float(digits=(16, 4), tracking=True)

    @api.depends("revenue", "cost")
    def _compute_profit(self):
        for proposal in self:
            proposal.profit = proposal.revenue - proposal.cost
            proposal.margin = (
                100 * proposal.profit / proposal.revenue if proposal.revenue else 0
            )

    @api.depends("parameter_id", "company_id")
    def _compute_standard_value(self):
        today = fields.Date.context_today(self)
        for proposal in self:
            values = proposal.parameter_id.sudo().value_ids
            value = values._filter_in_force(proposal.company_id, today)
            proposal.standard_value = value.value
