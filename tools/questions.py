# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which criteria of a definition ask the same question, and so share the answer."""

import json


def question_key(criterion):
    """Return a text that criteria with the same question have in common.

    :param dict criterion: a criterion of a definition
    """
    measure = criterion["measure"]
    return json.dumps(
        [
            measure,
            criterion["date_from"] or None,
            # An input is asked by its metric; the rest is in the options.
            criterion["metric_id"] if measure == "input" else None,
            criterion.get("options") or {},
        ],
        sort_keys=True,
    )


def group_by_question(criteria):
    """Return question → its criteria, in the order of the definition."""
    questions = {}
    for criterion in criteria:
        questions.setdefault(question_key(criterion), []).append(criterion)
    return questions
