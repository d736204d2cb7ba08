# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
from fractions import Fraction

from odoo.tests import BaseCase, tagged

from ..tools.judgement import Judge, round_score
from ..tools.peers import Peers
from ..tools.sensitivity import Domain, Sensitivity, first_step

# All values that the slow way tries, in steps of a hundredth
SCAN = range(-55, 175)


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


@tagged("post_install", "-at_install")
class TestGradingSensitivityTools(BaseCase):
    """The smallest change that makes another grade, without a database."""

    # === WORKED BY HAND === #

    def test_band_and_weight(self):
        """60 % of 70 are 42; from 500.00 on 60 % of 100 are 60: 0.01 makes a B."""
        found = make_sensitivity(
            make_definition(
                "weighted",
                [("A", {"score_min": 80}), ("B", {"score_min": 60}), ("C", {})],
                [
                    make_criterion(
                        1,
                        "score",
                        weight=60,
                        bands=make_bands(
                            (None, 100, 40), (100, 500, 70), (500, None, 100)
                        ),
                    ),
                    make_criterion(
                        2,
                        "score",
                        weight=40,
                        bands=make_bands((None, 50, 0), (50, None, 100)),
                    ),
                ],
            ),
            {"v1": 49999, "v2": 1000},
        )
        self.assertEqual(found.place, 3)
        singles = found.find_single()
        lift, drop = singles["v1"]
        self.assertEqual((lift.values, lift.place), ({"v1": 50000}, 2))
        self.assertIsNone(drop)
        # 42 + 40 are 82: an A, not only a B
        self.assertEqual(
            (singles["v2"][0].values, singles["v2"][0].place), ({"v2": 5000}, 1)
        )

    def test_bounds_begin_a_band_and_do_not_end_it(self):
        found = make_sensitivity(
            make_definition(
                "weighted",
                [("A", {"score_min": 50}), ("B", {})],
                [
                    make_criterion(
                        1,
                        "score",
                        weight=1,
                        bands=make_bands((None, 1.5, 0), (1.5, 3, 90), (3, None, 10)),
                    )
                ],
            ),
            {"v1": 150},
        )
        lift, drop = found.find_single()["v1"]
        self.assertIsNone(lift)
        self.assertEqual(drop.values, {"v1": 149})

    def test_strict_operators(self):
        for operator, lift in ((">", 501), (">=", 500), ("=", 500)):
            with self.subTest(operator=operator):
                found = make_sensitivity(
                    make_definition(
                        "rules",
                        [("A", {}), ("B", {})],
                        [
                            make_criterion(
                                1,
                                "condition",
                                grade_id=1,
                                operator=operator,
                                threshold=5,
                            )
                        ],
                    ),
                    {"v1": 100},
                )
                self.assertEqual(found.find_single()["v1"][0].values, {"v1": lift})
        for operator, lift in (("<", 499), ("<=", 500), ("!=", None)):
            with self.subTest(operator=operator):
                found = make_sensitivity(
                    make_definition(
                        "rules",
                        [("A", {}), ("B", {})],
                        [
                            make_criterion(
                                1,
                                "condition",
                                grade_id=1,
                                operator=operator,
                                threshold=5,
                            )
                        ],
                    ),
                    {"v1": 900},
                )
                change = found.find_single()["v1"][0]
                self.assertEqual(change and change.values["v1"], lift)

    def test_own_change_alters_the_total(self):
        """Others have 60 and 30. A takes who has at most half of the total before it.

        With v below 60: 60 ÷ (90 + v) ≤ 50 % from v = 30 on, which is exact.
        """
        found = make_sensitivity(
            make_definition(
                "cumulative_share",
                [("A", {"share_max": 50}), ("B", {"share_max": 100})],
                [make_criterion(1, "rank")],
            ),
            {"v1": 1000},
            {"v1": [6000, 3000]},
        )
        lift, drop = found.find_single()["v1"]
        self.assertEqual((lift.values, lift.place), ({"v1": 3000}, 1))
        self.assertIsNone(drop)

    def test_equal_values_share_a_quantile(self):
        """Five quantiles, others with 1, 2, 3, 3: a 5 needs more than all of them."""
        found = make_sensitivity(
            make_definition(
                "quantiles",
                [
                    (
                        "A",
                        {
                            "segments": [
                                {
                                    "criterion_id": 1,
                                    "alternative": 1,
                                    "from": 5,
                                    "to": 5,
                                }
                            ]
                        },
                    ),
                    ("B", {}),
                ],
                [make_criterion(1, "quantile")],
            ),
            {"v1": 300},
            {"v1": [100, 200, 300, 300]},
        )
        self.assertEqual(found.find_single()["v1"][0].values, {"v1": 301})

    def test_smaller_may_be_better(self):
        found = make_sensitivity(
            make_definition(
                "quantiles",
                [
                    (
                        "A",
                        {
                            "segments": [
                                {
                                    "criterion_id": 1,
                                    "alternative": 1,
                                    "from": 5,
                                    "to": 5,
                                }
                            ]
                        },
                    ),
                    ("B", {}),
                ],
                [make_criterion(1, "quantile", lower_is_better=True)],
            ),
            {"v1": 250},
            {"v1": [100, 200, 300, 300]},
            {"v1": Domain(low=0, grain=100)},
        )
        # Whole units: 99 hundredths are not on the grain, zero is.
        self.assertEqual(found.find_single()["v1"][0].values, {"v1": 0})

    def test_conditions_that_are_needed_together_are_named(self):
        found = make_sensitivity(
            make_definition(
                "rules",
                [("A", {}), ("B", {})],
                [
                    make_criterion(1, "condition", grade_id=1, threshold=5),
                    make_criterion(2, "condition", grade_id=1, threshold=3),
                    make_criterion(3, "condition", grade_id=1, threshold=1),
                    make_criterion(
                        4, "condition", grade_id=1, threshold=1, alternative=2
                    ),
                    make_criterion(
                        5, "condition", grade_id=1, threshold=99, alternative=2
                    ),
                    make_criterion(6, "cap", grade_id=2, threshold=9),
                ],
            ),
            {"v1": 400, "v2": 100, "v3": 500, "v4": 0, "v5": 0, "v6": 1000},
        )
        self.assertEqual({lift for lift, _drop in found.find_single().values()}, {None})
        together = found.find_together()
        self.assertEqual(together.values, {"v1": 500, "v2": 300, "v6": 899})
        self.assertEqual(together.place, 1)

    def test_two_values_of_a_score(self):
        """Each alone brings 50, an A needs 100."""
        bands = make_bands((None, 1, 0), (1, None, 100))
        found = make_sensitivity(
            make_definition(
                "weighted",
                [("A", {"score_min": 100}), ("B", {})],
                [make_criterion(n, "score", weight=1, bands=bands) for n in (1, 2)],
            ),
            {"v1": 0, "v2": 50},
        )
        self.assertEqual(found.find_together().values, {"v1": 100, "v2": 100})

    def test_a_margin_asks_for_more(self):
        """Coefficient = value ÷ 1 in bands of one; B at 3, A from 5, margin 1: six."""
        bands = make_bands(*((n, n + 1, n) for n in range(9)))
        bands[0]["from"] = bands[-1]["to"] = None
        definition = make_definition(
            "coefficients",
            [("A", {"score_min": 5}), ("B", {})],
            [make_criterion(1, "coefficient", bands=bands)],
            hysteresis_margin=1,
        )
        found = make_sensitivity(definition, {"v1": 300}, reference=2)
        self.assertEqual(found.find_single()["v1"][0].values, {"v1": 600})
        found = make_sensitivity(definition, {"v1": 300})
        self.assertEqual(found.find_single()["v1"][0].values, {"v1": 500})

    def test_score_is_rounded_before_it_is_graded(self):
        for score, rounded in (
            (Fraction(79995, 1000), "80"),
            (Fraction(-79995, 1000), "-80"),
            (Fraction(239, 3), "79.67"),
        ):
            self.assertEqual(round_score(score), Fraction(rounded))

    def test_first_step(self):
        self.assertEqual(first_step(0, 100, lambda value: value > 41), 42)
        self.assertIsNone(first_step(0, 100, lambda value: False))
        self.assertEqual(first_step(0, 100, lambda value: True), 1)

    # === THE SLOW WAY === #

    def test_as_trying_every_value(self):
        """Random schemes of every mode: no value nearer than the one that is found."""
        rng = random.Random(3)
        changed = 0
        for number in range(80):
            mode = rng.choice(
                ["weighted", "rules", "cumulative_share", "quantiles", "coefficients"]
            )
            definition = self._random_definition(rng, mode)
            keys = [f"v{c['id']}" for c in definition["criteria"]]
            found = make_sensitivity(
                definition,
                {key: rng.choice([None, *range(-50, 200, 7)]) for key in keys},
                {
                    key: [
                        rng.randrange(-40, 160, 5) for _n in range(rng.randrange(0, 9))
                    ]
                    for key in keys
                },
                reference=rng.choice([None, 1, 2, 3]),
                wanted=rng.choice([None, None, None, 2]),
            )
            for key, ends in found.find_single().items():
                with self.subTest(number=number, mode=mode, key=key):
                    slow = self._try_all(found, key)
                    for change, nearest, side in zip(ends, slow, (-1, 1), strict=True):
                        if change is None:
                            self.assertIsNone(nearest)
                            continue
                        changed += 1
                        place = change.place or 99
                        self.assertEqual(place < (found.place or 99), side < 0)
                        self.assertEqual(
                            abs(change.values[key] - (found.values[key] or 0)), nearest
                        )
        self.assertGreater(changed, 60)

    def _try_all(self, found, key):
        """Return how far the nearest better and the nearest worse value are."""
        now, place = found.values[key], found.place or 99
        better, worse = [], []
        for value in SCAN:
            if value == now:
                continue
            other = found.judge.judge({**found.values, key: value}).place or 99
            if other != place:
                (better if other < place else worse).append(abs(value - (now or 0)))
        return min(better, default=None), min(worse, default=None)

    def _random_definition(self, rng, mode):
        grades = [
            ("A", {"score_min": rng.choice([60, 4, 2]), "share_max": 40}),
            ("B", {"score_min": rng.choice([30, 1.5]), "share_max": 75}),
            ("C", {"score_min": 0, "share_max": 100}),
        ]
        criteria = []
        role = {
            "weighted": "score",
            "coefficients": "coefficient",
            "quantiles": "quantile",
            "cumulative_share": "rank",
            "rules": "condition",
        }[mode]
        for number in range(1, 2 if role == "rank" else 4):
            cuts = sorted(rng.sample([-0.1, 0, 0.25, 0.5, 0.505, 1, 1.2], 3))
            points = [rng.choice([0, 10, 50, 100]) for _n in range(4)]
            if role == "coefficient":
                points = [rng.choice([0.5, 1, 1.5, 2]) for _n in range(4)]
            criteria.append(
                make_criterion(
                    number,
                    role,
                    weight=rng.choice([10, 20, 33.3333]),
                    basis=rng.choice(["value", "value", "position", "quantile"]),
                    null_policy=rng.choice(["zero", "lowest", "skip", "ungraded"]),
                    lower_is_better=rng.random() < 0.3,
                    quantile_count=rng.choice([2, 3, 5]),
                    bands=make_bands(
                        *zip([None, *cuts], [*cuts, None], points, strict=True)
                    ),
                    grade_id=rng.choice([1, 2]),
                    alternative=rng.choice([1, 2]),
                    operator=rng.choice([">", ">=", "<", "<=", "=", "!="]),
                    threshold=rng.choice([0, 0.5, 1, 1.015]),
                )
            )
        if rng.random() < 0.5:
            criteria.append(
                make_criterion(
                    9,
                    "cap",
                    grade_id=rng.choice([2, 3]),
                    operator=rng.choice([">", "<"]),
                    threshold=rng.choice([0.3, 1]),
                    null_policy=rng.choice(["zero", "lowest", "skip"]),
                )
            )
        definition = make_definition(
            mode,
            grades,
            criteria,
            hysteresis_margin=rng.choice([0, 0, 5, 0.5]),
            combination=rng.choice(["product", "sum", "average"]),
        )
        if mode == "quantiles":
            for grade in definition["grades"][:2]:
                grade["segments"] = [
                    {
                        "criterion_id": rng.choice([1, 2, 3]),
                        "alternative": rng.choice([1, 2]),
                        "from": (low := rng.choice([1, 2, 3])),
                        "to": low + rng.choice([0, 1, 2]),
                    }
                    for _n in range(3)
                ]
        return definition
