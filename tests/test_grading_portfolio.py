# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .grading_common import GradingCommon


class PortfolioCommon(GradingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._scheme(
            "weighted",
            [(code, {"score_min": 0}) for code in ("A", "B", "C")],
            [],
        )
        cls.a, cls.b, cls.c = cls.scheme.grade_ids
        cls.env.company.group_customer_scheme_id = cls.scheme
        cls.portfolio = cls.env["group.customer.portfolio"]
        cls.movement = cls.env["group.customer.grade.movement"]

    @classmethod
    def _award(cls, partner, grade, day="2025-01-01", **values):
        return cls.env["group.customer.grade.award"].create(
            {
                "partner_id": partner.id,
                "grade_id": grade.id,
                "date_from": day,
                "reason": "Test",
                **values,
            }
        )

    @classmethod
    def _end(cls, award, day):
        """End a grade without another one, as a run or an expiry does."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE group_customer_grade_award SET date_to = %s WHERE id = %s",
            [day, award.id],
        )
        cls.env.invalidate_all()

    def _rows(self, **values):
        domain = [("scheme_id", "=", self.scheme.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.portfolio.search(domain)

    def _moves(self, partner):
        moves = self.movement.search(
            [("partner_id", "=", partner.id)], order="date, id"
        )
        return [
            (
                move.date.isoformat(),
                move.previous_grade_id.code or None,
                move.grade_id.code or None,
                move.change,
                move.steps,
            )
            for move in moves
        ]


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestGradingPortfolio(PortfolioCommon):
    """Customers and revenue by the grade held today; figures worked out by hand."""

    def test_one_row_per_grade_of_today(self):
        alpha, beta, gone = self._customers("Alpha", "Beta", "Gone")
        self._award(alpha, self.b)
        self._award(alpha, self.a, "2025-07-01")
        self._award(beta, self.c)
        self._award(gone, self.c)
        gone.active = False
        self.assertEqual(
            {row.partner_id.name: row.grade_id.code for row in self._rows()},
            {"Alpha": "A", "Beta": "C"},
        )
        row = self._rows(partner_id=alpha.id)
        self.assertEqual(row.changed_on, date(2025, 7, 1))
        self.assertEqual(row.award_id, alpha.group_customer_award_ids[0])
        self.assertTrue(row.is_primary)
        self.scheme.active = False
        self.assertFalse(self._rows())

    def test_figures_are_those_of_the_snapshot(self):
        alpha, idle = self._customers("Alpha", "Idle")
        plain = self.env["res.partner"].create({"name": "Plain", "is_company": True})
        self._transact(alpha, 100, "2026-02-01")
        self._transact(alpha, 30, "2026-02-02", kind="refund")
        self._transact(alpha, 50, "2025-02-01")
        self.env["group.customer.snapshot"]._rebuild(self.env.company)
        for partner in (alpha, idle, plain):
            self._award(partner, self.a)
        row = self._rows(partner_id=alpha.id)
        self.assertEqual(row.revenue_this_year, 70)
        self.assertEqual(row.revenue_last_year, 50)
        self.assertEqual(row.revenue_lookback, 120)
        for partner in (idle, plain):
            row = self._rows(partner_id=partner.id)
            self.assertEqual(row.revenue_this_year, 0)
            self.assertFalse(row.in_pareto_share)
        [(grade, count, revenue)] = self.portfolio._read_group(
            [("scheme_id", "=", self.scheme.id)],
            ["grade_id"],
            ["__count", "revenue_this_year:sum"],
        )
        self.assertEqual((grade, count, revenue), (self.a, 3, 70))

    def test_scheme_for_groups_shows_figures_of_groups(self):
        self._transact(self.mill, 100, "2026-02-01")
        self._transact(self.head, 10, "2026-02-01")
        self.env["group.customer.snapshot"]._rebuild(self.env.company)
        self._award(self.head, self.a)
        self.assertEqual(self._rows().revenue_this_year, 10)
        self.scheme.node_level = "root"
        self.env.invalidate_all()
        self.assertEqual(self._rows().revenue_this_year, 110)

    def test_amounts_in_the_currency_of_the_current_company(self):
        euro = self._foreign_currency("EUR")
        company = self.env["res.company"].create(
            {"name": "Second", "currency_id": euro.id}
        )
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "name": "2020-01-01",
                "rate": 0.5,
                "company_id": self.env.company.id,
            }
        )
        alpha = self._customers("Alpha")
        for books in (self.env.company, company):
            self._transact(alpha, 100, "2026-02-01", company_id=books.id)
            self._award(alpha, self.a, company_id=books.id)
            self.env["group.customer.snapshot"]._rebuild(books)
        both = self.portfolio.with_context(
            allowed_company_ids=(self.env.company + company).ids
        )
        rows = both.search([("scheme_id", "=", self.scheme.id)])
        # 100 € are 200 in the currency of the first company
        self.assertEqual(
            {row.company_id: row.revenue_this_year for row in rows},
            {self.env.company: 100, company: 200},
        )
        self.assertEqual(rows.currency_id, self.env.company.currency_id)

    def _foreign_currency(self, name):
        currency = self.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", name)])
        if currency == self.env.company.currency_id:
            self.skipTest("The company's own currency")
        currency.active = True
        currency.rate_ids.unlink()
        return currency

    def test_pareto_share_as_in_plain_python(self):
        """GR-27: larger customers make up at most 80 %; ties stay together, refunds
        and customers without revenue are outside."""
        amounts = [400, 250, 100, 100, 100, 30, 20, 0, -50]
        partners = self._customers(*(f"C{n}" for n in range(len(amounts))))
        for partner, amount in zip(partners, amounts, strict=True):
            if amount:
                kind = "refund" if amount < 0 else "sale"
                self._transact(partner, abs(amount), "2026-02-01", kind=kind)
            self._award(partner, self.a)
        self.env["group.customer.snapshot"]._rebuild(self.env.company)
        positive = [amount for amount in amounts if amount > 0]
        expected = {
            partner.name
            for partner, amount in zip(partners, amounts, strict=True)
            if amount > 0
            and sum(a for a in positive if a > amount) * 100 <= 80 * sum(positive)
        }
        # 400 + 250 = 650 of 1000; with the three equal ones 950
        self.assertEqual(expected, {"C0", "C1", "C2", "C3", "C4"})
        inside = self._rows(in_pareto_share=True)
        self.assertEqual(set(inside.partner_id.mapped("name")), expected)

    def test_previous_grade_and_change(self):
        up, down, new, back, same = self._customers("Up", "Down", "New", "Back", "Same")
        self._award(up, self.c)
        self._award(up, self.a, "2025-07-01")
        self._award(down, self.a)
        self._award(down, self.b, "2025-07-01")
        self._award(new, self.a)
        self._end(self._award(back, self.a), "2025-03-31")
        self._award(back, self.b, "2025-07-01")
        self._award(same, self.a)
        self._award(same, self.a, "2025-07-01")
        self.assertEqual(
            {
                row.partner_id.name: (row.previous_grade_id.code or None, row.change)
                for row in self._rows()
            },
            {
                "Up": ("C", "up"),
                "Down": ("A", "down"),
                "New": (None, "new"),
                # A grade that ended long before is no grade to come from
                "Back": (None, "new"),
                "Same": ("A", "same"),
            },
        )
        self.assertEqual(self._rows(change="up").partner_id, up)

    # === MOVEMENTS === #

    def test_movements_by_hand(self):
        alpha = self._customers("Alpha")
        self._award(alpha, self.c)
        self._award(alpha, self.c, "2025-02-01")  # renewed: no movement
        self._award(alpha, self.a, "2025-03-01")
        award = self._award(alpha, self.b, "2025-05-01")
        self._end(award, "2025-06-30")
        self._award(alpha, self.c, "2025-09-01")
        self.assertEqual(
            self._moves(alpha),
            [
                ("2025-01-01", None, "C", "new", 0),
                ("2025-03-01", "C", "A", "up", 2),
                ("2025-05-01", "A", "B", "down", -1),
                ("2025-07-01", "B", None, "ungraded", 0),
                ("2025-09-01", None, "C", "new", 0),
            ],
        )

    def test_correction_on_the_same_day(self):
        alpha = self._customers("Alpha")
        self._award(alpha, self.c)
        self._award(alpha, self.a)
        self.assertEqual(
            self._moves(alpha),
            [
                ("2025-01-01", None, "C", "new", 0),
                ("2025-01-01", "C", "A", "up", 2),
            ],
        )

    def test_schemes_and_companies_do_not_mix(self):
        other = self._scheme("weighted", [("X", {"score_min": 0})], [])
        company = self.env["res.company"].create({"name": "Second"})
        alpha = self._customers("Alpha")
        self._award(alpha, self.c)
        self._award(alpha, other.grade_ids, "2025-02-01")
        self._award(alpha, self.a, "2025-03-01", company_id=company.id)
        moves = self.movement.with_context(
            allowed_company_ids=(self.env.company + company).ids
        ).search([("partner_id", "=", alpha.id)])
        self.assertEqual(set(moves.mapped("change")), {"new"})
        self.assertEqual(moves.filtered("is_primary").scheme_id, self.scheme)

    def test_movements_agree_with_the_portfolio(self):
        """Whoever moved last stands where the portfolio says."""
        partners = self._customers(*(f"C{n}" for n in range(6)))
        grades = [self.a, self.b, self.c]
        for number, partner in enumerate(partners):
            for step in range(number % 3 + 1):
                grade = grades[(number + step) % 3]
                self._award(partner, grade, f"2025-0{step + 1}-01")
        rows = self._rows()
        for row in rows:
            last = self.movement.search(
                [("partner_id", "=", row.partner_id.id)], order="date desc", limit=1
            )
            self.assertEqual(
                (row.grade_id, row.previous_grade_id, row.change, row.changed_on),
                (last.grade_id, last.previous_grade_id, last.change, last.date),
            )

    # === RIGHTS === #

    def test_who_sees_which_rows(self):
        team = self.env["crm.team"].create({"name": "T"})
        mate = self.users["colleague"]
        team.member_ids = [Command.set((self.users["manager"] + mate).ids)]
        own, mates, free, foreign, group = self._customers(
            "Own", "Mate's", "Free", "Foreign", "Group"
        )
        own.user_id = group.user_id = self.users["account"]
        mates.user_id = mate
        foreign.user_id = self.users["admin"]
        member = self._create_company_partner("Member", group)
        partners = own + mates + free + foreign + member
        for partner in partners:
            self._award(partner, self.a)
        for role, expected in (
            ("account", own + member),
            ("colleague", mates),
            ("manager", mates + free + member),
            ("director", partners),
            ("settlement", partners),
            ("admin", partners),
        ):
            for model in (self.portfolio, self.movement):
                with self.subTest(role=role, model=model._name):
                    rows = model.with_user(self.users[role]).search(
                        [("scheme_id", "=", self.scheme.id)]
                    )
                    self.assertEqual(rows.partner_id, expected & rows.partner_id)
                    self.assertEqual(set(rows.partner_id.ids), set(expected.ids))
        for role in ("archive", "employee"):
            for model in (self.portfolio, self.movement):
                with self.subTest(role=role, model=model._name):
                    with self.assertRaises(AccessError):
                        model.with_user(self.users[role]).search([], limit=1)

    def test_rows_of_companies_ticked_only(self):
        company = self.env["res.company"].create({"name": "Second"})
        director = self.users["director"]
        director.company_ids += company
        alpha = self._customers("Alpha")
        self._award(alpha, self.a)
        self._award(alpha, self.b, company_id=company.id)
        for model in (self.portfolio, self.movement):
            for ticked in (self.env.company, company, self.env.company + company):
                rows = model.with_user(director).with_context(
                    allowed_company_ids=ticked.ids
                )
                rows = rows.search([("partner_id", "=", alpha.id)])
                self.assertEqual(rows.company_id, ticked)

    def test_nobody_writes_a_report(self):
        self._award(self._customers("Alpha"), self.a)
        for rows in (self._rows(), self.movement.search([], limit=1)):
            rows = rows.with_user(self.users["admin"])
            for operation in ("write", "create", "unlink"):
                self.assertFalse(rows.has_access(operation))

    # === SPEED === #

    def test_queries_do_not_grow_with_the_rows(self):
        specification = {
            "partner_id": {"fields": {"display_name": {}}},
            "grade_id": {"fields": {"display_name": {}, "color": {}}},
            "revenue_this_year": {},
            "change": {},
        }
        for model in (self.portfolio, self.movement):
            counts = []
            fields = {
                name: spec
                for name, spec in specification.items()
                if name in model._fields
            }
            for size in (3, 30):
                partners = self._customers(*(f"{size}.{n}" for n in range(size)))
                for partner in partners:
                    self._award(partner, self.a)
                self.env.flush_all()
                reader = model.with_user(self.users["director"])
                # The first reading fills the caches of rules and translations
                for _reading in range(2):
                    self.env.invalidate_all()
                    before = self.env.cr.sql_log_count
                    reader.web_search_read(
                        [("partner_id", "in", partners.ids)], fields, limit=80
                    )
                counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(*counts, model._name)

    def test_views_open(self):
        for name in ("portfolio", "grade_movement"):
            action = self.env.ref(f"group_customer.group_customer_{name}_action")
            model = self.env[action.res_model].with_user(self.users["account"])
            views = [(False, kind) for kind in action.view_mode.split(",")]
            result = model.get_views([*views, (False, "search")])
            self.assertEqual(len(result["views"]), len(views) + 1)
