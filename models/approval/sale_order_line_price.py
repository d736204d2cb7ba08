# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict, namedtuple

from odoo import models

from ...tools.effective_discount import lowest_amount, split_reductions


class SoldItem(namedtuple("SoldItem", "lines product net list_amount rounding")):
    """What one line sells, or the lines of a combo together.

    Amounts are without tax, in the currency of the order. ``net`` includes the share
    of what reduces the order as a whole; it is None where nothing is sold.
    ``rounding`` holds what :func:`lowest_amount` needs to know.
    """

    __slots__ = ()

    def is_beyond(self, allowed):
        """Whether the price is lower than ``allowed`` per cent off permit."""
        lowest = lowest_amount(
            list_amount=self.list_amount, allowed=allowed, **self.rounding
        )
        return self.net < lowest


class SaleOrderLine(models.Model):
    """What a line is sold for, beside what it would cost by the list."""

    _inherit = "sale.order.line"

    def _is_sold_by_list(self):
        """Whether the list price of the product says anything about the line."""
        self.ensure_one()
        product = self.product_id
        if self.display_type or not product:
            return False  # also down payments, which have no product
        if self.is_expense and product.expense_policy != "no":
            return False  # charged at what it cost: the server says so
        if self._is_delivery() and "carrier_id" in self.order_id._fields:
            return self.order_id.carrier_id.product_id != product
        return True

    def _get_combo_line(self):
        """Return the line of the combo that this line is or belongs to, or none."""
        self.ensure_one()
        if self.product_type == "combo":
            return self
        return self.linked_line_id if self.combo_item_id else self.browse()

    def _get_net_amount(self, one=False):
        """Return what the line costs without tax; ``one``: a quantity of 1."""
        self.ensure_one()
        if not one:
            return self.price_subtotal
        AccountTax = self.env["account.tax"]
        base_line = self._prepare_base_line_for_taxes_computation(quantity=1.0)
        AccountTax._add_tax_details_in_base_line(base_line, self.company_id)
        return base_line["tax_details"]["raw_total_excluded_currency"]

    def _get_list_prices(self, dates):
        """Return line → unit price by the list, without tax.

        It is the sales price of the variant with the extras of the chosen attributes,
        in the unit and the currency of the line; where the tax is included in it, it
        is taken out.

        :param dict dates: order id → day of the exchange rate
        """
        prices = {}
        groups = defaultdict(lambda: self.browse())
        for line in self:
            combination = line.product_no_variant_attribute_value_ids
            day = dates.get(line.order_id.id)
            key = (line.company_id, line.currency_id, line.product_uom_id, combination)
            groups[(*key, day)] += line
        for (company, currency, uom, combination, day), lines in groups.items():
            for product in lines.with_company(company).product_id:
                context = product._get_product_price_context(combination)
                amount = product.with_context(**context)._price_compute(
                    "list_price", uom=uom, company=company
                )[product.id]
                amount = product.currency_id._convert(
                    amount, currency, company, day, round=False
                )
                taxes = product.taxes_id._filter_taxes_by_company(company)
                if any(tax.price_include for tax in taxes):
                    amount = taxes._get_tax_details(
                        price_unit=amount,
                        quantity=1.0,
                        rounding_method="round_globally",
                        product=product,
                    )["total_excluded"]
                for line in lines.filtered(lambda li, p=product: li.product_id == p):
                    prices[line] = amount
        return prices

    def _get_combo_extra(self, dates):
        """Return what the choice of this combo item costs beside the combo."""
        self.ensure_one()
        return self.combo_item_id.currency_id._convert(
            self.combo_item_id.extra_price,
            self.currency_id,
            self.company_id,
            dates.get(self.order_id.id),
            round=False,
        )

    def _get_sold_items(self, dates):
        """Return the :class:`SoldItem` of these lines, all those of one order.

        :param dict dates: order id → day of the exchange rate
        """
        lines = self.filtered(lambda line: line._is_sold_by_list())
        prices = lines._get_list_prices(dates)
        digits = self.env["decimal.precision"].precision_get("Product Price")
        unit_digit = max(10**-digits, self.order_id.currency_id.rounding)
        combos = defaultdict(lambda: self.browse())
        for line in lines:
            combos[line._get_combo_line() or line] += line
        rows = []
        for head, members in combos.items():
            quantity = head.product_uom_qty
            # A line without a quantity is judged as if it sold one: what is delivered
            # on it is invoiced at its price.
            one = not quantity
            net = sum(line._get_net_amount(one) for line in members)
            list_amount = prices.get(head, 0.0) * (abs(quantity) or 1.0)
            if head.product_type == "combo":
                for member in members - head:
                    extra = member._get_combo_extra(dates)
                    list_amount += extra * (abs(member.product_uom_qty) or 1.0)
            rows.append((head, members, quantity or 1.0, net, list_amount))
        spread = split_reductions([row[2:] for row in rows])
        return [
            SoldItem(
                members,
                head.product_id,
                net,
                list_amount,
                {
                    "quantity": quantity,
                    "discount": head.discount,
                    "net": full_net,
                    "rounding": head.currency_id.rounding * len(members),
                    "unit_digit": unit_digit,
                    "is_exact": head._is_price_without_tax(),
                },
            )
            for (head, members, quantity, full_net, list_amount), net in zip(
                rows, spread, strict=True
            )
        ]

    def _is_price_without_tax(self):
        self.ensure_one()
        return not any(tax.price_include for tax in self.tax_ids)
