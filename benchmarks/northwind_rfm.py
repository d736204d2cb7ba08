# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""RFM of Northwind's customers from the CSV files alone, against a run's lines.

R, F and M are days since the last order, orders and revenue, each over the window
of its criterion. The score of a value among n customers is counted the slow way:
one plus the whole part of *k* × (customers that are strictly worse) ÷ n, so equal
values share a score. The segment is the first one, best first, of which an
alternative holds; the last one takes the rest.
"""

import datetime
from decimal import Decimal

from northwind_data import latest_order_days


def check_rfm(data, run, lines, window_start, cent):
    """Compare the scores and the segment of every customer.

    :param lines: Northwind's key → line of the run
    :param window_start: criterion → first day of its window, None for all time
    :return: list of sentences, one per difference
    """
    criteria = run.scheme_id.criterion_ids.filtered(
        lambda criterion: criterion.role == "quantile"
    )
    names = {line: key for key, line in lines.items()}
    scores = {}
    for criterion in criteria:
        values = plain_values(data, criterion, window_start(criterion), run, cent)
        # Whoever else is in the database bought nothing, yet is one of n.
        everybody = {
            names.get(line, line.id): values.get(names.get(line))
            for line in run.line_ids
        }
        if criterion.metric_id.measure == "order_count":
            everybody = {key: value or 0 for key, value in everybody.items()}
        scores[criterion.id] = quantile_scores(
            everybody, criterion.quantile_count, criterion.lower_is_better
        )
    problems = []
    for key, line in lines.items():
        expected = {id_: by_key[key] for id_, by_key in scores.items()}
        code = "-".join(
            str(expected[criterion.id]) for criterion in criteria.sorted("sequence")
        )
        if line.score_code != code:
            problems.append(f"RFM of {key}: CSV {code}, Odoo {line.score_code}")
        segment = find_segment(run.scheme_id, expected)
        if line.grade_id != segment:
            problems.append(
                f"Segment of {key} ({code}): CSV {segment.code}, "
                f"Odoo {line.grade_id.code}"
            )
    return problems


def plain_values(data, criterion, date_from, run, cent):
    """Value per customer as the CSV files give it; None without a document."""
    measure = criterion.metric_id.measure
    if measure == "recency_days":
        return {
            key: (run.as_of - day).days for key, day in latest_order_days(data).items()
        }
    counts = dict.fromkeys(data.customers, 0)
    for order in data.orders.values():
        day = datetime.date.fromisoformat(order["order_date"])
        if (not date_from or day >= date_from) and day <= run.as_of:
            counts[order["customer_id"]] += 1
    if measure == "order_count":
        return counts
    if measure != "revenue":
        raise AssertionError(f"no plain way to compute {measure}")
    revenue = data.revenue(cent, date_from, run.as_of)
    return {key: revenue[key] if counts[key] else None for key in data.customers}


def quantile_scores(values, quantiles, lower_is_better):
    """Score per customer; who has no value gets the worst one and is not counted."""
    known = [Decimal(value) for value in values.values() if value is not None]
    scores = {}
    for key, value in values.items():
        if value is None:
            scores[key] = 1
            continue
        if lower_is_better:
            worse = sum(other > value for other in known)
        else:
            worse = sum(other < value for other in known)
        scores[key] = 1 + quantiles * worse // len(known)
    return scores


def find_segment(scheme, scores):
    """The grade whose segment holds."""
    grades = scheme.grade_ids.sorted("sequence")
    for grade in grades:
        alternatives = {}
        for row in grade.segment_ids:
            alternatives.setdefault(row.alternative, []).append(row)
        for rows in alternatives.values():
            if all(
                row.score_from <= scores[row.criterion_id.id] <= row.score_to
                for row in rows
            ):
                return grade
    return grades[-1]
