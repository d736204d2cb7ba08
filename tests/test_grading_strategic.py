# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval
from datetime import date

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .grading_common import GradingCommon


@tagged("post_install", "-at_install")
class TestStrategicCustomer(GradingCommon):
    """Strategic customers of the headquarters and their figures (GR-29)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2024-07-10"))
        cls.ann, cls.bob, cls.cat = cls._customers("Ann", "Bob", "Cat")
        (cls.ann + cls.bob).is_strategic_customer = True
        cls.ann.user_id = cls.users["account"]
        cls.bob.user_id = cls.users["director"]

    @classmethod
    def _line(cls, partner=None, **values):
        return cls.env["group.customer.strategic.line"].create(
            {
                "partner_id": (partner or cls.ann).id,
                "period": "quarter",
                "date_from": "2024-04-01",
                **values,
            }
        )

    # === FIGURES === #

    def test_eva_and_return_of_a_quarter(self):
        """500,000 − 8,000,000 × 10 % / 4 = 300,000; 500,000 × 4 / 8,000,000 = 25 %."""
        line = self._line(
            bill_amount=3000000,
            financing_amount=12000000,
            gross_income=900000,
            pretax_profit=500000,
            capital_employed=8000000,
            cost_of_capital=10,
        )
        self.assertEqual(line.eva, 300000)
        self.assertEqual(line.capital_return, 25)
        self.assertEqual(line.date_to, date(2024, 6, 30))

    def test_month_and_year_count_the_cost_by_their_share(self):
        """A month: 10,000 − 1,200,000 × 8 % / 12 = 2,000, 10 % a year; a year: 10,000
        − 96,000 = −86,000, 0.83 %."""
        values = {
            "pretax_profit": 10000,
            "capital_employed": 1200000,
            "cost_of_capital": 8,
        }
        month = self._line(period="month", date_from="2024-02-29", **values)
        year = self._line(period="year", date_from="2023-05-05", **values)
        self.assertEqual((month.eva, month.capital_return), (2000, 10))
        self.assertEqual((year.eva, year.capital_return), (-86000, 0.83))
        self.assertEqual(
            (month.date_from, month.date_to), (date(2024, 2, 1), date(2024, 2, 29))
        )
        self.assertEqual(
            (year.date_from, year.date_to), (date(2023, 1, 1), date(2023, 12, 31))
        )

    def test_without_capital(self):
        line = self._line(pretax_profit=-70, cost_of_capital=10)
        self.assertEqual((line.eva, line.capital_return), (-70, 0))

    def test_change_of_period_moves_the_first_day(self):
        line = self._line(pretax_profit=100, date_from="2024-05-17")
        self.assertEqual(line.date_from, date(2024, 4, 1))
        line.period = "year"
        self.assertEqual(
            (line.date_from, line.date_to), (date(2024, 1, 1), date(2024, 12, 31))
        )

    def test_each_period_once(self):
        self._line()
        self._line(period="month")
        self._line(self.bob)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self._line(date_from="2024-06-30")

    def test_bad_figures(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self._line(capital_employed=-1)
        with self.assertRaisesRegex(ValidationError, "still to come"):
            self._line(date_from="2024-10-01")
        with self.assertRaisesRegex(ValidationError, "no strategic customer"):
            self._line(self.cat)

    def test_import(self):
        """By names and labels, any day of the period."""
        Line = self.env["group.customer.strategic.line"].with_user(
            self.users["director"]
        )
        result = Line.load(
            ["partner_id", "period", "date_from", "pretax_profit", "capital_employed"],
            [
                ["Ann", "Month", "2024-03-31", "12", "144"],
                ["Bob", "Quarter", "2024-03-31", "12", "96"],
            ],
        )
        self.assertFalse(result["messages"])
        month, quarter = Line.browse(result["ids"])
        self.assertEqual(month.date_from, date(2024, 3, 1))
        self.assertEqual(quarter.date_from, date(2024, 1, 1))
        # 12 × 12 / 144 and 12 × 4 / 96
        self.assertEqual((month.capital_return, quarter.capital_return), (100, 50))

    # === ACCESS === #

    def test_lines_by_level(self):
        self.env["crm.team"].create(
            {
                "name": "Team",
                "user_id": self.users["manager"].id,
                "member_ids": [Command.link(self.users["account"].id)],
            }
        )
        own, foreign = self._line(), self._line(self.bob, period="year")
        for role, visible, rights in (
            ("account", own, "r"),
            ("manager", own, "rwcu"),
            ("director", own + foreign, "rwcu"),
            ("settlement", own + foreign, "r"),
            ("colleague", own.browse(), "r"),
        ):
            Line = own.with_user(self.users[role])
            with self.subTest(role=role):
                self.assertEqual(
                    Line.search([("id", "in", (own + foreign).ids)]).ids, visible.ids
                )
                granted = "".join(
                    operation[0] if operation != "unlink" else "u"
                    for operation in ("read", "write", "create", "unlink")
                    if Line.browse().has_access(operation)
                )
                self.assertEqual(granted, rights)
        for role in ("archive", "employee"):
            self.assertFalse(own.with_user(self.users[role]).has_access("read"))
        with self.assertRaises(AccessError):
            own.with_user(self.users["manager"]).write({"partner_id": self.bob.id})

    def test_only_directors_mark(self):
        for role in ("account", "manager", "settlement", "archive"):
            cat = self.cat.with_user(self.users[role])
            with self.subTest(role=role):
                with self.assertRaisesRegex(AccessError, "Only directors"):
                    cat.write({"is_strategic_customer": True})
                with self.assertRaisesRegex(AccessError, "Only directors"):
                    cat.create({"name": "New", "is_strategic_customer": True})
                cat.write({"is_strategic_customer": False, "name": "Cat"})
                default = cat.with_context(default_is_strategic_customer=True)
                self.assertFalse(default.create({"name": "New"}).is_strategic_customer)
        director = self.cat.with_user(self.users["director"])
        director.is_strategic_customer = True
        self.assertTrue(self.cat.is_strategic_customer)
        with self.assertRaisesRegex(AccessError, "Only directors"):
            self.cat.with_user(self.users["manager"]).is_strategic_customer = False

    def test_import_marks_nobody(self):
        Partner = self.env["res.partner"].with_user(self.users["manager"])
        result = Partner.load(["name", "is_strategic_customer"], [["Imported", "True"]])
        self.assertFalse(result["ids"])
        self.assertIn("Only directors", result["messages"][0]["message"])

    def test_form_of_the_contact(self):
        """The toggle is the director's; others see it once it is set."""
        with Form(self.cat.with_user(self.users["director"])) as form:
            form.is_strategic_customer = True
        with (
            self.assertRaises(AssertionError),
            Form(self.cat.with_user(self.users["manager"])) as form,
        ):
            form.is_strategic_customer = False

    # === CONTACTS === #

    def test_customer_with_figures_is_kept(self):
        self._line()
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            self.ann.unlink()

    def test_merge_moves_the_figures(self):
        kept, moved = self._line(), self._line(self.bob, date_from="2024-01-01")
        Wizard = self.env["base.partner.merge.automatic.wizard"]
        Wizard._merge((self.ann + self.bob).ids, self.ann)
        self.assertEqual((kept + moved).partner_id, self.ann)

    def test_merge_with_figures_of_the_same_period(self):
        self._line()
        self._line(self.bob)
        Wizard = self.env["base.partner.merge.automatic.wizard"]
        with self.assertRaisesRegex(UserError, "same period"):
            Wizard._merge((self.ann + self.bob).ids, self.ann)


@tagged("post_install", "-at_install")
class TestProblemCustomer(GradingCommon):
    """Problem customers are detected from their behaviour (GR-13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob, cls.cat = cls._customers("Ann", "Bob", "Cat")
        (cls.ann + cls.bob).user_id = cls.users["account"]
        for partner, amount in zip((cls.ann, cls.bob), (500, 20), strict=True):
            cls._transact(partner, amount)
        cls.scheme = cls._scheme(
            "rules",
            [("P", {"is_problem": True}), ("N", {})],
            [
                {
                    "metric": "revenue",
                    "role": "condition",
                    "grade": "P",
                    "operator": "<",
                    "threshold": 100,
                    "null_policy": "skip",
                }
            ],
        )
        cls._run(cls.scheme).action_confirm()

    def _problems(self, role="director", domain=None):
        Partner = self.env["res.partner"].with_user(self.users[role])
        return Partner.search(
            [
                *(domain or [("is_problem_customer", "=", True)]),
                ("id", "in", (self.ann + self.bob + self.cat).ids),
            ]
        )

    def test_who_is_one(self):
        self.assertEqual(self._problems().ids, self.bob.ids)
        self.assertTrue(self.bob.is_problem_customer)
        self.assertFalse(self.ann.is_problem_customer)
        for operator, value, expected in (
            ("=", False, self.ann + self.cat),
            ("!=", True, self.ann + self.cat),
            ("!=", False, self.bob),
            ("in", [True, False], self.ann + self.bob + self.cat),
        ):
            with self.subTest(operator=operator, value=value):
                found = self._problems(
                    domain=[("is_problem_customer", operator, value)]
                )
                self.assertEqual(found.ids, expected.ids)

    def test_list_gives_the_reasons(self):
        action = self.env.ref(
            "group_customer.group_customer_grade_award_action_problem"
        )
        Award = self.env["group.customer.grade.award"].with_user(self.users["director"])
        award = Award.search(
            [*literal_eval(action.domain), ("scheme_id", "=", self.scheme.id)]
        )
        self.assertEqual(award.partner_id, self.bob)
        self.assertIn("20", award.why)
        by_hand = Award.create(
            {
                "partner_id": self.cat.id,
                "grade_id": self.scheme.grade_ids[0].id,
                "reason": "Sued us twice",
            }
        )
        self.assertEqual(by_hand.why, "Sued us twice")

    def test_past_problems_do_not_count(self):
        self._transact(self.bob, 1000, "2024-06-15")
        self._run(self.scheme).action_confirm()
        self.assertFalse(self._problems())

    def test_each_sees_those_of_own_accounts(self):
        self.assertEqual(self._problems("account").ids, self.bob.ids)
        self.assertFalse(self._problems("colleague"))
        with self.assertRaises(AccessError):
            self._problems("employee")

    def test_reasons_take_no_query_per_row(self):
        awards = self.env["group.customer.grade.award"].search(
            [("scheme_id", "=", self.scheme.id)]
        )
        self.env.invalidate_all()
        awards[:1].mapped("why")
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            awards.mapped("why")
