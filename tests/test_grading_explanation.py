# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from lxml import html

from odoo.exceptions import UserError
from odoo.tests import tagged

from .grading_common import GradingCommon


@tagged("post_install", "-at_install")
class TestGradingExplanation(GradingCommon):
    """One click answers "why is this customer a B?"."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob, cls.nil = cls._customers("Ann", "Bob", "Nil")
        cls._transact(cls.ann, 800)
        cls._transact(cls.bob, 200)
        cls._rate(cls.ann, 10)
        cls.weighted = cls._scheme(
            "weighted",
            [("A", {"score_min": 80}), ("B", {"score_min": 40}), ("C", {})],
            [
                {
                    "metric": "revenue",
                    "weight": 64.5,
                    "bands": [(None, 500, 0), (500, None, 100)],
                    "window_value": 1,
                    "null_policy": "ungraded",
                },
                {
                    "metric": "rating",
                    "weight": 35.5,
                    "bands": [(None, 50, 0), (50, None, 100)],
                    "null_policy": "skip",
                },
            ],
        )

    def _reason(self, run, partner):
        return self._line(run, partner)._prepare_explanation()["reason"]

    def test_weighted_reason(self):
        run = self._run(self.weighted)
        self.assertEqual(
            self._reason(run, self.ann),
            "B because the score 64.50 is at least 40 and below 80.",
        )
        self.assertEqual(
            self._reason(run, self.nil),
            "No grade, for there is no data on: Criterion 0 on revenue, Criterion 1 on "
            "rating.",
        )

    def test_table_shows_every_criterion(self):
        run = self._run(self.weighted)
        document = html.fromstring(str(self._line(run, self.ann).explanation))
        cells = [
            [" ".join(cell.text_content().split()) for cell in row.iterfind("td")]
            for row in document.iterfind(".//tbody/tr")
        ]
        self.assertEqual(
            cells,
            [
                [
                    "Criterion 0 on revenue since 07/01/2023",
                    "$ 800.00",
                    "from $ 500.00",
                    "100",
                    "64.50",
                    "64.50",
                ],
                ["Criterion 1 on rating", "10", "below 50", "0", "35.50", "0"],
            ],
        )
        total = document.find(".//tfoot/tr").text_content().split()
        self.assertEqual(total, ["Score", "64.50"])

    def test_left_out_criterion_says_so(self):
        rows = self._line(self._run(self.weighted), self.bob)._prepare_explanation()[
            "rows"
        ]
        self.assertEqual(rows[1]["note"], "no data: left out")
        self.assertEqual((rows[1]["value"], rows[1]["points"]), ("–", ""))

    def test_cumulative_share_reason(self):
        scheme = self._scheme(
            "cumulative_share",
            [("A", {"share_max": 70}), ("B", {"share_max": 100})],
            [{"metric": "revenue", "role": "rank"}],
        )
        run = self._run(scheme)
        self.assertEqual(
            self._reason(run, self.ann),
            "A because the larger customers make up 0 % of the total of "
            "“Criterion 0 on revenue”, not more than 70 %.",
        )
        self.assertEqual(
            self._reason(run, self.bob),
            "B because the larger customers make up 80 % of the total of "
            "“Criterion 0 on revenue”, more than 70 %.",
        )
        self.assertEqual(
            self._reason(run, self.nil),
            "B because “Criterion 0 on revenue” has no positive value.",
        )

    def test_rules_and_cap_reasons(self):
        scheme = self._scheme(
            "rules",
            [("A", {}), ("B", {}), ("D", {"is_veto_only": True})],
            [
                {
                    "metric": "revenue",
                    "role": "condition",
                    "grade": "A",
                    "threshold": 500,
                },
                {
                    "metric": "rating",
                    "role": "cap",
                    "grade": "D",
                    "operator": "<=",
                    "threshold": 10,
                    "null_policy": "skip",
                },
            ],
        )
        run = self._run(scheme)
        explanation = self._line(run, self.ann)._prepare_explanation()
        self.assertEqual(
            explanation["reason"],
            "A because these hold together: Criterion 0 on revenue.",
        )
        self.assertEqual(
            explanation["cap_reasons"],
            ["Lowered to D by the cap “Criterion 1 on rating”."],
        )
        self.assertEqual(
            self._reason(run, self.bob),
            "B because the rules of no better grade hold.",
        )

    def test_names_are_escaped(self):
        self.weighted.criterion_ids[0].name = "<b>bold</b>"
        line = self._line(self._run(self.weighted), self.ann)
        self.assertIn("&lt;b&gt;bold", str(line.explanation))

    def test_names_in_the_language_of_the_reader(self):
        """A filed run is read in the reader's language, whoever computed it."""
        self.env["res.lang"]._activate_lang("zh_CN")
        criterion = self.weighted.criterion_ids[0]
        criterion.with_context(lang="zh_CN").name = "近三年销售额"
        line = self._line(self._run(self.weighted), self.ann)
        self.assertIn("近三年销售额", str(line.with_context(lang="zh_CN").explanation))
        self.assertIn("Criterion 0", str(line.with_context(lang="en_US").explanation))

    def test_partner_explains_its_grade(self):
        with self.assertRaisesRegex(UserError, "Ann holds no grade"):
            self.ann.action_explain_grade()
        run = self._run(self.weighted)
        run.action_confirm()
        action = self.ann.action_explain_grade()
        self.assertEqual(action["res_model"], "group.customer.grade.run.line")
        self.assertEqual(action["res_id"], self._line(run, self.ann).id)
        award = self.bob._award_group_customer_grade(
            self.weighted.grade_ids[0], "The board wishes it"
        )
        action = self.bob.action_explain_grade()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (award._name, award.id)
        )

    def test_member_is_explained_by_its_group(self):
        self.tree.category_id = self.category
        self._transact(self.mill, 700)
        self.weighted.node_level = "root"
        run = self._run(self.weighted)
        run.action_confirm()
        action = self.mill.action_explain_grade()
        self.assertEqual(action["res_id"], self._line(run, self.head).id)
