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

    def test_changes_after_the_approval_are_told(self):
        """Another account, kind or channel is as much of a change as another day."""
        self.plan._write_server({"state": "approved"})
        visits = self.plan.visit_ids.with_user(self.account)
        visits.sudo()._plan()
        first, second = visits[0], visits[1]
        first.partner_id = self._make_accounts(1, name="Newcomer")
        self.assertEqual(self.plan.change_count, 1)
        self.assertIn("Newcomer", self.plan.message_ids[0].body)
        first.kind_id = self.env.ref("group_customer.group_customer_visit_kind_care")
        self.assertEqual(self.plan.change_count, 2)
        second.purpose = "Tea"
        self.assertEqual(self.plan.change_count, 2)

    def test_approved_proposals_do_not_vanish(self):
        self.plan._write_server({"state": "approved"})
        visit = self.plan.visit_ids[0].with_user(self.account)
        self.assertEqual(visit.state, "draft")
        visit.unlink()
        self.assertEqual(self.plan.change_count, 1)

    def test_visit_of_another_company_leaves_the_plan(self):
        company = self.env["res.company"].create({"name": "Else"})
        self.account.company_ids = [Command.link(company.id)]
        visit = self.plan.visit_ids[0].with_user(self.account)
        visit = visit.with_context(allowed_company_ids=(self.company | company).ids)
        visit.company_id = company
        self.assertFalse(visit.sudo().plan_id)

    def test_far_months_are_planned_by_directors(self):
        """Planning opens the quotas of everybody, by the grades of today."""
        wizard = self.env["group.customer.visit.plan.generate"]
        quotas = self.Attainment.search_count([])
        with self.assertRaisesRegex(UserError, "2027-05"):
            wizard.with_user(self.account).create(
                {"month": "2027-05-01"}
            ).action_generate()
        with self.assertRaisesRegex(UserError, "2027-05"):
            plan = self.Plan.with_user(self.manager).create(
                {"month": "2027-05-01", "user_id": self.account.id}
            )
            plan.action_generate()
        self.assertEqual(self.Attainment.search_count([]), quotas)
        wizard.with_user(self.director).create(
            {"month": "2027-05-01"}
        ).action_generate()

    def _make_visit_of(self, user):
        return (
            self.Visit.with_user(user)
            .create({"partner_id": self.north.id, "user_id": user.id})
            .with_user(user)
        )
