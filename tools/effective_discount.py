# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The discount that a customer really gets, whatever name it has.

All amounts are without tax, in the currency of the order.
"""

import math

# Two amounts that computers say differ by less than this are equal.
EPSILON = 1e-6


def split_reductions(lines):
    """Spread what reduces an order as a whole over what is sold.

    A line that takes money off – a voucher, a discount product, goods taken back for
    more than their list price – lowers the price of everything that is sold with it,
    in proportion to the amounts.

    :param lines: list of triples (quantity, net amount, list amount of |quantity|)
    :returns: list of the net amounts after the reductions; None for a line that sells
        nothing
    """
    sold = 0.0
    taken_off = 0.0
    for quantity, net, list_amount in lines:
        if quantity >= 0 and net >= 0:
            sold += net
        elif quantity >= 0:
            taken_off -= net
        elif -net > list_amount:
            taken_off += -net - list_amount
    share = min(taken_off / sold, 1.0) if sold else 0.0
    return [
        net * (1 - share) if quantity >= 0 and net >= 0 else None
        for quantity, net, _list_amount in lines
    ]


def discount_of(net, list_amount):
    """Return per cent off the list price; negative when it is dearer."""
    return 100 * (1 - net / list_amount) if list_amount else 0.0


def lowest_amount(
    quantity,
    list_amount,
    allowed,
    discount,
    net,
    rounding,
    unit_digit,
    is_exact=True,
):
    """Return the lowest net amount that a discount of ``allowed`` per cent permits.

    Rounding alone blocks nothing:

    1. The amount is rounded to the currency.
    2. A unit price that stands for the discount is rounded to the digits of prices.
       Where it contains tax, the net price is not: then half a digit is permitted.
    3. So is a unit price that stands for the list price, for instance where the tax
       in it was taken out; a discount then acts on the rounded price.

    :param list_amount: what ``quantity`` costs by the list
    :param discount: per cent that the line itself shows
    :param net: what ``quantity`` costs on the line
    :param rounding: smallest unit of the currency
    :param unit_digit: smallest unit of a unit price
    :param is_exact: whether the unit price of the line is without tax
    """
    lowest = list_amount * (1 - allowed / 100)
    factor = 1 - discount / 100
    if discount and factor > 0:
        off = list_amount / quantity - net / quantity / factor
        if 0 < off <= unit_digit / 2 + EPSILON:
            lowest -= off * quantity * factor
    elif not discount and is_exact:
        digits = math.ceil(lowest / quantity / unit_digit - 0.5 - EPSILON)
        lowest = min(lowest, digits * unit_digit * quantity)
    elif not discount:
        lowest -= quantity * unit_digit / 2
    return lowest - rounding / 2 - EPSILON
