# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .approval_grading_common import ApprovalGradingCommon
from .grade_request_common import TODAY, GradeRequestMixin


@tagged("post_install", "-at_install")
class TestApprovalGradingRequest(GradeRequestMixin, ApprovalGradingCommon):
    """A grade that is asked for goes through the steps of a rule (GR-22)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(TODAY))
        cls._setup_requests()
        cls.account = cls.users["account"]
        cls.rule = cls._rule(
            "vip_application",
            ("Department", cls.head_of),
            ("Company leader", cls.director),
        )

    def _through(self, request, *people):
        for user in people or (self.head_of, self.director):
            self._decide(request, user)

    # === THE WAY TO A GRADE === #

    def test_from_the_wish_to_the_grade(self):
        request = self._request()
        approval = self._submit(request, self.account)
        self.assertEqual(request.state, "submitted")
        self.assertEqual(request.submitted_by_id, self.account)
        self.assertFalse(request.activity_ids, "who decides has that of the approval")
        self._decide(approval, self.head_of)
        self.assertEqual((request.state, bool(self._award())), ("submitted", False))
        self._decide(approval, self.director)
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.decided_by_id, self.director)
        award = self._award()
        self.assertEqual((award.grade_id, award.request_id), (self.gold, request))
        self.assertEqual(award.user_id, self.director)
        self.assertEqual(award.date_from, date(2024, 6, 10))

    def test_what_who_decides_sees(self):
        approval = self._submit(self._request(), self.account)
        summary = dict(approval.summary)
        self.assertEqual(summary["Customer"], "Ann")
        self.assertEqual(summary["Grade Asked For"], self.gold.display_name)
        self.assertEqual(summary["Grade Held Today"], "None")
        self.assertEqual(summary["Route"], self.executive.name)
        self.assertEqual(summary["Reason"], "Chairs the chamber of commerce")
        self.assertEqual(approval.partner_id, self.ann)

    def test_executed_by_who_issues_the_card(self):
        """AP-07: the grade is given when the card is issued, signed by who approved."""
        self._rule(
            "vip_application",
            ("Approve", self.head_of),
            ("Issue the card", self.filer, {"purpose": "execute"}),
            sequence=1,
        )
        request = self._request()
        approval = self._submit(request, self.account)
        self._decide(approval, self.head_of)
        self.assertEqual((approval.state, request.state), ("approved", "submitted"))
        self.assertFalse(self._award())
        self._decide(approval, self.filer, "execute")
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.decided_by_id, self.head_of)
        self.assertTrue(self._award())

    def test_without_a_rule_directors_decide(self):
        self.rule.active = False
        request = self._request()
        self.assertFalse(request.can_submit_approval)
        request.action_submit()
        request.with_user(self.director).action_approve()
        self.assertEqual(request.state, "approved")
        self.assertFalse(request.approval_request_id)

    def test_each_route_by_its_own_rule(self):
        """AP-07: the route decides who decides; a route without rule: directors."""
        self.rule.domain = "[('route_id.code', '=', 'executive')]"
        self._rule(
            "vip_application",
            ("Personal banking", self.reviewer),
            domain="[('route_id.code', '=', 'personal')]",
            sequence=20,
        )
        personal = self._request(
            self.bob,
            route_id=self.personal.id,
            has_consent=True,
            identity_verified=True,
        )
        approval = self._submit(personal, self.account)
        self.assertEqual(approval.approver_ids.user_id, self.reviewer)
        self.assertEqual(
            self._submit(self._request(), self.account).approver_ids.user_id,
            self.head_of,
        )

    # === NOT AROUND IT === #

    def test_nobody_decides_by_hand(self):
        request = self._request()
        self.assertFalse(request.can_submit)
        self._refused("in several steps", request.action_submit)
        self._refused("in several steps", request.write, {"state": "submitted"})
        self._submit(request, self.account)
        for user in (self.director, self.second_director, self.users["director"]):
            own = request.with_user(user)
            self.assertFalse(own.can_decide)
            for method in (own.action_approve, own.action_reject, own.action_cancel):
                self._refused("is in approval", method)
        self._refused("is in approval", request.action_reset)

    def test_submitted_before_the_rule(self):
        """It was not looked at by the steps: back to draft, and submitted anew."""
        self.rule.active = False
        request = self._request()
        request.action_submit()
        self.rule.active = True
        self.env.invalidate_all()
        own = request.with_user(self.director)
        self.assertFalse(own.can_decide)
        self._refused("set it back to draft", own.action_approve)
        request.action_reset()
        self._through(self._submit(request, self.account))
        self.assertEqual(request.state, "approved")

    def test_content_is_frozen(self):
        request = self._request()
        self._submit(request, self.account)
        for values in (
            {"grade_id": self.diamond.id},
            {"partner_id": self.bob.id},
            {"reason": "Because"},
            {"valid_until": "2030-01-01"},
        ):
            self._refused("cannot be changed", request.write, values)
        self._refused("only drafts", self._submit_again, request)
        self._refused("cannot be deleted", request.sudo().unlink)

    def _submit_again(self, request):
        request.with_user(self.account)._check_approval_submission()

    def test_changed_past_the_guards_is_not_approved(self):
        request = self._request()
        approval = self._submit(request, self.account)
        request._write_server({"grade_id": self.diamond.id})
        self._refused("was changed since", self._decide, approval, self.head_of)

    # === WHO === #

    def test_who_asks_never_decides(self):
        """GR-22, AP-19: requester, who entered it, who submitted it."""
        self.rule.step_ids[0].user_ids = self.head_of | self.director | self.colleague
        request = self._request(requester_id=self.head_of.id)
        approval = self._submit(request, self.account, requester=self.colleague)
        self.assertEqual(approval.approver_ids.user_id, self.director)
        for user in (self.head_of, self.colleague, self.account):
            with self.subTest(user=user.name):
                self._refused("cannot decide", self._decide, approval, user)

    def test_who_submits(self):
        request = self._request()
        self.assertTrue(request.can_submit_approval)
        stranger = self.users["colleague"]
        self._refused("", self._submit, request, stranger)

    def test_incomplete_is_not_submitted(self):
        for expected, values in (
            ("has no reason", {"reason": False}),
            ("has no route", {"route_id": False}),
            ("own wish", {"route_id": self.personal.id}),
        ):
            with self.subTest(values=values):
                request = self._request(**values)
                self._refused(expected, self._submit, request, self.account)
                self.assertEqual(request.state, "draft")

    # === BACK === #

    def test_returned_and_corrected(self):
        request = self._request()
        approval = self._submit(request, self.account)
        self._decide(approval, self.head_of, "return", "Which chamber?")
        self.assertEqual((request.state, request.approval_state), ("draft", "returned"))
        request.reason = "Chairs the chamber of industry"
        self.assertEqual(self._submit(request, self.account), approval)
        self._through(approval)
        self.assertEqual(request.state, "approved")

    def test_recalled_and_expired(self):
        self.rule.expiry_days = 5
        request = self._request()
        approval = self._submit(request, self.account)
        approval.with_user(self.account)._recall()
        self.env.invalidate_all()
        self.assertEqual((request.state, request.approval_state), ("draft", "recalled"))
        again = self._submit(request, self.account)
        self.assertNotEqual(again, approval)
        with freeze_time("2024-06-16"):
            again._expire()
        self.env.invalidate_all()
        self.assertEqual((request.state, request.approval_state), ("draft", "expired"))
        request.action_cancel()
        self.assertEqual(request.state, "cancelled")

    def test_rejected_with_the_reason(self):
        request = self._request()
        approval = self._submit(request, self.account)
        self._decide(approval, self.head_of, "reject", "Too small")
        self.assertEqual(request.state, "rejected")
        self.assertEqual(request.decision_note, "Too small")
        self.assertEqual(request.decided_by_id, self.head_of)
        self.assertFalse(self._award())
        # Asked for again, with better reasons
        request.action_reset()
        request.reason = "Grew"
        self._through(self._submit(request, self.account))
        self.assertEqual(request.state, "approved")

    def test_withdrawn_by_a_director(self):
        request = self._request()
        self._through(self._submit(request, self.account))
        own = request.with_user(self.second_director)
        own.decision_note = "Left the chamber"
        own.action_cancel()
        self.assertEqual(request.state, "cancelled")
        self.assertFalse(self._award())

    def test_a_grade_that_begins_later(self):
        request = self._request(date_from="2024-07-01")
        self._through(self._submit(request, self.account))
        self.assertEqual((request.state, bool(self._award())), ("approved", False))
        self._expire("2024-07-01 12:00:00")
        self.assertEqual(self._award().grade_id, self.gold)

    # === OVERRIDE === #

    def test_other_grades_only_where_the_scheme_allows(self):
        with self.assertRaisesRegex(ValidationError, "cannot be asked for"):
            self._request(grade_id=self.classic.id)
        self.scheme.allow_override = True
        request = self._request(grade_id=self.classic.id, route_id=False)
        self.assertTrue(request.is_override)
        self.assertFalse(self._request(self.bob).is_override)

    def test_an_override_has_its_own_rule(self):
        self.scheme.allow_override = True
        self._rule("grade_override", ("Company leader", self.director))
        request = self._request(grade_id=self.classic.id, route_id=False)
        approval = self._submit(request, self.account)
        self.assertEqual(approval.type_id.code, "grade_override")
        self._decide(approval, self.director)
        self.assertEqual(self._award().grade_id, self.classic)

    def test_an_override_may_lower(self):
        """It goes before the figures in every run, until its last day."""
        scheme = self._scheme(
            "weighted",
            [("A", {"score_min": 50}), ("B", {"score_min": 0})],
            [{"metric": "revenue", "weight": 100, "bands": [(None, None, 100)]}],
            allow_override=True,
        )
        best, low = scheme.grade_ids
        self._transact(self.ann, 900)
        self._transact(self.bob, 900)
        self._run(scheme, date(2024, 6, 1)).action_confirm()
        self._rule("grade_override", ("Company leader", self.director))
        request = self._request(
            scheme_id=scheme.id,
            grade_id=low.id,
            route_id=False,
            valid_until="2024-08-31",
            reason="Owes us the money",
        )
        self._through(self._submit(request, self.account), self.director)

        def held(partner):
            return self.env["group.customer.grade.award"].search(
                [
                    ("partner_id", "=", partner.id),
                    ("scheme_id", "=", scheme.id),
                    ("date_to", "=", False),
                ]
            )

        self.assertEqual(
            (held(self.ann).grade_id, held(self.bob).grade_id), (low, best)
        )
        with freeze_time("2024-07-31"):
            run = self._run(scheme, date(2024, 7, 31))
            self.assertEqual(self._letters(run), {"Ann": "B", "Bob": "A"})
            line = self._line(run, self.ann)
            self.assertEqual((line.is_requested, line.is_held), (True, False))
            self.assertIn(request.name, str(line.explanation))
            run.action_confirm()
        self.assertEqual(held(self.ann).grade_id, low)
        with freeze_time("2024-09-30"):
            run = self._run(scheme, date(2024, 9, 30))
            self.assertEqual(self._letters(run), {"Ann": "A", "Bob": "A"})
            run.action_confirm()
        self.assertEqual(held(self.ann).grade_id, best)

    def test_no_grade_by_hand_around_an_override(self):
        """Where a grade is overridden by approval, managers do not give one."""
        self.scheme.allow_override = True
        rule = self._rule("grade_override", ("Company leader", self.director))
        Award = self.env["group.customer.grade.award"]
        values = {
            "partner_id": self.ann.id,
            "grade_id": self.classic.id,
            "reason": "By hand",
        }
        by_hand = Award.with_user(self.users["director"])
        self._refused("not given by hand", by_hand.create, [values])
        rule.active = False
        self.assertEqual(by_hand.create([values]).grade_id, self.classic)
