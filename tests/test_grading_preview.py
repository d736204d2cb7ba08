# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import Form, tagged

from .preview_common import PreviewCommon


@tagged("post_install", "-at_install")
class TestGradingPreview(PreviewCommon):
    """The designer shows at once what a change does to today's customers."""

    # === COUNTS === #

    def test_not_measured_yet(self):
        self.assertEqual(self.scheme.preview["state"], "unmeasured")

    def test_counts_of_the_saved_scheme(self):
        self._measure()
        preview = self.scheme.preview
        self.assertEqual(self._counts(preview), {"A": 1, "B": 1, "C": 3})
        self.assertEqual(preview["total"], 5)
        self.assertEqual(self._bars(preview, "Sales"), [2, 1, 2])
        self.assertEqual(self._bars(preview, "Poor"), [1, 4])
        self.assertFalse(preview["has_held"])
        self.assertFalse(preview["is_old"])

    def test_the_preview_is_what_a_run_then_says(self):
        self._measure()
        run = self._run(self.scheme.with_user(self.env.user), as_of=self.today)
        self.assertEqual(
            self._counts(self.scheme.preview),
            {grade["code"]: grade["count"] for grade in run.grade_counts},
        )

    def test_compared_with_the_grades_held_today(self):
        """The run gives A 1, B 1, C 3; with a B from 75 on Cat drops."""
        run = self._run(self.scheme.with_user(self.env.user), as_of=self.today)
        run.action_confirm()
        self._measure()
        with Form(self.scheme) as form:
            with form.grade_ids.edit(1) as grade:
                grade.score_min = 75
            preview = form.preview
            self.assertEqual(self._counts(preview), {"A": 1, "B": 0, "C": 4})
            self.assertEqual(
                [(grade["held"], grade["difference"]) for grade in preview["grades"]],
                [(1, 0), (1, -1), (3, 1)],
            )
            self.assertEqual(
                preview["moves"], {"up": 0, "down": 1, "same": 4, "new": 0}
            )
            with form.grade_ids.edit(1) as grade:
                grade.score_min = 60
            self.assertEqual(self._counts(form.preview), {"A": 1, "B": 1, "C": 3})

    # === UNSAVED EDITS === #

    def test_unsaved_bands(self):
        """A bound moved from 500 to 499 takes Cat along."""
        self._measure()
        with Form(self.scheme) as form:
            with form.criterion_ids.edit(0) as criterion:
                with criterion.band_ids.edit(1) as band:
                    band.value_to = 499
                with criterion.band_ids.edit(2) as band:
                    band.value_from = 499
                self.assertEqual(
                    [bar["count"] for bar in criterion.preview["bars"]], [2, 0, 3]
                )
            self.assertEqual(self._counts(form.preview), {"A": 2, "B": 0, "C": 3})
            self.assertEqual(self._bars(form.preview, "Sales"), [2, 0, 3])
        self.scheme.invalidate_recordset()
        self.assertEqual(self._counts(self.scheme.preview), {"A": 2, "B": 0, "C": 3})

    def test_unsaved_grade_and_criterion(self):
        """A fourth grade below C, and a condition-free cap that is removed."""
        self._measure()
        with Form(self.scheme) as form:
            with form.grade_ids.edit(2) as grade:
                grade.score_min = 10
            with form.grade_ids.new() as grade:
                grade.code = "D"
                grade.name = "New"
                grade.score_min = 0
            form.criterion_ids.remove(1)
            preview = form.preview
            self.assertEqual(self._counts(preview), {"A": 2, "B": 1, "C": 0, "D": 2})
            self.assertEqual(preview["grades"][3]["name"], "New")

    def test_what_names_a_grade_on_the_screen(self):
        """D is reached by a cap only; a condition names A. Both are found again."""
        self.env["group.customer.grade"].create(
            {
                "scheme_id": self.scheme.id,
                "code": "D",
                "name": "D",
                "sequence": 9,
                "is_veto_only": True,
            }
        )
        poor = self.scheme.criterion_ids[1]
        poor.grade_id = self.scheme.grade_ids[3]
        self.env["group.customer.grade.criterion"].create(
            {
                "scheme_id": self.scheme.id,
                "name": "Large",
                "role": "condition",
                "metric_id": self._metric("revenue").id,
                "grade_id": self.scheme.grade_ids[0].id,
                "threshold": 400,
            }
        )
        self._measure()
        # Not saved: nothing of this is
        form = Form(self.scheme)
        with form.grade_ids.edit(1) as grade:
            grade.score_min = 75
        self.assertFalse(form.problems)
        self.assertEqual(self._counts(form.preview), {"A": 2, "B": 0, "C": 2, "D": 1})
        with form.criterion_ids.edit(2) as criterion:
            criterion.threshold = 500
        self.assertEqual(self._counts(form.preview), {"A": 1, "B": 0, "C": 3, "D": 1})
        form.grade_ids.remove(3)
        self.assertEqual(form.preview, {"state": "incomplete"})
        form.criterion_ids.remove(1)
        self.assertEqual(self._counts(form.preview), {"A": 2, "B": 0, "C": 3})

    def test_segments_on_the_screen(self):
        """Quantile scores of Ann to Nil: 5, 4, 3, 2, 1."""
        scheme = self._scheme(
            "quantiles",
            [("A", {}), ("B", {})],
            [
                {"metric": "revenue", "role": "quantile"},
                {"metric": "order_count", "role": "quantile"},
            ],
        )
        self.env["group.customer.grade.segment"].create(
            [
                {
                    "grade_id": scheme.grade_ids[0].id,
                    "criterion_id": criterion.id,
                    "alternative": alternative,
                    "score_from": 4,
                    "score_to": 5,
                }
                for alternative, criterion in enumerate(scheme.criterion_ids, 1)
            ]
        )
        scheme = scheme.with_user(self.designer)
        self._measure(scheme)
        with Form(scheme) as form:
            form.description = "Changed"
            with form.grade_ids.edit(1) as grade:
                grade.name = "The rest"
            self.assertFalse(form.problems)
            self.assertEqual(self._counts(form.preview), {"A": 2, "B": 3})
            # Nil is no longer among those with data: 4, 3, 2, 1 of four, and 1.
            with form.criterion_ids.edit(0) as criterion:
                criterion.null_policy = "lowest"
            name = scheme.criterion_ids[0].name
            self.assertEqual(self._bars(form.preview, name), [2, 1, 1, 1, 0])
            self.assertEqual(self._counts(form.preview), {"A": 1, "B": 4})
            form.criterion_ids.remove(1)
            self.assertEqual(self._counts(form.preview), {"A": 1, "B": 4})

    def test_incomplete_on_the_way(self):
        self._measure()
        with Form(self.scheme) as form:
            with form.criterion_ids.edit(0) as criterion:
                criterion.weight = 50
            self.assertEqual(form.preview, {"state": "incomplete"})
            with form.criterion_ids.edit(0) as criterion:
                criterion.weight = 100
            self.assertEqual(form.preview["state"], "ready")

    def test_new_question_asks_to_measure(self):
        self._measure()
        with Form(self.scheme) as form:
            with form.criterion_ids.edit(0) as criterion:
                criterion.window_value = 1
            self.assertEqual(form.preview["state"], "unmeasured")
            self.assertEqual(form.preview["missing"], ["Sales"])
        self._measure()
        self.assertEqual(self._counts(self.scheme.preview), {"A": 1, "B": 1, "C": 3})

    def test_other_customers_ask_to_measure(self):
        self._measure()
        with Form(self.scheme) as form:
            form.population_domain = "[('id', '=', 0)]"
            self.assertEqual(form.preview["missing"], ["the choice of customers"])
            form.population_domain = f"[('category_id', 'in', [{self.category.id}])]"
            self.assertEqual(form.preview["state"], "ready")

    def test_a_new_scheme(self):
        Scheme = self.env["group.customer.grade.scheme"].with_user(self.designer)
        form = Form(Scheme)
        form.name = form.code = "Fresh"
        self.assertEqual(form.preview, {"state": "incomplete"})
        with form.grade_ids.new() as grade:
            grade.code = grade.name = "A"
        with form.criterion_ids.new() as criterion:
            criterion.name = "Sales"
            criterion.metric_id = self._metric("revenue")
            criterion.weight = 100
            with criterion.band_ids.new() as band:
                band.no_lower = band.no_upper = True
                band.points = 1
        self.assertEqual(form.preview, {"state": "unsaved"})
        scheme = form.save()
        scheme.population_domain = self.scheme.population_domain
        self._measure(scheme)
        self.assertEqual(self._counts(scheme.preview), {"A": 5})

    def test_every_mode(self):
        """Quantiles, coefficients, shares and rules, all against a run."""
        for mode, grades, criteria in (
            (
                "cumulative_share",
                [("A", {"share_max": 70}), ("B", {"share_max": 100})],
                [{"metric": "revenue", "role": "rank"}],
            ),
            (
                "rules",
                [("A", {}), ("B", {})],
                [
                    {
                        "metric": "revenue",
                        "role": "condition",
                        "grade": "A",
                        "threshold": 499,
                    }
                ],
            ),
            (
                "coefficients",
                [("A", {"score_min": 2}), ("B", {"score_min": 0})],
                [
                    {
                        "metric": "revenue",
                        "role": "coefficient",
                        "basis": "quantile",
                        "bands": [(None, 4, 1), (4, None, 2)],
                    }
                ],
            ),
            (
                "quantiles",
                [("A", {}), ("B", {})],
                [{"metric": "revenue", "role": "quantile"}],
            ),
        ):
            with self.subTest(mode=mode):
                scheme = self._scheme(mode, grades, criteria)
                if mode == "quantiles":
                    self.env["group.customer.grade.segment"].create(
                        {
                            "grade_id": scheme.grade_ids[0].id,
                            "criterion_id": scheme.criterion_ids.id,
                            "score_from": 4,
                            "score_to": 5,
                        }
                    )
                self._measure(scheme.with_user(self.designer))
                preview = scheme.with_user(self.designer).preview
                run = self._run(scheme, as_of=self.today)
                found = {code: n for code, n in self._counts(preview).items() if n}
                self.assertEqual(
                    found, {grade["code"]: grade["count"] for grade in run.grade_counts}
                )
                if mode == "quantiles":
                    self.assertEqual(preview["criteria"][0]["bars"][4]["label"], "5")

    def test_a_draft_is_compared_with_its_scheme(self):
        scheme = self.scheme.with_user(self.env.user)
        self._run(scheme, as_of=self.today).action_confirm()
        draft = scheme.copy({"draft_of_id": scheme.id}).with_user(self.designer)
        draft.grade_ids[1].score_min = 75
        self._measure(draft)
        self.assertEqual(
            [grade["difference"] for grade in draft.preview["grades"]], [0, -1, 1]
        )

    def test_requests_of_its_scheme_count_for_a_draft(self):
        """On the screen too, where the draft and its grades are copies."""
        scheme = self.scheme.with_user(self.env.user)
        asked = self.env["group.customer.grade"].create(
            {
                "scheme_id": scheme.id,
                "code": "X",
                "name": "Asked For",
                "sequence": 9,
                "is_request_only": True,
            }
        )
        request = self.env["group.customer.grade.request"].create(
            {
                "partner_id": self.customers[3].id,
                "scheme_id": scheme.id,
                "grade_id": asked.id,
                "reason": "Chairs the chamber of commerce",
            }
        )
        asked.sequence = -1
        request.action_submit()
        request.with_user(self.users["director"]).action_approve()
        self._run(scheme, as_of=self.today).action_confirm()
        draft = scheme.copy({"draft_of_id": scheme.id}).with_user(self.designer)
        self._measure(draft)
        counts = {"X": 1, "A": 1, "B": 1, "C": 2}
        self.assertEqual(self._counts(draft.preview), counts)
        with Form(draft) as form:
            form.weight_total = 100
            self.assertEqual(self._counts(form.preview), counts)
            with form.criterion_ids.edit(0) as criterion:
                criterion.name = "Revenue"
            self.assertEqual(self._counts(form.preview), counts)
        self.assertFalse(any(g["difference"] for g in draft.preview["grades"]))
