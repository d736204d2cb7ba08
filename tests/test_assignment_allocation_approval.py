# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .allocation_common import MONTH, AllocationCommon


@tagged("post_install", "-at_install")
class TestAllocationApproval(AllocationCommon):
    """From the proposal to the customers: approved by somebody else, carried out once,
    and not when something has changed meanwhile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._enter_figures("Li", 100, 100, 100, 100)
        cls.pool = cls._create_pool(renewal=3, old=6)
        cls.month_run = cls._computed()

    def _given(self, run=None):
        return (run or self.month_run).line_ids.filtered(
            lambda line: line.outcome != "left"
        )

    def test_from_the_proposal_to_the_customers(self):
        run = self.month_run
        request = self._submit(run)
        self.assertEqual((run.state, run.approval_state), ("submitted", "in_progress"))
        summary = dict(request.summary)
        self.assertEqual(summary["Month"], "2024-03")
        self.assertEqual(
            summary["Resources"], "9 in the pool: 7 dealt, 0 companions, 2 left"
        )
        self.assertEqual(summary["Old"], "4 dealt, target 4 (50 % of 9)")
        self.assertFalse(self._given().partner_id.user_id)
        self._decide(request)
        self.assertEqual((run.state, run.approval_state), ("done", "executed"))
        self.assertEqual(run.done_by_id, self.chief)
        for line in self._given():
            self.assertTrue(line.is_done)
            self.assertEqual(line.partner_id.user_id, line.user_id)
            self.assertEqual(line.resource_id.state, "allocated")
            self.assertEqual(line.resource_id.circulation_count, 1)
            self.assertEqual(line.partner_id.resource_circulation_count, 1)
            history = line.partner_id.assignment_ids.filtered("is_current")
            self.assertEqual(history.source, "allocation")
            self.assertEqual(history.request_id, request)
            self.assertEqual((history.res_model, history.res_id), (run._name, run.id))
        left = run.line_ids - self._given()
        self.assertEqual(len(left), 2)
        self.assertEqual(set(left.resource_id.mapped("state")), {"available"})
        self.assertEqual(set(left.resource_id.mapped("circulation_count")), {0})
        # The figures that were counted with stay what they were
        figures = self.env["group.customer.manager.month"].search(
            [("manager_id", "=", self.receivers["Li"].id)]
        )
        self.assertTrue(figures.is_locked)

    def test_carried_out_twice_nothing_happens(self):
        self._carry_out(self.month_run)
        rows = self.env["group.customer.assignment"].search_count([])
        self.month_run._execute()
        self.assertEqual(self.env["group.customer.assignment"].search_count([]), rows)
        resources = self._given().resource_id
        self.assertEqual(set(resources.mapped("circulation_count")), {1})

    def test_nothing_is_allocated_in_two_months(self):
        self._carry_out(self.month_run)
        given = self._given().resource_id
        april = self._computed(month=date(2024, 4, 1))
        self.assertFalse(april.line_ids.resource_id & given)
        self.assertEqual(april.pool_count, 2)

    def test_what_comes_back_circulates_again(self):
        """Without an account manager it is in the pool again, one circulation more
        behind it."""
        self._carry_out(self.month_run)
        line = self._given().filtered(lambda line: line.resource_id.name == "old 1")
        self.env["group.customer.assignment"]._assign(
            [
                {
                    "partner_id": line.partner_id.id,
                    "role_id": "account_manager",
                    "user_id": False,
                    "team_id": False,
                }
            ],
            "manual",
            reason="Complaint",
        )
        april = self._computed(month=date(2024, 4, 1))
        again = april.line_ids.filtered(
            lambda other: other.resource_id == line.resource_id
        )
        self.assertEqual(again.circulation_count, 1)
        self._carry_out(april)
        self.assertEqual(line.resource_id.circulation_count, 2)
        self.assertEqual(line.partner_id.resource_circulation_count, 2)

    # === NOT AROUND IT === #

    def test_who_prepared_it_does_not_decide(self):
        self.rule.step_ids.user_ids += self.director
        request = self._submit(self.month_run)
        self.assertNotIn(self.director, request.approver_ids.user_id)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._decide(request, user=self.director)
        self.env.invalidate_all()
        # Nor who computed what somebody else submits
        self._decide(request, "return", comment="Once more")
        self.assertEqual(self.month_run.state, "computed")
        self.month_run.with_user(self.chief).action_compute()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            request = self._submit(self.month_run)
            self._decide(request, user=self.chief)
        self.env.invalidate_all()
        self.assertEqual(self.month_run.state, "computed")

    def test_without_a_rule_it_is_not_carried_out(self):
        self.rule.active = False
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._submit(self.month_run)
        self._refused("only an approved allocation", self.month_run._execute)
        self.assertFalse(self._given().partner_id.user_id)

    def test_others_do_not_submit(self):
        for role in ("manager", "account"):
            # AccessError is a UserError
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self._submit(self.month_run, self.users[role])

    def test_what_was_submitted_is_what_is_decided(self):
        """A change behind the back of the guard is found at the decision."""
        request = self._submit(self.month_run)
        line = self._given()[0]
        other = (self.month_run.receiver_ids - line.final_receiver_id)[0]
        line._write_server({"final_receiver_id": other.id})
        self.env.flush_all()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._decide(request)
        self.env.invalidate_all()
        self.assertEqual(self.month_run.state, "submitted")

    def test_an_empty_run_is_not_submitted(self):
        run = self._computed(month=date(2020, 1, 1))
        with self.assertRaisesRegex(UserError, "gives nobody anything"):
            self._submit(run)
        draft = self.Run.with_user(self.director).create({"month": "2020-02-01"})
        with self.assertRaisesRegex(UserError, "when it is computed"):
            self._submit(draft)

    def test_a_computed_run_is_kept(self):
        self._refused("cancel it instead", self.month_run.unlink)
        draft = self.Run.with_user(self.director).create({"month": "2020-02-01"})
        draft.unlink()

    # === WHAT HAS CHANGED MEANWHILE === #

    def _assert_drift(self, expected, change):
        request = self._submit(self.month_run)
        change()
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, expected), self.env.cr.savepoint():
            self._decide(request)
        self.env.invalidate_all()
        self.assertEqual(self.month_run.state, "submitted")
        self.assertEqual(
            set(self._given().resource_id.mapped("circulation_count")), {0}
        )

    def test_a_customer_got_an_account_manager_meanwhile(self):
        partner = self.pool["old"][0].partner_id
        self._assert_drift(
            "Allocated old 1.*the customer has an account manager",
            lambda: partner.write({"user_id": self.users["account"].id}),
        )

    def test_a_customer_was_pinned_meanwhile(self):
        partner = self.pool["old"][0].partner_id
        self._assert_drift(
            "the customer is pinned",
            lambda: partner.write({"is_assignment_pinned": True}),
        )

    def test_a_resource_was_closed_meanwhile(self):
        resource = self.pool["old"][0]
        self._assert_drift(
            "is not available any more",
            lambda: resource._write_server({"state": "closed"}),
        )

    def test_a_receiver_left_meanwhile(self):
        receiver = self.receivers["Wang"]
        self._assert_drift(
            "Wang does not take part any more",
            lambda: receiver.write({"is_receiver": False}),
        )

    def test_a_certificate_ran_out_meanwhile(self):
        kind = self.env["group.customer.certificate.type"].create(
            {"name": "Funds", "code": "test_funds"}
        )
        self._assert_drift(
            "no valid certificate for “Old Customer” any more",
            lambda: self.kinds["old"].write({"certificate_type_ids": kind.ids}),
        )

    def test_figures_came_in_meanwhile(self):
        """A draft is made before the month whose figures count is over."""
        self._enter_figures("Wang", task=100, attendance=100, log=100, flexible=100)
        run = self.month_run
        self._refused("Wang has other monthly figures now", self._submit, run)
        run.with_user(self.director).action_compute()
        self.assertEqual(run.receiver_ids[1].user_id.name, "Wang")
        self._carry_out(run)
        self.assertEqual(run.state, "done")

    def test_two_customers_became_one_meanwhile(self):
        given = self._given().grouped("user_id")
        one, other = (lines[0].partner_id for lines in list(given.values())[:2])
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((one | other).ids, one)
        self._refused("was merged", self._submit, self.month_run)
        self.month_run.with_user(self.director).action_compute()
        self._carry_out(self.month_run)
        received = self.Resource.search([("partner_id", "=", one.id)])
        self.assertEqual(len(received), 2)
        self.assertEqual(received.allocated_user_id, one.user_id)

    def test_drift_is_found_at_submission_too(self):
        self.pool["old"][0].partner_id.is_assignment_pinned = True
        with self.assertRaisesRegex(UserError, "does not fit any more"):
            self._submit(self.month_run)
        self.env.invalidate_all()
        self.month_run.with_user(self.director).action_compute()
        self._carry_out(self.month_run)
        self.assertEqual(self.month_run.state, "done")

    # === THE DRAFT THAT COMES BY ITSELF === #

    def _prepare(self, day):
        with freeze_time(f"2024-{day} 12:00:00"):
            companies = self.Run._find_companies_to_prepare() & self.company
            for company in companies:
                self.Run._prepare_month(company)
        return self.Run.search(
            [("month", "=", "2024-05-01"), ("company_id", "=", self.company.id)]
        )

    def test_next_months_draft_comes_some_days_before(self):
        self.scheme.responsible_id = self.director
        self.assertFalse(self._prepare("04-25"))
        run = self._prepare("04-26")
        self.assertEqual(run.state, "computed")
        self.assertEqual(run.headcount, 3)
        self.assertEqual(run.pool_count, 9)
        self.assertEqual(run.activity_ids.user_id, self.director)
        # Once
        self.assertEqual(self._prepare("04-27"), run)
        self.assertEqual(len(run.activity_ids), 1)
        computed_on = run.computed_on
        self._prepare("04-28")
        self.assertEqual(run.computed_on, computed_on)

    def test_a_draft_that_cannot_be_computed_says_why(self):
        for receiver in self.receivers.values():
            receiver.is_receiver = False
        run = self._prepare("04-26")
        self.assertEqual(run.state, "draft")
        self.assertIn("the headcount is zero", run.problem)
        # Tried again the next day
        self.receivers["Li"].is_receiver = True
        self._prepare("04-27")
        self.assertEqual((run.state, run.problem), ("computed", False))

    def test_nothing_comes_by_itself_where_the_scheme_says_so(self):
        self.scheme.prepare_days = 0
        self.assertFalse(self._prepare("04-30"))

    def test_the_cron(self):
        today = fields.Date.today()
        days = (fields.Date.add(today.replace(day=1), months=1) - today).days
        self.scheme.prepare_days = days
        cron = self.env.ref("group_customer.ir_cron_group_customer_allocation_prepare")
        for _time in range(2):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
        runs = self.Run.search(
            [("month", ">", MONTH), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(runs.mapped("state"), ["computed"])
