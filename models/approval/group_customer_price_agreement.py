# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.group_paths import path_ids


class GroupCustomerPriceAgreement(models.Model):
    """A discount beyond the permitted terms, for a customer, products and days.

    Executed, it lifts the block of sales orders for its lines and days (MD-03).
    """

    _name = "group.customer.price.agreement"
    _description = "Price Agreement"
    _inherit = [
        "group.customer.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    _server_fields = frozenset({"name", "ended_on"})
    _approval_author_fields = frozenset({"create_uid"})
    _approval_locked_fields = frozenset(
        {
            "category_id",
            "company_id",
            "date_from",
            "date_to",
            "discount",
            "include_members",
            "partner_id",
            "product_id",
            "reason",
        }
    )

    name = fields.Char(
        string="Reference",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env._("New"),
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    include_members = fields.Boolean(
        string="Whole Branch",
        tracking=True,
        help="Holds for the companies below this one in the corporate tree, too.",
    )
    category_id = fields.Many2one(
        comodel_name="product.category",
        string="Product Category",
        ondelete="restrict",
        tracking=True,
        help="Products of this category and those below it. Empty: all products.",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="This product alone. Empty: the category decides.",
    )
    discount = fields.Float(
        string="Discount (%)",
        digits="Discount",
        aggregator=None,
        tracking=True,
        help="Per cent off the list price that orders may have at most.",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
    )
    date_to = fields.Date(string="To", required=True, tracking=True)
    ended_on = fields.Date(
        readonly=True,
        copy=False,
        tracking=True,
        help="From this day on the agreement no longer holds: somebody ended it early.",
    )
    reason = fields.Text(required=True)
    sale_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Asked For by Order",
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
        copy=False,
    )
    is_in_force = fields.Boolean(
        string="In Force",
        compute="_compute_is_in_force",
        search="_search_is_in_force",
    )
    can_end = fields.Boolean(compute="_compute_can_end")

    _discount_range = models.Constraint(
        "CHECK(discount >= 0 AND discount <= 100)",
        "The discount of an agreement lies between 0 and 100 per cent.",
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_from <= date_to)",
        "A price agreement cannot end before it begins.",
    )
    _in_force_idx = models.Index(
        "(partner_id, company_id, date_to) WHERE approval_state = 'executed'"
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for agreement in self:
            # sudo: the name of a document shows whoever may open the document
            customer = agreement.sudo().partner_id.name
            agreement.display_name = " – ".join(
                filter(None, (agreement.name, customer))
            )

    @api.depends("approval_state", "date_from", "date_to", "ended_on")
    def _compute_is_in_force(self):
        today = fields.Date.context_today(self)
        for agreement in self:
            agreement.is_in_force = (
                agreement.approval_state == "executed"
                and bool(agreement.date_from)
                and agreement.date_from <= today
                and today <= agreement.date_to
                and not (agreement.ended_on and agreement.ended_on <= today)
            )

    @api.model
    def _search_is_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:  # [True, False]: the ORM simplifies it only later
            return Domain.TRUE
        return self._get_in_force_domain(fields.Date.context_today(self))

    @api.depends("approval_state", "ended_on", "date_to")
    @api.depends_context("uid")
    def _compute_can_end(self):
        today = fields.Date.context_today(self)
        writable = self._origin._filtered_access("write")
        for agreement in self:
            agreement.can_end = (
                agreement.approval_state == "executed"
                and not agreement.ended_on
                and today <= agreement.date_to
                and agreement._origin in writable
            )

    # === CONSTRAINT METHODS === #

    @api.constrains("partner_id")
    def _check_partner(self):
        for agreement in self:
            company = agreement.partner_id.commercial_partner_id
            if company != agreement.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(partner)s is a contact of %(company)s: make the agreement "
                        "with %(company)s.",
                        partner=agreement.partner_id.display_name,
                        company=company.display_name,
                    )
                )

    @api.constrains("product_id", "category_id")
    def _check_product(self):
        for agreement in self:
            if agreement.product_id and agreement.category_id:
                raise ValidationError(
                    self.env._(
                        "The price agreement %(agreement)s names a product and a "
                        "category: leave one of them empty.",
                        agreement=agreement.display_name,
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
            prepared.append({**vals, "name": sequence.next_by_code(self._name) or "/"})
        return self._create_server(prepared)

    # === ACTION METHODS === #

    def action_end(self):
        """End the agreement today; orders confirmed before keep their prices."""
        self.check_access("write")
        today = fields.Date.context_today(self)
        for agreement in self:
            if not agreement.can_end:
                raise UserError(
                    self.env._(
                        "%(agreement)s is not in force, so it cannot be ended.",
                        agreement=agreement.display_name,
                    )
                )
        self._write_server({"ended_on": today})
        return True

    # === BUSINESS METHODS === #

    @api.model
    def _get_in_force_domain(self, date):
        return (
            Domain("approval_state", "=", "executed")
            & Domain("date_from", "<=", date)
            & Domain("date_to", ">=", date)
            & (Domain("ended_on", "=", False) | Domain("ended_on", ">", date))
        )

    @api.model
    def _get_in_force(self, customers, company, date):
        """Return the agreements that may lift the block of orders of customers."""
        ids = {id_ for customer in customers for id_ in path_ids(customer.group_path)}
        # sudo: an agreement holds whoever confirms the order
        return self.sudo().search(
            self._get_in_force_domain(date)
            & Domain("company_id", "=", company.id)
            & Domain("partner_id", "in", list(ids | set(customers.ids)))
        )

    def _get_discount(self, customer, product):
        """Return the largest discount that one of these agreements gives."""
        categories = path_ids(product.categ_id.parent_path)
        members = path_ids(customer.group_path)
        return max(
            (
                agreement.discount
                for agreement in self
                if (
                    agreement.partner_id == customer
                    or (
                        agreement.include_members and agreement.partner_id.id in members
                    )
                )
                and agreement.product_id in (product.browse(), product)
                and (
                    not agreement.category_id or agreement.category_id.id in categories
                )
            ),
            default=0.0,
        )

    # === APPROVAL === #

    def _check_approval_submission(self):
        for agreement in self:
            if not agreement.discount:
                raise UserError(
                    self.env._(
                        "%(agreement)s gives no discount: enter the discount that "
                        "orders may have.",
                        agreement=agreement.display_name,
                    )
                )
            if agreement.date_to < fields.Date.context_today(self):
                raise UserError(
                    self.env._(
                        "%(agreement)s ends on %(date)s, which is past: enter a later "
                        "day.",
                        agreement=agreement.display_name,
                        date=format_date(self.env, agreement.date_to),
                    )
                )

    def _get_approval_summary(self):
        self.ensure_one()
        what = self.product_id.display_name or self.category_id.display_name
        summary = super()._get_approval_summary() + [
            (self.env._("Products"), what or self.env._("All products")),
            (self.env._("Discount (%)"), f"{self.discount:g}"),
            (
                self.env._("Days"),
                f"{format_date(self.env, self.date_from)} – "
                f"{format_date(self.env, self.date_to)}",
            ),
            (self.env._("Reason"), self.reason),
        ]
        if self.include_members:
            summary.insert(1, (self.env._("Whole Branch"), self.env._("Yes")))
        if self.sale_order_id:
            summary.append(
                (self.env._("Asked For by Order"), self.sale_order_id.display_name)
            )
        return summary

    def _get_approval_changeable(self):
        self.ensure_one()
        return [
            {
                "key": "discount",
                "label": self.env._("Discount (%)"),
                "value": self.discount,
                "kind": "float",
            },
            {
                "key": "date_to",
                "label": self.env._("To"),
                "value": fields.Date.to_string(self.date_to),
                "kind": "date",
            },
        ]

    def _apply_approval_changes(self, changes):
        self.ensure_one()
        texts = []
        for item in self._get_approval_changeable():
            if item["key"] in changes:
                new = changes[item["key"]]
                texts.append(f"{item['label']}: {item['value']} → {new}")
        if set(changes) - {"discount", "date_to"}:
            return super()._apply_approval_changes(changes)
        self.write(changes)
        return "\n".join(texts)
