# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .assignment_rules_common import AssignmentRulesCommon


@tagged("post_install", "-at_install")
class TestAssignmentRulesQueue(AssignmentRulesCommon):
    """New customers, new grades and every night."""

    def setUp(self):
        super().setUp()
        self.env.cr.execute("DELETE FROM group_customer_assignment_queue")

    def _queued(self):
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT p.name, q.kind FROM group_customer_assignment_queue q
                 JOIN res_partner p ON p.id = q.partner_id ORDER BY q.id"""
        )
        return self.env.cr.fetchall()

    def _drain(self):
        """Work without committing: slice by slice, as the cron does."""
        while self.Queue._apply_slice()[0]:
            pass
        self.env.invalidate_all()

    def test_new_customers(self):
        self._rule("user", user=self.cat, is_automatic=True)
        partner = self._accounts("New")
        self.env["res.partner"].create({"name": "Plain", "is_company": True})
        self.assertEqual(self._queued(), [("New", "new")])
        self._drain()
        self.assertEqual(partner.user_id, self.cat)
        self.assertEqual(self._queued(), [])
        run = self.Run.search([("kind", "=", "queue")], limit=1)
        self.assertEqual((run.assigned_count, run.state), (1, "done"))

    def test_who_becomes_a_group_customer_or_comes_back(self):
        self._rule("user", user=self.cat)
        partner = self.env["res.partner"].create({"name": "Late", "is_company": True})
        self.assertEqual(self._queued(), [])
        partner.is_group_customer = True
        partner.is_group_customer = True
        self.assertEqual(self._queued(), [("Late", "new")])
        partner.active = False
        partner.active = True
        self.assertEqual(self._queued(), [("Late", "new"), ("Late", "new")])

    def test_nothing_is_queued_that_no_rule_asks_for(self):
        rule = self._rule("user", user=self.cat, on_new=False, on_regrade=False)
        partner = self._accounts("New")
        self._grade(partner, "A")
        self.Queue._cron_queue_all()
        self.assertEqual(self._queued(), [])
        rule.on_schedule = True
        self.Queue._cron_queue_all()
        self.Queue._cron_queue_all()
        names = [name for name, kind in self._queued() if name == "New"]
        self.assertEqual(names, ["New"])

    def test_new_grades_by_hand_and_by_a_run(self):
        self._rule("user", user=self.cat, grades=["A"], on_new=False, is_automatic=True)
        partners = self._accounts("P1", "P2")
        self._grade(partners, "A")
        self.assertEqual(set(self._queued()), {("P1", "regrade"), ("P2", "regrade")})
        self._drain()
        self.assertEqual(partners.user_id, self.cat)
        # A grade that ends is a change too.
        partners[0].group_customer_award_ids._end("2999-01-01")
        self.assertEqual(self._queued(), [("P1", "regrade")])

    def test_rules_are_asked_for_their_events_only(self):
        self._rule("user", user=self.ann, on_regrade=False, is_automatic=True)
        self._rule("user", user=self.bob, on_new=False, is_automatic=True, sequence=20)
        new = self._accounts("New")
        self._drain()
        self.assertEqual(new.user_id, self.ann)
        self._grade(new, "B")
        self._drain()
        self.assertEqual(new.user_id, self.bob)

    def test_one_reassignment_a_day_and_the_directors_are_told(self):
        self._rule("user", user=self.cat)
        for name in ("P1", "P2"):
            self._accounts(name)
            self._drain()
        batch = self.env["group.customer.assignment.batch"].search(
            [("run_id.kind", "=", "queue")]
        )
        self.assertEqual(batch.line_ids.mapped("partner_id.name"), ["P1", "P2"])
        self.assertIn(self.director, batch.activity_ids.user_id)
        self.assertEqual(
            len(batch.activity_ids.filtered(lambda a: a.user_id == self.director)), 1
        )
        # One that is submitted is not added to.
        batch._write_server({"state": "submitted"})
        self._accounts("P3")
        self._drain()
        batches = self.env["group.customer.assignment.batch"].search(
            [("run_id.kind", "=", "queue")], order="id"
        )
        self.assertEqual(batches[1].line_ids.mapped("partner_id.name"), ["P3"])

    def test_what_was_refused_is_not_proposed_every_night(self):
        rule = self._rule("user", user=self.cat, on_new=False, on_schedule=True)
        partner = self._accounts("P1")
        self.Queue._cron_queue_all()
        self._drain()
        batch = self.env["group.customer.assignment.batch"].search(
            [("line_ids.partner_id", "=", partner.id)]
        )
        batch.action_cancel()
        self.Queue._cron_queue_all()
        self._drain()
        self.assertEqual(
            self.env["group.customer.assignment.batch"].search_count(
                [("line_ids.partner_id", "=", partner.id)]
            ),
            1,
        )
        # By hand it is proposed again.
        self.assertEqual(self._found(partner, rule), {"P1": ("move", "Cat")})

    def test_running_again_moves_nothing(self):
        self._rule("least_loaded", is_automatic=True, on_schedule=True)
        partners = self._accounts("P1", "P2", "P3")
        self._drain()
        holders = partners.mapped("user_id.name")
        rows = self.Assignment.search_count([])
        for _night in range(2):
            self.Queue._cron_queue_all()
            self._drain()
        self.assertEqual(partners.mapped("user_id.name"), holders)
        self.assertEqual(self.Assignment.search_count([]), rows)

    def test_an_account_that_is_refused_keeps_no_other_back(self):
        self._rule("user", user=self.cat, is_automatic=True)
        bad, good = self._accounts("Bad", "Good")
        Assignment = type(self.Assignment)
        assign = Assignment._assign

        def refuse(records, moves, *args, **kwargs):
            if any(move["partner_id"] == bad.id for move in moves):
                raise UserError("Not this one")  # pylint: disable=translation-required
            return assign(records, moves, *args, **kwargs)

        with patch.object(Assignment, "_assign", refuse):
            self._drain()
        self.assertFalse(bad.user_id)
        self.assertEqual(good.user_id, self.cat)
        run = self.Run.search([("kind", "=", "queue")], limit=1)
        line = run.line_ids.filtered(lambda line: line.partner_id == bad)
        self.assertEqual((line.outcome, line.explanation), ("left", "Not this one"))

    def test_shared_accounts_are_settled_by_the_first_company(self):
        """Two companies do not take an account from one another every night."""
        for company, user in (
            (self.env.company, self.cat),
            (self.other_company, self.outsider),
        ):
            self._rule(
                "user",
                user=user,
                company_id=company.id,
                is_automatic=True,
                on_schedule=True,
            )
        shared = self._accounts("Shared")
        theirs = self._accounts("Theirs", company_id=self.other_company.id)
        self._drain()
        self.assertEqual((shared.user_id, theirs.user_id), (self.cat, self.outsider))
        rows = self.Assignment.search_count([])
        self.Queue._cron_queue_all()
        self._drain()
        self.assertEqual(self.Assignment.search_count([]), rows)

    def test_in_slices(self):
        """Loads are read anew in each slice, so the result is that of one."""
        self._rule("least_loaded", is_automatic=True)
        partners = self._accounts(*[f"P{n}" for n in range(6)])
        # Ann, Bob, Cat, then Ann (full), Bob, Cat
        while self.Queue._apply_slice(2)[0]:
            self.env.invalidate_all()
        self.assertEqual(partners.mapped("user_id.name"), ["Ann", "Bob", "Cat"])
        self.assertEqual(
            [partner.user_id.name for partner in partners],
            ["Ann", "Bob", "Cat", "Ann", "Bob", "Cat"],
        )

    def test_the_cron(self):
        self._rule("user", user=self.cat, is_automatic=True)
        partner = self._accounts("New")
        cron = self.env.ref(
            "group_customer.ir_cron_group_customer_assignment_rule_apply"
        )
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(partner.user_id, self.cat)
        self.assertEqual(self._queued(), [])

    def test_a_new_territory(self):
        self._rule("user", user=self.cat, on_new=False, on_regrade=False, on_move=True)
        partner = self._accounts("P1")
        self.env["res.partner"]._territories_changed(partner.ids)
        self.assertEqual(self._queued(), [("P1", "move")])

    def test_old_lines_go(self):
        self._accounts("P1")
        self._rule("user", user=self.cat)
        run = self.Run.with_user(self.director).create({})
        preview = self.Run.with_user(self.director).create(
            {"rule_ids": [Command.clear()]}
        )
        run.action_apply()
        preview.action_preview()
        (run + preview).sudo()._write_server({"date": "2020-01-01"})
        self.Run._gc_lines()
        self.assertFalse(preview.exists())
        self.assertTrue(run.exists())
        self.assertFalse(run.line_ids)
