# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .grade_request_common import TODAY, GradeRequestMixin
from .grading_common import GradingCommon


@tagged("post_install", "-at_install")
class TestGradeRequestDecision(GradeRequestMixin, GradingCommon):
    """Who decides on a grade request, and what cannot be gone around (GR-22)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(TODAY))
        cls._setup_requests()

    # === WHO DECIDES === #

    def test_only_directors_decide(self):
        request = self._submitted()
        for role in ("account", "manager"):
            user = self.users[role]
            # The manager's team holds the account manager.
            self.env["crm.team"].create(
                {
                    "name": role,
                    "user_id": self.users["manager"].id,
                    "member_ids": [Command.link(self.users["account"].id)],
                }
            )
            for state in ("approved", "rejected"):
                with self.subTest(role=role, state=state):
                    self.assertFalse(request.with_user(user).can_decide)
                    with self.assertRaisesRegex(UserError, "Only directors"):
                        request.with_user(user).write({"state": state})
        for role in ("settlement", "archive", "employee"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                request.with_user(self.users[role]).action_approve()
        self.assertFalse(self._award())

    def test_nobody_decides_an_own_request(self):
        """Four eyes: neither the requester, nor who entered, nor who submitted."""
        director = self.users["director"]
        entered = self._request(
            user="director", requester_id=self.users["account"].id
        ).with_user(self.users["account"])
        entered.action_submit()
        asked = self._submitted(self.bob, requester_id=director.id)
        submitted = self._request(self.head, user="admin")
        submitted.with_user(director).action_submit()
        for request in (entered, asked, submitted):
            with self.subTest(request=request):
                request = request.with_user(director)
                self.assertFalse(request.can_decide)
                with self.assertRaisesRegex(UserError, "another director"):
                    request.action_approve()
                request.with_user(self.second_director).action_approve()

    def test_rejection_needs_a_reason(self):
        request = self._submitted().with_user(self.second_director)
        with self.assertRaisesRegex(UserError, "reason for your decision"):
            request.action_reject()
        request.decision_note = "Too early"
        request.action_reject()
        self.assertEqual(request.state, "rejected")
        self.assertFalse(self._award())
        # Corrected and asked for again
        request = request.with_user(self.users["account"])
        request.action_reset()
        request.reason = "Now with a deposit"
        request.action_submit()
        self.assertFalse(request.decision_note)
        request.with_user(self.second_director).action_approve()

    def test_director_withdraws_a_grade_with_a_reason(self):
        request = self._approved()
        with self.assertRaisesRegex(UserError, "cannot become"):
            request.with_user(self.users["account"]).action_cancel()
        director = request.with_user(self.users["director"])
        with self.assertRaisesRegex(UserError, "reason for your decision"):
            director.action_cancel()
        with freeze_time("2024-09-01"):
            director.write({"state": "cancelled", "decision_note": "Misused"})
        self.assertEqual(request.award_ids.date_to, date(2024, 8, 31))
        self.assertFalse(self._award())

    def test_requester_takes_back(self):
        request = self._submitted()
        request.action_reset()
        request.grade_id = self.diamond
        request.action_submit()
        request.action_cancel()
        self.assertEqual(request.state, "cancelled")
        with self.assertRaises(UserError):
            request.action_reset()

    def test_responsible_person_is_told_once(self):
        request = self._submitted()
        activity = request.activity_ids
        self.assertEqual(activity.user_id, self.users["director"])
        self.assertIn("Ann", activity.note)
        request.with_user(self.second_director).action_approve()
        self.assertFalse(request.activity_ids)

    # === FORGERY === #

    def test_server_fields_cannot_be_entered(self):
        request = self._request(user="admin")
        for values in (
            {"decided_by_id": self.second_director.id},
            {"decided_on": "2024-06-10 12:00:00"},
            {"submitted_by_id": self.users["account"].id},
            {"requested_on": "2024-06-10 12:00:00"},
            {"name": "Forged"},
            {"award_ids": [Command.clear()]},
        ):
            with self.subTest(values=values):
                with self.assertRaisesRegex(UserError, "filled by the system"):
                    request.write(values)
                with self.assertRaisesRegex(UserError, "filled by the system"):
                    self._request(user="admin", **values)
        with self.assertRaisesRegex(UserError, "is a draft"):
            self._request(user="admin", state="approved")
        with self.assertRaisesRegex(UserError, "by who decides"):
            self._request(user="admin", decision_note="Fine")
        with self.assertRaisesRegex(UserError, "by who decides"):
            request.write({"decision_note": "Fine"})
        with self.assertRaisesRegex(UserError, "cannot become"):
            request.write({"state": "approved"})
        with self.assertRaisesRegex(UserError, "cannot become"):
            request.write({"state": "nonsense"})

    def test_defaults_from_the_context_are_values_too(self):
        Request = self.env["group.customer.grade.request"].with_context(
            default_state="approved",
            default_decided_by_id=self.second_director.id,
            default_submitted_by_id=self.users["account"].id,
            default_decision_note="Fine",
            default_name="Forged",
        )
        request = Request.with_user(self.users["account"]).create(
            {
                "partner_id": self.ann.id,
                "scheme_id": self.scheme.id,
                "grade_id": self.gold.id,
            }
        )
        self.assertEqual(request.state, "draft")
        self.assertFalse(request.decided_by_id)
        self.assertFalse(request.submitted_by_id)
        self.assertFalse(request.decision_note)
        self.assertNotEqual(request.name, "Forged")

    def test_what_was_submitted_is_frozen(self):
        request = self._submitted()
        for values in (
            {"grade_id": self.diamond.id},
            {"partner_id": self.bob.id},
            {"valid_until": "2030-01-01"},
            {"reason": "Other"},
            {"requester_id": self.second_director.id},
            {"has_consent": True},
        ):
            with self.subTest(values=values):
                with self.assertRaisesRegex(UserError, "cannot be changed"):
                    request.write(values)
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            request.unlink()
        self._request(self.bob).unlink()

    def test_request_cannot_be_gone_around(self):
        """Neither by hand nor by import, nor by signing with a request."""
        Award = self.env["group.customer.grade.award"].with_user(self.users["admin"])
        values = {
            "partner_id": self.bob.id,
            "grade_id": self.gold.id,
            "reason": "By hand",
        }
        with self.assertRaisesRegex(UserError, "by request only"):
            Award.create(values)
        with self.assertRaisesRegex(UserError, "by request only"):
            Award.create({**values, "origin": "import"})
        request = self._approved()
        for forged in (
            {"request_id": request.id},
            {"origin": "request"},
            {"valid_until": "2030-01-01"},
        ):
            with self.subTest(forged=forged), self.assertRaises(UserError):
                Award.create({**values, "grade_id": self.classic.id, **forged})
        award = Award.with_context(
            default_origin="request",
            default_request_id=request.id,
            default_valid_until="2030-01-01",
        ).create({**values, "grade_id": self.classic.id})
        self.assertEqual(award.origin, "manual")
        self.assertFalse(award.request_id)
        self.assertFalse(award.valid_until)
        with self.assertRaisesRegex(UserError, "a director has to cancel it"):
            Award.create(
                {
                    "partner_id": self.ann.id,
                    "grade_id": self.classic.id,
                    "reason": "Overruled",
                }
            )

    def test_internals_are_no_door(self):
        for name in ("_award_due", "_write_server", "_start_due", "_after_state"):
            with self.subTest(method=name), self.assertRaises(Exception) as caught:
                self.env["group.customer.grade.request"].get_public_method(name)
            self.assertNotIsInstance(caught.exception, AssertionError)

    # === TWO AT ONCE === #

    def test_request_that_somebody_decides_on_is_refused(self):
        """The lock is what another session would find taken."""
        request = self._submitted().with_user(self.second_director)
        self.env.flush_all()
        for locked in ("group.customer.grade.request", "group.customer.grade.scheme"):
            with (
                self.subTest(locked=locked),
                patch.object(
                    self.env.registry[locked],
                    "lock_for_update",
                    side_effect=LockError("taken"),
                ),
                self.assertRaisesRegex(UserError, "Somebody else is deciding"),
            ):
                request.action_approve()
        self.assertEqual(request.state, "submitted")
        self.assertFalse(self._award())

    def test_second_decider_finds_the_first_decision(self):
        """What was read before the lock is read again after it."""
        request = self._submitted()
        second = request.with_user(self.second_director)
        self.assertEqual(second.state, "submitted")
        self.env.flush_all()
        # As another session leaves it
        self.env.cr.execute(
            "UPDATE group_customer_grade_request SET state = 'rejected' WHERE id = %s",
            [request.id],
        )
        with self.assertRaisesRegex(UserError, "cannot become Approved"):
            second.action_approve()
        self.assertFalse(self._award())

    def test_double_click_gives_one_grade(self):
        request = self._approved().with_user(self.second_director)
        with self.assertRaisesRegex(UserError, "cannot become"):
            request.action_approve()
        self.assertEqual(len(request.award_ids), 1)

    # === RUNS === #

    def test_run_keeps_the_grade_as_long_as_the_request(self):
        request = self._approved(valid_until="2024-12-31")
        with freeze_time("2024-12-31"):
            self._run(self.scheme, date(2024, 12, 31)).action_confirm()
            self.assertEqual(self._award().request_id, request)
            self.assertEqual(self._award(self.bob).grade_id, self.classic)
        with freeze_time("2025-01-01"):
            self._run(self.scheme, date(2025, 1, 1)).action_confirm()
        self.assertEqual(self._award().grade_id, self.classic)
        self.assertEqual(request.award_ids.date_to, date(2024, 12, 31))

    def test_cap_lowers_a_requested_grade_until_it_is_gone(self):
        """A major credit problem goes before the card; then the card comes back."""
        request = self._approved(valid_until="2025-06-09")
        self.env["group.customer.grade.criterion"].create(
            {
                "scheme_id": self.scheme.id,
                "name": "Credit problem",
                "role": "cap",
                "metric_id": self.rating.id,
                "grade_id": self.classic.id,
                "operator": "<",
                "threshold": 50,
                "null_policy": "skip",
            }
        )
        with freeze_time("2024-07-01"):
            self._rate(self.ann, 10, "2024-06-20")
            self._run(self.scheme, date(2024, 7, 1)).action_confirm()
        self.assertEqual(self._award().grade_id, self.classic)
        self.assertFalse(self._award().request_id)
        self.assertEqual(request.award_ids.date_to, date(2024, 6, 30))
        with freeze_time("2024-08-01"):
            self._rate(self.ann, 100, "2024-07-20")
            self._run(self.scheme, date(2024, 8, 1)).action_confirm()
        award = self._award()
        self.assertEqual((award.grade_id, award.request_id), (self.gold, request))
        self.assertEqual(award.valid_until, date(2025, 6, 9))
        self._expire("2025-06-10 12:00:00")
        self.assertFalse(self._award())

    def test_run_on_the_first_day_goes_before_the_cron(self):
        request = self._approved(date_from="2024-07-01", valid_until="2024-12-31")
        with freeze_time("2024-07-01"):
            self._run(self.scheme, date(2024, 7, 1)).action_confirm()
        self._expire("2024-07-01 18:00:00")
        self.assertEqual(len(request.award_ids), 1)
        self.assertEqual(self._award().request_id, request)
        self.assertEqual(self._award().valid_until, date(2024, 12, 31))

    def test_approved_after_the_run_was_computed(self):
        self._run(self.scheme, date(2024, 6, 1)).action_confirm()
        run = self._run(self.scheme, date(2024, 6, 10))
        request = self._approved()
        run.action_confirm()
        self.assertEqual(self._award().request_id, request)

    # === ACCESS === #

    def test_requests_by_level(self):
        own = self._request()
        free = self._request(self.head, user="admin")
        foreign = self._create_company_partner("Foreign")
        foreign.user_id = self.second_director
        other = self._request(foreign, user="admin")
        everything = own + free + other
        for role, visible in (
            ("account", own),
            ("colleague", own.browse()),
            ("manager", free),
            ("director", everything),
            ("settlement", everything),
        ):
            with self.subTest(role=role):
                found = own.with_user(self.users[role]).search(
                    [("id", "in", everything.ids)]
                )
                self.assertEqual(found, visible.with_user(self.users[role]))
        with self.assertRaises(AccessError):
            self._request(foreign)
        with self.assertRaises(AccessError):
            own.write({"partner_id": foreign.id})
        for role in ("archive", "employee"):
            self.assertFalse(own.with_user(self.users[role]).has_access("read"))

    def test_routes_are_configuration(self):
        for role in ("account", "manager", "director", "settlement"):
            route = self.personal.with_user(self.users[role])
            with self.subTest(role=role):
                self.assertTrue(route.has_access("read"))
                self.assertFalse(route.has_access("write"))
        self.assertTrue(
            self.personal.with_user(self.users["admin"]).has_access("write")
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.personal.copy()

    def test_other_companies_stay_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.ann.company_id = self.env.company
        with self.assertRaises(UserError):
            self._request(user="admin", company_id=other.id)
        request = self._request(self.bob, user="admin")
        request.sudo().company_id = other
        director = request.with_user(self.users["director"])
        self.assertFalse(director.search([("id", "=", request.id)]))

    # === PRINTED FORM === #

    def test_form_is_printed(self):
        request = self._approved(has_consent=True)
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "group_customer.report_grade_request", request.ids
        )
        html = html.decode()
        for text in (
            request.name,
            "Chairs the chamber of commerce",
            "Executive of a corporate customer",
            self.second_director.name,
            "☑",
            "☐",
        ):
            with self.subTest(text=text):
                self.assertIn(text, html)

    # === MERGED CONTACTS === #

    def test_merge_keeps_one_request_in_force(self):
        kept, dropped = self._approved(), self._approved(self.bob)
        Wizard = self.env["base.partner.merge.automatic.wizard"]
        Wizard._merge(self.customers.ids, self.ann)
        self.assertEqual((kept + dropped).partner_id, self.ann)
        self.assertEqual((kept.state, dropped.state), ("approved", "cancelled"))
        self.assertEqual(self._award().request_id, kept)

    def test_customer_with_a_request_is_kept(self):
        self._request()
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            self.ann.unlink()
