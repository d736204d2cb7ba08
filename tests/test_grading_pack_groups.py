# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .pack_schemes_common import PackSchemesCommon


@tagged("post_install", "-at_install")
class TestGroupSchemes(PackSchemesCommon):
    """Corporate groups: cooperation, life stage, telecom."""

    def _signed(self, name, company=None, **inputs):
        partner = self._customers(name)
        self._transact(
            partner,
            1000,
            self._years_ago(0, months=2),
            company_id=(company or self.env.company).id,
            date_due=self._years_ago(0, months=1),
            collected_on=self._years_ago(0, months=1),
        )
        self._enter(partner, **inputs)
        return partner

    def test_cooperation(self):
        """GR-10, GR-11: a second-level unit has no strategic customers."""
        unit = self.env["res.company"].create(
            {"name": "Unit", "parent_id": self.env.company.id}
        )
        self.env.user.company_ids += unit
        scheme = self._load("cooperation", "cooperation")
        fit = {
            "integrity_terminations": 0,
            "bad_conduct_records": 0,
            "funds_strength": 100,
        }
        self._signed("strategic", **fit)
        self._signed("terminated", **{**fit, "integrity_terminations": 1})
        self._signed("recorded", **{**fit, "bad_conduct_records": 1})
        self._signed("weak", **{**fit, "funds_strength": 50})
        self._signed("unchecked", funds_strength=100)
        self._signed("of the unit", unit, **fit)
        late = self._signed("late", **fit)
        self._settle(late, 1000, self._years_ago(1), self._years_ago(0, months=6))
        giant = self._customers("giant")
        self._transact(giant, 50000, self._years_ago(1))
        past = self._customers("past")
        self._transact(past, 900000, self._years_ago(9))
        new = self._customers("new")
        self._enter(new, **fit)
        customers = scheme._get_population_domain()
        partners = self.env["res.partner"].search(customers)
        partners._refresh_customer_stage(partners)
        self.assertEqual(
            partners.filtered(lambda p: p.signing_level == "unit").mapped("name"),
            ["of the unit"],
        )
        # Sales of three years: 50,000, then 2,000 and six times 1,000. 86 % of the
        # 58,000 are the giant's, so nobody else belongs to the first 80 %.
        self._assert_grades(
            scheme,
            {
                "strategic": "STRATEGIC",
                "terminated": "GENERAL",
                "recorded": "GENERAL",
                "weak": "GENERAL",
                "unchecked": "GENERAL",
                "of the unit": "BIG",
                "late": "GENERAL",
                "giant": "BIG",
                "past": "GENERAL",
                "new": "POTENTIAL",
            },
        )
        line = scheme.run_ids.line_ids.filtered("is_capped")
        self.assertEqual(line.partner_id.name, "of the unit")

    def test_life_stage(self):
        """GR-28, with the limits of the assumptions on both sides."""
        scheme = self._load("bank_vip", "life_stage")

        def group(name, years, before=0, now=0, margin=None):
            partner = self._customers(name)
            self._transact(partner, 1, self._years_ago(years), margin=0)
            values = {} if margin is None else {"margin": margin}
            if before:
                self._transact(partner, before, self._years_ago(1, months=3))
            if now:
                self._transact(partner, now, self._years_ago(0, months=3), **values)

        group("costly", 6, 1000, 1040, 100)  # +4 %, margin 9.6 %
        group("growth of 5 %", 6, 1000, 1050, 100)
        group("margin of 10 %", 6, 1000, 1000, 100)
        group("cost unknown", 6, 1000, 1000)
        group("grows by 20 %", 6, 1000, 1200, 10)
        group("five years", 5, 1000, 1100, 10)
        group("two years", 2, 1000, 1000, 10)
        group("young", 1, 500, 1000, 10)
        self._customers("unknown")
        self._assert_grades(
            scheme,
            {
                "costly": "BLACK",
                "growth of 5 %": "RED",
                "margin of 10 %": "RED",
                "cost unknown": "RED",
                "grows by 20 %": "YELLOW",
                "five years": "RED",
                "two years": "YELLOW",
                "young": "BLUE",
                "unknown": "BLUE",
            },
        )

    def test_group_classes(self):
        """GR-24: A and B together are the 80 % of revenue."""
        for name, amount in (("a", 50), ("b", 30), ("c", 15), ("d", 5)):
            self._customer(name, amount)
        self._customer("e")
        # Larger customers make up 0, 50, 80, 95 %: the limits 50 and 80 included
        self._assert_grades(
            self._load("telecom", "group_class"),
            {"a": "A", "b": "A", "c": "B", "d": "C", "e": "C"},
        )

    def test_card_levels(self):
        """GR-25."""
        for name, amount in (("a", 30), ("b", 30), ("c", 30), ("d", 10)):
            self._customer(name, amount)
        self._customer("first", 100)
        self._customer("last", 1)
        self._customer("none")
        # Of 201: 0 %, 49.75 % (three times), 94.5 %, 99.5 %
        self._assert_grades(
            self._load("telecom", "card_level"),
            {
                "first": "DIA",
                "a": "GOL",
                "b": "GOL",
                "c": "GOL",
                "d": "ORD",
                "last": "ORD",
                "none": "ORD",
            },
        )

    def test_one_high_two_large(self):
        """GR-26."""
        scheme = self._load("telecom", "one_high_two_large")
        self._customer("all", 100, arpu=80, social_influence=1)
        self._customer(
            "promotes", 100, arpu=90, social_influence=1, promotion_contribution=1
        )
        self._customer(
            "promotes nothing",
            100,
            arpu=90,
            social_influence=1,
            promotion_contribution=0,
        )
        self._customer("cheap", 100, arpu=79.99, social_influence=1)
        self._customer("only arpu", 1, arpu=80)
        self._customer("only influence", social_influence=1)
        self._customer("none", 1, arpu=10, social_influence=0)
        self._customer("unknown")
        self._assert_grades(
            scheme,
            {
                "all": "ALL",
                "promotes": "ALL",
                "promotes nothing": "PART",
                "cheap": "PART",
                "only arpu": "PART",
                "only influence": "PART",
                "none": "NONE",
                "unknown": "NONE",
            },
        )

    def test_two_high_one_low(self):
        """GR-26."""
        scheme = self._load("telecom", "two_high_one_low")
        self._customer("all", 100, arpu=80, churn_rate=5)
        self._customer("leaves", 100, arpu=80, churn_rate=5.01)
        self._customer("churn unknown", 100, arpu=80)
        self._customer("stays", 1, arpu=10, churn_rate=0)
        self._customer("none", 1, arpu=10, churn_rate=30)
        self._assert_grades(
            scheme,
            {
                "all": "ALL",
                "leaves": "PART",
                "churn unknown": "PART",
                "stays": "PART",
                "none": "NONE",
            },
        )
