# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerPriceAgreement(models.Model):
    """A discount beyond the permitted terms, for a customer, products and days.

    Approved, it lifts the block of sales orders for its lines and days (MD-03).
    """

    _name = "group.customer.price.agreement"
    _description = "Price Agreement"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

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
    reason = fields.Text(required=True)
    sale_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Asked For by Order",
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
        copy=False,
    )
