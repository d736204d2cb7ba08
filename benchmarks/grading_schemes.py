# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The schemes that ``cases_grading.py`` runs: one asks for every measure there is."""

import datetime

YEARS = 3
# Of lifetime value: share of customers kept, discount rate, assumed margin.
RETENTION, DISCOUNT, MARGIN_RATE = 80, 10, 20
CODE = "benchmark"
# Metric: bounds of the bands between 0, 1 and 2 points.
BANDS = {
    "revenue": (1_000, 10_000),
    "order_count": (2, 10),
    "recency_days": (30, 180),
    "collected_amount": (1_000, 10_000),
    "paid_on_time_share": (40, 80),
    "average_days_late": (1, 10),
    "overdue_amount": (1, 1_000),
    "cooperation_years": (1, 2),
    "revenue_growth": (0, 20),
    "average_order": (100, 1_000),
    "gross_margin": (1_000, 10_000),
    "gross_margin_share": (10, 30),
    "clv": (1_000, 10_000),
    "overdue_age": (60, 180),
    "category_revenue": (1_000, 10_000),
    "category_count": (2, 10),
    "referral_count": (1, 3),
    "visit_count": (1, 12),
    "last_visit_days": (30, 180),
    "visit_attainment": (40, 80),
    "complaint_count": (1, 5),
    "credit_score": (40, 80),
    "input": (40, 80),
    "field": (50, 500),
    "domain": (1, 2),
}
GRADES = {"A": 1.5, "B": 1.0, "C": 0.5, "D": 0.0}


def ensure_runs(env, count=3):
    """Draft runs of as many schemes, kept in the database: all ask everything.

    :rtype: list of ids
    """
    domain = [("code", "=like", f"{CODE}%")]
    schemes = env["group.customer.grade.scheme"].search(domain)
    schemes.run_ids.unlink()
    schemes.unlink()
    metrics = ensure_metrics(env)
    ensure_inputs(env, metrics)
    return [make_run(env, metrics, number).id for number in range(count)]


def ensure_metrics(env):
    """One metric per measure, by measure; codes are ``bench_`` and the measure."""
    Metric = env["group.customer.metric"]
    metrics = {
        metric.measure: metric
        for metric in Metric.search([("code", "in", [f"bench_{m}" for m in BANDS])])
    }
    fields = env["ir.model.fields"]
    extra = {
        "field": {
            "unit": "count",
            "model_id": env["ir.model"]._get_id("res.partner"),
            "value_field_id": fields._get("res.partner", "workforce_size").id,
            "aggregation": "sum",
        },
        "domain": {"partner_domain": "[('country_id', '!=', False)]"},
    }
    product = env["product.product"].search([("name", "=", "Benchmark")], limit=1)
    product.categ_id = product.categ_id or env["product.category"].create(
        {"name": "Benchmark"}
    )
    for measure in ("category_revenue", "category_count"):
        extra[measure] = {"product_category_id": product.categ_id.id}
    for measure in BANDS:
        if measure not in metrics:
            metrics[measure] = Metric.create(
                {
                    "name": measure,
                    "code": f"bench_{measure}",
                    "measure": measure,
                    **extra.get(measure, {}),
                }
            )
    return metrics


def ensure_inputs(env, metrics):
    """Two judgements of every customer, a year and half a year ago."""
    metric = metrics["input"]
    if env["group.customer.grade.input"].search_count(
        [("metric_id", "=", metric.id)], limit=1
    ):
        return
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO group_customer_grade_input
               (partner_id, metric_id, company_id, date, value, user_id,
                create_uid, create_date, write_uid, write_date)
        SELECT p.id, %(metric)s, %(company)s, CURRENT_DATE - days,
               (p.id + days) %% 100, 1, 1, NOW(), 1, NOW()
          FROM res_partner p, UNNEST(ARRAY[365, 180]) AS days
         WHERE p.is_group_customer""",
        {"metric": metric.id, "company": env.company.id},
    )
    env.cr.execute("ANALYZE group_customer_grade_input")


def make_run(env, metrics, number):
    """A draft run of a new scheme."""
    from odoo.fields import Command

    scheme = env["group.customer.grade.scheme"].create(
        {
            "name": f"Benchmark {number}",
            "code": f"{CODE}_{number}",
            "mode": "weighted",
            "weight_total": len(BANDS),
            "clv_retention": RETENTION,
            "clv_discount": DISCOUNT,
            "clv_margin_rate": MARGIN_RATE,
            "population_domain": "[('is_group_customer', '=', True)]",
            "grade_ids": [
                Command.create(
                    {
                        "sequence": place,
                        "code": code,
                        "name": code,
                        "score_min": score,
                    }
                )
                for place, (code, score) in enumerate(GRADES.items())
            ],
            "criterion_ids": [
                Command.create(
                    {
                        "name": measure,
                        "role": "score",
                        "metric_id": metrics[measure].id,
                        "window_value": YEARS if metrics[measure].uses_window else 0,
                        "window_unit": "year",
                        "weight": 1,
                        "band_ids": bands(low, high),
                    }
                )
                for measure, (low, high) in BANDS.items()
            ],
        }
    )
    return env["group.customer.grade.run"].create(
        {
            "scheme_id": scheme.id,
            "company_id": env.company.id,
            "as_of": datetime.date.today(),
        }
    )


def bands(low, high):
    """Three bands: below ``low``, below ``high``, and above."""
    from odoo.fields import Command

    return [
        Command.create({"no_lower": True, "value_to": low, "points": 0}),
        Command.create({"value_from": low, "value_to": high, "points": 1}),
        Command.create({"value_from": high, "no_upper": True, "points": 2}),
    ]
