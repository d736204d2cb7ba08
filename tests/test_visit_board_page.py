# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo import Command
from odoo.tests import tagged

from .visit_board_common import VisitBoardCommon


@tagged("post_install", "-at_install")
class TestVisitBoardPage(VisitBoardCommon):
    """What the plan board shows, and to whom."""

    def test_weeks_run_from_monday_and_stay_in_the_month(self):
        board = self._board()
        self.assertEqual(
            [(column["date_from"], column["date_to"]) for column in board["columns"]],
            [
                ("2026-03-01", "2026-03-01"),  # a Sunday
                ("2026-03-02", "2026-03-08"),
                ("2026-03-09", "2026-03-15"),
                ("2026-03-16", "2026-03-22"),
                ("2026-03-23", "2026-03-29"),
                ("2026-03-30", "2026-03-31"),
            ],
        )
        self.assertEqual(
            [column["is_over"] for column in board["columns"]],
            [True, True, False, False, False, False],
        )
        self.assertEqual(
            [column["is_current"] for column in board["columns"]].index(True), 2
        )
        self.assertTrue(board["columns"][0]["is_free"])
        # Today is Tuesday the 10th: nothing is planned on the Monday before
        self.assertEqual(board["columns"][2]["first_day"], "2026-03-10")
        days = self._board(scale="day")["columns"]
        self.assertEqual(len(days), 31)
        self.assertEqual(
            [day["date_from"][-2:] for day in days if day["is_free"]],
            ["01", "07", "08", "14", "15", "21", "22", "28", "29"],
        )

    def test_a_public_holiday_is_no_working_day(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.env.company.id,
                "date_from": "2026-03-18 00:00:00",
                "date_to": "2026-03-18 23:59:59",
            }
        )
        days = self._board(scale="day", user=self.account)["columns"]
        self.assertTrue(days[17]["is_free"])
        self.assertFalse(days[18]["is_free"])

    def test_visits_and_what_is_due_stand_in_their_columns(self):
        visit = self._visit(self.mill, "2026-03-17 02:00:00")
        self._attain(self.mill, required=3, planned=1, due_on="2026-03-25")
        self._attain(self.north, required=1, due_on="2026-03-04", state="overdue")
        rows = {row["id"]: row for row in self._board()["rows"]}
        self.assertEqual(
            [(one["id"], one["column"]) for one in rows[self.mill.id]["visits"]],
            [(visit.id, "2026-03-16")],
        )
        [due] = rows[self.mill.id]["due"]
        self.assertEqual(
            (due["count"], due["column"], due["is_overdue"]), (2, "2026-03-23", False)
        )
        # What is late stands in the first week that is not over
        [due] = rows[self.north.id]["due"]
        self.assertEqual(
            (due["count"], due["column"], due["is_overdue"]), (1, "2026-03-09", True)
        )
        figures = self._board()["figures"]
        self.assertEqual((figures["planned"], figures["unplanned"]), (1, 3))

    def test_what_is_due_after_the_month_or_in_a_month_that_is_over(self):
        self._attain(
            self.mill,
            required=2,
            due_on="2026-06-30",
            date_from="2026-01-01",
            date_to="2026-12-31",
            period="year",
        )
        self.assertFalse(self._board()["rows"][0]["due"])
        # A month that is over proposes nothing, its shortfall is in the attainment
        board = self._board(month="2026-02-10")
        self.assertEqual(board["month"], "2026-02-01")
        self.assertFalse(board["rows"][0]["due"])
        self.assertEqual(board["rows"][0]["policies"][0]["required"], 2)

    def test_a_quota_of_zero_asks_for_nothing(self):
        self._attain(self.mill, required=0, target=0)
        self.assertFalse(self._board()["rows"])

    def test_the_best_grade_stands_first_then_the_name(self):
        scheme = self.env["group.customer.grade.scheme"].search([], limit=1)
        best, worse = scheme.grade_ids.sorted("sequence")[:2]
        for partner, grade in (
            (self.mill, worse),
            (self.south, best),
            (self.north, best),
            (self.head, None),
        ):
            self._attain(partner, required=1, grade_id=grade.id if grade else False)
        self.assertEqual(
            [row["name"] for row in self._board()["rows"]],
            ["North Works", "South Works", "North Mill", "Head Holding"],
        )

    def test_pages_and_the_search_bar(self):
        for partner in self.tree:
            self._attain(partner, required=1)
        board = self._board(limit=3)
        self.assertEqual((len(board["rows"]), board["total"]), (3, 4))
        board = self._board(limit=3, offset=3)
        self.assertEqual((len(board["rows"]), board["total"]), (1, 4))
        # An offset from before a filter shows the first page
        board = self._board(limit=3, offset=90)
        self.assertEqual(len(board["rows"]), 3)
        self.mill.city = "Wuhan"
        board = self._board(
            domain=[["city", "=", "Wuhan"], ["id", "in", self.tree.ids]]
        )
        self.assertEqual([row["id"] for row in board["rows"]], self.mill.ids)
        self.assertEqual(board["figures"]["unplanned"], 1)
        self.assertEqual(len(self._board(limit=100000)["rows"]), 4)

    def test_only_the_chosen_visitor(self):
        self._attain(self.mill, required=1)
        self._attain(self.south, required=1, user=self.colleague)
        board = self._board(as_user=self.director)
        self.assertEqual(board["total"], 2)
        self.assertLessEqual(
            {self.account.id, self.colleague.id},
            {user["id"] for user in board["users"]},
        )
        board = self._board(as_user=self.director, user=self.colleague)
        self.assertEqual([row["id"] for row in board["rows"]], self.south.ids)

    def test_each_sees_the_own_level(self):
        self._attain(self.mill, required=1)
        self._attain(self.south, required=1, user=self.colleague)
        mine = self._board(as_user=self.account)
        self.assertEqual([row["id"] for row in mine["rows"]], self.mill.ids)
        self.assertEqual([user["id"] for user in mine["users"]], self.account.ids)
        # Asking for a colleague shows nothing of his
        theirs = self._board(as_user=self.account, user=self.colleague)
        self.assertFalse(theirs["rows"])
        self.assertEqual(self._board(as_user=self.manager)["total"], 2)

    def test_what_may_be_moved(self):
        visit = self._visit(self.mill, "2026-03-17 02:00:00")
        [shown] = self._board(as_user=self.account)["rows"][0]["visits"]
        self.assertTrue(shown["can_move"])
        visit._write_server({"state": "done"})
        [shown] = self._board(as_user=self.account)["rows"][0]["visits"]
        self.assertFalse(shown["can_move"])
        visit._write_server({"state": "cancelled"})
        self.assertFalse(self._board(as_user=self.account)["rows"])

    def test_what_is_under_review_is_not_moved(self):
        plan = self._plan()
        self._visit(self.mill, "2026-03-17 02:00:00")._write_server(
            {"plan_id": plan.id}
        )
        boards = self.env.registry["group.customer.visit.plan"]
        self.patch(boards, "_is_in_approval", lambda plan: True)
        [shown] = self._board(as_user=self.account)["rows"][0]["visits"]
        self.assertFalse(shown["can_move"])

    def test_an_event_stands_at_every_account_that_takes_part(self):
        self._attain(self.north, required=1)
        event = self._visit(
            self.mill,
            "2026-03-17 02:00:00",
            participant_ids=[Command.create({"partner_id": self.north.id})],
        )
        rows = {row["id"]: row for row in self._board()["rows"]}
        for partner in self.mill | self.north:
            [shown] = rows[partner.id]["visits"]
            self.assertEqual(shown["id"], event.id)

    def test_load_and_focus_of_a_visitor(self):
        self._visit(self.mill, "2026-03-17 02:00:00")
        self._visit(self.north, "2026-03-17 04:00:00")
        plan = self._plan()
        week = {"date_from": "2026-03-18", "focus": "Tea"}
        plan.week_ids = [Command.create(week)]
        plan.invalidate_recordset()
        board = self._board(user=self.account)
        week = board["columns"][3]
        capacity = self.env["group.customer.visit.plan"]._get_board_capacity(
            self.account, self.env.company, date(2026, 3, 1)
        )
        self.assertEqual(
            (week["load"], week["capacity"], week["focus"]), (2, 5 * capacity, "Tea")
        )
        self.assertEqual([one["id"] for one in board["plans"]], plan.ids)
        load = plan.day_load
        self.assertEqual(len(load), 31)
        self.assertEqual((load[16]["count"], load[16]["capacity"]), (2, capacity))
        self.assertEqual(load[0]["capacity"], 0)

    def test_visiting_hours_stand_beside_the_account(self):
        self._attain(self.mill, required=1)
        self.env["group.customer.visit.window"].create(
            {"partner_id": self.mill.id, "weekday": "1", "hour_from": 9, "hour_to": 11}
        )
        self.assertIn("Tuesday", self._board()["rows"][0]["windows"])

    def test_all_quotas_are_looked_through_once(self):
        """Whoever leads many people has to wait for the rights of each quota."""
        self._attain(self.mill, required=2, done=1)
        self._attain(self.south, required=1, user=self.colleague)
        Quota = self.env.registry["group.customer.visit.attainment"]
        search, domains = Quota._search, []

        def note(records, domain, *args, **kwargs):
            domains.append(str(domain))
            return search(records, domain, *args, **kwargs)

        self.patch(Quota, "_search", note)
        board = self._board(as_user=self.manager)
        self.assertEqual(
            (board["total"], board["figures"]["done"], len(board["rows"])), (2, 1, 2)
        )
        self.assertEqual(
            [domain for domain in domains if "partner_id" not in domain],
            domains[:1],
            "the accounts of the page alone are read again",
        )

    def test_statements_do_not_grow_with_the_accounts(self):
        def fill(number):
            for index in range(number):
                partner = self._create_company_partner(
                    f"Crowd {number}-{index}", user_id=self.account.id
                )
                self._attain(partner, required=2, planned=1)
                self._visit(partner, "2026-03-19 02:00:00")

        fill(2)
        self._board(as_user=self.account, user=self.account)  # warm
        few = self._count_queries()
        fill(8)
        many = self._count_queries()
        self.assertLessEqual(many, few)
        self.assertLess(many, 45)

    def _count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._board(as_user=self.account, user=self.account, domain=[])
        return self.env.cr.sql_log_count - before
