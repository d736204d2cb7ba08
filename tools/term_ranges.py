# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which of several permitted ranges decides."""

from collections import namedtuple

# ``grade`` and ``category`` are ids or None; ``is_own`` says whether the range belongs
# to the company itself and not to all companies; ``record`` is what is returned.
Scope = namedtuple("Scope", "record grade category is_own")


def most_specific(scopes, grades, categories):
    """Return the scope that decides for a customer and a product, or None.

    1. What is compared first is the kind of range: of a grade and a category, then of
       a category, then of a grade, then of neither.
    2. Within a kind the category nearest to the product wins, then the grade that
       comes first among those of the customer, then a range of the company itself.

    :param scopes: iterable of :class:`Scope`, those of one day and one company
    :param grades: ids of the grades of the customer, the one that counts most first
    :param categories: ids of the category of the product and of those above it, the
        topmost first; empty: the customer as a whole, where no category counts
    """
    depths = {category: depth for depth, category in enumerate(categories)}
    places = {grade: -place for place, grade in enumerate(grades)}
    best, best_rank = None, None
    for scope in scopes:
        if scope.grade and scope.grade not in places:
            continue
        if scope.category and scope.category not in depths:
            continue
        rank = (
            bool(scope.category),
            bool(scope.grade),
            depths.get(scope.category, 0),
            places.get(scope.grade, 0),
            scope.is_own,
        )
        if best is None or rank > best_rank:
            best, best_rank = scope, rank
    return best
