# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Whole pieces shared out in proportion to weights, nothing lost and nothing made."""

from fractions import Fraction


def largest_remainder(total, weights):
    """Share out whole pieces in proportion to weights (largest remainder, Hamilton).

    Everybody first gets the whole part of the exact share; the pieces that are left
    go one each to the largest remainders. Where remainders are equal the larger weight
    goes first, then the earlier place in the list, so that the same input always gives
    the same shares.

    >>> largest_remainder(10, [1, 1, 1])
    [4, 3, 3]
    >>> largest_remainder(7, [10, 30, 50, 10])
    [1, 2, 3, 1]

    The arithmetic is exact: a float counts as the decimal number it is written as
    (0.1 is a tenth), not as its nearest binary fraction.

    :param int total: pieces to share out, zero or more
    :param weights: numbers (int, float, Decimal, Fraction), zero or more, not all
        zero; who weighs nothing gets nothing
    :returns: pieces in the order of the weights; their sum is always ``total``
    :rtype: list[int]
    :raises ValueError: for a total that is negative or not whole, for a weight that
        is negative or no number, and where no weight is above zero
    """
    if total != int(total) or total < 0:
        raise ValueError(f"The total must be a whole number from zero on: {total}")
    total = int(total)
    exact = [_to_fraction(weight) for weight in weights]
    if any(weight < 0 for weight in exact):
        raise ValueError(f"A weight cannot be below zero: {min(exact)}")
    whole = sum(exact)
    if not whole:
        raise ValueError("Nothing can be shared out: no weight is above zero")
    quotas = [total * weight / whole for weight in exact]
    shares = [int(quota) for quota in quotas]
    order = sorted(
        range(len(shares)),
        key=lambda place: (shares[place] - quotas[place], -exact[place], place),
    )
    for place in order[: total - sum(shares)]:
        shares[place] += 1
    return shares


def _to_fraction(number):
    """Return a number as an exact fraction; a float as the decimal it is written as."""
    return Fraction(str(number) if isinstance(number, float) else number)
