# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random

from odoo.tests import BaseCase, tagged

from .sensitivity_definitions import (
    make_bands,
    make_criterion,
    make_definition,
    make_sensitivity,
)

# All values that the slow way tries, in steps of a hundredth
SCAN = range(-55, 175)


@tagged("post_install", "-at_install")
class TestGradingSensitivityScan(BaseCase):
    """The smallest change, against trying every value."""

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
