# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Moving a subtree below another group."""

import re

from dataset_sql import vacuum
from measure import Row, alternate, rolled_back, statements
from odoo_session import say, transaction

STATEMENTS = 3
SIZES = (10, 1000)
UPDATE = re.compile(
    r'\bUPDATE\s+"?res_partner\b.*\bgroup_(path|root_id|parent_id)\b',
    re.IGNORECASE | re.DOTALL,
)

BARE = """
UPDATE res_partner
   SET group_path = %(parent_path)s || group_path, group_root_id = %(parent_root)s,
       group_parent_id = CASE WHEN id = %(node)s THEN %(parent)s
                              ELSE group_parent_id END
 WHERE group_path LIKE %(path)s"""


def measure(registry):
    """Rows of the result table."""
    say("Moving a subtree")
    trees = {}
    with transaction(registry, rollback=True) as env:
        for size in SIZES:
            env.cr.execute(
                """SELECT group_root_id FROM res_partner
                    WHERE group_root_id IS NOT NULL
                 GROUP BY 1 HAVING COUNT(*) = %s ORDER BY 1 LIMIT 1""",
                [size],
            )
            trees[size] = env.cr.fetchone()[0]
        env.cr.execute(
            """SELECT id, group_path FROM res_partner
                WHERE group_root_id = id AND ref LIKE 'BENCH-%'
             ORDER BY id DESC LIMIT 1"""
        )
        parent, parent_path = env.cr.fetchone()

    def move(env, size):
        env["res.partner"].browse(trees[size]).write({"group_parent_id": parent})

    counts = {}
    for size in SIZES:
        rolled_back(registry, lambda env, size=size: move(env, size))
        with statements() as recorded:
            rolled_back(registry, lambda env, size=size: move(env, size))
        updates = sum(bool(UPDATE.search(query)) for query in recorded)
        counts[size] = (updates, len(recorded))
        say(f"    {size} nodes: {updates} updates, {len(recorded)} statements in all")
    path = f"{trees[1000]}/"
    parameters = {
        "parent": parent,
        "parent_path": parent_path,
        "parent_root": parent,
        "node": trees[1000],
        "path": f"{path}%",
    }
    _bare, _ours, ratio = alternate(
        lambda: rolled_back(registry, lambda env: env.cr.execute(BARE, parameters)),
        lambda: rolled_back(registry, lambda env: move(env, 1000)),
        between=lambda: vacuum(registry, "res_partner"),
    )
    vacuum(registry, "res_partner")
    updates, total = counts[1000]
    return [
        Row(
            "re-parenting a 1,000-node subtree, statements that write the tree",
            f"≤ {STATEMENTS}",
            str(updates),
            updates <= STATEMENTS,
        ),
        Row(
            "re-parenting, all statements of the request: 10 nodes and 1,000",
            "equal",
            f"{counts[10][1]} and {total}",
            counts[10][1] == total,
            "with access checks, constraints and the roll-up's queue",
        ),
        Row("re-parenting 1,000 nodes, time", "–", f"{ratio:.2f} × one bare UPDATE"),
    ]
