# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .visit_report_common import VisitReportCommon

MANAGER = "group_customer.group_group_customer_manager"


@tagged("post_install", "-at_install")
class TestVisitRightsReview(VisitReportCommon):
    """Who decides on a report, and what stays as it was decided on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = new_test_user(
            cls.env, "gc_review_stranger", f"base.group_user,{MANAGER}"
        )
        cls.env["crm.team"].create(
            {
                "name": "Others",
                "user_id": cls.stranger.id,
                "member_ids": [Command.set(cls.stranger.ids)],
            }
        )
        cls.Check = cls.env["group.customer.visit.spot.check"]

    def test_managers_of_others_do_not_review(self):
        """Whose account it is says nothing about whose superior somebody is."""
        visit = self._create_reported(partner_id=self.free.id)
        theirs = visit.with_user(self.stranger)
        self.assertTrue(theirs.has_access("write"), "an account of nobody")
        self.assertFalse(theirs.can_review)
        for decide in (
            lambda: theirs.action_review(),
            lambda: theirs.action_return_report("Not mine"),
        ):
            with self.assertRaisesRegex(UserError, "manager of the visitor"):
                decide()
        self.assertEqual(visit.report_state, "submitted")
        visit.with_user(self.manager).action_review()

    def test_nobody_reviews_those_above(self):
        """A director's visit to an account of the team is not the team's to judge."""
        visit = self._create_reported(user=self.director)
        below = visit.with_user(self.manager)
        self.assertTrue(below.has_access("write"), "an account of the team")
        with self.assertRaisesRegex(UserError, "manager of the visitor"):
            below.action_review()

    def test_missed_visits_are_taken_back_by_the_own_manager(self):
        visit = self._create_planned(-1, partner_id=self.free.id)
        visit.action_miss("Ill")
        with self.assertRaisesRegex(UserError, "manager of the visitor"):
            visit.with_user(self.stranger).action_recover("Why not")
        visit.with_user(self.manager).action_recover("The train was late")

    def test_who_checked_in_took_part(self):
        """Whoever was there decides on nothing, also after being taken off."""
        visit = self._create_planned(
            0, user_ids=[Command.set((self.account | self.manager).ids)]
        )
        visit.with_user(self.manager).action_check_in({"reason": "No signal"})
        visit.with_user(self.manager).user_ids = [Command.unlink(self.manager.id)]
        visit.write({"report_text": "All well", "next_visit_date": self._day(14)})
        visit.action_submit_report()
        self.assertFalse(visit.with_user(self.manager).can_review)
        with self.assertRaisesRegex(UserError, "took part"):
            visit.with_user(self.manager).action_review()
        with self.assertRaisesRegex(UserError, "took part"):
            self.Check.with_user(self.manager).create({"visit_id": visit.id})

    def test_who_reported_does_not_check(self):
        visit = self._create_started()
        mine = visit.with_user(self.manager)
        mine.write({"report_text": "All well", "next_visit_date": self._day(14)})
        mine.action_submit_report()
        with self.assertRaisesRegex(UserError, "took part"):
            self.Check.with_user(self.manager).create(
                {"visit_id": visit.id, "result": "ok"}
            )
        draw = self.env["group.customer.visit.spot.draw"].with_user(self.manager)
        draw = draw.create({"month": visit.date, "number": 9})
        self.assertNotIn(visit, self.Visit.search(draw._get_domain()))

    def test_opinions_stay_with_a_filed_report(self):
        """What customers said and who came is part of what is reviewed (VI-24)."""
        visit = self._create_started(
            participant_ids=[
                Command.create({"partner_id": self.buyer.id, "opinion": "Too dear"})
            ]
        )
        line = visit.participant_ids
        visit.write({"report_text": "All well", "next_visit_date": self._day(14)})
        visit.action_submit_report()
        for change in (
            lambda: line.write({"opinion": "Very content"}),
            lambda: line.write({"attended": False}),
            lambda: line.unlink(),
            lambda: visit.write(
                {"participant_ids": [Command.create({"partner_id": self.works.id})]}
            ),
        ):
            with self.assertRaisesRegex(UserError, "stays as it is"):
                change()
        self.assertEqual(line.opinion, "Too dear")
        self.assertFalse(any(visit.copy().participant_ids.mapped("opinion")))
        visit.with_user(self.manager).action_return_report("Who was there?")
        line.opinion = "Rather dear"

    def test_what_was_reviewed_stays(self):
        visit = self._create_reported(name="Presses", purpose="Sell presses")
        visit.with_user(self.manager).action_review()
        for name, value in (
            ("name", "Tea"),
            ("purpose", "Drink tea"),
            ("initiator", "customer"),
            ("content_ids", [Command.clear()]),
        ):
            with self.assertRaisesRegex(UserError, "cannot be changed any more"):
                visit.write({name: value})
        self.assertEqual(visit.purpose, "Sell presses")

    def test_day_of_a_result_is_not_entered(self):
        check = self.Check.with_user(self.manager).create(
            {"visit_id": self._create_done(-3).id, "result": "ok"}
        )
        with self.assertRaises(UserError):
            check.date = self._day(-400)
        self.assertEqual(check.date, check.checked_at.date())

    def test_visits_of_others_are_not_looked_into(self):
        """Who names a visit that is not for him learns nothing about it."""
        secret = self._create_done(
            -1, user=self.colleague, partner_id=self.bakery.id
        ).with_user(self.stranger)
        self.assertFalse(secret.has_access("read"))
        for model in ("spot.check", "action"):
            with self.assertRaises(AccessError):
                self.env[f"group.customer.visit.{model}"].with_user(
                    self.stranger
                ).onchange({"visit_id": secret.id}, ["visit_id"], {"partner_id": {}})

    def test_former_members_see_nothing_more(self):
        visit = self._create_done(-1)
        former = new_test_user(
            self.env, "gc_review_former", f"base.group_user,{MANAGER}"
        )
        seat = self.env["crm.team.member"].create(
            {"crm_team_id": self.team.id, "user_id": former.id}
        )
        visits = self.Visit.with_user(former)
        self.assertIn(visit, visits.search([]))
        seat.active = False
        self.assertNotIn(visit, visits.search([]))
        self.assertFalse(visit.with_user(former).has_access("read"))
