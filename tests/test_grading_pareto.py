# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
from decimal import Decimal

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .grading_common import ABC, GradingCommon

REPORT = "group_customer.report_customer_pareto"


def slow_cut(values, share):
    """The customers before the cut, one by one, the slow way.

    The largest value goes first, together with all that are equal; the cut comes
    after the group that takes the running total above the share.
    """
    positive = {name: value for name, value in values.items() if value and value > 0}
    total, running, taken = sum(positive.values()), 0, set()
    for value in sorted(set(positive.values()), reverse=True):
        if running * 100 > share * total:
            break
        equal = {name for name in positive if positive[name] == value}
        taken |= equal
        running += value * len(equal)
    return taken, running, total


@tagged("post_install", "-at_install")
class TestGradingPareto(GradingCommon):
    """GR-27: which customers make up 80 % of revenue or profit, with the curve."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.names = ("Ann", "Bob", "Cat", "Dan", "Eve", "Nil", "Ron", "Sue")
        cls.customers = cls._customers(*cls.names)
        # Eve's sale is refunded, Ron is refunded more than he bought, Sue has nothing.
        for customer, amounts in zip(
            cls.customers,
            ([50], [20], [15, 5], [5], [5], [40, -40], [10, -40], []),
            strict=True,
        ):
            for amount in amounts:
                cls._sell(customer, amount)
        cls.customers[0].user_id = cls.users["account"]
        cls.scheme = cls._share_scheme()
        cls.grade_run = cls._run(cls.scheme)

    @classmethod
    def _sell(cls, customer, amount, *day):
        """Sell for an amount, or refund a negative one."""
        kind = "refund" if amount < 0 else "sale"
        cls._transact(customer, abs(amount), *day, kind=kind)

    @classmethod
    def _share_scheme(cls, **rank):
        return cls._scheme(
            "cumulative_share",
            ABC,
            [
                {
                    "metric": "revenue",
                    "name": "Sales",
                    "role": "rank",
                    "null_policy": "skip",
                    **rank,
                }
            ],
        )

    def _basis(self, run, index=0):
        run.invalidate_recordset(["pareto"])
        return run.pareto["bases"][index]

    # === CURVE === #

    def test_points_worked_by_hand(self):
        """Positive: 50, 20, 20, 5, 5 of 100; then 0, −30 and one without data.

        The equal ones are one point each; eight customers are the whole axis.
        """
        basis = self._basis(self.grade_run)
        self.assertEqual(
            basis["points"],
            [
                [0, 0, 0],
                [1, 12.5, 50],
                [3, 37.5, 90],
                [5, 62.5, 100],
                [8, 100, 100],
            ],
        )
        self.assertEqual((basis["customers"], basis["positive"]), (8, 5))

    def test_cut_worked_by_hand(self):
        """Before the two of 20 come 50 %, not more than 80; before those of 5, 90 %."""
        basis = self._basis(self.grade_run)
        self.assertEqual(
            basis["cut"],
            {"customers": 3, "customers_share": 37.5, "value_share": 90},
        )
        self.assertEqual(basis["share"], 80)
        self.assertEqual(
            self.grade_run.line_ids.filtered("in_pareto_share").partner_id,
            self.customers[:3],
        )

    def test_shares_of_the_largest_worked_by_hand(self):
        """1, 5 and 10 % of eight are one customer, 20 % two, half of them four."""
        basis = self._basis(self.grade_run)
        self.assertEqual(
            basis["top"],
            [[1, 1, 50], [5, 1, 50], [10, 1, 50], [20, 2, 70], [50, 4, 95]],
        )
        self.assertEqual(basis["largest_share"], 50)

    def test_what_lies_exactly_on_the_share_is_within(self):
        """60 + 20 are 80 %, not more: the next one still belongs to the group."""
        self.env["group.customer.transaction"].search(
            [("partner_id", "in", self.customers.ids)]
        ).unlink()
        for customer, amount in zip(self.customers, (60, 20, 15, 5), strict=False):
            self._sell(customer, amount)
        basis = self._basis(self._run(self._share_scheme()))
        self.assertEqual(basis["cut"]["customers"], 3)
        self.assertEqual(basis["cut"]["value_share"], 95)

    def test_nobody_has_a_positive_value(self):
        run = self._run(self._share_scheme(), as_of="2020-01-01")
        basis = self._basis(run)
        self.assertEqual((basis["positive"], basis["points"]), (0, []))
        self.assertEqual(basis["cut"]["customers"], 0)
        self.assertFalse(
            self.env["group.customer.grade.run.line"].search(
                [("pareto_key", "=", f"{run.id}-{basis['criterion_id']}")]
            )
        )

    def test_as_the_slow_way_over_many_customers(self):
        """At most 200 points, all on the curve, the cut among them."""
        rng = random.Random(27)
        values = {name: None for name in self.names}
        self.env["group.customer.transaction"].search(
            [("partner_id", "in", self.customers.ids)]
        ).unlink()
        more = self._customers(*(f"P{number}" for number in range(400)))
        for customer in more:
            # Few different amounts, so many are equal; some are refunds.
            amount = Decimal(rng.choice([-5, 0, 1, 2, 3, 7, 11, 200, 1000]))
            amount += Decimal(rng.randint(0, 40)) / 100
            values[customer.name] = amount
            if amount:
                self._sell(customer, float(amount))
        run = self._run(self._share_scheme())
        basis = self._basis(run)
        taken, running, total = slow_cut(values, 80)
        self.assertEqual(basis["cut"]["customers"], len(taken))
        self.assertEqual(basis["customers"], 408)
        points = basis["points"]
        self.assertLessEqual(len(points), 200)
        for (count, x, y), (later, more_x, more_y) in zip(
            points, points[1:], strict=False
        ):
            self.assertLess(count, later)
            self.assertLess(x, more_x)
            self.assertLessEqual(y, more_y)
        ordered = sorted((v for v in values.values() if v and v > 0), reverse=True)
        for count, x, y in points:
            self.assertAlmostEqual(x, count * 100 / 408, 3)
            self.assertAlmostEqual(y, float(sum(ordered[:count]) * 100 / total), 3)
        cut = [len(taken), len(taken) * 100 / 408, float(running * 100 / total)]
        nearest = next(point for point in points if point[0] == len(taken))
        for found, expected in zip(nearest, cut, strict=True):
            self.assertAlmostEqual(found, expected, 3)
        found = self.env["group.customer.grade.run.line"].search(
            [("pareto_key", "=", f"{run.id}-{basis['criterion_id']}")]
        )
        self.assertEqual(set(found.partner_id.mapped("name")), taken)

    # === WHAT IS MEASURED === #

    def test_a_criterion_that_does_not_rank_is_read_from_the_detail(self):
        """A score of any scheme that measures revenue has its report, too."""
        bands = [(None, None, 100)]
        scheme = self._scheme(
            "weighted",
            [("A", {"score_min": 0})],
            [
                {"metric": "rating", "weight": 40, "bands": bands},
                {
                    "metric": "revenue",
                    "weight": 40,
                    "bands": bands,
                    "window_value": 1,
                    "window_unit": "month",
                },
                {"metric": "revenue", "weight": 20, "bands": bands},
            ],
        )
        self._sell(self.customers[7], 900, "2023-01-15")
        run = self._run(scheme)
        month, ever = run.pareto["bases"]
        self.assertEqual(month["cut"]["customers"], 3)
        self.assertEqual(ever["cut"]["customers"], 1)
        self.assertTrue(month["window"])
        lines = self.env["group.customer.grade.run.line"].search(
            [("pareto_key", "=", f"{run.id}-{ever['criterion_id']}")]
        )
        self.assertEqual(lines.partner_id, self.customers[7])

    def test_by_profit(self):
        """The same report by gross margin."""
        metric = self.env["group.customer.metric"].search(
            [("measure", "=", "gross_margin")], limit=1
        ) or self.env["group.customer.metric"].create(
            {"name": "Margin", "code": "test_margin", "measure": "gross_margin"}
        )
        for customer, margin in zip(self.customers, (9, 1), strict=False):
            self.env["group.customer.transaction"].search(
                [("partner_id", "=", customer.id)]
            ).write({"margin": margin})
        scheme = self._share_scheme()
        scheme.criterion_ids.metric_id = metric
        basis = self._basis(self._run(scheme))
        self.assertEqual(basis["measure"], "gross_margin")
        self.assertEqual(
            basis["points"], [[0, 0, 0], [1, 12.5, 90], [2, 25, 100], [8, 100, 100]]
        )

    def test_a_scheme_without_amounts_has_no_report(self):
        scheme = self._showing_scheme("recency_days")
        self.assertEqual(self._run(scheme).pareto["bases"], [])

    def test_a_draft_has_no_report(self):
        self.assertFalse(self._draft_run(self.scheme).pareto)

    # === ACCESS === #

    def test_everybody_reads_shares_those_who_read_all_lines_amounts(self):
        for role, has_amounts in (
            ("account", False),
            ("manager", False),
            ("director", True),
            ("settlement", True),
            ("admin", True),
        ):
            with self.subTest(role=role):
                run = self.grade_run.with_user(self.users[role])
                basis = self._basis(run)
                self.assertEqual(basis["cut"]["customers"], 3)
                self.assertEqual("total" in basis, has_amounts)
                self.assertEqual("negative_total" in basis, has_amounts)

    @mute_logger("odoo.models")
    def test_an_employee_reads_nothing(self):
        run = self.grade_run.with_user(self.users["employee"])
        with self.assertRaises(AccessError):
            run.read(["pareto"])
        with self.assertRaises(AccessError):
            run.action_open_pareto()

    def test_the_list_keeps_the_rules_of_the_lines(self):
        criterion = self.scheme.criterion_ids
        for role, names in (
            ("account", {"Ann"}),
            ("director", {"Ann", "Bob", "Cat"}),
        ):
            with self.subTest(role=role):
                run = self.grade_run.with_user(self.users[role])
                action = run.action_open_pareto_customers(criterion.id)
                lines = (
                    self.env["group.customer.grade.run.line"]
                    .with_user(self.users[role])
                    .search(action["domain"])
                )
                self.assertEqual(set(lines.partner_id.mapped("name")), names)

    def test_no_list_by_a_criterion_of_another_run(self):
        with self.assertRaisesRegex(UserError, "no 80/20 report"):
            self.grade_run.action_open_pareto_customers(0)

    def test_keys_that_mean_nothing_find_nothing(self):
        Line = self.env["group.customer.grade.run.line"]
        for key in ("", "x", "1-", "-1", f"{self.grade_run.id}-0", "1; DROP TABLE"):
            with self.subTest(key=key):
                self.assertFalse(Line.search([("pareto_key", "in", [key])]))

    # === MENU === #

    def test_menu_opens_the_latest_confirmed_run_of_the_primary_scheme(self):
        Run = self.env["group.customer.grade.run"].with_user(self.users["director"])
        runs = Run.sudo().search([("state", "in", ("confirmed", "filed"))])
        self.assertNotIn(self.grade_run, runs)
        other = self._run(self._share_scheme())
        other.action_confirm()
        self.assertEqual(Run.action_open_pareto()["res_id"], other.id)
        self.env.company.group_customer_scheme_id = self.scheme
        self.grade_run.action_confirm()
        self.assertEqual(Run.action_open_pareto()["res_id"], self.grade_run.id)

    def test_menu_says_what_to_do_when_there_is_no_report(self):
        Run = self.env["group.customer.grade.run"]
        company = self.env["res.company"].create({"name": "Fresh"})
        with self.assertRaisesRegex(UserError, "No confirmed grade run of Fresh"):
            Run.with_company(company).action_open_pareto()

    # === PRINTED REPORT === #

    def _render(self, role="director", run=None, **context):
        content, _type = (
            self.env["ir.actions.report"]
            .with_user(self.users[role])
            .with_context(**context)
            ._render_qweb_html(REPORT, (run or self.grade_run).ids)
        )
        return html.fromstring(content)

    def test_printed_report_names_the_customers(self):
        page = self._render()
        names = [cell.text for cell in page.xpath("//tbody/tr/td[2]")]
        self.assertEqual(names, ["Ann", "Bob", "Cat"])
        self.assertIn("3 customers", page.text_content())
        self.assertEqual(len(page.xpath("//div[contains(@class, 'gc_page')]")), 1)
        self.assertTrue(page.xpath("//polyline/@points"))

    def test_printed_report_names_only_own_customers(self):
        page = self._render("account")
        names = [cell.text for cell in page.xpath("//tbody/tr/td[2]")]
        self.assertEqual(names, ["Ann"])
        self.assertIn("and 2 more", page.text_content())

    def test_printed_report_stays_on_one_page(self):
        for customer in self._customers(*(f"Q{number}" for number in range(80))):
            self._sell(customer, 50)
        page = self._render(run=self._run(self._share_scheme()))
        self.assertEqual(len(page.xpath("//div[contains(@class, 'gc_page')]")), 1)
        self.assertLess(len(page.xpath("//tbody/tr")), 40)
        self.assertIn("more", page.xpath("//tr[@class='gc_total']")[0].text_content())

    def test_printed_report_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.assertTrue(self._render(lang="zh_CN").xpath("//svg"))

    # === SPEED === #

    def test_queries_do_not_grow_with_the_customers(self):
        self._basis(self.grade_run)
        self.grade_run.invalidate_recordset(["pareto"])
        with self.assertQueryCount(3):  # the run, the figures, the points
            self.assertTrue(self.grade_run.pareto)
