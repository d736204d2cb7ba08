# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .grading_common import AS_OF, GradingCommon

SCORE = {"metric": "revenue", "weight": 100, "bands": [(None, 50, 0), (50, None, 100)]}
RANK = {"metric": "revenue", "role": "rank"}
CONDITION = {"metric": "revenue", "role": "condition", "threshold": 5}
TWO = [("A", {"score_min": 50}), ("B", {"score_min": 0})]


@tagged("post_install", "-at_install")
class TestGradingValidation(GradingCommon):
    """What bad input gets: a message with the record and the mend."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls._customers("Ann")
        cls._transact(cls.ann, 100)

    def assertRefused(self, scheme, *texts):
        """The scheme is refused by its check and by a run, naming these texts."""
        for refuse in (scheme.action_check, self._draft_run(scheme).action_compute):
            with self.assertRaises(UserError) as refused:
                refuse()
            for text in texts:
                self.assertIn(text, str(refused.exception))
        self.assertIn(texts[0], scheme.problems)

    def test_complete_scheme_is_told_so(self):
        scheme = self._scheme("weighted", TWO, [SCORE])
        self.assertFalse(scheme.problems)
        self.assertEqual(scheme.action_check()["params"]["type"], "success")

    # Bands

    def test_overlapping_bands_are_refused_at_save(self):
        with self.assertRaisesRegex(ValidationError, r"60\.00.*50\.00.*overlap"):
            self._scheme(
                "weighted", TWO, [{**SCORE, "bands": [(None, 60, 0), (50, None, 1)]}]
            )

    def test_overlap_is_refused_on_the_band_itself(self):
        scheme = self._scheme("weighted", TWO, [SCORE])
        low, _high = scheme.criterion_ids.band_ids
        with self.assertRaisesRegex(ValidationError, "overlap"):
            low.value_to = 60
        with self.assertRaisesRegex(ValidationError, "overlap"):
            self.env["group.customer.grade.band"].create(
                {"criterion_id": scheme.criterion_ids.id, "value_to": 10, "points": 5}
            )

    def test_moving_a_bound_of_two_bands_at_once_is_no_overlap(self):
        scheme = self._scheme("weighted", TWO, [SCORE])
        low, high = scheme.criterion_ids.band_ids
        scheme.write(
            {
                "criterion_ids": [
                    Command.update(
                        scheme.criterion_ids.id,
                        {
                            "band_ids": [
                                Command.update(low.id, {"value_to": 80}),
                                Command.update(high.id, {"value_from": 80}),
                            ]
                        },
                    )
                ]
            }
        )
        self.assertFalse(scheme.problems)

    def test_band_from_must_be_below_to(self):
        for bounds in ((50, 50, 0), (60, 50, 0)):
            with self.assertRaisesRegex(ValidationError, "holds no value"):
                self._scheme("weighted", TWO, [{**SCORE, "bands": [bounds]}])

    def test_gaps_are_refused_at_compute(self):
        for bands, text in (
            ([(None, 50, 0), (60, None, 1)], "gap from 50.00 to 60.00"),
            ([(0, 50, 0), (50, None, 1)], "gap below 0.00"),
            ([(None, 50, 0), (50, 60, 1)], "gap from 60.00 on"),
            ([], "has no bands"),
        ):
            with self.subTest(bands=bands):
                scheme = self._scheme("weighted", TWO, [{**SCORE, "bands": bands}])
                self.assertRefused(scheme, "Criterion 0 on revenue", text)

    # Schemes

    def test_scheme_without_grade(self):
        scheme = self._scheme("weighted", [], [SCORE])
        self.assertRefused(scheme, "Scheme weighted", "has no grade")

    def test_weights_must_total_what_the_scheme_says(self):
        scheme = self._scheme("weighted", TWO, [{**SCORE, "weight": 90}])
        self.assertRefused(scheme, "The weights total 90 instead of 100")

    def test_weighted_scheme_needs_a_score(self):
        self.assertRefused(
            self._scheme("weighted", TWO, []), "No criterion has the role Score"
        )

    def test_scores_must_fall_from_grade_to_grade(self):
        for worse in (50, 60):
            grades = [("A", {"score_min": 50}), ("B", {"score_min": worse})]
            with self.subTest(worse=worse):
                scheme = self._scheme("weighted", grades, [SCORE])
                self.assertRefused(scheme, "Grade B", "scores must fall")

    def test_every_score_needs_a_grade(self):
        grades = [("A", {"score_min": 50}), ("B", {"score_min": 10})]
        scheme = self._scheme("weighted", grades, [SCORE])
        self.assertRefused(scheme, "A score of 0.00 is possible", "Grade B")

    def test_grade_by_cap_only_needs_a_cap(self):
        grades = [*TWO, ("D", {"is_veto_only": True})]
        scheme = self._scheme("weighted", grades, [SCORE])
        self.assertRefused(scheme, "Nothing leads to the grade “D · Grade D”")

    def test_all_grades_by_cap_only(self):
        cap = {"metric": "revenue", "role": "cap", "grade": "D"}
        scheme = self._scheme("weighted", [("D", {"is_veto_only": True})], [SCORE, cap])
        self.assertRefused(scheme, "Every grade is reached by a cap only")

    def test_cap_needs_a_grade(self):
        cap = {"metric": "revenue", "role": "cap"}
        scheme = self._scheme("weighted", TWO, [SCORE, cap])
        self.assertRefused(scheme, "The cap “Criterion 1 on revenue” names no grade")

    def test_role_must_fit_the_mode(self):
        scheme = self._scheme("weighted", TWO, [SCORE, {**SCORE, "role": "quantile"}])
        self.assertRefused(scheme, "“Criterion 1 on revenue” has the role “Quantile”")

    def test_cumulative_share_needs_exactly_one_rank(self):
        grades = [("A", {"share_max": 70}), ("B", {"share_max": 100})]
        scheme = self._scheme("cumulative_share", grades, [])
        self.assertRefused(scheme, "needs one criterion with the role Rank")
        scheme = self._scheme("cumulative_share", grades, [RANK, RANK])
        self.assertRefused(scheme, "all have the role Rank: keep one")

    def test_shares_must_rise_to_the_whole(self):
        grades = [("A", {"share_max": 70}), ("B", {"share_max": 70})]
        scheme = self._scheme("cumulative_share", grades, [RANK])
        self.assertRefused(scheme, "the shares must rise")
        self.assertRefused(scheme, "No grade takes the smallest customers")

    def test_rules_need_a_last_grade_for_all_others(self):
        grades = [("A", {}), ("B", {})]
        scheme = self._scheme(
            "rules", grades, [{**CONDITION, "grade": code} for code in "AB"]
        )
        self.assertRefused(scheme, "No grade takes the customers for whom no rule")
        scheme = self._scheme("rules", grades, [{**CONDITION, "grade": "B"}])
        self.assertRefused(scheme, "Grade A” has no condition", "no later grade")

    def test_condition_needs_a_grade_that_rules_lead_to(self):
        grades = [("A", {}), ("B", {}), ("D", {"is_veto_only": True})]
        cap = {"metric": "revenue", "role": "cap", "grade": "D"}
        conditions = [{**CONDITION, "grade": "A"}, {**CONDITION, "grade": "D"}, cap]
        scheme = self._scheme("rules", grades, conditions)
        self.assertRefused(scheme, "is reached by a cap only, yet has conditions")
        scheme = self._scheme(
            "rules", grades[:2], [{**CONDITION, "grade": "A"}, CONDITION]
        )
        self.assertRefused(scheme, "The condition “Criterion 1 on revenue” names no")

    def test_criterion_names_a_grade_of_its_own_scheme(self):
        other = self._scheme("weighted", TWO, [SCORE])
        scheme = self._scheme("weighted", TWO, [SCORE])
        with self.assertRaisesRegex(ValidationError, "of another scheme"):
            scheme.criterion_ids.grade_id = other.grade_ids[0]

    def test_customers_filter_must_be_readable(self):
        for domain in ("[('no_such_field', '=', 1)]", "[(", "user.id", "[1, 2]"):
            with (
                self.subTest(domain=domain),
                self.assertRaisesRegex(ValidationError, "Choose the filter again"),
            ):
                self._scheme("weighted", TWO, [SCORE], population_domain=domain)

    def test_scheme_cannot_end_before_it_begins(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._scheme(
                "weighted", TWO, [SCORE], date_from="2024-02-01", date_to="2024-01-01"
            )

    def test_copy_of_a_scheme_is_complete(self):
        cap = {"metric": "revenue", "role": "cap", "grade": "B"}
        copied = self._scheme("weighted", TWO, [SCORE, cap]).copy()
        self.assertFalse(copied.problems)
        self.assertEqual(copied.criterion_ids.grade_id, copied.grade_ids[1])
        self.assertEqual(len(copied.criterion_ids.band_ids), 2)

    # Runs

    def test_run_on_an_empty_population(self):
        scheme = self._scheme(
            "weighted", TWO, [SCORE], population_domain="[('name', '=', 'Nobody')]"
        )
        run = self._draft_run(scheme)
        with self.assertRaisesRegex(UserError, "finds no customer.*Scheme weighted"):
            run.action_compute()

    def test_run_in_the_future(self):
        tomorrow = fields.Date.add(fields.Date.context_today(self.ann), days=1)
        with self.assertRaisesRegex(ValidationError, "a day in the future"):
            self._draft_run(self._scheme("weighted", TWO, [SCORE]), tomorrow)

    def test_run_outside_the_dates_of_its_scheme(self):
        for dates in ({"date_from": "2024-07-01"}, {"date_to": "2024-06-29"}):
            scheme = self._scheme("weighted", TWO, [SCORE], **dates)
            with self.assertRaisesRegex(UserError, "is not in force on"):
                self._run(scheme)
        scheme = self._scheme("weighted", TWO, [SCORE], date_from=AS_OF, date_to=AS_OF)
        self.assertEqual(self._run(scheme).state, "computed")

    # Deletion

    def test_held_grade_cannot_be_deleted(self):
        scheme = self._scheme("weighted", TWO, [SCORE])
        run = self._run(scheme)
        with self.assertRaisesRegex(UserError, run.name):
            scheme.grade_ids[0].unlink()
        run.action_confirm()
        with self.assertRaisesRegex(UserError, "A · Grade A.*is held"):
            scheme.grade_ids[0].unlink()

    def test_used_scheme_cannot_be_deleted(self):
        scheme = self._scheme("weighted", TWO, [SCORE])
        run = self._run(scheme)
        with self.assertRaisesRegex(UserError, "Scheme weighted.*1 runs"):
            scheme.unlink()
        run.unlink()
        scheme.unlink()
        self.assertFalse(scheme.exists())

    def test_used_metric_cannot_be_deleted(self):
        scheme = self._scheme("weighted", TWO, [{**SCORE, "metric": "rating"}])
        with self.assertRaisesRegex(UserError, "Rating.*is used by Scheme weighted"):
            self.rating.unlink()
        scheme.unlink()
        self._rate(self.ann, 10)
        with self.assertRaisesRegex(UserError, "hold inputs of the metric “Rating”"):
            self.rating.unlink()

    # Metrics and inputs

    def test_unit_of_a_computed_metric_is_given(self):
        with self.assertRaisesRegex(ValidationError, "Wrong.*measured in “Days”"):
            self.env["group.customer.metric"].create(
                {
                    "name": "Wrong",
                    "code": "wrong",
                    "measure": "recency_days",
                    "unit": "percent",
                }
            )

    def test_input_needs_a_value(self):
        free = self.env["group.customer.metric"].create(
            {"name": "Free", "code": "free"}
        )
        Input = self.env["group.customer.grade.input"]
        with self.assertRaisesRegex(UserError, "“Free” of Ann has no value"):
            Input.create({"partner_id": self.ann.id, "metric_id": free.id})
        zero = Input.create(
            {"partner_id": self.ann.id, "metric_id": free.id, "value": 0}
        )
        self.assertEqual(zero.value, 0)
        with self.assertRaisesRegex(ValidationError, "choose one of the answers"):
            Input.create(
                {"partner_id": self.ann.id, "metric_id": self.rating.id, "value": 5}
            )

    def test_input_value_is_that_of_its_answer(self):
        grade_input = self._rate(self.ann, 10)
        grade_input.write({"option_id": grade_input.option_id.id, "value": 99})
        self.assertEqual(grade_input.value, 10)
        self.rating.option_ids.filtered(lambda o: o.value == 10).value = 20
        self.assertEqual(grade_input.value, 10, "what was judged stays")

    def test_input_takes_an_answer_of_its_metric(self):
        other = self.env["group.customer.metric"].create(
            {
                "name": "Other",
                "code": "other",
                "option_ids": [Command.create({"name": "Yes", "value": 1})],
            }
        )
        with self.assertRaisesRegex(ValidationError, "“Yes” is no answer to “Rating”"):
            self._rate(self.ann, 10, option_id=other.option_ids.id)

    def test_computed_metric_is_not_entered(self):
        with self.assertRaisesRegex(ValidationError, "is computed from the books"):
            self.env["group.customer.grade.input"].create(
                {
                    "partner_id": self.ann.id,
                    "metric_id": self._metric("revenue").id,
                    "value": 5,
                }
            )

    def test_input_in_the_future(self):
        tomorrow = fields.Date.add(fields.Date.context_today(self.ann), days=1)
        with self.assertRaisesRegex(ValidationError, "“Rating” of Ann is dated"):
            self._rate(self.ann, 10, tomorrow)

    def test_grade_and_its_criterion_deleted_together(self):
        """One save of the form deletes a grade and the cap that names it."""
        scheme = self._scheme(
            "weighted",
            [("A", {"score_min": 50}), ("B", {"score_min": 0}), ("D", {})],
            [
                {"metric": "revenue", "weight": 100, "bands": [(None, None, 100)]},
                {"metric": "rating", "role": "cap", "grade": "D", "operator": "<"},
            ],
        )
        grade = scheme.grade_ids.filtered(lambda grade: grade.code == "D")
        cap = scheme.criterion_ids.filtered(lambda criterion: criterion.role == "cap")
        scheme.write(
            {
                "grade_ids": [Command.delete(grade.id)],
                "criterion_ids": [Command.delete(cap.id)],
            }
        )
        self.assertEqual(scheme.grade_ids.mapped("code"), ["A", "B"])
        self.assertEqual(scheme.criterion_ids.mapped("role"), ["score"])

    def test_criterion_outlives_its_grade(self):
        """A cap whose grade is deleted is told as a problem, not lost."""
        scheme = self._scheme(
            "weighted",
            [("A", {"score_min": 0}), ("D", {})],
            [
                {"metric": "revenue", "weight": 100, "bands": [(None, None, 100)]},
                {"metric": "rating", "role": "cap", "grade": "D", "operator": "<"},
            ],
        )
        scheme.grade_ids.filtered(lambda grade: grade.code == "D").unlink()
        self.assertIn("names no grade", scheme.problems)
