# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .grading_common import GradingCommon

LATER = date(2024, 9, 30)
NBSP = "\N{NO-BREAK SPACE}"


@tagged("post_install", "-at_install")
class TestGradingVersion(GradingCommon):
    """Schemes as they were when they graded, in words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls._customers("Ann")
        cls._transact(cls.ann, 900)
        cls.scheme = cls._scheme(
            "weighted",
            [("A", {"score_min": 50}), ("B", {"score_min": 0})],
            [
                {
                    "metric": "revenue",
                    "weight": 100,
                    "window_value": 3,
                    "bands": [(None, 500, 0), (500, None, 100)],
                }
            ],
        )

    def _again(self, day=LATER):
        run = self._run(self.scheme, day)
        run.action_confirm()
        return run

    def test_run_keeps_the_version_that_it_was_computed_from(self):
        first = self._again(date(2024, 6, 30))
        self.assertEqual(first.version_id.number, 1)
        self.assertEqual(self.scheme.version, 1)
        self.scheme.grade_ids[0].score_min = 60
        second = self._again()
        self.assertEqual(second.version_id.number, 2)
        self.assertEqual(first.version_id.number, 1)
        self.assertEqual(first.version_id.definition["grades"][0]["score_min"], 50)

    def test_same_scheme_is_the_same_version(self):
        """Neither the day, nor the company, nor a color makes another scheme."""
        first = self._again(date(2024, 6, 30))
        self.scheme.grade_ids[0].color = 5
        other = self.env["res.company"].create({"name": "Other"})
        second = self._run(self.scheme, LATER, company_id=other.id)
        self.assertEqual(second.version_id, first.version_id)
        self.assertEqual(len(self.scheme.version_ids), 1)

    def test_going_back_is_a_new_version(self):
        self._again(date(2024, 6, 30))
        for score, number in ((60, 2), (50, 3)):
            self.scheme.grade_ids[0].score_min = score
            run = self._again(date(2024, 9, number))
            self.assertEqual(run.version_id.number, number)

    def test_reset_run_keeps_no_version(self):
        run = self._run(self.scheme)
        run.action_reset()
        self.assertFalse(run.version_id)
        self.assertEqual(self.scheme.version, 1, "it did grade")

    def test_who_computes_need_not_be_an_administrator(self):
        run = self._draft_run(self.scheme)
        run.with_user(self.users["manager"]).action_compute()
        self.assertEqual(run.version_id.user_id, self.users["manager"])

    def test_nobody_writes_versions(self):
        version = self._again().version_id
        for role in ("account", "manager", "settlement", "admin"):
            own = version.with_user(self.users[role])
            with self.subTest(role=role):
                self.assertEqual(own.number, 1)
                with self.assertRaises(AccessError):
                    own.write({"number": 9})
                with self.assertRaises(AccessError):
                    own.unlink()
                with self.assertRaises(AccessError):
                    own.create({"scheme_id": self.scheme.id, "number": 9})
        with self.assertRaises(AccessError):
            version.with_user(self.users["employee"]).read(["number"])

    def test_version_of_another_company_s_scheme_is_not_read(self):
        version = self._again().version_id
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.users["manager"].copy(
            {"login": "x", "company_id": other.id, "company_ids": [(6, 0, other.ids)]}
        )
        self.scheme.company_id = self.us_company
        with self.assertRaises(AccessError):
            version.with_user(stranger).read(["number"])

    # In words

    def _get_facts(self, version, kind):
        return [
            {key: text.replace(NBSP, " ") for key, _label, text in part["facts"]}
            for (what, _id), part in version._get_parts().items()
            if what == kind
        ]

    def test_version_in_words(self):
        version = self._again().version_id
        [scheme] = self._get_facts(version, "scheme")
        self.assertEqual(scheme["mode"], "Weighted bands")
        self.assertNotIn("confirmations", scheme, "what does not apply is not told")
        grades = self._get_facts(version, "grade")
        self.assertEqual([grade["score_min"] for grade in grades], ["50", "0"])
        [criterion] = self._get_facts(version, "criterion")
        self.assertEqual(criterion["window_value"], "3 Years")
        self.assertEqual(criterion["band_ids"], "below $ 500.00: 0; from $ 500.00: 100")
        self.assertIn("Weighted bands", version.description)
        self.assertEqual(version._get_changes(), ["This is the first version."])

    def test_rules_segments_and_caps_in_words(self):
        scheme = self._scheme(
            "quantiles",
            [("A", {}), ("B", {}), ("C", {})],
            [
                {"metric": "revenue", "role": "quantile"},
                {"metric": "recency_days", "role": "quantile"},
                {
                    "metric": "order_count",
                    "role": "condition",
                    "grade": "A",
                    "threshold": 9,
                },
                {
                    "metric": "rating",
                    "role": "cap",
                    "grade": "C",
                    "operator": "<",
                    "threshold": 50,
                },
            ],
            segments={"A": [{0: (5, 5), 1: (4, 5)}, {0: (4, 5), 1: (5, 5)}]},
            confirmations=2,
        )
        scheme.grade_ids[1].is_request_only = True
        version = self._run(scheme).version_id
        best, _requested, _last = self._get_facts(version, "grade")
        self.assertEqual(
            best["segment_ids"],
            "Criterion 0 on revenue 5 and Criterion 1 on recency_days 4–5; or "
            "Criterion 0 on revenue 4–5 and Criterion 1 on recency_days 5",
        )
        self.assertEqual(best["conditions"], "Criterion 2 on order_count ≥ 9")
        *_others, cap = self._get_facts(version, "criterion")
        self.assertEqual((cap["test"], cap["grade_id"]), ("< 50", "C"))
        self.assertEqual(self._get_facts(version, "scheme")[0]["confirmations"], "2")

    def test_changes_in_words(self):
        self._again(date(2024, 6, 30))
        self.scheme.grade_ids[0].score_min = 60
        self.scheme.criterion_ids.band_ids[1].points = 90
        self.scheme.confirmations = 2
        grade = self.env["group.customer.grade"].create(
            {
                "scheme_id": self.scheme.id,
                "code": "V",
                "name": "Veto",
                "sequence": 9,
                "is_request_only": True,
            }
        )
        version = self._again().version_id
        self.assertEqual(
            [text.replace(NBSP, " ") for text in version._get_changes()],
            [
                "“Grade V” is new.",
                "Scheme weighted – Confirmations: – → 2",
                "Grade A – Score From: 50 → 60",
                "Criterion 0 on revenue – Bands: below $ 500.00: 0; from $ 500.00: "
                "100 → below $ 500.00: 0; from $ 500.00: 90",
            ],
        )
        self.assertIn("Score From: 50 → 60", version.changes)
        grade.unlink()
        version = self._again(date(2024, 10, 31)).version_id
        self.assertEqual(version._get_changes(), ["“Grade V” is gone."])

    def test_name_in_another_language_is_told_as_such(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self._again(date(2024, 6, 30))
        self.scheme.with_context(lang="fr_FR").name = "Barème"
        version = self._again().version_id
        [change] = version._get_changes()
        self.assertIn("a name in another language", change)

    def test_order_of_grades_is_a_change(self):
        self.scheme.grade_ids[0].score_min = 0
        self.scheme.grade_ids[1].score_min = 0
        self.scheme.mode = "request"
        self.scheme.criterion_ids.unlink()
        self._again(date(2024, 6, 30))
        self.scheme.grade_ids[0].sequence = 99
        version = self._again().version_id
        self.assertEqual(
            version._get_changes(), ["The order of the grades is another one."]
        )
