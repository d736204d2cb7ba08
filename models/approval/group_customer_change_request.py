# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Terms that a permitted range looks at
RANGE_FIELDS = ("agreed_discount", "property_payment_term_id", "settlement_method_id")


class GroupCustomerChangeRequest(models.Model):
    """A change of guarded values of one customer, carried out once it is approved.

    Executing writes exactly the lines, in one transaction, on the effective date at
    the earliest, and only while every value is still what it was at submission.
    """

    _name = "group.customer.change.request"
    _description = "Customer Change Request"
    _inherit = [
        "group.customer.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    _server_fields = frozenset({"name", "is_outside_range", "range_problems"})
    _approval_author_fields = frozenset({"create_uid"})
    _approval_locked_fields = frozenset(
        {
            "attachment_ids",
            "company_id",
            "effective_date",
            "line_ids",
            "partner_id",
            "reason",
            "type_id",
        }
    )

    name = fields.Char(
        string="Reference",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env._("New"),
    )
    type_id = fields.Many2one(
        comodel_name="group.customer.approval.type",
        string="Kind of Change",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('model', '=', 'group.customer.change.request')]",
        tracking=True,
    )
    type_code = fields.Char(related="type_id.code", string="Code of the Type")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="The company whose terms change, where each company has its own.",
    )
    reason = fields.Text()
    effective_date = fields.Date(
        copy=False,
        tracking=True,
        help="The change is carried out on this day at the earliest. Empty: as soon "
        "as it is approved.",
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="group_customer_change_request_attachment_rel",
        string="Attachments",
        copy=False,
        bypass_search_access=True,
    )
    line_ids = fields.One2many(
        comodel_name="group.customer.change.request.line",
        inverse_name="request_id",
        string="Changes",
        copy=True,
    )
    change_text = fields.Text(string="What Changes", compute="_compute_change_text")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        compute="_compute_amount",
        help="The credit limit that is asked for; other changes have no amount.",
    )
    is_outside_range = fields.Boolean(
        string="Outside the Permitted Range",
        compute="_compute_is_outside_range",
        store=True,
        help="The proposed terms lie outside what the company permits, which may take "
        "a further step of approval (MD-03). Checked again at submission.",
    )
    range_problems = fields.Text(
        string="Outside Because",
        compute="_compute_range_problems",
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for change in self:
            # sudo: the name of a document shows whoever may open the document
            customer = change.sudo().partner_id.name
            change.display_name = " – ".join(filter(None, (change.name, customer)))

    @api.depends("line_ids.value_from", "line_ids.value_to")
    @api.depends_context("lang")
    def _compute_change_text(self):
        for change in self:
            change.change_text = "\n".join(
                line._get_change_text() for line in change.line_ids if line.field_id
            )

    @api.depends("line_ids.value_to")
    def _compute_amount(self):
        for change in self:
            change.amount = change._get_proposed_values().get("credit_limit", 0.0)

    @api.depends(
        "line_ids.value_to", "partner_id", "company_id", "effective_date", "type_id"
    )
    def _compute_is_outside_range(self):
        for change in self:
            change.is_outside_range = bool(change._find_range_problems())

    @api.depends(
        "line_ids.value_to", "partner_id", "company_id", "effective_date", "type_id"
    )
    @api.depends_context("lang")
    def _compute_range_problems(self):
        for change in self:
            change.range_problems = "\n".join(change._find_range_problems()) or False

    # === CONSTRAINT METHODS === #

    @api.constrains("type_id")
    def _check_type(self):
        for change in self:
            if change.type_id.model != self._name:
                raise ValidationError(
                    self.env._(
                        "“%(type)s” is no kind of change of a customer: choose "
                        "another one.",
                        type=change.type_id.display_name,
                    )
                )

    @api.constrains("partner_id")
    def _check_partner(self):
        for change in self:
            company = change.partner_id.commercial_partner_id
            if company != change.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(partner)s is a contact of %(company)s: ask for a change of "
                        "%(company)s.",
                        partner=change.partner_id.display_name,
                        company=company.display_name,
                    )
                )

    @api.constrains("type_id", "company_id", "line_ids")
    def _check_lines(self):
        self.line_ids._check_lines()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        prepared = []
        for vals in vals_list:
            self._check_server_fields(vals)
            company = vals.get("company_id") or self.env.company.id
            sequence = self.env["ir.sequence"].with_company(company)
            prepared.append({**vals, "name": sequence.next_by_code(self._name) or "/"})
        changes = self._create_server(prepared)
        # Who asks for a change has to see the customer
        changes.partner_id.check_access("read")
        return changes

    def write(self, vals):
        result = super().write(vals)
        if "partner_id" in vals:
            self.partner_id.check_access("read")
        return result

    # === BUSINESS METHODS === #

    def _get_target(self):
        """Return the customer whose values change, in the company, as superuser."""
        self.ensure_one()
        return self.sudo().partner_id.with_company(self.company_id)

    def _get_proposed_values(self):
        """Return {field name: value} of what is asked for; records as ids."""
        self.ensure_one()
        return {
            line.field_name: line.value_to["value"]
            for line in self.line_ids
            if line.field_name and line.value_to
        }

    def _find_range_problems(self):
        """Return what of the proposed terms lies outside the permitted range."""
        self.ensure_one()
        proposed = self._get_proposed_values()
        values = {name: proposed[name] for name in RANGE_FIELDS if name in proposed}
        if not values or not self.partner_id:
            return []
        return self.env["group.customer.term.range"]._find_problems(
            self._get_target(), self.company_id, self.effective_date, values
        )
