# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .visit_board_common import VisitBoardCommon


@tagged("post_install", "-at_install")
class TestVisitBoardMove(VisitBoardCommon):
    """Moving, adding and dropping on the plan board, and who may."""

    def setUp(self):
        super().setUp()
        self.boards = self.env["group.customer.visit.plan"].with_user(self.account)

    def test_a_week_keeps_the_weekday(self):
        visit = self._visit(self.mill, "2026-03-12 02:00:00")  # a Thursday
        result = self.boards.board_move(visit.id, "2026-03-23", "2026-03-29")
        self.assertEqual(visit.date, date(2026, 3, 26))
        self.assertIn("North Mill", result["message"])
        self.assertFalse(result["warning"])

    def test_a_week_without_that_weekday_takes_its_first_working_day(self):
        visit = self._visit(self.mill, "2026-03-12 02:00:00")
        self.boards.board_move(visit.id, "2026-03-30", "2026-03-31")
        self.assertEqual(visit.date, date(2026, 3, 30))
        # The current week from today on: Monday the 9th is over
        monday = self._visit(self.mill, "2026-03-16 02:00:00")
        self.boards.board_move(monday.id, "2026-03-09", "2026-03-15")
        self.assertEqual(monday.date, date(2026, 3, 10))

    def test_a_single_day_is_taken_as_it_is_with_a_warning(self):
        visit = self._visit(self.mill, "2026-03-12 02:00:00")
        result = self.boards.board_move(visit.id, "2026-03-14")  # a Saturday
        self.assertEqual(visit.date, date(2026, 3, 14))
        self.assertIn("does not work", result["warning"])

    def test_too_many_for_a_day_is_a_warning(self):
        self.env["group.customer.manager"].create(
            {"user_id": self.account.id, "visits_per_day": 1}
        )
        self._visit(self.north, "2026-03-17 02:00:00")
        visit = self._visit(self.mill, "2026-03-12 02:00:00")
        result = self.boards.board_move(visit.id, "2026-03-17")
        self.assertIn("2 visits", result["warning"])

    def test_the_past_takes_nothing(self):
        visit = self._visit(self.mill, "2026-03-12 02:00:00")
        with self.assertRaisesRegex(UserError, "is over"):
            self.boards.board_move(visit.id, "2026-03-02", "2026-03-08")
        with self.assertRaisesRegex(UserError, "is over"):
            self.boards.board_add(self.mill.id, self.policy.id, "2026-03-09")
        with self.assertRaisesRegex(UserError, "Choose a day"):
            self.boards.board_move(visit.id, "2026-03-17", "2026-03-16")

    def test_what_has_begun_or_ended_stays(self):
        visit = self._visit(self.mill, "2026-03-10 01:00:00")
        visit._write_server({"state": "done"})
        with self.assertRaisesRegex(UserError, "has not begun"):
            self.boards.board_move(visit.id, "2026-03-17")
        with self.assertRaisesRegex(UserError, "has not begun"):
            self.boards.board_drop(visit.id, "Closed")
        draft = self._visit(self.mill, "2026-03-12 02:00:00")
        draft.unlink()
        with self.assertRaisesRegex(UserError, "reload"):
            self.boards.board_move(draft.id, "2026-03-17")

    def test_a_colleagues_visit_is_not_moved(self):
        visit = self._visit(self.south, "2026-03-12 02:00:00", user=self.colleague)
        with self.assertRaises(AccessError):
            self.boards.board_move(visit.id, "2026-03-17")
        with self.assertRaises(AccessError):
            self.boards.board_drop(visit.id, "Not needed")
        # The manager of the team may
        boards = self.boards.with_user(self.manager)
        boards.board_move(visit.id, "2026-03-17")
        self.assertEqual(visit.date, date(2026, 3, 17))

    def test_a_confirmed_visit_keeps_its_hour(self):
        plan = self._plan()
        visit = self.env["group.customer.visit"].browse(
            plan.with_user(self.account).action_add(
                self.mill.id, "2026-03-12", policy_id=self.policy.id, hour=15
            )
        )
        visit._write_server({"state": "confirmed"})
        self.boards.board_move(visit.id, "2026-03-23", "2026-03-29")
        self.assertEqual(str(visit.start), "2026-03-26 07:00:00")  # 15:00 in China

    def test_another_month_leaves_the_plan_and_says_so(self):
        plan = self._plan()
        visit = self.env["group.customer.visit"].browse(
            plan.with_user(self.account).action_add(
                self.mill.id, "2026-03-12", policy_id=self.policy.id
            )
        )
        result = self.boards.board_move(visit.id, "2026-04-02")
        self.assertEqual(visit.date, date(2026, 4, 2))
        self.assertFalse(visit.plan_id)
        self.assertIn("left the plan", result["warning"])

    def test_adding_makes_the_plan_of_the_month(self):
        self._attain(self.mill, required=2)
        result = self.boards.board_add(
            self.mill.id, self.policy.id, "2026-03-16", "2026-03-22"
        )
        self.assertIn("North Mill", result["message"])
        visit = self.env["group.customer.visit"].search(
            [("partner_id", "=", self.mill.id)]
        )
        self.assertEqual(visit.date, date(2026, 3, 16))
        self.assertEqual((visit.policy_id, visit.user_id), (self.policy, self.account))
        self.assertEqual(visit.plan_id.user_id, self.account)
        self.assertTrue(visit.is_changed)
        # The second one goes into the same plan
        self.boards.board_add(self.mill.id, self.policy.id, "2026-03-24")
        self.assertEqual(len(visit.plan_id.visit_ids), 2)

    def test_a_manager_adds_for_the_visitor_of_the_quota(self):
        self._attain(self.south, required=1, user=self.colleague)
        self.boards.with_user(self.manager).board_add(
            self.south.id, self.policy.id, "2026-03-17"
        )
        visit = self.env["group.customer.visit"].search(
            [("partner_id", "=", self.south.id)]
        )
        self.assertEqual(visit.user_id, self.colleague)

    def test_nobody_plans_for_a_colleague(self):
        with self.assertRaisesRegex(UserError, "you plan for yourself"):
            self.boards.board_add(
                self.mill.id,
                self.policy.id,
                "2026-03-17",
                user_id=self.colleague.id,
            )

    def test_nothing_chosen(self):
        with self.assertRaisesRegex(UserError, "Choose an account"):
            self.boards.board_add(self.mill.id, False, "2026-03-17")

    def test_dropping_needs_a_reason_and_keeps_it(self):
        visit = self._visit(self.mill, "2026-03-12 02:00:00")
        with self.assertRaises(UserError):
            self.boards.board_drop(visit.id, " ")
        self.boards.board_drop(visit.id, "Customer is away")
        self.assertEqual(
            (visit.state, visit.cancel_reason), ("cancelled", "Customer is away")
        )
        self.boards.board_add(self.mill.id, self.policy.id, "2026-03-17")
        planned = self.env["group.customer.visit"].search(
            [("partner_id", "=", self.mill.id), ("state", "!=", "cancelled")]
        )
        self.boards.board_drop(planned.id, "Not now")
        self.assertTrue(planned.is_dropped)

    def test_without_the_app_there_is_no_board(self):
        with self.assertRaises(AccessError):
            self.boards.with_user(self.users["employee"]).get_board()
