# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Chains in which each item names at most one other: loops, and an order."""


def find_loop(parents):
    """Return the items of the first loop, in the order in which they lead on.

    :param dict parents: item → the item it leads to, None or False for none
    :returns: list of items; empty when no chain leads back to itself
    """
    done = set()
    for start in parents:
        path = []
        item = start
        while item and item not in done and item not in path:
            path.append(item)
            item = parents.get(item)
        if item in path:
            return path[path.index(item) :]
        done.update(path)
    return []


def sort_by_parent(parents):
    """Return the items so that each stands after the one it leads to.

    Otherwise the order is kept. What leads to an item that is not there stands alone.

    :param dict parents: item → the item it leads to, None or False for none
    :raises ValueError: when there is a loop
    """
    if loop := find_loop(parents):
        raise ValueError(loop)
    placed = {}
    for start in parents:
        chain = []
        item = start
        while item in parents and item not in placed:
            chain.append(item)
            item = parents[item]
        placed.update(dict.fromkeys(reversed(chain)))
    return list(placed)
