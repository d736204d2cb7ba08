# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .assignment_rules_common import AssignmentRulesCommon


@tagged("post_install", "-at_install")
class TestAssignmentRulesRun(AssignmentRulesCommon):
    """Previews, and applying what the rules find."""

    def _run(self, user=None, **values):
        return self.Run.with_user(user or self.director).create(values)

    def test_preview_changes_nothing(self):
        partners = self._accounts("P1", "P2", "P3")
        partners[2].is_assignment_pinned = True
        self._accounts("P4", user_id=self.cat.id)
        self._rule("user", user=self.cat, is_automatic=True)
        run = self._run()
        run.action_preview()
        self.assertEqual(run.state, "previewed")
        self.assertEqual(
            (run.seen_count, run.move_count, run.kept_count, run.pinned_count),
            (4, 2, 1, 1),
        )
        self.assertEqual((run.assigned_count, run.proposed_count), (0, 0))
        self.assertFalse(partners.user_id)
        lines = {line.partner_id.name: line for line in run.line_ids}
        self.assertEqual(set(lines), {"P1", "P2", "P3"})
        self.assertEqual(lines["P1"].to_user_id, self.cat)
        self.assertEqual(lines["P1"].outcome, "move")
        self.assertEqual(lines["P3"].outcome, "pinned")
        load = run.load_ids.filtered(lambda load: load.user_id == self.cat)
        self.assertEqual((load.before, load.change, load.after), (1, 2, 3))

    def test_automatic_rules_assign_at_once_with_the_reason(self):
        partners = self._accounts("P1", "P2")
        self._rule("user", user=self.cat, is_automatic=True)
        run = self._run()
        run.action_apply()
        self.assertEqual(run.state, "done")
        self.assertEqual((run.assigned_count, run.proposed_count), (2, 0))
        self.assertEqual(partners.user_id, self.cat)
        row = self._rows(partners[0])
        self.assertEqual((row.source, row.user_id), ("rule", self.cat))
        self.assertEqual((row.res_model, row.res_id), (run._name, run.id))
        self.assertIn("named in the rule; 0 accounts before", row.reason)
        self.assertEqual(row.assigned_by_id, self.director)

    def test_other_moves_become_one_reassignment(self):
        partners = self._accounts("P1", "P2")
        self._grade(partners[0], "A")
        auto = self._rule("user", user=self.bob, is_automatic=True, grades=["A"])
        rule = self._rule("user", user=self.cat, sequence=20)
        run = self._run()
        action = run.action_apply()
        batch = run.batch_ids
        self.assertEqual(action["res_id"], batch.id)
        self.assertEqual((batch.source, batch.state), ("rule", "draft"))
        self.assertEqual(partners[0].user_id, self.bob)
        self.assertFalse(partners[1].user_id)
        line = batch.line_ids
        self.assertEqual(line.partner_id, partners[1])
        self.assertEqual((line.rule_id, line.to_user_id), (rule, self.cat))
        self.assertIn("named in the rule", line.explanation)
        self.assertTrue(auto)
        batch._execute()
        self.assertEqual(partners[1].user_id, self.cat)
        self.assertEqual(self._rows(partners[1]).source, "rule")

    def test_what_is_proposed_already_is_not_proposed_again(self):
        partners = self._accounts("P1", "P2")
        self._rule("least_loaded")
        self._run().action_apply()
        self.assertEqual(
            self._found(partners), {"P1": ("waiting", ""), "P2": ("waiting", "")}
        )
        again = self._run()
        again.action_apply()
        self.assertFalse(again.batch_ids)
        self.assertEqual(again.waiting_count, 2)

    def test_what_is_on_its_way_counts_as_load(self):
        """P1 to P3 are proposed to Ann (0), Bob (0), Cat (0); the next one finds one
        account each and Ann first, who is full after it."""
        self._accounts("P1", "P2", "P3")
        self._rule("least_loaded")
        self._run().action_apply()
        partners = self._accounts("P4", "P5")
        self.assertEqual(
            self._found(partners), {"P4": ("move", "Ann"), "P5": ("move", "Bob")}
        )

    def test_only_some_rules_and_accounts(self):
        partners = self._accounts("P1", "P2")
        rule = self._rule("user", user=self.bob, is_automatic=True, sequence=20)
        self._rule("user", user=self.cat, is_automatic=True, sequence=1)
        run = self._run(
            rule_ids=[Command.set(rule.ids)], domain="[('name', '=', 'P1')]"
        )
        run.action_apply()
        self.assertEqual(partners.mapped("user_id"), self.bob)
        self.assertFalse(partners[1].user_id)

    def test_an_applied_run_stays(self):
        self._accounts("P1")
        self._rule("user", user=self.cat, is_automatic=True)
        run = self._run()
        run.action_apply()
        for call in (
            run.action_apply,
            run.action_preview,
            run.unlink,
            lambda: run.write({"domain": "[]"}),
        ):
            with self.assertRaisesRegex(UserError, "was applied"):
                call()

    def test_a_changed_preview_is_none_any_more(self):
        self._accounts("P1")
        self._rule("user", user=self.cat)
        run = self._run()
        run.action_preview()
        run.domain = "[('name', '=', 'P9')]"
        self.assertEqual((run.state, run.move_count), ("draft", 0))
        self.assertFalse(run.line_ids)
        self.assertFalse(run.load_ids)

    def test_without_rules(self):
        with self.assertRaisesRegex(UserError, "No assignment rule is in force"):
            self._run().action_preview()

    def test_a_filter_that_cannot_be_read(self):
        self._rule("user", user=self.cat)
        with self.assertRaisesRegex(ValidationError, "cannot be read"):
            self._run(domain="[('no_such_field', '=', 1)]").action_preview()

    def test_who_may_run_rules(self):
        self._rule("user", user=self.cat)
        for role in ("account", "manager", "settlement", "employee"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._run(self.users[role])
        run = self._run()
        for role in ("account", "manager"):
            for name in ("action_preview", "action_apply", "action_view_lines"):
                with self.subTest(role=role, name=name), self.assertRaises(AccessError):
                    getattr(run.with_user(self.users[role]), name)()

    def test_results_cannot_be_entered(self):
        run = self._run()
        with self.assertRaisesRegex(UserError, "filled by the system"):
            run.write({"move_count": 3})
        with self.assertRaisesRegex(UserError, "filled by the system"):
            run.write({"state": "done"})
        with self.assertRaisesRegex(UserError, "filled by the system"):
            self._run(kind="queue")
        rule = self._rule("user", user=self.cat)
        with self.assertRaisesRegex(UserError, "filled by the system"):
            rule.with_user(self.users["admin"]).write({"last_user_id": self.ann.id})

    def test_rules_of_another_company_are_not_run(self):
        rule = self._rule("user", user=self.cat, company_id=self.other_company.id)
        with self.assertRaises(AccessError):
            self._run(rule_ids=[Command.set(rule.ids)])
        self.director.company_ids += self.other_company
        with self.assertRaisesRegex(UserError, "No assignment rule is in force"):
            self._run(rule_ids=[Command.set(rule.ids)]).action_preview()


@tagged("post_install", "-at_install")
class TestAssignmentRulesCheck(AssignmentRulesCommon):
    """What a rule must hold."""

    def test_rules_that_fall_back_on_one_another(self):
        one = self._rule("territory_holder", name="One")
        two = self._rule("same_group", name="Two", fallback=one)
        with self.assertRaisesRegex(
            ValidationError, "in a circle: “(One” → “Two|Two” → “One)” → “(One|Two)”"
        ):
            one.fallback_rule_id = two
        with self.assertRaisesRegex(ValidationError, "in a circle"):
            two.fallback_rule_id = two

    def test_a_fallback_for_another_role(self):
        chief = self._rule("user", role="chief_representative", user=self.cat)
        with self.assertRaisesRegex(ValidationError, "cannot fall back on"):
            self._rule("territory_holder", fallback=chief)

    def test_a_fallback_is_asked_whatever_its_filter(self):
        last = self._rule("user", user=self.cat, domain="[('name', '=', 'None')]")
        self._rule("territory_holder", fallback=last, sequence=1)
        partners = self._accounts("P1")
        self.assertEqual(self._found(partners), {"P1": ("move", "Cat")})
        # An archived rule is not asked.
        last.active = False
        self.assertEqual(self._found(partners), {"P1": ("left", "")})

    def test_a_person_is_needed(self):
        with self.assertRaisesRegex(ValidationError, "choose the person"):
            self._rule("user")
        self.assertTrue(self._rule("user", active=False))

    def test_people_of_other_roles_come_from_a_team_or_duty(self):
        with self.assertRaisesRegex(ValidationError, "choose a sales team or a duty"):
            self._rule("least_loaded", role="chief_representative")

    def test_a_filter_that_cannot_be_read(self):
        for domain in ("[('no_such_field', '=', 1)]", "[(", "[('id', '=', uid)]"):
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                self._rule("user", user=self.cat, domain=domain)

    def test_problems_are_shown(self):
        rule = self._rule("user", user=self.cat)
        self.assertFalse(rule.has_problems)
        rule.write({"on_new": False, "on_regrade": False})
        self.assertIn("asked by hand", rule.problems)
        team = self.env["crm.team"].create({"name": "Empty"})
        empty = self._rule("round_robin", team=team)
        self.assertIn("nobody to choose among", empty.problems)

    def test_a_copy_starts_archived(self):
        copy = self._rule("user", user=self.cat, name="One").copy()
        self.assertEqual((copy.name, copy.active), ("One (copy)", False))

    def test_only_administrators_change_rules(self):
        rule = self._rule("user", user=self.cat)
        for role in ("account", "manager", "director", "employee"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                rule.with_user(self.users[role]).write({"is_automatic": True})
        rule.with_user(self.users["admin"]).write({"is_automatic": True})

    def test_a_map_moves_at_once_where_its_rules_are_automatic(self):
        plan = self.env["group.customer.territory.plan"].create({"name": "Map"})
        self.assertFalse(plan._is_automatic_move())
        rule = self._rule("territory_holder", is_automatic=True)
        self.assertTrue(plan._is_automatic_move())
        rule.only_unmanaged = True
        self.assertFalse(plan._is_automatic_move())
        rule.write({"only_unmanaged": False, "is_automatic": False})
        self.assertFalse(plan._is_automatic_move())
