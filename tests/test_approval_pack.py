# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .approval_pack_common import DIRECTOR, ApprovalPackCommon


@tagged("post_install", "-at_install")
class TestApprovalPack(ApprovalPackCommon):
    """Approval rules, duties, guards and permitted terms come as a file."""

    # === LOADING === #

    def test_everything_is_loaded(self):
        counts, _pack = self._load(self._approvals())
        # a duty, a method, a rule with two steps, a guard, a range
        self.assertEqual(dict(counts), {"created": 7})
        rule = self._rule()
        self.assertEqual(
            rule.read(
                [
                    "sequence",
                    "domain",
                    "amount_min",
                    "amount_max",
                    "expiry_days",
                    "active",
                ]
            )[0],
            {
                "id": rule.id,
                "sequence": 3,
                "domain": "[('revenue', '>', 5)]",
                "amount_min": 10,
                "amount_max": 20,
                "expiry_days": 30,
                "active": True,
            },
        )
        self.assertEqual(rule.currency_id.name, "USD")
        self.assertEqual(str(rule.date_from), "2026-01-01")
        self.assertEqual(rule.with_context(lang="zh_CN").name, "行会项目")
        elder, do = rule.step_ids.sorted()
        duty = self.env.ref("group_customer.duty_guild_elder")
        self.assertEqual(elder.group_id, duty)
        self.assertEqual(elder.escalation_group_id, self.env.ref(DIRECTOR))
        self.assertEqual((elder.quorum, elder.quorum_count), ("number", 2))
        self.assertEqual((do.purpose, do.approver_kind), ("execute", "requester"))
        guard = self.env["group.customer.guarded.field"].search(
            [("field_name", "=", "industry_id")]
        )
        self.assertEqual(guard.type_id.code, "partner_data")
        self.assertEqual(guard.group_ids, duty + self.env.ref(DIRECTOR))
        self.assertTrue(guard.free_when_empty)
        term_range = self.env["group.customer.term.range"].search(
            [("code", "=", "guild")]
        )
        self.assertEqual(term_range.discount_max, 15)
        self.assertEqual(term_range.settlement_method_ids.name, "In Salt")

    def test_a_duty_is_no_more_than_an_employee(self):
        """A file gives nobody a right: neither members nor implied groups."""
        self._load(self._approvals())
        duty = self.env.ref("group_customer.duty_guild_elder")
        self.assertEqual(duty.implied_ids, self.env.ref("base.group_user"))
        self.assertFalse(duty.all_user_ids)
        self.assertEqual(duty.with_context(lang="zh_CN").name, "长老")
        data = self.env["ir.model.data"].search(
            [("model", "=", "res.groups"), ("res_id", "=", duty.id)]
        )
        self.assertEqual((data.name, data.noupdate), ("duty_guild_elder", True))
        content = self._approvals()
        content["duties"][0]["implied_ids"] = ["base.group_system"]
        with self.assertRaisesRegex(UserError, "“implied_ids” is not one"):
            self._register(content)

    def test_loading_twice_changes_nothing(self):
        self._load(self._approvals())
        counts, _pack = self._load(self._approvals())
        self.assertEqual(dict(counts), {"unchanged": 7})

    def test_newer_file(self):
        """What the company changed is kept; the rest follows the file."""
        self._load(self._approvals())
        rule = self._rule()
        rule.sequence = 4
        content = self._approvals(version=2)
        item = content["approval_rules"][0]
        item["sequence"] = 7
        item["expiry_days"] = 60
        item["steps"][0]["quorum_count"] = 3
        item["steps"][1]["code"] = "done"
        counts, pack = self._load(content)
        # rule, step: updated; the renamed step: one removed, one created
        self.assertEqual(
            dict(counts), {"unchanged": 4, "updated": 2, "created": 1, "removed": 1}
        )
        self.assertEqual((rule.sequence, rule.expiry_days), (4, 60))
        self.assertEqual(rule.step_ids.sorted()[0].quorum_count, 3)
        self.assertEqual(len(rule.step_ids), 2)
        pack.with_user(self.admin)._load(restore=True)
        self.assertEqual(rule.sequence, 7)

    def test_an_edited_duty_keeps_its_members_and_rights(self):
        self._load(self._approvals())
        duty = self.env.ref("group_customer.duty_guild_elder")
        duty.user_ids = self.users["manager"]
        duty.name = "Alderman"
        counts, _pack = self._load(self._approvals())
        self.assertEqual(dict(counts), {"unchanged": 6, "kept": 1})
        self.assertEqual(duty.name, "Alderman")
        self.assertEqual(duty.user_ids, self.users["manager"])

    def test_shared_with_another_pack(self):
        """Duties, methods and guards that are there already stay as they are."""
        self._load(self._approvals())
        other = self._approvals(code="league")
        other["duties"][0]["name"] = {"en_US": "Other"}
        other["settlement_methods"][0]["name"] = {"en_US": "Other"}
        other["guarded_fields"][0]["free_when_empty"] = False
        del other["term_ranges"]
        other["approval_rules"][0].update(code="league_project", sequence=9)
        counts, _pack = self._load(other)
        self.assertEqual(dict(counts), {"unchanged": 3, "created": 3})
        self.assertEqual(self.env.ref("group_customer.duty_guild_elder").name, "Elder")

    def test_a_code_of_somebody_else(self):
        self._load(self._approvals())
        with self.assertRaisesRegex(
            UserError, "(?s)At rule guild_project: There is an approval rule"
        ):
            self._load(self._approvals(code="league"))
        content = self._approvals(code="league")
        del content["approval_rules"]
        with self.assertRaisesRegex(UserError, "permitted terms “Guild terms”"):
            self._load(content)

    def test_a_rule_that_contradicts_one_of_the_company(self):
        """The whole load is taken back, naming the place."""
        self.Rule.create(
            {
                "name": "Ours",
                "type_id": self.env["group.customer.approval.type"]._get("project").id,
                "sequence": 3,
                "step_ids": [
                    Command.create(
                        {"name": "Boss", "group_id": self.env.ref(DIRECTOR).id}
                    )
                ],
            }
        )
        with self.assertRaisesRegex(
            UserError, "nothing was changed(?s:.*)guild_project(?s:.*)“Ours”"
        ):
            self._load(self._approvals())
        self.assertFalse(self._rule())
        self.assertFalse(
            self.env.ref("group_customer.duty_guild_elder", raise_if_not_found=False)
        )

    def test_incomplete_rule(self):
        content = self._approvals()
        content["approval_rules"][0]["steps"].reverse()
        with self.assertRaisesRegex(UserError, "executes before everything"):
            self._load(content)

    def test_named_users_are_chosen_here(self):
        content = self._approvals()
        step = content["approval_rules"][0]["steps"][0]
        step.update(approver_kind="users", group=None)
        _counts, pack = self._load(content)
        rule = self._rule()
        self.assertFalse(rule.active)
        load = pack._preview()[pack.id]
        rule.step_ids[0].user_ids = self.users["director"] + self.users["manager"]
        rule.active = True
        counts, _pack = self._load(content)
        self.assertTrue(rule.active)
        self.assertEqual(len(rule.step_ids[0].user_ids), 2)
        self.assertFalse(counts["removed"])
        self.assertFalse(load.counts()["created"])

    def test_note_about_named_users_and_currency(self):
        content = self._approvals()
        item = content["approval_rules"][0]
        item["steps"][0].update(approver_kind="users", group=None)
        item["currency"] = "XGC"
        pack = self._register(content)
        notes = "\n".join(pack.with_user(self.admin)._preview()[pack.id].notes)
        self.assertIn("“Guild project” names users", notes)
        self.assertIn("There is no currency XGC here", notes)

    def test_field_that_is_not_here(self):
        content = self._approvals()
        content["guarded_fields"][0]["field"] = "no_such_field"
        pack = self._register(content)
        load = pack.with_user(self.admin)._preview()[pack.id]
        self.assertIn("no field “no_such_field” here", "\n".join(load.notes))
        self.assertEqual(load.counts()["created"], 6)

    def test_range_that_names_what_is_not_here(self):
        """Loading it without would permit too much."""
        for key, value, text in (
            ("settlement_methods", ["pepper"], "Settlement Method “pepper”"),
            ("payment_terms", ["When it suits"], "“When it suits”"),
            ("category", "All / Nothing", "“All / Nothing”"),
        ):
            content = self._approvals()
            content["term_ranges"][0][key] = value
            with self.subTest(key=key), self.assertRaisesRegex(UserError, text):
                self._load(content)

    def test_pack_for_one_company(self):
        company = self.env.company
        content = self._approvals()
        pack = self._register(content)
        pack.company_id = company
        pack.with_user(self.admin)._load()
        self.assertEqual(self._rule().company_id, company)
        self.assertEqual(
            self.env["group.customer.term.range"]
            .search([("code", "=", "guild")])
            .company_id,
            company,
        )

    def test_only_administrators_load(self):
        pack = self._register(self._approvals())
        for role in ("account", "manager", "director", "settlement"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                pack.with_user(self.users[role]).action_load()
        pack.with_user(self.admin).action_load()
        self.assertTrue(self._rule())
