# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def create_share_scheme(env, name, partners):
    """An ABC scheme by revenue since ever (70, 90, 100 %) for ``partners`` only."""
    metric = env["group.customer.metric"].search([("measure", "=", "revenue")], limit=1)
    metric = metric or metric.create(
        {"name": "Revenue", "code": "test_revenue", "measure": "revenue"}
    )
    scheme = env["group.customer.grade.scheme"].create(
        {
            "name": name,
            "code": name.lower().replace(" ", "_"),
            "mode": "cumulative_share",
            "population_domain": repr([("id", "in", partners.ids)]),
        }
    )
    env["group.customer.grade"].create(
        [
            {
                "scheme_id": scheme.id,
                "code": code,
                "name": code,
                "sequence": sequence,
                "share_max": share,
                "color": color,
            }
            for sequence, (code, share, color) in enumerate(
                (("A", 70, 10), ("B", 90, 4), ("C", 100, 3)), 1
            )
        ]
    )
    env["group.customer.grade.criterion"].create(
        {
            "scheme_id": scheme.id,
            "name": "Revenue",
            "role": "rank",
            "metric_id": metric.id,
            "window_value": 0,
        }
    )
    return scheme
