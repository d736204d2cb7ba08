# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .visit_plan_common import JUNE, VisitPlanCommon


@tagged("post_install", "-at_install")
class TestVisitPlanWizard(VisitPlanCommon):
    """Generating by hand, by schedule, and one visit at a time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._make_policy(gap_max_days=10, carries_shortfall=True)

    def _wizard(self, user, **values):
        wizard = self.env["group.customer.visit.plan.generate"].with_user(user)
        return wizard.create({"month": "2026-06-17", **values})

    # === WIZARD === #

    def test_scopes(self):
        for user, scopes in (
            (self.account, {"own", "chosen"}),
            (self.manager, {"own", "team", "chosen"}),
            (self.director, {"own", "team", "all", "chosen"}),
        ):
            wizard = self._wizard(user)
            self.assertEqual({key for key, _label in wizard._selection_scope()}, scopes)
        action = self._wizard(self.account).action_generate()
        plan = self.Plan.browse(action["res_id"])
        self.assertEqual((plan.user_id, plan.month), (self.account, JUNE))
        self.assertEqual(plan.visit_count, 2)
        wizard = self._wizard(self.manager, scope="team")
        self.assertEqual(wizard.present_count, 1)
        action = wizard.action_generate()
        plans = self.Plan.search(action["domain"])
        self.assertEqual(plans.user_id, self.account | self.colleague | self.manager)
        self._wizard(self.director, scope="all").action_generate()
        self.assertEqual(self.Plan.search_count([("month", "=", JUNE)]), 3)

    def test_who_may_not(self):
        chosen = [Command.set(self.account.ids)]
        wizard = self._wizard(self.colleague, scope="chosen", user_ids=chosen)
        with self.assertRaisesRegex(UserError, "for yourself"):
            wizard.action_generate()
        wizard = self._wizard(self.manager)
        wizard.sudo().scope = "all"
        with self.assertRaisesRegex(UserError, "Only a director"):
            wizard.action_generate()
        with self.assertRaisesRegex(UserError, "at least one"):
            self._wizard(self.director, scope="chosen").action_generate()
        with self.assertRaises(AccessError):
            self._wizard(self.users["employee"])

    # === SCHEDULE === #

    def _run_cron(self, day):
        cron = self.env.ref("group_customer.ir_cron_group_customer_visit_plan_generate")
        # The clock has to run while the scheduled action does
        with (
            freeze_time(f"{day} 02:00:00", tick=True),
            self.enter_registry_test_mode(),
        ):
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_the_coming_month_is_planned_a_week_before(self):
        self._run_cron("2026-05-24")
        self.assertFalse(self.Plan.search([("month", "=", JUNE)]))
        self._run_cron("2026-05-25")
        plans = self.Plan.search([("month", "=", JUNE)])
        self.assertEqual(plans.user_id, self.account | self.colleague)
        self.assertTrue(all(plans.mapped("generated_on")))
        self.assertEqual(sum(plans.mapped("visit_count")), 3)
        activities = plans.activity_ids
        self.assertEqual(activities.user_id, plans.user_id)
        self.assertEqual(set(activities.mapped("date_deadline")), {date(2026, 5, 31)})
        # The next night: nothing new, and nobody is asked twice
        before = self._get_state(plans)
        self._run_cron("2026-05-26")
        self.assertEqual(self._get_state(plans), before)
        self.assertEqual(plans.activity_ids, activities)
        # Somebody new gets a plan, others keep theirs
        self.env["res.partner"].browse(self.mill.id).user_id = self.manager
        self.Attainment.search([("partner_id", "=", self.mill.id)]).unlink()
        self._run_cron("2026-05-27")
        self.assertEqual(
            self.Plan.search([("month", "=", JUNE)]).user_id,
            plans.user_id | self.manager,
        )

    @mute_logger(
        "odoo.addons.group_customer.models.visit.group_customer_visit_plan_cron"
    )
    def test_a_company_without_calendar_keeps_nobody_waiting(self):
        other = self.env["res.company"].create({"name": "No Calendar"})
        other.resource_calendar_id = False
        self._run_cron("2026-05-25")
        self.assertTrue(self.Plan.search([("month", "=", JUNE)]).visit_ids)

    def test_late(self):
        plan = self._generate()[self.account]
        self.assertFalse(plan.is_late)
        with freeze_time("2026-06-01 02:00:00"):
            plan.invalidate_recordset()
            self.assertTrue(plan.is_late)
            self.assertIn(plan, self.Plan.search([("is_late", "=", True)]))
            plan._write_server({"state": "submitted"})
            self.assertFalse(plan.is_late)
            self.assertNotIn(plan, self.Plan.search([("is_late", "in", [True])]))
            self.assertIn(plan, self.Plan.search([("is_late", "=", False)]))

    # === PROPOSED NEXT === #

    def test_proposed_next_is_planned_with_one_click(self):
        self._make_visit(self.north, "2026-04-20")
        self._make_visit(self.south, "2026-04-20")
        self._make_visit(self.south, "2026-05-20", "planned")
        self.Attainment._open(self.company, self.today)
        row = self._get_row(self.north)
        self.assertEqual((row.state, row.unplanned), ("overdue", 1))
        due = self.Attainment.with_user(self.account).search(
            [("is_proposed_next", "=", True)]
        )
        self.assertEqual(due, row)
        row.with_user(self.account).action_plan_next()
        plan = self.Plan.search([("user_id", "=", self.account.id)])
        self.assertEqual(plan.month, date(2026, 5, 1))
        visit = plan.visit_ids
        # Overdue: on the next working day, which is Monday
        self.assertEqual(self._get_times(visit), [(18, 8)])
        self.assertEqual((visit.partner_id, visit.policy_id), (self.north, self.policy))
        self.assertFalse(row.is_proposed_next)

    def test_proposed_next_without_visitor_or_room(self):
        self._make_visit(self.mill, "2026-04-20")
        self.mill.user_id = False
        self.Attainment._open(self.company, self.today)
        row = self._get_row(self.mill)
        with self.assertRaisesRegex(UserError, "Nobody is responsible"):
            row.with_user(self.director).action_plan_next()
        row._write_server({"user_id": self.account.id})
        self.env["group.customer.visit.window"].create(
            {"partner_id": self.mill.id, "weekday": "6"}
        )
        with self.assertRaisesRegex(UserError, "No visiting hours on a working day"):
            row.with_user(self.account).action_plan_next()
        with self.assertRaises(AccessError):
            row.with_user(self.users["employee"]).action_plan_next()
