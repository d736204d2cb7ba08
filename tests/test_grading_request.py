# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .grade_request_common import TODAY, GradeRequestMixin
from .grading_common import GradingCommon


@tagged("post_install", "-at_install")
class TestGradeRequest(GradeRequestMixin, GradingCommon):
    """Grades that are asked for, approved and dated (GR-22, AP-07, AP-08)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(TODAY))
        cls._setup_requests()

    # === THE WAY TO A GRADE === #

    def test_from_the_wish_to_the_grade(self):
        self.env.company.group_customer_scheme_id = self.scheme
        request = self._request(date_from="2024-06-01", valid_until="2025-05-31")
        self.assertRegex(request.name, r"^GQ/2024/\d{4}$")
        request.action_submit()
        self.assertEqual(request.submitted_by_id, self.users["account"])
        self.assertFalse(self._award())
        request.with_user(self.second_director).action_approve()
        self.assertEqual(request.decided_by_id, self.second_director)
        award = self._award()
        # Not before the day of the decision
        self.assertEqual(request.date_from, date(2024, 6, 10))
        self.assertEqual(
            (award.grade_id, award.date_from, award.valid_until, award.origin),
            (self.gold, date(2024, 6, 10), date(2025, 5, 31), "request"),
        )
        self.assertEqual(award.request_id, request)
        self.assertEqual(award.user_id, self.second_director)
        self.assertEqual(award.reason, "Chairs the chamber of commerce")
        self.assertEqual(self.ann.group_customer_grade_id, self.gold)
        self.assertTrue(request.is_in_force)
        self.assertIn(
            request, request.search([("is_in_force", "=", True)]), "searched likewise"
        )

    def test_validity_of_the_scheme_counts_from_the_first_day(self):
        """A month from the 31st ends on the last day of a shorter month."""
        self.scheme.validity_months = 1
        with freeze_time("2024-01-31"):
            request = self._approved()
        self.assertEqual(request.valid_until, date(2024, 2, 29))
        self.assertEqual(request.award_ids.valid_until, date(2024, 2, 29))

    def test_new_grade_replaces_the_one_of_a_run(self):
        self._run(self.scheme, date(2024, 6, 1)).action_confirm()
        self.assertEqual(self._award().grade_id, self.classic)
        first = self._award()
        self._approved()
        self.assertEqual(self._award().grade_id, self.gold)
        self.assertEqual(first.date_to, date(2024, 6, 9))

    def test_later_start_waits_for_the_cron(self):
        request = self._approved(date_from="2024-07-01")
        self.assertFalse(self._award())
        self.assertFalse(request.is_in_force)
        self._expire("2024-06-30 12:00:00")
        self.assertFalse(self._award())
        for _twice in range(2):
            self._expire("2024-07-01 12:00:00")
            self.assertEqual(self._award().grade_id, self.gold)
            self.assertEqual(self._award().date_from, date(2024, 7, 1))
        self.assertEqual(self._award().user_id, self.second_director)

    def test_grade_ends_after_its_last_day(self):
        """By request it always ends, whatever the scheme does with other grades."""
        self.env.company.group_customer_scheme_id = self.scheme
        request = self._approved(valid_until="2024-07-31")
        self._expire("2024-07-31 12:00:00")
        self.assertEqual(self._award().grade_id, self.gold)
        self._expire("2024-08-01 12:00:00")
        self.assertFalse(self._award())
        self.assertEqual(request.award_ids.date_to, date(2024, 7, 31))
        self.assertFalse(self.ann.group_customer_grade_id)

    def test_newer_request_replaces_the_older(self):
        older = self._approved()
        with freeze_time("2024-08-01"):
            newer = self._approved(grade_id=self.diamond.id)
        self.assertEqual(older.valid_until, date(2024, 7, 31))
        self.assertEqual(older.award_ids.date_to, date(2024, 7, 31))
        self.assertEqual(self._award().request_id, newer)

    def test_newer_request_of_the_same_day_cancels_the_older(self):
        older, newer = self._approved(), self._approved(grade_id=self.diamond.id)
        self.assertEqual(older.state, "cancelled")
        self.assertEqual(self._award().request_id, newer)

    # === WHAT A REQUEST NEEDS === #

    def test_route_asks_for_consent_and_real_name(self):
        """GR-19: voluntary, and under the real name."""
        request = self._request(route_id=self.personal.id)
        with self.assertRaisesRegex(UserError, "Customer Agrees"):
            request.action_submit()
        request.has_consent = True
        with self.assertRaisesRegex(UserError, "Identity Verified"):
            request.action_submit()
        request.identity_verified = True
        request.action_submit()
        self.assertEqual(request.state, "submitted")

    def test_other_route_asks_for_neither(self):
        self.assertEqual(self._submitted().state, "submitted")

    def test_what_is_missing_is_told(self):
        for values, message in (
            ({"route_id": False}, "has no route"),
            ({"reason": " "}, "has no reason"),
            ({"date_from": "2024-01-01", "valid_until": "2024-06-09"}, "has passed"),
        ):
            with self.subTest(message=message):
                request = self._request(**values)
                with self.assertRaisesRegex(UserError, message):
                    request.action_submit()
                self.assertEqual(request.state, "draft")

    def test_scheme_out_of_force(self):
        request = self._request()
        self.scheme.date_to = "2024-06-09"
        with self.assertRaisesRegex(UserError, "not in force"):
            request.action_submit()

    def test_one_open_request_of_a_customer(self):
        self._submitted()
        second = self._request()
        with self.assertRaisesRegex(UserError, "have it decided"):
            second.action_submit()
        self._submitted(self.bob)

    def test_only_grades_that_are_asked_for(self):
        with self.assertRaisesRegex(ValidationError, "cannot be asked for"):
            self._request(grade_id=self.classic.id)
        self.scheme.mode = "request"
        self._request(grade_id=self.classic.id)

    def test_route_of_another_scheme(self):
        other = self.scheme.copy()
        self.assertEqual(len(other.route_ids), 2)
        with self.assertRaisesRegex(ValidationError, "another scheme"):
            self._request(route_id=other.route_ids[0].id)

    def test_contact_or_member_of_a_group_is_not_graded(self):
        contact = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.ann.id}
        )
        with self.assertRaisesRegex(ValidationError, "ask for the grade for Ann"):
            self._request(contact, user="admin")
        self.scheme.node_level = "root"
        with self.assertRaisesRegex(ValidationError, "for Head Holding"):
            self._request(self.mill, user="admin")

    def test_form_proposes_the_only_route_and_grade(self):
        self.executive.active = False
        self.gold.is_request_only = False
        Request = self.env["group.customer.grade.request"]
        with Form(Request.with_user(self.users["admin"])) as form:
            form.partner_id = self.ann
            form.scheme_id = self.scheme
            self.assertEqual(form.route_id, self.personal)
            self.assertEqual(form.grade_id, self.diamond)

    def test_import_takes_the_only_grade(self):
        """A request without a grade asks for the one that can be asked for."""
        self.gold.is_request_only = False
        request = (
            self.env["group.customer.grade.request"]
            .with_user(self.users["admin"])
            .create(
                {
                    "partner_id": self.ann.id,
                    "scheme_id": self.scheme.id,
                    "route_id": self.personal.id,
                }
            )
        )
        self.assertEqual(request.grade_id, self.diamond)
