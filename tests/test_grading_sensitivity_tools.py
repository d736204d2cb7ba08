# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from fractions import Fraction

from odoo.tests import BaseCase, tagged

from ..tools.judgement import round_score
from ..tools.sensitivity import Domain, first_step
from .sensitivity_definitions import (
    make_bands,
    make_criterion,
    make_definition,
    make_sensitivity,
)


@tagged("post_install", "-at_install")
class TestGradingSensitivityTools(BaseCase):
    """The smallest change that makes another grade, without a database."""

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
