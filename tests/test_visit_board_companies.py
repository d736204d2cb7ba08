# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .visit_board_common import VisitBoardCommon


@tagged("post_install", "-at_install")
class TestVisitBoardCompanies(VisitBoardCommon):
    """The board shows the companies that the user has chosen, and no others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.main = cls.env.company
        cls.branch = cls.env["res.company"].create({"name": "Board Branch"})
        cls.branch.partner_id.tz = "Asia/Shanghai"
        cls.branch.resource_calendar_id = cls.main.resource_calendar_id.copy(
            {"company_id": cls.branch.id}
        )
        for user in cls.account | cls.director:
            user.company_ids = [Command.link(cls.branch.id)]
        cls._attain(cls.mill, required=1)
        cls._attain(cls.north, required=2, company_id=cls.branch.id)
        cls.visit = cls._visit(
            cls.north, "2026-03-17 02:00:00", company_id=cls.branch.id
        )

    def _board_of(self, *companies, as_user=None, **params):
        ids = [company.id for company in companies]
        boards = self.env["group.customer.visit.plan"].with_user(
            as_user or self.director
        )
        params.setdefault("domain", [["id", "in", self.tree.ids]])
        return boards.with_context(allowed_company_ids=ids).get_board(**params)

    def _get_rows(self, board):
        return {row["id"]: row for row in board["rows"]}

    def test_the_companies_that_are_chosen(self):
        for companies, accounts, unplanned in (
            ([self.main], self.mill, 1),
            # Two are asked for, one is in the calendar
            ([self.branch], self.north, 1),
            ([self.main, self.branch], self.mill | self.north, 2),
            ([self.branch, self.main], self.mill | self.north, 2),
        ):
            with self.subTest([company.name for company in companies]):
                board = self._board_of(*companies)
                self.assertEqual(set(self._get_rows(board)), set(accounts.ids))
                self.assertEqual(board["figures"]["unplanned"], unplanned)
                self.assertEqual(board["total"], len(accounts))
        row = self._get_rows(self._board_of(self.main, self.branch))[self.north.id]
        self.assertEqual(
            [one["company"] for one in (*row["visits"], *row["due"], *row["policies"])],
            ["Board Branch"] * 3,
        )
        # Where there is one, nobody needs its name
        row = self._get_rows(self._board_of(self.branch))[self.north.id]
        self.assertEqual({one["company"] for one in row["policies"]}, {""})

    def test_a_company_that_the_user_has_not(self):
        with self.assertRaises(AccessError):
            self._board_of(self.main, self.branch, as_user=self.manager)
        board = self._board_of(self.main, as_user=self.manager)
        self.assertEqual(set(self._get_rows(board)), {self.mill.id})

    def test_load_and_plans_of_all_of_them(self):
        self._visit(self.mill, "2026-03-17 05:00:00")
        plans = self._plan()
        plans |= plans.create(
            {
                "user_id": self.account.id,
                "company_id": self.branch.id,
                "month": "2026-03-01",
            }
        )
        for plan, focus in zip(plans, ("Tea", "Rice"), strict=True):
            plan.week_ids = [
                Command.create({"date_from": "2026-03-17", "focus": focus})
            ]
        board = self._board_of(self.main, self.branch, user_id=self.account.id)
        week = board["columns"][3]
        most = self.env["group.customer.visit.plan"]._get_board_capacity(
            self.account, self.main, plans[0].month
        )
        # The week has five days, whatever the number of companies
        self.assertEqual((week["load"], week["capacity"]), (2, 5 * most))
        self.assertEqual(set(week["focus"].split(" · ")), {"Tea", "Rice"})
        self.assertEqual({one["id"] for one in board["plans"]}, set(plans.ids))
        self.assertEqual(
            {one["company"] for one in board["plans"]},
            {self.main.name, "Board Branch"},
        )
        alone = self._board_of(self.main, user_id=self.account.id)
        self.assertEqual(alone["columns"][3]["load"], 1)
        self.assertEqual([one["id"] for one in alone["plans"]], plans[0].ids)

    def test_a_visit_goes_into_the_plan_of_its_company(self):
        boards = self.env["group.customer.visit.plan"].with_user(self.account)
        both = boards.with_context(allowed_company_ids=(self.main | self.branch).ids)
        arguments = (self.north.id, self.policy.id, "2026-03-24")
        both.board_add(*arguments, company_id=self.branch.id)
        visit = self.env["group.customer.visit"].search(
            [("partner_id", "=", self.north.id), ("id", "!=", self.visit.id)]
        )
        self.assertEqual(
            (visit.company_id, visit.plan_id.company_id, visit.user_id),
            (self.branch, self.branch, self.account),
        )
        # By default the company of the policy, else the first one
        both.board_add(*arguments)
        self.policy.company_id = self.branch
        both.board_add(*arguments)
        visits = visit.search([("partner_id", "=", self.north.id)], order="id")
        self.assertEqual(
            [found.company_id for found in visits[2:]], [self.main, self.branch]
        )
        alone = boards.with_context(allowed_company_ids=self.main.ids)
        with self.assertRaisesRegex(UserError, "not among your companies"):
            alone.board_add(*arguments, company_id=self.branch.id)
