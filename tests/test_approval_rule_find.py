# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .approval_rule_common import DAY, ApprovalRuleCommon


@tagged("post_install", "-at_install")
class TestApprovalRuleFind(ApprovalRuleCommon):
    """Which rule holds for a document."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._document(revenue=50)

    def test_none(self):
        self.assertFalse(self._find(self.document))
        self.assertFalse(self.Rule._is_in_force(self.project, self.company, DAY))

    def test_lowest_priority_number(self):
        second = self._rule("Second", sequence=20)
        first = self._rule("First", sequence=10)
        self.assertEqual(self._find(self.document), first)
        first.domain = "[('revenue', '>', 50)]"
        self.assertEqual(self._find(self.document), second)
        self.document.revenue = 51
        self.assertEqual(self._find(self.document), first)

    def test_two_rules_contradict_each_other(self):
        self._rule("By name", domain="[('name', '=', 'Bridge')]")
        self._rule("By revenue", domain="[('revenue', '=', 50)]")
        with self.assertRaisesRegex(
            UserError, "“By name”, “By revenue” both apply to it and have the same"
        ):
            self._find(self.document)
        self.document.revenue = 49
        self.assertEqual(self._find(self.document).name, "By name")

    def test_days(self):
        self._rule(date_from="2026-03-01", date_to="2026-03-31")
        for day, found in (
            ("2026-02-28", False),
            ("2026-03-01", True),
            ("2026-03-31", True),
            ("2026-04-01", False),
        ):
            with self.subTest(day=day):
                day = date.fromisoformat(day)
                self.assertEqual(bool(self._find(self.document, day=day)), found)
                self.assertEqual(
                    self.Rule._is_in_force(self.project, self.company, day), found
                )

    def test_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        rule = self._rule(company_id=other.id)
        self.assertFalse(self._find(self.document))
        self.assertEqual(self._find(self.document, company=other), rule)
        shared = self._rule(sequence=20)
        self.assertEqual(self._find(self.document), shared)
        self.assertEqual(self._find(self.document, company=other), rule)

    def test_archived(self):
        rule = self._rule()
        rule.active = False
        found = self._find(self.document.with_context(active_test=False))
        self.assertFalse(found)
        self.assertFalse(
            self.Rule.with_context(active_test=False)._is_in_force(
                self.project, self.company, DAY
            )
        )

    def test_range_includes_its_lower_bound_alone(self):
        low = self._rule("Low", amount_max=100)
        middle = self._rule("Middle", amount_min=100, amount_max=200)
        high = self._rule("High", amount_min=200)
        for amount, rule in (
            (-5, low),
            (0, low),
            (99.99, low),
            (100, middle),
            (199.994, middle),
            (199.996, high),
            (200, high),
            (10**9, high),
        ):
            with self.subTest(amount=amount):
                self.assertEqual(self._find(self.document, amount), rule)

    def test_no_amount_matches_no_range(self):
        self._rule("Range", amount_min=1, sequence=1)
        for amount in (None, False):
            with self.subTest(amount=amount):
                self.assertFalse(self._find(self.document, amount))
        rest = self._rule("Rest", sequence=2)
        for amount in (None, False, 0):
            with self.subTest(amount=amount):
                self.assertEqual(self._find(self.document, amount), rest)

    def test_amount_is_converted_at_the_rate_of_the_day(self):
        """1 company unit = 2 foreign ones until April, then 4."""
        foreign = self.env["res.currency"].create({"name": "GCX", "symbol": "x"})
        for day, rate in (("2020-01-01", 2), ("2026-04-01", 4)):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": foreign.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
            )
        self._rule(amount_min=100)
        for day, amount, found in (
            ("2026-03-31", 199, False),
            ("2026-03-31", 200, True),
            ("2026-04-01", 399, False),
            ("2026-04-01", 400, True),
        ):
            with self.subTest(day=day, amount=amount):
                rule = self._find(
                    self.document, amount, foreign, day=date.fromisoformat(day)
                )
                self.assertEqual(bool(rule), found)

    def test_document_of_another_kind(self):
        self._rule()
        self.assertFalse(self._find(self.users["account"].partner_id))

    def test_whoever_submits_need_not_see_the_rules_reading(self):
        """The filter reads what the requester may not."""
        rule = self._rule(domain="[('responsible_id.group_ids', '!=', False)]")
        found = self._find(self.document.with_user(self.users["account"]))
        self.assertEqual(found, rule)

    def test_in_force_is_kept_and_forgotten(self):
        def in_force():
            return self.Rule._is_in_force(self.project, self.company, DAY)

        rule = self._rule()
        self.assertTrue(in_force())
        with self.assertQueryCount(0):
            in_force()
        rule.date_to = "2026-05-11"
        self.assertFalse(in_force())
        rule.date_to = DAY
        self.assertTrue(in_force())
        self.project.active = False
        self.assertFalse(in_force())
        self.project.active = True
        rule.unlink()
        self.assertFalse(in_force())

    def test_frozen_facts(self):
        step = self._rule(
            steps=[
                self._step(
                    "Boss",
                    quorum="number",
                    quorum_count=2,
                    amount_min=5,
                    deadline_duration=3,
                    escalation_kind="group",
                    escalation_group_id=self.directors.id,
                )
            ]
        ).step_ids
        frozen = step._prepare_frozen()
        self.assertEqual(
            {
                name: frozen[name]
                for name in (
                    "name",
                    "group_id",
                    "group_name",
                    "quorum_count",
                    "amount_min",
                    "amount_currency_id",
                    "escalation_group_name",
                    "authority_level",
                )
            },
            {
                "name": "Boss",
                "group_id": self.directors.id,
                "group_name": "Director: All Accounts",
                "quorum_count": 2,
                "amount_min": 5,
                "amount_currency_id": self.currency.id,
                "escalation_group_name": "Director: All Accounts",
                "authority_level": "1",
            },
        )
        known = self.env["group.customer.approval.request.step"]._fields
        self.assertFalse(set(frozen) - set(known))
