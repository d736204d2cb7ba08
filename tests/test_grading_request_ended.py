# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .grade_request_common import TODAY, GradeRequestMixin
from .grading_common import GradingCommon


@tagged("post_install", "-at_install")
class TestGradingRequestEnded(GradeRequestMixin, GradingCommon):
    """A grade by request does not outlive the request (GR-22)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(TODAY))
        cls._setup_requests()

    def _withdraw(self, request):
        request.with_user(self.second_director).write(
            {"decision_note": "Left the chamber", "state": "cancelled"}
        )

    def test_withdrawn_after_the_run_was_computed(self):
        """Confirming the run does not bring the grade back."""
        request = self._approved()
        run = self._run(self.scheme, TODAY)
        self._withdraw(request)
        with self.assertRaisesRegex(UserError, f"{request.name}.*compute it again"):
            run.action_confirm()
        self.assertFalse(self._award())
        run.action_compute()
        run.action_confirm()
        self.assertEqual(self._award().grade_id, self.classic)

    def test_replaced_after_the_run_was_computed(self):
        """The run of an earlier day still knows the request that it counted."""
        self._approved()
        with freeze_time("2024-06-20"):
            run = self._run(self.scheme, "2024-06-20")
            self._approved(grade_id=self.diamond.id)
            with self.assertRaisesRegex(UserError, "compute it again"):
                run.action_confirm()
            self.assertEqual(self._award().grade_id, self.diamond)
            earlier = self._draft_run(self.scheme, "2024-06-19")
            run.action_reset()
            earlier.action_compute()
            earlier.action_confirm()
            self.assertEqual(self._award().grade_id, self.diamond)

    def test_what_replaces_it_never_begins(self):
        """The grade ends with its request, not with the one that was withdrawn."""
        first = self._approved()
        later = self._approved(grade_id=self.diamond.id, date_from="2024-07-01")
        self.assertEqual(first.valid_until, Date.to_date("2024-06-30"))
        self.assertEqual(self._award().valid_until, Date.to_date("2024-06-30"))
        self._withdraw(later)
        award = self._award()
        self._expire("2024-07-01 12:00:00")
        self.assertFalse(self._award())
        self.assertEqual(award.date_to, Date.to_date("2024-06-30"))
