# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Definitions and customers for the tests of tools/sensitivity, without a database."""

from ..tools.judgement import Judge
from ..tools.peers import Peers
from ..tools.sensitivity import Domain, Sensitivity


def make_criterion(number, role, **values):
    return {
        "id": number,
        "role": role,
        "basis": "value",
        "null_policy": "zero",
        "weight": 0,
        "grade_id": None,
        "alternative": 1,
        "operator": ">=",
        "threshold": 0,
        "quantile_count": 5,
        "lower_is_better": False,
        "bands": [],
        **values,
    }


def make_bands(*triples):
    return [
        {"from": low, "to": high, "points": points} for low, high, points in triples
    ]


def make_definition(mode, grades, criteria, **values):
    return {
        "mode": mode,
        "combination": "product",
        "score_factor": 1,
        "hysteresis_margin": 0,
        "confirmations": 1,
        "grades": [
            {
                "id": number,
                "code": code,
                "score_min": 0,
                "share_max": 100,
                "is_veto_only": False,
                "is_request_only": False,
                "segments": [],
                **vals,
            }
            for number, (code, vals) in enumerate(grades, 1)
        ],
        "criteria": criteria,
        **values,
    }


def make_sensitivity(definition, values, peers=None, domains=None, **arguments):
    """Values and peers are in steps of a hundredth; one question per criterion."""
    keys = [f"v{criterion['id']}" for criterion in definition["criteria"]]
    judge = Judge(
        definition,
        keys,
        dict.fromkeys(keys, 2),
        {key: Peers(sorted(known)) for key, known in (peers or {}).items()},
        **arguments,
    )
    domains = {**dict.fromkeys(keys, Domain()), **(domains or {})}
    return Sensitivity(judge, values, domains)
