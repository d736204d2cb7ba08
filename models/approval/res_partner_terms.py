# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """The commercial terms agreed with a customer, in each company (MD-01, MD-04)."""

    _inherit = "res.partner"

    agreed_discount = fields.Float(
        string="Agreed Discount (%)",
        company_dependent=True,
        digits="Discount",
        tracking=True,
        help="Per cent off the list price that was agreed with the customer in this "
        "company. New lines of sales orders take it where the pricelist gives no "
        "discount. 0: nothing is agreed.",
    )
    settlement_method_id = fields.Many2one(
        comodel_name="group.customer.settlement.method",
        company_dependent=True,
        tracking=True,
        help="How the customer settles its account with this company. The payment "
        "terms say when each invoice is due.",
    )

    @api.constrains("agreed_discount")
    def _check_agreed_discount(self):
        for partner in self:
            if not 0 <= partner.agreed_discount <= 100:
                raise ValidationError(
                    self.env._(
                        "The agreed discount of %(partner)s is %(discount)s %%. Enter "
                        "a value between 0 and 100.",
                        partner=partner.display_name,
                        discount=partner.agreed_discount,
                    )
                )

    @api.model
    def _commercial_fields(self):
        return super()._commercial_fields() + [
            "agreed_discount",
            "settlement_method_id",
        ]

    # === ORDERS === #

    def _is_under_terms(self, company):
        """Whether orders of this commercial entity are held to the permitted terms:
        group customers, or every customer where the company says so."""
        self.ensure_one()
        scope = company.sudo().group_customer_guard_scope
        return self.is_group_customer or scope == "all"
