# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .grading_common import AS_OF, GradingCommon

TODAY = "2024-06-10"
SCORE = {
    "metric": "revenue",
    "weight": 100,
    "bands": [(None, 100, 10), (100, 500, 50), (500, None, 90)],
}
GRADES = [
    ("A", {"score_min": 80, "share_max": 50}),
    ("B", {"score_min": 40, "share_max": 90}),
    ("C", {"score_min": 0, "share_max": 100}),
]
MODES = {
    "weighted": [SCORE],
    "rules": [
        {"metric": "revenue", "role": "condition", "grade": "A", "threshold": 500},
        {"metric": "revenue", "role": "condition", "grade": "B", "threshold": 100},
    ],
    "cumulative_share": [{"metric": "revenue", "role": "rank"}],
    "quantiles": [{"metric": "revenue", "role": "quantile", "quantile_count": 3}],
    "coefficients": [{**SCORE, "role": "coefficient"}],
    "request": [],
}
SEGMENTS = {"A": [{0: (3, 3)}], "B": [{0: (2, 2)}]}
# Ann 900, Bob 300, Cat 50: by each mode the same, on request nobody
LETTERS = {"Ann": "A", "Bob": "B", "Cat": "C"}


class CombinedCommon(GradingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob, cls.cat = cls._customers("Ann", "Bob", "Cat")
        for partner, amount in ((cls.ann, 900), (cls.bob, 300), (cls.cat, 50)):
            cls._transact(partner, amount)
        cls.users["second"] = cls.users["director"].copy({"login": "gc_second"})

    def _mode_scheme(self, mode, more=(), grades=None, **values):
        grades = grades or GRADES
        if mode == "cumulative_share":
            # The first alone has 72 %, the first two 96 %.
            grades = [
                (code, {**vals, "share_max": share})
                for (code, vals), share in zip(grades, (50, 90, 100), strict=True)
            ]
        if mode == "quantiles":
            values["segments"] = SEGMENTS
        return self._scheme(mode, grades, [*MODES[mode], *more], **values)

    @freeze_time(TODAY)
    def _request(self, scheme, partner, code, approve=True, **values):
        """Have a grade asked for by one and approved by another person."""
        grade = scheme.grade_ids.filtered(lambda grade: grade.code == code)
        request = (
            self.env["group.customer.grade.request"]
            .with_user(self.users["director"])
            .create(
                {
                    "partner_id": partner.id,
                    "scheme_id": scheme.id,
                    "grade_id": grade.id,
                    "reason": "A good name",
                    **values,
                }
            )
        )
        request.action_submit()
        if approve:
            request.with_user(self.users["second"]).action_approve()
        return request


@tagged("post_install", "-at_install")
class TestGradingCombined(CombinedCommon):
    """Rules come first and caps last, in every mode."""

    def test_each_mode_alone(self):
        for mode in MODES:
            with self.subTest(mode=mode):
                expected = LETTERS if mode != "request" else dict.fromkeys(LETTERS)
                run = self._run(self._mode_scheme(mode))
                self.assertEqual(self._letters(run), expected)

    def test_rules_come_first_in_every_mode(self):
        """Who is rated well is an A, whatever the figures say."""
        self._rate(self.cat, 100)
        good = {
            "metric": "rating",
            "role": "condition",
            "grade": "A",
            "alternative": 9,
            "threshold": 100,
        }
        for mode in MODES:
            with self.subTest(mode=mode):
                run = self._run(self._mode_scheme(mode, [good]))
                self.assertEqual(self._letters(run)["Cat"], "A")
                line = self._line(run, self.cat)
                self.assertIn(
                    "A because these hold together",
                    line._prepare_explanation()["reason"],
                )
                if mode != "request":
                    self.assertEqual(self._letters(run)["Bob"], "B")

    def test_best_rule_that_holds_wins(self):
        """A rule for a worse grade holds back nobody who meets a better one."""
        self._rate(self.ann, 100)
        more = [
            {
                "metric": "rating",
                "role": "condition",
                "grade": grade,
                "alternative": 9,
                "threshold": threshold,
            }
            for grade, threshold in (("B", 10), ("A", 100))
        ]
        run = self._run(self._mode_scheme("weighted", more))
        self.assertEqual(self._letters(run)["Ann"], "A")

    def test_a_rule_may_also_hold_a_customer_down(self):
        """Rules first: the rule for C decides although the score says A."""
        self._rate(self.ann, 10)
        bad = {
            "metric": "rating",
            "role": "condition",
            "grade": "C",
            "operator": "=",
            "threshold": 10,
        }
        run = self._run(self._mode_scheme("weighted", [bad]))
        self.assertEqual(self._letters(run), {"Ann": "C", "Bob": "B", "Cat": "C"})

    def test_caps_work_in_every_mode(self):
        """GR-02: a major credit problem makes the worst grade, whatever the sales."""
        self._rate(self.ann, 10)
        self._rate(self.cat, 10)
        cap = {
            "metric": "rating",
            "role": "cap",
            "grade": "D",
            "operator": "=",
            "threshold": 10,
        }
        grades = [*GRADES, ("D", {"is_veto_only": True})]
        for mode in MODES:
            with self.subTest(mode=mode):
                values = {"segments": SEGMENTS} if mode == "quantiles" else {}
                if mode == "rules":
                    scheme = self._scheme(mode, grades, [*MODES[mode], cap])
                else:
                    scheme = self._scheme(mode, grades, [*MODES[mode], cap], **values)
                run = self._run(scheme)
                # Who has no grade otherwise has the last one by the cap.
                bob = "B" if mode != "request" else None
                self.assertEqual(
                    self._letters(run), {"Ann": "D", "Bob": bob, "Cat": "D"}
                )
                self.assertIn(
                    "Lowered to D by the cap", self._line(run, self.ann).explanation
                )


@tagged("post_install", "-at_install")
class TestGradingRequested(CombinedCommon):
    """Approved requests in runs (GR-22)."""

    VIP = [("VIP", {"is_request_only": True}), *GRADES]

    def test_request_gives_the_grade_while_it_is_valid(self):
        scheme = self._mode_scheme("request")
        self._request(scheme, self.bob, "A", valid_until="2024-12-31")
        for day, grade in (
            (date(2024, 6, 9), None),
            (date(2024, 6, 10), "A"),
            (date(2024, 12, 31), "A"),
            (date(2025, 1, 1), None),
        ):
            with self.subTest(day=day):
                run = self._run(scheme, day)
                line = self._line(run, self.bob)
                self.assertEqual(line.grade_id.code or None, grade)
                self.assertEqual(line.is_requested, bool(grade))
                run.unlink()

    def test_only_approved_requests_count(self):
        scheme = self._mode_scheme("request")
        self._request(scheme, self.bob, "A", approve=False)
        self.assertFalse(self._line(self._run(scheme), self.bob).grade_id)

    def test_best_of_several(self):
        scheme = self._mode_scheme("request")
        requests = self.env["group.customer.grade.request"]
        for code in ("C", "A", "B"):
            requests += self._request(scheme, self.bob, code)
        # The last one replaced the others; as if they stood side by side:
        requests.flush_recordset()
        self.env.cr.execute(
            """UPDATE group_customer_grade_request
                  SET state = 'approved', valid_until = NULL WHERE id IN %s""",
            [tuple(requests.ids)],
        )
        requests.invalidate_recordset()
        self.assertEqual(self._letters(self._run(scheme))["Bob"], "A")

    def test_request_only_grade_in_every_mode(self):
        """Nothing that is measured leads to it; an approved request does."""
        for mode in set(MODES) - {"request"}:
            with self.subTest(mode=mode):
                grades = self.VIP
                values = {"segments": SEGMENTS} if mode == "quantiles" else {}
                scheme = self._scheme(mode, grades, MODES[mode], **values)
                self._request(scheme, self.cat, "VIP")
                run = self._run(scheme)
                self.assertEqual(self._letters(run), {**LETTERS, "Cat": "VIP"})
                line = self._line(run, self.cat)
                self.assertEqual((line.is_requested, line.is_capped), (True, False))
                self.assertEqual(
                    scheme.grade_ids[line.base_place - 1].code,
                    "C",
                    "what the figures alone say is kept",
                )

    def test_cap_lowers_what_was_requested(self):
        self._rate(self.cat, 10)
        cap = {
            "metric": "rating",
            "role": "cap",
            "grade": "C",
            "operator": "=",
            "threshold": 10,
        }
        scheme = self._scheme("weighted", self.VIP, [SCORE, cap])
        self._request(scheme, self.cat, "VIP")
        line = self._line(self._run(scheme), self.cat)
        self.assertEqual(line.grade_id.code, "C")
        self.assertTrue(line.is_capped)

    def test_request_of_another_company_counts_there_only(self):
        scheme = self._mode_scheme("request")
        self._request(scheme, self.bob, "A")
        other = self.env["res.company"].create({"name": "Other"})
        run = self._run(scheme, company_id=other.id)
        self.assertFalse(self._line(run, self.bob).grade_id)

    def test_requests_and_their_end_are_never_held_back(self):
        scheme = self._scheme("weighted", self.VIP, [SCORE], confirmations=3)
        self._run(scheme, date(2024, 6, 1)).action_confirm()
        self._request(scheme, self.cat, "VIP", valid_until="2024-07-31")
        during = self._run(scheme, AS_OF)
        during.action_confirm()
        self.assertEqual(self._letters(during)["Cat"], "VIP")
        after = self._run(scheme, date(2024, 8, 31))
        line = self._line(after, self.cat)
        self.assertEqual((line.grade_id.code, line.is_held), ("C", False))

    @freeze_time(TODAY)
    def test_explanation_says_who_asked_and_who_approved(self):
        """The reasons are kept with the line, whatever becomes of the request."""
        scheme = self._scheme("weighted", self.VIP, [SCORE])
        request = self._request(scheme, self.cat, "VIP", valid_until="2025-06-09")
        line = self._line(self._run(scheme, date(2024, 6, 10)), self.cat)
        explanation = line._prepare_explanation()
        self.assertEqual(
            explanation["reason"],
            f"VIP on request {request.name}: {self.users['director'].name} asked for "
            f"it on 06/10/2024, {self.users['second'].name} approved it on 06/10/2024, "
            "from 06/10/2024 to 06/09/2025.",
        )
        self.assertEqual(
            explanation["base_reason"],
            "C because the score 10 is at least 0 and below 40.",
        )
        self.assertIn("By the figures:", line.explanation)

    def test_scheme_on_request_explains_without_criteria(self):
        line = self._line(self._run(self._mode_scheme("request")), self.bob)
        self.assertIn("it is given on request only", line.explanation)
