# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .grading_common import GradingCommon


@tagged("post_install", "-at_install")
class TestGradingExplanationModes(GradingCommon):
    """Why a customer got the grade, by quantiles and coefficients."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob, cls.cat, cls.dan, cls.nil = cls._customers(
            "Ann", "Bob", "Cat", "Dan", "Nil"
        )
        for partner, amount in zip(
            (cls.ann, cls.bob, cls.cat, cls.dan), (900, 300, 50, 20), strict=True
        ):
            cls._transact(partner, amount)

    def _quantiles(self, **criterion):
        return self._scheme(
            "quantiles",
            [("A", {}), ("B", {})],
            [{"metric": "revenue", "role": "quantile", **criterion}],
            segments={"A": [{0: (4, 5)}]},
        )

    def test_quantile(self):
        """3 of 4 are worse than Ann: 1 + ⌊5 × 3 ÷ 4⌋ = 4."""
        run = self._run(self._quantiles(null_policy="skip"))
        explanation = self._line(run, self.ann)._prepare_explanation()
        self.assertEqual(
            explanation["reason"],
            "A because of the quantile scores “Criterion 0 on revenue” 4 (asked: 4–5).",
        )
        self.assertEqual(
            explanation["rows"][0]["judged"],
            "better than 75 % of the customers: score 4 of 5",
        )
        explanation = self._line(run, self.bob)._prepare_explanation()
        self.assertEqual(
            explanation["reason"],
            "B because the quantile scores 3 are in the segments of no better grade.",
        )
        explanation = self._line(run, self.nil)._prepare_explanation()
        self.assertEqual(
            explanation["reason"],
            "No grade, for there is no data on: Criterion 0 on revenue.",
        )
        self.assertEqual(explanation["rows"][0]["note"], "no data: left out")

    def _coefficients(self, **values):
        return self._scheme(
            "coefficients",
            [("A", {"score_min": 100}), ("B", {"score_min": 0})],
            [
                {
                    "metric": "revenue",
                    "role": "coefficient",
                    "weight": 3,
                    "bands": [(None, 500, 0.9), (500, None, 1.2)],
                },
                {
                    "metric": "order_count",
                    "role": "coefficient",
                    "weight": 1,
                    "bands": [(None, 5, 0.9), (5, None, 2)],
                },
                {
                    "metric": "rating",
                    "role": "coefficient",
                    "weight": 1,
                    "null_policy": "zero",
                    "bands": [(None, 50, 1.1), (50, None, 1)],
                },
            ],
            **{"score_factor": 100, **values},
        )

    def test_coefficients(self):
        line = self._line(self._run(self._coefficients()), self.ann)
        explanation = line._prepare_explanation()
        self.assertEqual(explanation["formula"], "1.2 × 0.9 × 1.1 × 100 = 118.8")
        self.assertEqual(
            explanation["reason"], "A because the score 118.80 is at least 100."
        )
        self.assertIn("1.2 × 0.9 × 1.1 × 100 = 118.8", line.explanation)
        self.assertEqual([row["points"] for row in explanation["rows"]][0], "1.2")

    def test_sum_and_average(self):
        for combination, formula in (
            ("sum", "(1.2 + 0.9 + 1.1) × 100 = 320"),
            ("average", "(1.2 × 3 + 0.9 × 1 + 1.1 × 1) ÷ 5 × 100 = 112"),
        ):
            with self.subTest(combination=combination):
                run = self._run(self._coefficients(combination=combination))
                line = self._line(run, self.ann)
                self.assertEqual(line._prepare_explanation()["formula"], formula)

    def test_in_the_reader_s_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        line = self._line(self._run(self._coefficients()), self.ann)
        formula = line.with_context(lang="de_DE")._prepare_explanation()["formula"]
        self.assertEqual(formula, "1,2 × 0,9 × 1,1 × 100 = 118,8")

    def test_run_filed_before_the_new_keys_is_explained(self):
        """Definitions of the first version know nothing of requests or quantiles."""
        scheme = self._scheme(
            "weighted",
            [("A", {"score_min": 50}), ("B", {"score_min": 0})],
            [
                {
                    "metric": "revenue",
                    "weight": 100,
                    "bands": [(None, 500, 0), (500, None, 100)],
                }
            ],
        )
        run = self._run(scheme)
        old = dict(run.scheme_definition)
        for key in (
            "company_id",
            "combination",
            "score_factor",
            "hysteresis_margin",
            "confirmations",
            "clv_retention",
            "clv_discount",
            "clv_margin_rate",
        ):
            del old[key]
        old["grades"] = [
            {
                key: grade[key]
                for key in grade
                if key not in ("is_request_only", "segments", "color")
            }
            for grade in old["grades"]
        ]
        old["criteria"] = [
            {
                key: criterion[key]
                for key in criterion
                if key not in ("quantile_count", "lower_is_better", "options")
            }
            for criterion in old["criteria"]
        ]
        run._write_server({"scheme_definition": old})
        run.action_confirm()
        run.action_file()
        scheme.grade_ids[0].score_min = 99
        scheme.criterion_ids.band_ids[0].points = 98
        line = self._line(run, self.ann)
        self.assertEqual(
            line._prepare_explanation()["reason"],
            "A because the score 100 is at least 50.",
        )
