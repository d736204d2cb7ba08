# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .visit_report_common import VisitReportCommon


@tagged("post_install", "-at_install")
class TestVisitReportFlow(VisitReportCommon):
    """Written, submitted, reviewed or returned (VI-15, AP-09), with a next visit
    (VI-16)."""

    def test_a_report_without_the_next_date_is_refused(self):
        visit = self._create_started()
        visit.report_text = "They want more"
        for method in ("action_submit_report", "action_done"):
            with (
                self.subTest(method=method),
                self.assertRaisesRegex(UserError, "Works(.|\n)*day of the next visit"),
            ):
                getattr(visit, method)()
        self.assertEqual((visit.state, visit.report_state), ("in_progress", "draft"))

    def test_an_empty_report_is_refused(self):
        visit = self._create_started()
        visit.next_visit_date = self._day(7)
        with self.assertRaisesRegex(UserError, "the result of the visit"):
            visit.action_submit_report()

    def test_the_next_visit_comes_after_this_one(self):
        visit = self._create_started()
        with self.assertRaisesRegex(ValidationError, "has to come after the visit"):
            visit.next_visit_date = visit.date

    def test_a_visit_to_come_cannot_be_reported(self):
        visit = self._create_planned(3)
        visit.write({"report_text": "Done", "next_visit_date": self._day(9)})
        with self.assertRaisesRegex(UserError, "still to come"):
            visit.action_submit_report()

    def test_submitting_makes_the_visit_done_and_the_next_one(self):
        visit = self._create_started(hour=14, contact_id=self.buyer.id)
        visit.write(
            {
                "report_text": "They want more",
                "next_visit_date": self._day(20),
                "next_action_ids": [
                    Command.create(
                        {
                            "summary": "Send the offer",
                            "user_id": self.colleague.id,
                            "deadline": self._day(5),
                        }
                    )
                ],
            }
        )
        visit.action_submit_report()
        self.assertEqual((visit.state, visit.report_state), ("done", "submitted"))
        self.assertEqual(visit.report_submitted_by_id, self.account)
        following = visit.next_visit_ids
        self.assertRecordValues(
            following,
            [
                {
                    "state": "draft",
                    "origin": "next",
                    "partner_id": self.works.id,
                    "contact_id": self.buyer.id,
                    "user_id": self.account.id,
                    "date": self._day(20),
                    # The hour of this visit, where the company is
                    "start": self._get_moment(20, 14),
                }
            ],
        )
        action = visit.next_action_ids
        self.assertEqual(action.state, "open")
        activity = self._get_activities(self.works, "action")
        self.assertRecordValues(
            activity,
            [
                {
                    "summary": "Send the offer",
                    "user_id": self.colleague.id,
                    "date_deadline": self._day(5),
                }
            ],
        )
        activity.with_user(self.colleague).action_done()
        self.assertEqual(action.state, "done")
        self.assertEqual(
            self._get_activities(visit, "review").user_id, self.manager, "VI-15"
        )

    def test_what_is_submitted_stays(self):
        visit = self._create_started()
        visit.write(
            {
                "report_text": "As it was",
                "next_visit_date": self._day(9),
                "next_action_ids": [Command.create({"summary": "Call"})],
            }
        )
        visit.action_submit_report()
        action = visit.next_action_ids
        for what, change in {
            "text": lambda: visit.write({"report_text": "Better"}),
            "director": lambda: visit.with_user(self.director).write(
                {"decisions": "Mine"}
            ),
            "next": lambda: visit.write({"next_visit_date": self._day(30)}),
            "action": lambda: action.write({"summary": "Nothing"}),
            "delete": lambda: action.unlink(),
            "add": lambda: action.create({"visit_id": visit.id, "summary": "More"}),
            "twice": lambda: visit.action_submit_report(),
        }.items():
            with (
                self.subTest(what=what),
                self.assertRaisesRegex(UserError, "submitted"),
            ):
                change()
        with self.assertRaisesRegex(UserError, "filled by the system"):
            visit.write({"report_state": "accepted"})
        with self.assertRaisesRegex(UserError, "filled by the system"):
            visit.create({"partner_id": self.works.id, "report_state": "accepted"})

    def test_a_superior_accepts(self):
        visit = self._create_reported()
        for user, error in (
            (self.account, "nobody decides about own visits"),
            (self.users["marketing"], "not allowed"),
        ):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(UserError, error),
            ):
                visit.with_user(user).action_review()
        visit.with_user(self.manager).action_review("Good work")
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "reviewed",
                    "report_state": "accepted",
                    "reviewed_by_id": self.manager.id,
                    "review_comment": "Good work",
                }
            ],
        )
        self.assertFalse(self._get_activities(visit, "review"))
        with self.assertRaisesRegex(UserError, "only submitted reports"):
            visit.with_user(self.manager).action_review()

    def test_nobody_reviews_a_visit_one_took_part_in(self):
        visit = self._create_reported(
            user_ids=[Command.set((self.account | self.manager).ids)]
        )
        self.assertFalse(visit.with_user(self.manager).can_review)
        with self.assertRaisesRegex(UserError, "took part in"):
            visit.with_user(self.manager).action_review()
        self.assertFalse(
            self._get_activities(visit, "review"), "the leader is not asked"
        )
        self.assertTrue(visit.with_user(self.director).can_review)
        visit.with_user(self.director).action_review()

    def test_a_manager_of_others_does_not_review(self):
        visit = self._create_reported()
        stranger = self.manager.copy({"login": "gc_other_manager"})
        with self.assertRaises(AccessError):
            visit.with_user(stranger).action_review()

    def test_returned_completed_and_submitted_again(self):
        visit = self._create_reported()
        following = visit.next_visit_ids
        superior = visit.with_user(self.manager)
        action = superior.action_return_report()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({})
        )
        with self.assertRaisesRegex(UserError, "enter the reason"):
            wizard.action_apply()
        wizard.comment = "What about the price?"
        wizard.action_apply()
        self.assertEqual((visit.state, visit.report_state), ("done", "returned"))
        self.assertEqual(self._get_activities(visit, "returned").user_id, self.account)
        visit.write({"report_text": "Price is fine", "next_visit_date": self._day(21)})
        visit.action_submit_report()
        self.assertEqual(visit.report_state, "submitted")
        self.assertFalse(visit.review_comment)
        self.assertFalse(self._get_activities(visit, "returned"))
        self.assertEqual(len(self._get_activities(visit, "review")), 1)
        self.assertEqual(visit.next_visit_ids, following, "one next visit only")
        self.assertEqual(following.date, self._day(21))

    def test_a_next_visit_that_somebody_moved_stays(self):
        visit = self._create_reported()
        following = visit.next_visit_ids
        following.start = self._get_moment(16, 10)
        visit.with_user(self.manager).action_return_report("More")
        visit.next_visit_date = self._day(30)
        visit.action_submit_report()
        self.assertEqual(following.date, self._day(16))

    def test_the_relation_follows_the_report(self):
        """VI-17: the contact person gets the stage, its history is kept."""
        self.buyer.relation_stage = "known"
        visit = self._create_started(contact_id=self.buyer.id)
        self.assertEqual(visit.relation_stage, "known")
        visit.write(
            {
                "relation_stage": "good_impression",
                "report_text": "A good talk",
                "next_visit_date": self._day(14),
            }
        )
        self.assertEqual(self.buyer.relation_stage, "known", "not yet")
        visit.action_submit_report()
        self.assertEqual(self.buyer.relation_stage, "good_impression")
        self.assertEqual(visit.relation_stage_before, "known")
        self.buyer.relation_stage = "trust"
        self.assertEqual(visit.relation_stage, "good_impression", "as it was then")

    def test_a_kind_without_report_is_done_without(self):
        self.routine.needs_report = False
        visit = self._create_started()
        visit.action_done()
        self.assertEqual((visit.state, visit.report_state), ("done", "none"))
        visit.write({"report_text": "After all", "next_visit_date": self._day(3)})
        visit.action_submit_report()
        self.assertEqual(visit.report_state, "submitted")
        self.assertEqual(len(visit.next_visit_ids), 1)

    def test_what_is_due_and_late(self):
        """The parameter allows two days: what was visited three days ago is late."""
        cases = {
            self._create_reported(-9): (False, False),
            self._create_started(0): (True, False),
            self._create_done(-2): (True, False),
            self._create_done(-3): (True, True),
            self._create_planned(1): (False, False),
        }
        for visit, expected in cases.items():
            self.assertEqual((visit.is_report_due, visit.is_report_late), expected)
        visits = self.Visit.union(*cases)
        for name, place in (("is_report_due", 0), ("is_report_late", 1)):
            wanted = {visit.id for visit, flags in cases.items() if flags[place]}
            for operator, value in (("=", True), ("in", [True]), ("!=", False)):
                found = self.Visit.search(
                    [("id", "in", visits.ids), (name, operator, value)]
                )
                self.assertEqual(set(found.ids), wanted, (name, operator))
            rest = self.Visit.search([("id", "in", visits.ids), (name, "=", False)])
            self.assertEqual(set(rest.ids), set(visits.ids) - wanted)
            both = self.Visit.search(
                [("id", "in", visits.ids), (name, "in", [True, False])]
            )
            self.assertEqual(both, visits.sorted("start", reverse=True))

    def test_attachments_are_read_by_the_superior(self):
        visit = self._create_started()
        paper = (
            self.env["ir.attachment"]
            .with_user(self.account)
            .create({"name": "photo.txt", "raw": b"Shelf"})
        )
        visit.attachment_ids = paper
        self.assertEqual(
            paper.with_user(self.manager).read(["name"])[0]["name"], "photo.txt"
        )
