# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

from .account_move_line_reinvoice import REINVOICING
from .sale_order_terms_check import CHANGED_LINES

# Raised, they make a confirmed line worse than it was; see _get_terms_state.
PRICE_FIELDS = {
    "combo_item_id",
    "discount",
    "display_type",
    "extra_tax_data",
    "is_downpayment",
    "is_expense",
    "linked_line_id",
    "order_id",
    "price_unit",
    "product_id",
    "product_no_variant_attribute_value_ids",
    "product_uom_id",
    "product_uom_qty",
    "tax_ids",
    "technical_price_unit",
}
# Stored, but computed from the line and its order: a client that writes them would
# show the check of the terms another price than the one that is invoiced.
DERIVED_FIELDS = {
    "company_id",
    "currency_id",
    "price_reduce_taxexcl",
    "price_reduce_taxinc",
    "price_subtotal",
    "price_tax",
    "price_total",
    "state",
}
# Set where a vendor bill or an expense is invoiced on: such a line is charged at what
# it cost, whatever the list says, so nobody says it of a line by hand.
CHARGED_FIELDS = {"is_expense"}


class SaleOrderLine(models.Model):
    """Lines of confirmed orders keep to the permitted terms; new lines take the
    discount agreed with the customer."""

    _inherit = "sale.order.line"

    # === LINES OF CONFIRMED ORDERS === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([self._without_derived(vals) for vals in vals_list])
        # What the server adds without a quantity, for instance for goods delivered
        # beside the order, sells nothing yet.
        lines.filtered(
            lambda line: (
                line.state == "sale" and not (self.env.su and not line.product_uom_qty)
            )
        )._check_confirmed_terms()
        return lines

    def write(self, vals):
        vals = self._without_derived(vals)
        if not PRICE_FIELDS & set(vals):
            return super().write(vals)
        before = {
            line: line._get_terms_state() for line in self if line._is_confirmed()
        }
        moving = self if "order_id" in vals else self.browse()
        if not self.env.su and (diverted := self._get_diverted(vals)):
            diverted.sudo().is_expense = False  # charged by the list from now on
        result = super().write(vals)
        worse = (moving - self.browse().union(*before)).filtered(
            lambda line: line._is_confirmed()
        )
        for line, state in before.items():
            if line._is_confirmed() and line._is_worse_than(state):
                worse += line
        worse._check_confirmed_terms()
        return result

    @api.model
    def default_get(self, fields):
        # A default is a value from the client too.
        derived = self._get_derived_names()
        return super().default_get([name for name in fields if name not in derived])

    @api.model
    def _get_derived_names(self):
        """Return the fields whose values only the server enters."""
        if self.env.su:
            return frozenset()
        if self.env.cr.cache.get(REINVOICING):
            return DERIVED_FIELDS
        return DERIVED_FIELDS | CHARGED_FIELDS

    @api.model
    def _without_derived(self, vals):
        """Return values without those that only the server derives."""
        derived = self._get_derived_names()
        if derived.isdisjoint(vals):
            return vals
        return {name: vals[name] for name in vals if name not in derived}

    def _get_diverted(self, vals):
        """Return the lines charged at what they cost that these values would turn
        into something else: another product, or a line of another order."""
        return self.filtered(
            lambda line: line.is_expense
            and any(
                name in vals and line[name].id != (vals[name] or False)
                for name in ("order_id", "product_id")
            )
        )

    def _is_confirmed(self):
        self.ensure_one()
        return self.order_id.state == "sale"

    def _get_terms_state(self):
        """Return quantity, unit price, discount, and everything else that counts."""
        self.ensure_one()
        return (
            self.product_uom_qty,
            self.price_unit,
            self.discount,
            (
                self.order_id,
                self.product_id,
                self.product_uom_id,
                self.product_no_variant_attribute_value_ids,
                self.combo_item_id,
                self.linked_line_id,
                self.tax_ids,
                self.display_type,
                self.is_downpayment,
                self.is_expense,
            ),
        )

    def _is_worse_than(self, state):
        """Whether a line sells more, or cheaper, than it did.

        One that was confirmed on terms which no longer hold can be reduced, unless
        something reduces the order as a whole.
        """
        self.ensure_one()
        quantity, price, discount, rest = self._get_terms_state()
        old_quantity, old_price, old_discount, old_rest = state
        if rest != old_rest or price < old_price or discount > old_discount:
            return True
        if quantity == old_quantity:
            return False
        return quantity > old_quantity or any(
            line.price_unit < 0 or line.product_uom_qty < 0
            for line in self.order_id.order_line
        )

    def _check_confirmed_terms(self):
        collected = self.env.cr.cache.get(CHANGED_LINES)
        if collected is not None:
            collected.update(self.ids)
        elif self:
            self.order_id._check_terms(aspects={"discount", "review"}, lines=self)

    # === AGREED DISCOUNT === #

    @api.depends("product_id", "product_uom_id", "product_uom_qty")
    def _compute_discount(self):
        result = super()._compute_discount()
        for line in self:
            if not line.discount and (agreed := line._get_agreed_discount()):
                line.discount = agreed
        return result

    def _get_agreed_discount(self):
        """Return the discount agreed with the customer, where the line may have it and
        the pricelist gives none: neither shown as such nor inside the price."""
        self.ensure_one()
        order = self.order_id
        company = self.company_id or order.company_id or self.env.company
        # sudo: the terms hold whoever enters the order
        customer = order.partner_id.sudo().with_company(company).commercial_partner_id
        if (
            not customer.agreed_discount
            or not customer._is_under_terms(company)
            or not self._takes_agreed_discount()
        ):
            return 0.0
        if self.pricelist_item_id:
            line = self.with_company(company)
            base = self.product_id._price_compute(
                "list_price",
                uom=self.product_uom_id,
                currency=self.currency_id,
                company=company,
                date=line._get_order_date(),
            )[self.product_id.id]
            price = line._get_pricelist_price()
            if self.currency_id.compare_amounts(price, base) < 0:
                return 0.0
        return customer.agreed_discount

    def _takes_agreed_discount(self):
        """Whether a line sells a product at its own price."""
        self.ensure_one()
        return bool(
            self.product_id
            and not self.display_type
            and not self.is_downpayment
            and not self.is_expense
            and not self._is_global_discount()
            and not self._is_delivery()
            and self.price_unit >= 0
            and self.product_uom_qty >= 0
        )
