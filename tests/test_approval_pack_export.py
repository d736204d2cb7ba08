# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .approval_pack_common import DIRECTOR, ApprovalPackCommon


@tagged("post_install", "-at_install")
class TestApprovalPackExport(ApprovalPackCommon):
    """Approvals go out as a file."""

    def _export(self, **values):
        wizard = (
            self.env["group.customer.policy.pack.export"]
            .with_user(self.admin)
            .create({"name": "Ours", "code": "ours", **values})
        )
        content, notes = wizard._prepare_content()
        return content, "\n".join(notes)

    def test_round_trip(self):
        """What goes out comes in again as it was."""
        self._load(self._approvals())
        rule = self._rule()
        guard = self.env["group.customer.guarded.field"].search(
            [("field_name", "=", "industry_id")]
        )
        term_range = self.env["group.customer.term.range"].search(
            [("code", "=", "guild")]
        )
        content, notes = self._export(
            rule_ids=rule.ids,
            guarded_field_ids=guard.ids,
            term_range_ids=term_range.ids,
        )
        self.assertFalse(notes)
        original = self._approvals()
        for section in (
            "duties",
            "settlement_methods",
            "approval_rules",
            "guarded_fields",
            "term_ranges",
        ):
            for given, got in zip(original[section], content[section], strict=True):
                with self.subTest(section=section):
                    self._assert_holds(given, got)
        # In another database: the same with nothing there
        rule.unlink()
        guard.unlink()
        term_range.unlink()
        self.Pack.search([("code", "=", "guild")]).item_ids.unlink()
        counts, _pack = self._load(content)
        self.assertEqual(counts["created"], 5)  # the duty and the method are there
        again, _notes = self._export(rule_ids=self._rule().ids)
        self.assertEqual(again["approval_rules"], content["approval_rules"])

    def _assert_holds(self, given, got):
        for name, value in given.items():
            if isinstance(value, dict):
                value = {"en_US": value["en_US"], **value}
            if name == "steps":
                for one, other in zip(value, got[name], strict=True):
                    self._assert_holds(one, other)
            else:
                self.assertEqual(got[name], value, name)

    def test_groups_without_an_external_id_become_duties(self):
        group = self.env["res.groups"].create({"name": "Board of Elders"})
        self._load(self._approvals())
        rule = self._rule()
        rule.step_ids[0].group_id = group
        content, _notes = self._export(rule_ids=rule.ids)
        self.assertEqual(
            [(item["code"], item["name"]["en_US"]) for item in content["duties"]],
            [("board_of_elders", "Board of Elders")],
        )
        step = content["approval_rules"][0]["steps"][0]
        self.assertEqual(step["group"], "board_of_elders")
        self.assertEqual(step["escalation_group"], DIRECTOR)

    def test_export_leaves_users_out(self):
        boss = new_test_user(self.env, "gc_boss", groups="base.group_user")
        self._load(self._approvals())
        rule = self._rule()
        rule.step_ids[0].write(
            {"approver_kind": "users", "user_ids": boss.ids, "quorum": "any"}
        )
        content, notes = self._export(rule_ids=rule.ids)
        self.assertNotIn("gc_boss", str(content))
        self.assertIn("names users", notes)

    def test_export_tells_numbers_in_filters(self):
        self._load(self._approvals())
        rule = self._rule()
        rule.domain = f"[('partner_id', '=', {self.head.id})]"
        _content, notes = self._export(rule_ids=rule.ids)
        self.assertIn("Head Holding", notes)

    def test_export_of_nothing(self):
        with self.assertRaisesRegex(UserError, "at least one setting"):
            self._export()
