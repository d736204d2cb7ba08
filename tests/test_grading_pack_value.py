# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .pack_schemes_common import PackSchemesCommon


@tagged("post_install", "-at_install")
class TestViewsOfCustomers(PackSchemesCommon):
    """Value, need, behaviour, importance, hotel."""

    def test_value(self):
        """GR-12: 60 % contribution, 40 % potential value."""
        scheme = self._load("value_need_behaviour", "value")
        high, medium, low = 100, 50, 0
        self._customer("strategic", 500, potential_value=high)  # 60 + 40
        self._customer("unjudged", 300)  # 80 of 100
        self._customer("promising", 150, potential_value=high)  # 24 + 40
        self._customer("general", 50, potential_value=medium)  # 24 + 24
        past = self._customer("past", potential_value=low)
        self._transact(past, 100, self._years_ago(3))
        self._customer("potential", potential_value=high)
        # Larger customers make up 0, 50, 80 and 95 % of 1,000
        self._assert_grades(
            scheme,
            {
                "strategic": "STRATEGIC",
                "unjudged": "IMPORTANT",
                "promising": "IMPORTANT",
                "general": "GENERAL",
                "past": "GENERAL",
                "potential": "POTENTIAL",
            },
        )

    def test_need(self):
        """GR-13: industry, size, region."""
        scheme = self._load("value_need_behaviour", "need")
        education = self.env["res.partner.industry"].create(
            {"name": "Education", "full_name": "P - EDUCATION"}
        )
        for name, values in {
            "office": {"customer_type": "government"},
            "school": {"industry_id": education.id, "workforce_size": 5000},
            "1000": {"workforce_size": 1000, "market_scope": "overseas"},
            "capital": {"registered_capital": 100000000, "workforce_size": 10},
            "999": {"workforce_size": 999},
            "300": {"workforce_size": 300, "market_scope": "local"},
            "299": {"workforce_size": 299, "market_scope": "local"},
            "abroad": {"market_scope": "overseas"},
            "elsewhere": {"market_scope": "domestic"},
            "unknown": {"market_scope": False},
        }.items():
            self._customers(name).write(values)
        self._assert_grades(
            scheme,
            {
                "office": "PUBLIC",
                "school": "PUBLIC",
                "1000": "LARGE",
                "capital": "LARGE",
                "999": "MEDIUM",
                "300": "MEDIUM",
                "299": "LOCAL",
                "abroad": "OVERSEAS",
                "elsewhere": "ELSEWHERE",
                "unknown": "ELSEWHERE",
            },
        )

    def test_behaviour(self):
        """GR-13: problem customers are found whatever they buy."""
        scheme = self._load("value_need_behaviour", "behaviour")
        self._customer("often and much", *[100] * 12)
        self._customer("often", *[1] * 12)
        self._customer("much", 1200)
        self._customer("eleven", *[1] * 11)
        self._customer("nothing")
        loud = self._customer("loud", *[100] * 12)
        for months in (1, 5, 11):
            day = self._years_ago(0, months=months)
            self._enter(loud, day, complaint_count=1)
        calm = self._customer("calm", 1)
        for months in (1, 11, 13):
            day = self._years_ago(0, months=months)
            self._enter(calm, day, complaint_count=1)
        for name, amount in (("half", 500), ("more than half", 501)):
            partner = self._customer(name, amount)
            self._transact(partner, 1000, self._years_ago(1, months=2))
        # Of 4,625: the three of 1,200 are the first 77.8 %, then 501 and 500
        self._assert_grades(
            scheme,
            {
                "often and much": "FREQ_LARGE",
                "often": "FREQ",
                "much": "LARGE",
                "eleven": "OCCASIONAL",
                "nothing": "OCCASIONAL",
                "loud": "PROBLEM",
                "calm": "OCCASIONAL",
                "half": "PROBLEM",
                "more than half": "LARGE",
            },
        )

    def test_importance(self):
        """GR-14."""
        scheme = self._load("importance", "importance")
        self._customer("business", 70)
        self._customer("next", 30)
        self._customer("brand", brand_importance=1)
        self._customer("influence", 1, influence_importance=1)
        self._customer("interested", cooperation_intent=1)
        self._customer("possible", cooperation_intent=0, brand_importance=0)
        # Of 101: 0 %, 69.3 %, 99 %
        self._assert_grades(
            scheme,
            {
                "business": "KEY",
                "next": "KEY",
                "brand": "KEY",
                "influence": "KEY",
                "interested": "GENERAL",
                "possible": "POTENTIAL",
            },
        )

    def test_importance_limit(self):
        """Larger customers make up exactly 70 %: no longer among the first 70 %."""
        scheme = self._load("importance", "importance")
        self._customer("first", 70)
        self._customer("second", 30)
        self._assert_grades(scheme, {"first": "KEY", "second": "GENERAL"})

    def test_key_and_ordinary(self):
        """GR-15: the standard is approved before use."""
        scheme = self._load("importance", "key_ordinary")
        self.assertFalse(scheme.is_approved)
        scheme.action_approve()
        self._customer("large", 80)
        self._customer("small", 20)
        self._customer("needs service", service_importance=1)
        self._customer("no sales", service_importance=0)
        self._assert_grades(
            scheme,
            {
                "large": "KEY",
                "small": "ORDINARY",
                "needs service": "KEY",
                "no sales": "ORDINARY",
            },
        )

    def test_importance_and_need(self):
        """GR-17: every pair of degrees."""
        scheme = self._load("importance", "abc_need")
        expected = {"unknown": "C"}
        self._customer("unknown")
        for importance in (1, 2, 3):
            for need in (1, 2, 3):
                name = f"{importance}-{need}"
                self._customer(name, importance_degree=importance, need_degree=need)
                total = importance + need
                expected[name] = "A" if total > 4 else "B" if total > 3 else "C"
        self._assert_grades(scheme, expected)
        for grade in scheme.grade_ids:
            self.assertIn("assumption", grade.benefits)

    def test_hotel(self):
        """GR-31."""
        scheme = self._load("hotel", "hotel")
        self._customer("signs", signed_bill=1, conference_use=1)
        self._customer("conference", signed_bill=0, conference_use=1)
        self._customer("promising", development_potential=1)
        self._customer("guest", 100, development_potential=0)
        self._assert_grades(
            scheme,
            {
                "signs": "SIGNED",
                "conference": "CONFERENCE",
                "promising": "POTENTIAL",
                "guest": "OTHER",
            },
        )
