# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .grading_common import GradingMixin
from .terms_common import TermsCommon


@tagged("post_install", "-at_install")
class TestTerms(GradingMixin, TermsCommon):
    """What may be agreed, and with whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_grading()
        cls.company = cls.env.company
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        cls.method = cls.env.ref("group_customer.settlement_method_monthly")
        cls.advance = cls.env.ref("group_customer.settlement_method_advance")

    def _problems(self, partner=None, company=None, date=None, **values):
        return self.Range._find_problems(
            partner or self.north, company or self.company, date, values
        )

    def _grade(self, partner, scheme, code):
        self.env["group.customer.grade.award"].create(
            {
                "partner_id": partner.id,
                "grade_id": scheme.grade_ids.filtered(lambda g: g.code == code).id,
                "date_from": "2024-01-01",
                "reason": "For the test",
            }
        )

    # === THE TERMS OF A CUSTOMER === #

    def test_terms_per_company(self):
        self.north.agreed_discount = 12
        self.north.settlement_method_id = self.method
        other = self.north.with_company(self.other_company)
        self.assertFalse(other.agreed_discount)
        self.assertFalse(other.settlement_method_id)
        self.assertEqual(self.north.agreed_discount, 12)

    def test_contacts_share_the_terms_of_their_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.north.id}
        )
        self.north.write(
            {"agreed_discount": 12, "settlement_method_id": self.method.id}
        )
        self.assertEqual(contact.agreed_discount, 12)
        self.assertEqual(contact.settlement_method_id, self.method)

    def test_discount_is_a_percentage(self):
        for discount in (-1, 101):
            with self.subTest(discount), self.assertRaises(ValidationError):
                self.north.agreed_discount = discount

    # === WHAT LIES OUTSIDE === #

    def test_no_range_no_limit(self):
        self.range.active = False
        self.assertFalse(self._problems(agreed_discount=100))

    def test_discount(self):
        self.range.discount_min = 2
        self.assertFalse(self._problems(agreed_discount=10))
        self.assertFalse(self._problems(agreed_discount=2))
        self.assertFalse(self._problems(agreed_discount=0))
        (larger,) = self._problems(agreed_discount=10.01)
        self.assertIn("10.01 %", larger)
        self.assertIn("General terms", larger)
        (smaller,) = self._problems(agreed_discount=1)
        self.assertIn("smaller than 2 %", smaller)

    def test_payment_terms_and_settlement(self):
        self.range.payment_term_ids = self.term_30
        self.range.settlement_method_ids = self.method
        self.assertFalse(
            self._problems(
                property_payment_term_id=self.term_30.id,
                settlement_method_id=self.method,
            )
        )
        self.assertFalse(
            self._problems(property_payment_term_id=False, settlement_method_id=False)
        )
        problems = self._problems(
            property_payment_term_id=self.term_90,
            settlement_method_id=self.advance.id,
        )
        self.assertEqual(len(problems), 2)
        self.assertIn("90 days", problems[0])
        self.assertIn("Monthly Settlement", problems[1])

    def test_days_and_companies(self):
        self.range.date_to = "2024-12-31"
        self.Range.create(
            {"name": "New terms", "discount_max": 20, "date_from": "2025-01-01"}
        )
        self.Range.create(
            {
                "name": "Other terms",
                "discount_max": 5,
                "company_id": self.other_company.id,
            }
        )
        self.assertTrue(self._problems(date="2024-12-31", agreed_discount=15))
        self.assertFalse(self._problems(date="2025-01-01", agreed_discount=15))
        self.assertTrue(
            self._problems(
                company=self.other_company, date="2025-01-01", agreed_discount=6
            )
        )

    def test_range_of_a_grade(self):
        scheme = self._scheme(
            "weighted",
            [("A", {"score_min": 50}), ("B", {"score_min": 0})],
            [{"metric": "rating", "weight": 100}],
        )
        self.Range.create(
            {
                "name": "A customers",
                "discount_max": 25,
                "grade_id": scheme.grade_ids[0].id,
            }
        )
        self.assertTrue(self._problems(agreed_discount=25))
        self._grade(self.north, scheme, "A")
        self.assertFalse(self._problems(agreed_discount=25))
        self.assertTrue(self._problems(date="2023-12-31", agreed_discount=25))
        self._grade(self.south, scheme, "B")
        self.assertTrue(self._problems(self.south, agreed_discount=25))

    def test_grade_of_the_group_holds_for_members(self):
        scheme = self._scheme(
            "weighted",
            [("A", {"score_min": 0})],
            [{"metric": "rating", "weight": 100}],
            node_level="root",
        )
        self.Range.create(
            {"name": "A groups", "discount_max": 25, "grade_id": scheme.grade_ids.id}
        )
        self.assertTrue(self._problems(self.mill, agreed_discount=25))
        self._grade(self.head, scheme, "A")
        self.assertFalse(self._problems(self.mill, agreed_discount=25))

    def test_contact_and_new_customer(self):
        contact = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.north.id}
        )
        self.assertTrue(self._problems(contact, agreed_discount=11))
        new = self.env["res.partner"].new({"name": "New"})
        self.assertTrue(self._problems(new, agreed_discount=11))

    def test_constant_queries(self):
        partners = self.env["res.partner"].create(
            [
                {"name": f"P{i}", "is_company": True, "is_group_customer": True}
                for i in range(60)
            ]
        )
        scheme = self._scheme(
            "weighted",
            [("A", {"score_min": 0})],
            [{"metric": "rating", "weight": 100}],
        )
        self.Range.create(
            {"name": "A", "discount_max": 25, "grade_id": scheme.grade_ids.id}
        )

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            limits = self.Range._get_limits(records, self.company)
            for partner in records:
                limits.find(partner, self.presses)
            return self.env.cr.sql_log_count - before

        self.env.flush_all()
        count(partners)  # what a first call loads
        self.assertEqual(count(partners[:3]), count(partners))

    # === BAD INPUT === #

    @mute_logger("odoo.sql_db")
    def test_bad_ranges(self):
        scheme = self._scheme(
            "weighted",
            [("A", {"score_min": 0})],
            [{"metric": "rating", "weight": 100}],
        )
        for label, values, part in (
            ("overlap", {}, "same days"),
            ("scheme alone", {"scheme_id": scheme.id}, "without one of its grades"),
            (
                "terms of a category",
                {
                    "category_id": self.machines.id,
                    "payment_term_ids": [Command.set(self.term_30.ids)],
                },
                "without a category",
            ),
        ):
            with (
                self.subTest(label),
                self.assertRaisesRegex(ValidationError, part),
                self.env.cr.savepoint(),
            ):
                self.Range.create({"name": "Bad", **values})
        for label, values in (
            ("dates", {"date_from": "2024-02-01", "date_to": "2024-01-01"}),
            ("order", {"discount_min": 11, "discount_max": 10}),
            ("above 100", {"discount_max": 101}),
            ("negative", {"discount_min": -1}),
        ):
            with (
                self.subTest(label),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.Range.create(
                    {"name": "Bad", "category_id": self.machines.id, **values}
                )

    def test_ranges_of_other_days_or_scopes_stand_side_by_side(self):
        self.range.write({"date_from": "2024-01-01", "date_to": "2024-12-31"})
        self.Range.create({"name": "Next", "date_from": "2025-01-01"})
        self.Range.create({"name": "Before", "date_to": "2023-12-31"})
        self.Range.create({"name": "Machines", "category_id": self.machines.id})
        self.Range.create({"name": "Other", "company_id": self.other_company.id})
        with self.assertRaises(ValidationError):
            self.Range.create({"name": "Late", "date_to": "2024-06-30"})

    # === ROLES === #

    def test_only_administrators_set_terms(self):
        for role, user in self.users.items():
            is_admin = role == "admin"
            for record in (self.range, self.method):
                with self.subTest(role, model=record._name):
                    record = record.with_user(user)
                    self.assertTrue(record.has_access("read"))
                    for operation in ("write", "create", "unlink"):
                        self.assertEqual(record.has_access(operation), is_admin)

    def test_range_of_another_company_is_not_seen(self):
        term_range = self.Range.create(
            {"name": "Other", "company_id": self.other_company.id}
        )
        with self.assertRaises(AccessError):
            term_range.with_user(self.users["admin"]).read(["name"])
