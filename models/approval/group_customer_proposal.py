# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GroupCustomerProposal(models.Model):
    """What is proposed and decided before it begins: order reviews, group projects,
    campaigns, solution templates, gaps of core resources, service indicators
    (AP-11 to AP-15, AP-18)."""

    _name = "group.customer.proposal"
    _description = "Proposal"
    _inherit = [
        "group.customer.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "reference"]
    _check_company_auto = True
    _mail_post_access = "read"

    _server_fields = frozenset({"margin", "profit", "reference", "standard_agreed"})
    _approval_author_fields = frozenset({"create_uid", "responsible_id"})
    _approval_locked_fields = frozenset(
        {
            "benefit_evaluation",
            "company_id",
            "cost",
            "currency_id",
            "date_from",
            "date_go_live",
            "date_to",
            "description",
            "discount",
            "name",
            "parameter_id",
            "partner_id",
            "proposed_value",
            "resources_checked",
            "responsible_id",
            "revenue",
            "sale_order_id",
            "subsidy",
            "type_id",
        }
    )

    reference = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env._("New"),
    )
    name = fields.Char(string="Title", required=True, tracking=True)
    type_id = fields.Many2one(
        comodel_name="group.customer.approval.type",
        string="Kind",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('model', '=', 'group.customer.proposal')]",
        default=lambda self: self._default_type_id(),
        tracking=True,
    )
    type_code = fields.Char(
        related="type_id.code",
        string="Code of the Kind",
        export_string_translation=False,
    )
    requires_profit = fields.Boolean(related="type_id.requires_profit")
    requires_benefit = fields.Boolean(related="type_id.requires_benefit")
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
    resources_checked = fields.Boolean(
        tracking=True,
        help="The discounts and gifts were checked against what the company has for "
        "them (AP-13).",
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
        domain="[('standard_kind', '!=', False)]",
    )
    standard_kind = fields.Selection(
        related="parameter_id.standard_kind", string="Kind of Standard"
    )
    standard_value = fields.Float(
        string="Standard",
        digits=(16, 4),
        compute="_compute_standard_value",
        help="The value in force today, or the one at the approval.",
    )
    standard_agreed = fields.Float(
        digits=(16, 4),
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Technical: the standard on the day of the approval.",
    )
    proposed_value = fields.Float(digits=(16, 4), tracking=True)
    is_below_standard = fields.Boolean(compute="_compute_standard_value")

    _amounts_positive = models.Constraint(
        "CHECK(COALESCE(revenue, 0) >= 0 AND COALESCE(cost, 0) >= 0 "
        "AND COALESCE(subsidy, 0) >= 0)",
        "Revenue, cost and subsidy cannot be negative.",
    )
    _discount_range = models.Constraint(
        "CHECK(discount IS NULL OR (discount >= 0 AND discount <= 100))",
        "The discount lies between 0 and 100 per cent.",
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "A proposal cannot end before it begins.",
    )

    # === COMPUTE METHODS === #

    @api.model
    def _default_type_id(self):
        types = self.env["group.customer.approval.type"]
        return types.search([("model", "=", self._name)], limit=1)

    @api.depends("reference", "name")
    def _compute_display_name(self):
        for proposal in self:
            parts = filter(None, (proposal.reference, proposal.name))
            proposal.display_name = " – ".join(parts)

    @api.depends("revenue", "cost")
    def _compute_profit(self):
        for proposal in self:
            proposal.profit = proposal.revenue - proposal.cost
            proposal.margin = (
                100 * proposal.profit / proposal.revenue if proposal.revenue else 0
            )

    @api.depends(
        "approval_state",
        "company_id",
        "parameter_id.standard_kind",
        "proposed_value",
    )
    def _compute_standard_value(self):
        for proposal in self:
            standard = proposal._get_standard()
            if proposal.approval_state == "executed":
                standard = proposal.standard_agreed
            proposal.standard_value = standard
            proposal.is_below_standard = proposal._is_below(standard)

    def _get_standard(self):
        """Return the standard in force today; 0 without an indicator."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        # sudo: a standard holds whoever looks at it
        values = self.parameter_id.sudo().value_ids
        return values._filter_in_force(self.company_id, today).value

    def _is_below(self, standard):
        """Whether the proposed value is worse than a standard."""
        self.ensure_one()
        kind = self.parameter_id.standard_kind
        if kind == "highest":
            return self.proposed_value > standard
        return kind == "lowest" and self.proposed_value < standard

    # === CONSTRAINT METHODS === #

    @api.constrains("type_id")
    def _check_type(self):
        for proposal in self:
            if proposal.type_id.model != self._name:
                raise ValidationError(
                    self.env._(
                        "“%(proposal)s” cannot be of the kind “%(type)s”, which is "
                        "for other documents: choose a kind of proposal.",
                        proposal=proposal.display_name,
                        type=proposal.type_id.display_name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        prepared = []
        for vals in vals_list:
            self._check_server_fields(vals)
            company = vals.get("company_id") or self.env.company.id
            sequence = self.env["ir.sequence"].with_company(company)
            reference = sequence.next_by_code(self._name) or "/"
            prepared.append({**vals, "reference": reference})
        return self._create_server(prepared)
