# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .approval_rule_common import ApprovalRuleCommon


@tagged("post_install", "-at_install")
class TestApprovalRule(ApprovalRuleCommon):
    """What a rule must hold before it is in force."""

    def assertRefused(self, text, *args, **values):
        with (
            self.assertRaisesRegex(ValidationError, text),
            self.cr.savepoint(),
        ):
            self._rule(*args, **values)

    # === STEPS === #

    def test_no_step(self):
        self.assertRefused("“Empty” has no step in which anybody approves", "Empty", [])

    def test_only_an_execution(self):
        self.assertRefused(
            "no step in which anybody approves",
            steps=[self._step("Do", purpose="execute")],
        )

    def test_archived_rule_may_be_unfinished(self):
        rule = self._rule(steps=[], active=False)
        with self.assertRaisesRegex(ValidationError, "no step"), self.cr.savepoint():
            rule.active = True
        rule.write({"active": True, "step_ids": [Command.create(self._step())]})
        self.assertTrue(rule.active)

    def test_execution_is_the_last_step(self):
        self.assertRefused(
            "“Do” executes before everything is approved",
            steps=[self._step("Do", purpose="execute"), self._step("Decide")],
        )

    def test_two_executions(self):
        self.assertRefused(
            r"executes 2 times \(Do, Do again\)",
            steps=[
                self._step(),
                self._step("Do", purpose="execute"),
                self._step("Do again", purpose="execute"),
            ],
        )

    def test_steps_are_checked_when_written_alone(self):
        rule = self._rule(steps=[self._step(name) for name in ("Zero", "One", "Two")])
        zero, one, two = rule.step_ids
        two.purpose = "execute"
        with self.assertRaisesRegex(ValidationError, "executes 2"), self.cr.savepoint():
            one.purpose = "execute"
        zero.unlink()
        with self.assertRaisesRegex(ValidationError, "no step"), self.cr.savepoint():
            one.unlink()
        with (
            self.assertRaisesRegex(ValidationError, "before everything"),
            self.cr.savepoint(),
        ):
            self.env["group.customer.approval.step"].create(
                self._step("Late", rule_id=rule.id, sequence=9)
            )
        with (
            self.assertRaisesRegex(ValidationError, "before everything"),
            self.cr.savepoint(),
        ):
            one.sequence = 5

    def test_steps_that_are_moved_together(self):
        """Only the result counts, not what stands in between."""
        rule = self._rule(
            steps=[self._step("Decide"), self._step("Do", purpose="execute")]
        )
        decide, do = rule.step_ids
        rule.write(
            {
                "step_ids": [
                    Command.update(decide.id, {"purpose": "execute", "sequence": 9}),
                    Command.update(do.id, {"purpose": "approve", "sequence": 1}),
                ]
            }
        )
        self.assertEqual(rule.step_ids.sorted().mapped("name"), ["Do", "Decide"])

    def test_requester_never_approves(self):
        self.assertRefused(
            "the requester never approves",
            steps=[self._step(approver_kind="requester")],
        )
        rule = self._rule(
            steps=[
                self._step(),
                self._step("Do", purpose="execute", approver_kind="requester"),
            ]
        )
        self.assertFalse(rule.problems)

    def test_who_is_missing(self):
        for values, text in (
            ({"approver_kind": "users"}, "choose the users"),
            ({"approver_kind": "group", "group_id": False}, "choose the group"),
            ({"approver_kind": "account_role"}, "choose the role"),
            ({"escalation_kind": "users"}, "to whom it escalates"),
            ({"escalation_kind": "group"}, "to whom it escalates"),
            ({"quorum": "number", "quorum_count": 0}, "one at least"),
        ):
            with self.subTest(**values):
                self.assertRefused(text, steps=[self._step(**values)])

    def test_quorum_above_the_named_approvers(self):
        people = self.users["manager"] + self.users["director"]
        values = {
            "approver_kind": "users",
            "user_ids": [Command.set(people.ids)],
            "quorum": "number",
        }
        self.assertRefused(
            "3 have to approve, but only 2 are named",
            steps=[self._step(quorum_count=3, **values)],
        )
        rule = self._rule(steps=[self._step(quorum_count=2, **values)])
        with self.assertRaisesRegex(ValidationError, "only 1"), self.cr.savepoint():
            rule.step_ids.user_ids = self.users["manager"]

    def test_named_approver_who_cannot_decide(self):
        portal = new_test_user(self.env, "gc_portal", groups="base.group_portal")
        gone = new_test_user(self.env, "gc_gone", groups="base.group_user")
        gone.active = False
        for user in (portal, gone):
            for prefix in ("approver", "escalation"):
                name = "user_ids" if prefix == "approver" else "escalation_user_ids"
                with self.subTest(user=user.login, field=name):
                    self.assertRefused(
                        f"{re.escape(user.name)} cannot decide the step “Boss”",
                        steps=[
                            self._step(
                                "Boss",
                                **{
                                    f"{prefix}_kind": "users",
                                    name: [Command.set(user.ids)],
                                },
                            )
                        ],
                    )

    def test_numbers_of_a_step(self):
        for values, text in (
            ({"deadline_duration": -1}, "below zero"),
            ({"amount_min": -1}, "below zero"),
            ({"at_risk_percent": 101}, "between 0 and 100"),
            ({"at_risk_percent": -1}, "between 0 and 100"),
        ):
            with self.subTest(**values):
                self.assertRefused(text, steps=[self._step(**values)])

    # === DATES, AMOUNTS, FILTERS === #

    def test_dates_reversed(self):
        self.assertRefused(
            "ends before it begins", date_from="2026-02-01", date_to="2026-01-31"
        )
        self._rule(date_from="2026-02-01", date_to="2026-02-01")

    def test_range_reversed(self):
        for low, high in ((10, 10), (20, 10)):
            with self.subTest(low=low, high=high):
                self.assertRefused("is empty", amount_min=low, amount_max=high)
        for name in ("amount_min", "amount_max", "expiry_days"):
            with self.subTest(name=name):
                self.assertRefused("below zero", **{name: -1})

    def test_filters_that_cannot_be_used(self):
        for domain in (
            "nonsense",
            "[('no_such_field', '=', 1)]",
            "[('name', '=')]",
            "[('name', 'resembles', 'x')]",
            "[('approval_waiting_text', '=', 'x')]",
            "[('create_date', '>', 'yesterday-ish')]",
            "[('name', '=', __import__('os').getcwd())]",
            "[('partner_id.nothing', '=', 1)]",
        ):
            with self.subTest(domain=domain):
                self.assertRefused("cannot be used on", domain=domain)
                self.assertRefused("“Boss”", steps=[self._step("Boss", domain=domain)])

    def test_filters_that_can(self):
        for priority, domain in enumerate(
            (
                False,
                "",
                "[]",
                "[('name', 'ilike', 'x')]",
                "[('partner_id.group_root_id.name', '=', 'x')]",
                "['|', ('revenue', '>', 1), ('create_date', '>', '-7d')]",
            )
        ):
            with self.subTest(domain=domain):
                rule = self._rule(
                    domain=domain,
                    sequence=priority,
                    steps=[self._step(domain=domain), self._step()],
                )
                self.assertTrue(rule.applies_to)
                self.assertTrue(rule.step_summary)

    def test_filter_means_something_else_for_another_type(self):
        rule = self._rule(domain="[('revenue', '>', 1)]")
        with (
            self.assertRaisesRegex(ValidationError, "cannot be used on"),
            self.cr.savepoint(),
        ):
            rule.type_id = self._type("grade_run")

    # === OVERLAPS === #

    def test_overlap(self):
        """Each refused by name, with what tells the two apart."""
        other_company = self.env["res.company"].create({"name": "Overlap Ltd"})
        base = {
            "domain": "[('revenue', '>', 1)]",
            "amount_min": 100,
            "amount_max": 200,
            "date_from": "2026-01-01",
            "date_to": "2026-06-30",
            "company_id": self.company.id,
        }
        self._rule("First", **base)
        for change in (
            {},
            {"domain": "[('revenue','>',1)]"},
            {"domain": "[]"},
            {"domain": False},
            {"company_id": False},
            {"amount_min": 199},
            {"amount_min": 0, "amount_max": 101},
            {"amount_min": 0, "amount_max": 0},
            {"amount_max": 0},
            {"date_from": "2026-06-30", "date_to": False},
            {"date_from": False, "date_to": "2026-01-01"},
        ):
            with self.subTest(overlaps=change):
                self.assertRefused(
                    "“Second” and “First” would both hold", "Second", **base | change
                )
        for change in (
            {"sequence": 11},
            {"domain": "[('revenue', '>', 2)]"},
            {"company_id": other_company.id},
            {"amount_min": 200, "amount_max": 0},
            {"amount_min": 0, "amount_max": 100},
            {"date_from": "2026-07-01", "date_to": False},
            {"date_from": False, "date_to": "2025-12-31"},
            {"type_id": self._type("campaign").id},
            {"active": False},
        ):
            with self.subTest(apart=change):
                self._rule("Second", **base | change).unlink()

    def test_overlap_through_a_change(self):
        self._rule("First")
        second = self._rule("Second", sequence=20)
        with self.assertRaisesRegex(ValidationError, "both"), self.cr.savepoint():
            second.sequence = 10
        second.active = False
        second.sequence = 10
        with self.assertRaisesRegex(ValidationError, "both"), self.cr.savepoint():
            second.active = True

    def test_copy_is_archived(self):
        rule = self._rule("Original", code="original")
        copy = rule.copy()
        self.assertEqual(
            (copy.name, copy.active, copy.code), ("Original (copy)", False, False)
        )
        self.assertEqual(copy.step_ids.mapped("name"), ["Director"])

    def test_one_code_once(self):
        self._rule(code="once")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.cr.savepoint(),
        ):
            self._rule(code="once", sequence=2)

    # === WARNINGS === #

    def test_nobody_can_decide(self):
        """People come later: shown, not refused."""
        duty = self.env["res.groups"].create({"name": "Empty Duty"})
        rule = self._rule(steps=[self._step("Chair", group_id=duty.id)])
        self.assertIn("“Chair”: nobody can decide it (Empty Duty)", rule.problems)
        self.assertTrue(rule.has_problems)
        rule.step_ids.write(
            {"escalation_kind": "group", "escalation_group_id": self.directors.id}
        )
        self.assertIn("it goes to Director: All Accounts at once", rule.problems)
        duty.user_ids = self.users["manager"]
        self.assertFalse(rule.problems)
        self.assertFalse(rule.has_problems)

    def test_too_few_in_the_group(self):
        duty = self.env["res.groups"].create(
            {"name": "Pair", "user_ids": [Command.set(self.users["manager"].ids)]}
        )
        rule = self._rule(
            steps=[
                self._step("Chair", group_id=duty.id, quorum="number", quorum_count=2)
            ]
        )
        self.assertIn("asks for 2 people, but only 1 can decide", rule.problems)

    def test_approver_who_left(self):
        boss = new_test_user(self.env, "gc_boss", groups="base.group_user")
        rule = self._rule(
            steps=[
                self._step("Chair", approver_kind="users", user_ids=boss.ids),
                self._step(escalation_kind="users", escalation_user_ids=boss.ids),
            ]
        )
        self.assertFalse(rule.problems)
        boss.active = False
        self.assertEqual(rule.step_ids[0].user_ids, boss)
        self.assertIn("“Chair”: nobody can decide it", rule.problems)
        self.assertIn("names gc_boss", rule.problems)
        self.assertIn("nobody to escalate to", rule.problems)
        rule.expiry_days = 3  # can still be saved

    def test_approver_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        rule = self._rule(
            company_id=other.id,
            steps=[
                self._step(approver_kind="users", user_ids=self.users["manager"].ids)
            ],
        )
        self.assertIn("not of this company", rule.problems)

    def test_rule_that_never_holds(self):
        self._rule("Broad", sequence=1)
        rule = self._rule("Narrow", sequence=2, amount_min=10)
        self.assertIn("The rule “Broad” comes first", rule.problems)
        rule.sequence = 0
        self.assertFalse(rule.problems)

    def test_every_step_can_be_left_out(self):
        rule = self._rule(
            steps=[
                self._step("Large", amount_min=100),
                self._step("Odd", domain="[('revenue', '>', 5)]"),
                self._step("Do", purpose="execute"),
            ]
        )
        self.assertIn("Every step that approves has a condition", rule.problems)
        rule.step_ids[1].domain = "[]"
        self.assertFalse(rule.problems)

    def test_archived_type(self):
        rule = self._rule()
        self.project.active = False
        self.assertIn("is archived: nothing is submitted", rule.problems)
        with self.assertRaisesRegex(UserError, "is archived"):
            self._type("project")

    def test_unknown_type(self):
        with self.assertRaisesRegex(UserError, "no document type with the code nix"):
            self._type("nix")

    # === WHO MAY === #

    def test_only_administrators_change_rules(self):
        rule = self._rule()
        for role in ("account", "manager", "director", "settlement", "employee"):
            with self.subTest(role=role):
                mine = rule.with_user(self.users[role])
                self.assertEqual(mine.name, "Rule")
                self.assertIn("one of them approves", mine.step_summary)
                with self.assertRaises(AccessError):
                    mine.write({"sequence": 1})
                with self.assertRaises(AccessError):
                    mine.step_ids.write({"name": "Mine"})
                with self.assertRaises(AccessError):
                    self.Rule.with_user(self.users[role]).create(
                        {"name": "Mine", "type_id": self.project.id, "active": False}
                    )
                with self.assertRaises(AccessError):
                    mine.unlink()
        rule.with_user(self.users["admin"]).write({"sequence": 1})
        self.assertEqual(rule.sequence, 1)

    def test_rules_of_other_companies_are_hidden(self):
        other = self.env["res.company"].create({"name": "Hidden"})
        rule = self._rule(company_id=other.id)
        for role in ("account", "director", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                rule.with_user(self.users[role]).read(["name"])
            with self.subTest(role=role), self.assertRaises(AccessError):
                rule.step_ids.with_user(self.users[role]).read(["name"])

    def test_form(self):
        """An administrator makes a rule on the screen."""
        admin = self.users["admin"]
        with Form(self.Rule.with_user(admin)) as form:
            form.name = "On screen"
            form.type_id = self.project
            with form.step_ids.new() as step:
                step.name = "Boss"
                step.approver_kind = "users"
                step.user_ids.add(self.users["director"])
                step.deadline_duration = 2
        self.assertEqual(
            form.record.step_summary,
            f"1. Boss – {self.users['director'].name}: approves; within 2 working days",
        )

    def test_changed_steps_leave_a_trace(self):
        rule = self._rule()
        before = rule.message_ids
        rule.step_ids.deadline_duration = 1
        [message] = rule.message_ids - before
        self.assertIn("one of them approves; within 1 working day", message.body)
