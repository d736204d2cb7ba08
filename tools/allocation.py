# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Arithmetic of the monthly allocation: who is first, how many each, who gets what.

Nothing here knows a database. A *group* is a category with a share of the month's
pieces (maturities, renewals…), a *head* is a receiver, both named by their place in a
list. A *piece* is one customer's resources, which go together.
"""

from collections import defaultdict
from fractions import Fraction
from heapq import heapify, heapreplace
from typing import NamedTuple

from .largest_remainder import largest_remainder

SPILL_MODES = ("carry_over", "proportional", "order")


class Spill(NamedTuple):
    """Pieces that one group gives because another one has too few."""

    short: int
    giver: int
    count: int


class Settlement(NamedTuple):
    """How many pieces each group hands out.

    ``targets`` are the shares of the total, ``dealt`` what is handed out, ``carried``
    what was handed out of the pieces missing before, ``missing`` what the target
    lacks for want of stock, ``spills`` who gave for whom.
    """

    targets: list
    dealt: list
    carried: list
    missing: list
    spills: list


class Piece(NamedTuple):
    """What is dealt: its group, and the heads that may have it."""

    key: int
    group: int
    eligible: frozenset


def settle(supplies, percents, mode, maximum=None, carried=None):
    """Share the total out over the groups, then settle what a group lacks.

    1. The total is all pieces, or the ``maximum`` where that is less.
    2. Each group's target is its share of the total (largest remainder).
    3. A group hands out its target, at most what it has.
    4. What it lacks

       - ``carry_over``: is missing this month. Where there is room for them, pieces
         missing before (``carried``) are handed out, group by group;
       - ``order``: comes from the first groups that have more than their target;
       - ``proportional``: comes from all groups that have more than their target, in
         proportion to their shares, again until nothing lacks or nothing is left.

    :param list supplies: pieces that each group has
    :param list percents: share of each group, 100 in all
    :param str mode: one of ``SPILL_MODES``
    :param int maximum: most pieces that are handed out at all; None: no limit
    :param list carried: pieces of each group missing before; ``carry_over`` only
    :rtype: Settlement
    :raises ValueError: for an unknown mode, and for shares that are not 100 in all
    """
    if mode not in SPILL_MODES:
        raise ValueError(f"There is no such way to settle a shortage: {mode}")
    if sum(map(_to_fraction, percents)) != 100:
        raise ValueError(f"The shares are not 100 in all: {percents}")
    total = sum(supplies)
    if maximum is not None:
        total = min(total, maximum)
    targets = largest_remainder(total, percents)
    dealt = [min(pair) for pair in zip(targets, supplies, strict=True)]
    missing = [target - count for target, count in zip(targets, dealt, strict=True)]
    made_up = [0] * len(targets)
    spills = []
    if mode == "carry_over":
        made_up = _make_up(carried or made_up, dealt, supplies, total)
        dealt = [count + more for count, more in zip(dealt, made_up, strict=True)]
    else:
        spread = _spread_in_order if mode == "order" else _spread_in_proportion
        for short, lack in enumerate(missing):
            spare = [has - count for has, count in zip(supplies, dealt, strict=True)]
            for giver, count in enumerate(spread(lack, spare, percents)):
                if count:
                    dealt[giver] += count
                    spills.append(Spill(short, giver, count))
    return Settlement(targets, dealt, made_up, missing, spills)


def _make_up(carried, dealt, supplies, total):
    """Return how many of the pieces missing before each group hands out now."""
    room = total - sum(dealt)
    made_up = []
    for place, owed in enumerate(carried):
        count = min(owed, supplies[place] - dealt[place], room)
        made_up.append(count)
        room -= count
    return made_up


def _spread_in_order(lack, spare, _percents):
    counts = []
    for has in spare:
        counts.append(min(has, lack))
        lack -= counts[-1]
    return counts


def _spread_in_proportion(lack, spare, percents):
    counts = [0] * len(spare)
    lack = min(lack, sum(spare))
    while lack:
        left = [has - count for has, count in zip(spare, counts, strict=True)]
        weights = [
            percent if has else 0 for percent, has in zip(percents, left, strict=True)
        ]
        if not any(weights):
            # Only groups without a share have any: by what they have
            weights = left
        for place, count in enumerate(largest_remainder(lack, weights)):
            given = min(count, left[place])
            counts[place] += given
            lack -= given
    return counts


def count_out(pieces, heads, weights=None):
    """Return how many pieces of each group and kind of eligibility each head gets.

    Piece by piece of a group, the next one goes to the eligible head that lacks most
    of its exact share of this group; among those to the head that lacks most of its
    exact share of everything so far; then to the first in the queue. So in a group of
    which everybody may have all, each gets the whole part of the exact share and the
    rest goes by largest remainder: with equal weights to those with the fewest pieces
    so far. Pieces that few may have are counted out first.

    :param list pieces: of :class:`Piece`, each with at least one eligible head
    :param int heads: how many there are, first in the queue first
    :param list weights: of the heads, above zero for one at least; None: all the same
    :returns: (group, eligible heads) → list of pieces per head
    :rtype: dict
    """
    if weights is None or not any(weights):
        weights = [1] * heads
    exact = [_to_fraction(weight) for weight in weights]
    classes = defaultdict(int)
    for piece in pieces:
        classes[piece.group, piece.eligible] += 1
    quotas = {key: [0] * heads for key in classes}
    received = [0] * heads
    entitled = [Fraction(0)] * heads
    for group in sorted({group for group, _eligible in classes}):
        keys = [key for key in classes if key[0] == group]
        # Few first; then by name, so that the order is always the same
        keys.sort(key=lambda key: (len(key[1]), sorted(key[1])))
        count = sum(classes[key] for key in keys)
        shares = _get_exact_shares(count, exact, range(heads))
        for head in range(heads):
            entitled[head] += shares[head]
        some = frozenset().union(*(eligible for _group, eligible in keys))
        shares = _get_exact_shares(count, exact, some)
        got = [0] * heads
        for key in keys:
            # Who lacks most stands first; only who was given something moves back.
            queue = [
                (got[head] - shares[head], received[head] - entitled[head], head)
                for head in key[1]
            ]
            heapify(queue)
            for _piece in range(classes[key]):
                in_group, in_all, head = queue[0]
                heapreplace(queue, (in_group + 1, in_all + 1, head))
                got[head] += 1
                received[head] += 1
                quotas[key][head] += 1
    return quotas


def _get_exact_shares(count, weights, heads):
    """Return the exact share of every head; of those not in ``heads`` zero."""
    whole = sum(weights[head] for head in heads)
    if not whole:
        # Nobody here weighs anything: all the same
        weights, whole = [1] * len(weights), len(heads)
    return [
        count * Fraction(weight) / whole if head in heads else Fraction(0)
        for head, weight in enumerate(weights)
    ]


def deal(pieces, quotas, heads):
    """Deal the pieces round by round, the most important first.

    Group by group, each round goes through the queue: who still has a quota takes the
    most important piece that is left and that the quota is for.

    :param list pieces: most important first, as many of each kind as the quotas say
    :param dict quotas: from :func:`count_out`
    :param int heads: how many there are
    :returns: key of the piece → (head, round, counted from one)
    :rtype: dict
    """
    waiting = defaultdict(list)
    for place, piece in reversed(list(enumerate(pieces))):
        waiting[piece.group, piece.eligible].append(place)
    dealt = {}
    for group in sorted({piece.group for piece in pieces}):
        keys = [key for key in quotas if key[0] == group]
        left = {key: list(quotas[key]) for key in keys}
        turn = 0
        while any(map(any, left.values())):
            turn += 1
            for head in range(heads):
                open_keys = [key for key in keys if left[key][head]]
                if not open_keys:
                    continue
                key = min(open_keys, key=lambda key: waiting[key][-1])
                piece = pieces[waiting[key].pop()]
                left[key][head] -= 1
                dealt[piece.key] = (head, turn)
    return dealt


def score(weights, percents):
    """Return the points of each part: its weight times what was reached of it.

    :param dict weights: part → points at 100 %
    :param dict percents: part → per cent reached; below 0 counts as 0, above 100 as
        100, what is missing as 0
    :returns: part → points, as exact fractions
    :rtype: dict
    """
    points = {}
    for part, weight in weights.items():
        percent = min(max(_to_fraction(percents.get(part) or 0), 0), 100)
        points[part] = _to_fraction(weight) * percent / 100
    return points


def _to_fraction(number):
    """Return a number as an exact fraction; a float as the decimal it is written as."""
    return Fraction(str(number) if isinstance(number, float) else number)
