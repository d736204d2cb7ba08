# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Arithmetic of materialised paths ("12/45/": ids from the root to the node)."""


class GroupCycleError(ValueError):
    """A node would lie below itself; ``node`` is its id."""

    def __init__(self, node):
        super().__init__(f"node {node} would lie below itself")
        self.node = node


def path_ids(path):
    """Return the ids of a path, root first; an empty list for no path."""
    return [int(part) for part in (path or "").split("/") if part]


def resolve_paths(parents, paths):
    """Return the new path of every node that changes place.

    :param dict parents: node id → id of its new parent, or None for a root
    :param dict paths: parent id → its path today. A path names all ancestors, so
        nothing above the parents has to be read.
    :returns: dict node id → new path
    :raises GroupCycleError: when the new parents form a cycle
    """
    resolved = {}
    in_progress = set()

    def resolve(node):
        if node in resolved:
            return resolved[node]
        if node in in_progress:
            raise GroupCycleError(node)
        in_progress.add(node)
        parent = parents[node]
        resolved[node] = f"{base(parent) if parent else ''}{node}/"
        in_progress.discard(node)
        return resolved[node]

    def base(parent):
        if parent in parents:
            return resolve(parent)
        # The parent itself stays, but an ancestor of it may be on the move.
        ids = path_ids(paths[parent])
        for index in range(len(ids) - 1, -1, -1):
            if ids[index] in parents:
                below = "".join(f"{part}/" for part in ids[index + 1 :])
                return resolve(ids[index]) + below
        return paths[parent]

    for node in parents:
        resolve(node)
    return resolved
