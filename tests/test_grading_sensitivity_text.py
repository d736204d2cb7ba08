# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .grading_common import ABC
from .sensitivity_common import SCORES, SensitivityCommon


@tagged("post_install", "-at_install")
class TestGradingSensitivityText(SensitivityCommon):
    """What is said about a change of the grade, to whom, and how fast."""

    def test_confirmations_are_told(self):
        scheme = self._scheme(
            "cumulative_share",
            ABC,
            [{"metric": "revenue", "role": "rank"}],
            confirmations=2,
        )
        for customer, amount in zip(self.customers, (60, 30, 10), strict=False):
            self._sell(customer, amount)
        line, _found = self._find(scheme, self.customers[2])
        self.assertIn("when 2 runs in a row say the same", line.sensitivity)
        self.assertIn("makes A", line.sensitivity)

    def test_best_grade(self):
        scheme = self._showing_scheme("revenue")
        self._sell(self.customers[0], 60)
        line, _found = self._find(scheme, self.customers[0])
        self.assertIn("There is no better grade.", line.sensitivity)

    def test_amounts_are_in_the_units_of_the_criteria(self):
        scheme = self._scheme(
            "rules",
            [("A", {}), ("B", {})],
            [
                {"metric": measure, "role": "condition", "grade": "A", **values}
                for measure, values in (
                    ("revenue", {"threshold": 12500, "alternative": 1}),
                    (
                        "recency_days",
                        {"threshold": 9.5, "operator": "<", "alternative": 2},
                    ),
                    (
                        "paid_on_time_share",
                        {"threshold": 62.5, "alternative": 3, "null_policy": "lowest"},
                    ),
                    ("rating", {"threshold": 50, "alternative": 4}),
                )
            ],
        )
        ann = self.customers[0]
        self._settle(ann, 50, "2024-06-15", "2024-06-10")
        self._settle(ann, 50, "2024-06-15", "2024-06-20")
        line, _found = self._find(scheme, ann)
        text = str(line.sensitivity).replace("\N{NO-BREAK SPACE}", " ")
        for sentence in (
            "$ 12,400.00 more of “Criterion 0 on revenue” ($ 12,500.00 instead of "
            "$ 100.00) makes A.",
            "37 days less of “Criterion 1 on recency_days” (9 days instead of 46 days) "
            "makes A.",
            "12.5 percentage points more of “Criterion 2 on paid_on_time_share” "
            "(62.5 % instead of 50 %) makes A.",
            "“Criterion 3 on rating” at Good makes A.",
        ):
            self.assertIn(sentence, text)

    def test_a_filed_grade_is_looked_at_by_the_rules_of_its_day(self):
        scheme = self._scheme(
            "cumulative_share", ABC, [{"metric": "revenue", "role": "rank"}]
        )
        for customer, amount in zip(self.customers, (60, 30, 10), strict=False):
            self._sell(customer, amount)
        run = self._run(scheme)
        run.action_confirm()
        run.with_user(self.users["settlement"]).action_file()
        line = self._line(run, self.customers[2])
        before = line.sensitivity
        self.assertIn("20.00 more", before)
        scheme.grade_ids.write({"share_max": 100})
        scheme.criterion_ids.name = "Renamed"
        self._sell(self.customers[2], 1000)
        self.env.invalidate_all()
        self.assertEqual(line.sensitivity, before)

    def test_part_of_the_customers(self):
        """What is compared with others is left out; the rest is told."""
        scheme = self._scheme(
            "weighted",
            SCORES,
            [
                {
                    "metric": "revenue",
                    "weight": 60,
                    "basis": "position",
                    "bands": [(None, 50, 100), (50, None, 40)],
                },
                {
                    "metric": "rating",
                    "weight": 40,
                    "bands": [(None, 50, 0), (50, None, 100)],
                },
            ],
        )
        ann, bob = self.customers[:2]
        self._sell(ann, 100)
        self._sell(bob, 10)
        run = self._force_compute(scheme)
        self.env.cr.execute(
            "DELETE FROM group_customer_grade_run_line WHERE run_id = %s AND "
            "partner_id != %s",
            [run.id, bob.id],
        )
        self.env.cr.execute(
            "UPDATE group_customer_grade_run SET is_partial = TRUE WHERE id = %s",
            [run.id],
        )
        self.env.invalidate_all()
        line = run.line_ids
        self.assertEqual(list(line._get_sensitivity().domains), ["v1"])
        self.assertIn("at Good makes B", line.sensitivity)
        self.assertIn("graded only a part", line.sensitivity)

    # === ACCESS AND SPEED === #

    def test_own_customers_only(self):
        scheme = self._scheme(
            "cumulative_share", ABC, [{"metric": "revenue", "role": "rank"}]
        )
        for customer, amount in zip(self.customers, (60, 30, 10), strict=False):
            self._sell(customer, amount)
        self.customers[2].user_id = self.users["account"]
        run = self._run(scheme)
        for role, customer, may in (
            ("account", 2, True),
            ("account", 1, False),
            ("director", 1, True),
            ("employee", 2, False),
        ):
            line = self._line(run, self.customers[customer])
            line = line.with_user(self.users[role])
            with self.subTest(role=role):
                if may:
                    self.assertIn("makes", line.read(["sensitivity"])[0]["sensitivity"])
                else:
                    with mute_logger("odoo.models"), self.assertRaises(AccessError):
                        line.read(["sensitivity"])

    def test_one_query_for_all_that_is_compared(self):
        scheme = self._scheme(
            "quantiles",
            [("A", {}), ("B", {})],
            [
                {"metric": measure, "role": "quantile"}
                for measure in ("revenue", "order_count", "rating")
            ],
        )
        self._sell(self.customers[0], 60)
        line = self._line(self._force_compute(scheme), self.customers[0])
        line._get_sensitivity()
        with self.assertQueryCount(2):  # the values, and the answers to choose from
            line._get_sensitivity()
