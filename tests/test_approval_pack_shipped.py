# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .approval_pack_common import ApprovalPackCommon

SHIPPED = ("general", "bank_vip", "insurance", "telecom")


@tagged("post_install", "-at_install")
class TestApprovalPackShipped(ApprovalPackCommon):
    """Who approves what in the shipped packs."""

    def test_shipped_packs_load_once(self):
        for code in SHIPPED:
            with self.subTest(pack=code):
                self.Pack._load_shipped_pack(code)
                counts = self.Pack._load_shipped_pack(code)
                self.assertEqual(set(counts), {"unchanged"})

    def test_every_type_that_refuses_has_a_rule(self):
        """After the installation, with nothing else loaded."""
        pack = self.Pack.search(self.Pack._get_shipped_domain("general"))
        rules = {item["type"] for item in pack._get_content()["approval_rules"]}
        types = self.env["group.customer.approval.type"].search([])
        refusing = types.filtered(lambda item: item.without_rule == "refuse")
        missing = set(refusing.mapped("code")) - rules
        # Nothing can be allocated before a pack has brought an allocation scheme,
        # and that pack brings the rule too.
        self.assertLessEqual(missing, {"customer_allocation"})
        for pack in self.Pack.search([("origin", "=", "shipped")]):
            content = pack._get_content()
            if content.get("allocation_schemes"):
                brought = {item["type"] for item in content["approval_rules"]}
                self.assertIn("customer_allocation", brought, pack.name)

    def test_discount_change_goes_the_way_of_the_source(self):
        """AP-03: marketing manager, chief accountant, who alone carries it out."""
        self.Pack._load_shipped_pack("general")
        rule = self._rule("discount_change")
        steps = rule.step_ids.sorted()
        marketing = self.env.ref(
            "group_customer.group_group_customer_marketing_manager"
        )
        accountant = self.env.ref(
            "group_customer.group_group_customer_chief_accountant"
        )
        self.assertEqual(
            [(step.purpose, step.group_id) for step in steps],
            [
                ("approve", marketing),
                ("approve", accountant),
                ("execute", accountant),
            ],
        )
        self.assertEqual(steps[2].escalation_kind, "none")

    def test_grade_table_goes_the_way_of_the_source(self):
        """AP-05: department manager, marketing manager, settlement manager."""
        self.Pack._load_shipped_pack("general")
        steps = self._rule("grade_run").step_ids.sorted()
        self.assertEqual(
            [(step.purpose, step.approver_kind) for step in steps],
            [
                ("approve", "team_manager"),
                ("approve", "group"),
                ("execute", "group"),
            ],
        )
        self.assertEqual(
            steps[2].group_id,
            self.env.ref("group_customer.group_group_customer_settlement_manager"),
        )
        self.assertTrue(steps[2].separate_executor)

    def test_vip_card_on_both_routes(self):
        """AP-07: one rule per route, and one only for each request."""
        self.Pack._load_shipped_pack("bank_vip")
        scheme = self.Scheme.search([("code", "=", "vip_card")])
        vip = self.env["group.customer.approval.type"]._get("vip_application")
        self._rule("vip_card_individual").active = True
        self._rule("vip_card_executive").active = True
        for code, duty in (
            ("individual", "personal_banking"),
            ("corporate_executive", "corporate_banking"),
        ):
            route = scheme.route_ids.filtered(lambda item, code=code: item.code == code)
            request = self.env["group.customer.grade.request"].new(
                {"scheme_id": scheme.id, "route_id": route.id}
            )
            with self.subTest(route=code):
                rule = self.Rule._find_rule(
                    request, vip, self.env.company, None, None, "2026-05-12"
                )
                steps = rule.step_ids.sorted()
                self.assertEqual(
                    steps.group_id,
                    self.env.ref(f"group_customer.duty_{duty}")
                    + self.env.ref("group_customer.duty_e_banking"),
                )
                self.assertEqual(steps.mapped("purpose"), ["approve", "execute"])

    def test_deadlines_are_marked_as_assumptions(self):
        """No source gives a deadline: every rule with one says so."""
        for code in SHIPPED:
            content = self.Pack._read_shipped(code)
            for item in content["approval_rules"]:
                with self.subTest(pack=code, rule=item["code"]):
                    if any(step.get("deadline_duration") for step in item["steps"]):
                        self.assertIn("assumption", item["description"]["en_US"])
                        self.assertIn("假设", item["description"]["zh_CN"])

    def test_texts_in_both_languages(self):
        for code in SHIPPED:
            content = self.Pack._read_shipped(code)
            for item in [
                *content.get("duties", []),
                *content["approval_rules"],
                *[step for rule in content["approval_rules"] for step in rule["steps"]],
            ]:
                with self.subTest(pack=code, item=item["code"]):
                    for name in ("name", "description", "comment"):
                        if name in item:
                            self.assertEqual(set(item[name]), {"en_US", "zh_CN"})

    def test_what_a_pack_tells(self):
        pack = self.Pack.search(self.Pack._get_shipped_domain("bank_vip"))
        self.assertEqual(pack.approval_rule_count, 2)
        self.assertIn("Personal Banking", pack.duty_names)
        general = self.Pack.search(self.Pack._get_shipped_domain("general"))
        self.assertIn("Credit Limit", general.guarded_field_names)
