# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .grading_common import GradingCommon


@tagged("post_install", "-at_install")
class TestGradingPacks(GradingCommon):
    """The shipped schemes: abcd_resource (GR-02) and abc_sales (GR-16)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pack = cls.env["group.customer.policy.pack"]
        cls.pack._load_shipped_pack("general")
        cls.pack._load_shipped_pack("sales_share")
        Scheme = cls.env["group.customer.grade.scheme"]
        cls.abcd = Scheme.search([("code", "=", "abcd_resource")])
        cls.abc = Scheme.search([("code", "=", "abc_sales")])
        cls.population = f"[('category_id', 'in', [{cls.category.id}])]"

    def test_shipped_schemes_are_complete(self):
        for scheme in self.abcd + self.abc:
            self.assertFalse(scheme.problems, scheme.code)
        self.assertEqual(self.abcd.grade_ids.mapped("code"), list("ABCD"))
        self.assertEqual(self.abc.grade_ids.mapped("share_max"), [70, 90, 100])
        self.assertEqual(self.abcd.regrade_months, 12)

    def test_loading_twice_changes_nothing(self):
        for code in ("general", "sales_share"):
            counts = self.pack._load_shipped_pack(code)
            self.assertEqual(set(counts), {"unchanged"}, code)

    def test_changed_values_are_kept(self):
        self.abcd.grade_ids[0].score_min = 85
        sales = self.abcd.criterion_ids[0]
        sales.band_ids[0].value_to = 60
        sales.band_ids[1].value_from = 60
        counts = self.pack._load_shipped_pack("general")
        self.assertEqual(counts["kept"], 3)
        self.assertEqual(self.abcd.grade_ids[0].score_min, 85)

    def test_restoring_moves_bounds_of_neighbouring_bands(self):
        sales = self.abcd.criterion_ids[0]
        for bound in (60, 80):
            with sales._bands_checked_together():
                sales.band_ids[0].value_to = bound
                sales.band_ids[1].value_from = bound
            self.env["group.customer.policy.pack"].search(
                [("code", "=", "general")]
            ).action_restore()
            self.assertEqual(sales.band_ids[0].value_to, 70)
            self.assertEqual(sales.band_ids[1].value_from, 70)
            self.assertFalse(self.abcd.problems)

    def test_metric_of_another_pack_is_left_alone(self):
        metric = self.env["group.customer.metric"].search([("code", "=", "revenue")])
        metric.name = "Turnover"
        self.pack._load_shipped_pack("sales_share")
        self.assertEqual(metric.name, "Turnover")

    def test_numbers_that_the_sources_do_not_give_are_assumptions(self):
        criteria = self.abcd.criterion_ids.filtered(lambda c: c.role == "score")
        for band in criteria.band_ids - criteria[0].band_ids[-1:]:
            self.assertIn("assumption", band.name)
        for criterion in criteria:
            self.assertIn("assumption", criterion.description)
        self.assertIn("assumption", self.abc.grade_ids[1].description)

    def test_both_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["group.customer.policy.pack"].search([])._load_translations()
        chinese = self.abcd.with_context(lang="zh_CN")
        self.assertEqual(chinese.name, "客户资源 ABCD 分类")
        self.assertEqual(chinese.grade_ids[3].name, "信誉有重大问题")

    def _credit(self, partner, value):
        metric = self.env["group.customer.metric"].search(
            [("code", "=", "credit_rating")]
        )
        option = metric.option_ids.filtered(lambda option: option.value == value)
        self.env["group.customer.grade.input"].create(
            {
                "partner_id": partner.id,
                "metric_id": metric.id,
                "option_id": option.id,
                "date": "2024-01-01",
            }
        )

    def test_abcd_spread_does_not_depend_on_the_size_of_the_company(self):
        """GR-02: the same grades for sales of hundreds and of billions."""
        names = ("big", "mid", "low", "new", "major", "problem", "late")
        partners = self._customers(*names)
        big, mid, low, _new, major, problem, late = partners
        self.abcd.population_domain = self.population
        self._credit(major, 0)
        self._credit(problem, 30)
        self._credit(big, 100)
        # The four largest stand together at the top; 80 % are larger than mid.
        for factor in (1, 10_000_000):
            transactions = self.env["group.customer.transaction"]
            for partner, amount in (
                (major, 20),
                (problem, 20),
                (big, 20),
                (late, 20),
                (mid, 15),
                (low, 5),
            ):
                transactions += self._transact(
                    partner,
                    amount * factor,
                    "2024-03-01",
                    date_due="2024-04-01",
                    collected_on="2024-06-01" if partner == late else "2024-04-01",
                )
            with self.subTest(factor=factor):
                run = self._run(self.abcd)
                self.assertEqual(
                    self._letters(run),
                    {
                        "big": "A",
                        "mid": "B",
                        "low": "C",
                        "new": "C",
                        "major": "D",
                        "problem": "C",
                        # Sales 60 + nothing overdue 10 of 85: 82.35
                        "late": "A",
                    },
                )
            transactions.unlink()
            run.unlink()

    def test_new_customer_with_clean_credit_is_a_c(self):
        """GR-02: D is for major credit problems only."""
        (new,) = self._customers("new")
        self.abcd.population_domain = self.population
        line = self._run(self.abcd).line_ids
        self.assertEqual(line.partner_id, new)
        self.assertEqual((line.grade_id.code, line.is_capped), ("C", False))

    def test_abc_by_sales(self):
        one, two, three = self._customers("one", "two", "three")
        for partner, amount in ((one, 71), (two, 20), (three, 9)):
            self._transact(partner, amount)
        self.abc.population_domain = self.population
        self.assertEqual(
            self._letters(self._run(self.abc)), {"one": "A", "two": "B", "three": "C"}
        )
