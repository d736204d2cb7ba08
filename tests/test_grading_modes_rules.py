# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo.tests import tagged

from .grading_common import ABC, GradingCommon


@tagged("post_install", "-at_install")
class TestGradingRules(GradingCommon):
    """First grade whose rules hold; AND within an alternative, OR between them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob, cls.cat, cls.nil = cls._customers("Ann", "Bob", "Cat", "Nil")
        cls._transact(cls.ann, 900)
        cls._transact(cls.bob, 500)
        cls._transact(cls.cat, 100)
        cls._rate(cls.ann, 10)
        cls._rate(cls.bob, 100)

    def _rules(self, rating_policy="zero", caps=()):
        """A: 1000 or more, or (300 or more and rated 50 or more). B: over 50."""
        condition = {"role": "condition", "null_policy": "zero"}
        return self._scheme(
            "rules",
            [("A", {}), ("B", {}), ("C", {})],
            [
                {**condition, "metric": "revenue", "grade": "A", "threshold": 1000},
                {
                    **condition,
                    "metric": "revenue",
                    "grade": "A",
                    "alternative": 2,
                    "threshold": 300,
                },
                {
                    **condition,
                    "metric": "rating",
                    "grade": "A",
                    "alternative": 2,
                    "threshold": 50,
                    "null_policy": rating_policy,
                },
                {
                    **condition,
                    "metric": "revenue",
                    "grade": "B",
                    "operator": ">",
                    "threshold": 50,
                },
                *caps,
            ],
        )

    def test_first_grade_whose_rules_hold(self):
        run = self._run(self._rules())
        self.assertEqual(
            self._letters(run), {"Ann": "B", "Bob": "A", "Cat": "B", "Nil": "C"}
        )
        met = [part["met"] for part in self._line(run, self.ann).detail]
        self.assertEqual(met, [False, True, False, True])

    def test_condition_without_data_that_is_left_out_is_not_asked(self):
        self._transact(self.cat, 400)
        self.assertEqual(self._letters(self._run(self._rules()))["Cat"], "B")
        run = self._run(self._rules("skip"))
        self.assertEqual(self._letters(run)["Cat"], "A")
        # Nothing is left of an alternative: it does not hold.
        self.assertEqual(self._letters(run)["Nil"], "C")

    def test_condition_without_data_does_not_hold(self):
        self._transact(self.cat, 400)
        run = self._run(self._rules("lowest"))
        self.assertEqual(self._letters(run)["Cat"], "B")

    def test_condition_without_data_gives_no_grade(self):
        run = self._run(self._rules("ungraded"))
        self.assertEqual(
            self._letters(run), {"Ann": "B", "Bob": "A", "Cat": None, "Nil": None}
        )

    def test_cap_works_in_every_mode(self):
        cap = {
            "metric": "rating",
            "role": "cap",
            "grade": "C",
            "operator": "<",
            "threshold": 50,
            "null_policy": "skip",
        }
        run = self._run(self._rules(caps=[cap]))
        self.assertEqual(
            self._letters(run), {"Ann": "C", "Bob": "A", "Cat": "B", "Nil": "C"}
        )
        scheme = self._scheme(
            "cumulative_share",
            ABC,
            [{"metric": "revenue", "role": "rank", "null_policy": "lowest"}, cap],
        )
        self.assertEqual(
            self._letters(self._run(scheme)),
            {"Ann": "C", "Bob": "A", "Cat": "C", "Nil": "C"},
        )

    def test_operators(self):
        for operator, letters in (
            (">=", "AABB"),
            (">", "ABBB"),
            ("<=", "BAAA"),
            ("<", "BBAA"),
            ("=", "BABB"),
            ("!=", "ABAA"),
        ):
            with self.subTest(operator=operator):
                scheme = self._scheme(
                    "rules",
                    [("A", {}), ("B", {})],
                    [
                        {
                            "metric": "revenue",
                            "role": "condition",
                            "grade": "A",
                            "operator": operator,
                            "threshold": 500,
                        }
                    ],
                )
                grades = self._letters(self._run(scheme))
                self.assertEqual(
                    "".join(grades[name] for name in ("Ann", "Bob", "Cat", "Nil")),
                    letters,
                )
