# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .visit_plan_common import JUNE, VisitPlanCommon

REFUSED = UserError  # Refusals of rights are of this kind, too


@tagged("post_install", "-at_install")
class TestVisitRightsPlan(VisitPlanCommon):
    """Whose plan it is, and what is under review, on every way round."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_policy()
        plans = cls._generate()
        cls.plan, cls.other = plans[cls.account], plans[cls.colleague]
        cls.Week = cls.env["group.customer.visit.plan.week"].with_user(cls.account)

    def _submit(self):
        requests = self.env["group.customer.approval.request"]
        requests.with_user(self.account)._submit(self.plan.with_user(self.account))

    def test_weeks_of_others_are_written_by_nobody(self):
        values = {"date_from": JUNE, "focus": "Mine"}
        with self.assertRaises(REFUSED):
            self.Week.create({"plan_id": self.other.id, **values})
        with self.assertRaises(REFUSED):
            self.Week.create(
                {
                    "plan_id": self.other.id,
                    "user_id": self.account.id,
                    "company_id": self.company.id,
                    **values,
                }
            )
        week = self.Week.create({"plan_id": self.plan.id, **values})
        with self.assertRaises(REFUSED):
            week.plan_id = self.other.id
        self.env.flush_all()
        self.assertFalse(self.other.week_ids)

    def test_under_review_nothing_is_taken_away_or_moved(self):
        visit = self.plan.visit_ids[0].with_user(self.account)
        week = self.Week.create(
            {"plan_id": self.plan.id, "date_from": JUNE, "focus": "First"}
        )
        self._submit()
        self.assertEqual(self.plan.state, "submitted")
        with self.assertRaises(UserError):
            visit.unlink()
        with self.assertRaises(UserError):
            visit.is_all_day = True
        with self.assertRaises(UserError):
            visit.company_id = self.env["res.company"].create({"name": "Else"}).id
        with self.assertRaises(UserError):
            week.focus = "Another"
        with self.assertRaises(UserError):
            week.unlink()
        with self.assertRaises(UserError):
            self.plan.with_user(self.account).week_ids = [
                Command.create({"date_from": "2026-06-15", "focus": "Late"})
            ]

    def test_board_tells_nothing_of_people_one_does_not_plan(self):
        board = self.Plan.with_user(self.account)
        own = board.get_board(JUNE, user_id=self.account.id)
        self.assertEqual(own["user_id"], self.account.id)
        foreign = board.get_board(JUNE, user_id=self.colleague.id)
        self.assertEqual(foreign["columns"], board.get_board(JUNE)["columns"])
        self.assertFalse(foreign["rows"])
        led = self.Plan.with_user(self.manager).get_board(
            JUNE, user_id=self.colleague.id
        )
        self.assertTrue(led["columns"][0]["capacity"])

    def test_board_is_for_planners(self):
        with self.assertRaises(AccessError):
            self.Plan.with_user(self.users["employee"]).get_board(JUNE)

    def test_plans_and_quotas_are_not_entered(self):
        visit = self._make_visit_of(self.account)
        for name, value in (
            ("plan_id", self.other.id),
            ("plan_ordinal", 7),
            ("policy_id", self.env["group.customer.visit.policy"].search([])[0].id),
            ("is_dropped", True),
        ):
            with self.assertRaises(UserError):
                visit.write({name: value})
        with self.assertRaises(UserError):
            self.plan.with_user(self.account).visit_ids = [Command.link(visit.id)]
        row = self.Attainment.search([("partner_id", "=", self.north.id)], limit=1)
        with self.assertRaises(REFUSED):
            row.with_user(self.director).done = 9

    def _make_visit_of(self, user):
        return (
            self.Visit.with_user(user)
            .create({"partner_id": self.north.id, "user_id": user.id})
            .with_user(user)
        )
