# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .approval_rule_common import ApprovalRuleCommon

REPORT = "group_customer.report_approval_authority_table"


@tagged("post_install", "-at_install")
class TestApprovalAuthorityTable(ApprovalRuleCommon):
    """All rules on one sheet: who decides what (AP-01, AP-02)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.managers = cls.env.ref("group_customer.group_group_customer_manager")
        cls.staff = cls.env.ref("group_customer.group_group_customer_user")
        cls.duty = cls.env["res.groups"].create({"name": "Chest Keeper"})

    def _render(self, rules, role="manager"):
        """Return the rows of the table: texts of the cells."""
        content, _type = (
            self.env["ir.actions.report"]
            .with_user(self.users[role])
            ._render_qweb_html(REPORT, rules.ids)
        )
        tree = html.fromstring(content)
        return [
            [" ".join(" ".join(cell.itertext()).split()) for cell in row.findall("td")]
            for row in tree.xpath("//table[contains(@class, 'gc_rows')]/tbody/tr")
        ]

    def test_levels_and_order(self):
        """The step stands under its level, with its place in the order."""
        rule = self._rule(
            "Bridge projects",
            steps=[
                self._step("Site", group_id=self.staff.id),
                self._step("Head", approver_kind="team_manager", deadline_duration=2),
                self._step("Chest", group_id=self.duty.id, amount_min=100),
                self._step("Board", quorum="number", quorum_count=2),
                self._step("Build", purpose="execute", approver_kind="requester"),
            ],
            domain="[('type_code', '=', 'project')]",
            article="§ 5",
            date_from="2026-01-01",
            date_to="2026-12-31",
        )
        [row] = self._render(rule)
        number, document, applies, level_3, level_2, level_1, duty, execution = row
        self.assertEqual(number, "1")
        self.assertEqual(document, f"{self.project.name} Bridge projects")
        self.assertIn("Code of the Kind = project", applies)
        self.assertIn("01/01/2026 to 12/31/2026", applies)
        self.assertIn("§ 5", applies)
        self.assertEqual(level_3, "① Site User: Own Accounts: one of them approves")
        self.assertEqual(
            level_2,
            "② Head Department or team manager: approves; within 2 working days",
        )
        self.assertIn("③ Chest Chest Keeper: one of them approves; only from", duty)
        self.assertEqual(level_1, "④ Board Director: All Accounts: 2 of them approve")
        self.assertEqual(execution, "⑤ Build The requester: executes and tracks")

    def test_level_by_hand(self):
        rule = self._rule(
            steps=[
                self._step("Chest", group_id=self.duty.id, authority_level="2"),
                self._step(
                    "Envoy",
                    approver_kind="account_role",
                    account_role="chief_representative",
                ),
                self._step(
                    "Own",
                    approver_kind="account_role",
                    account_role="account_manager",
                ),
            ]
        )
        self.assertEqual(
            rule.step_ids.sorted().mapped("authority_level"), ["2", "1", "3"]
        )
        [row] = self._render(rule)
        self.assertIn("① Chest", row[4])
        self.assertIn("② Envoy Chief representative: approves", row[5])
        self.assertIn("③ Own Account manager: approves", row[3])

    def test_order_of_the_rules(self):
        late = self._rule("Late", sequence=20)
        early = self._rule("Early", sequence=5)
        order = self._rule("Order", type_id=self._type("order_review").id)
        rows = self._render(late + early + order)
        self.assertEqual(
            [(row[0], row[1].split()[-1]) for row in rows],
            [("1", "Order"), ("2", "Early"), ("3", "Late")],
        )

    def test_prints_what_is_in_force(self):
        """Without a choice: all that holds today, here."""
        other = self.env["res.company"].create({"name": "Hidden"})
        now = self._rule("Now")
        self._rule("Past", sequence=1, date_to="2020-01-01")
        self._rule("Future", sequence=2, date_from="2090-01-01")
        self._rule("Elsewhere", sequence=3, company_id=other.id)
        self._rule("Archived", sequence=4, active=False)
        rules = self.Rule.with_user(self.users["account"])
        action = rules.action_print_authority_table()
        self.assertEqual(action["report_name"], REPORT)
        self.assertEqual(action["context"]["active_ids"], now.ids)
        now.active = False
        with self.assertRaisesRegex(UserError, "No approval rule is in force today"):
            rules.action_print_authority_table()

    def test_types_without_a_rule_are_named(self):
        rule = self._rule()
        form = self.env[f"report.{REPORT}"]._prepare_authority_table(rule)
        self.assertIn(self._type("campaign").name, form["unruled"])
        self.assertNotIn(self.project.name, form["unruled"])
        # Those without a rule are decided by their own states
        self.assertNotIn(self._type("grade_run").name, form["unruled"])

    def test_rules_of_other_companies_are_not_printed(self):
        other = self.env["res.company"].create({"name": "Hidden"})
        rule = self._rule(company_id=other.id)
        with self.assertRaises(AccessError):
            self._render(rule)
        with self.assertRaises(AccessError):
            rule.with_user(self.users["manager"]).action_print_authority_table()

    def test_long_tables_have_pages(self):
        rules = self.Rule
        for number in range(40):
            rules += self._rule(f"Rule {number:02}", sequence=number)
        form = self.env[f"report.{REPORT}"]._prepare_authority_table(rules)
        self.assertGreater(len(form["pages"]), 2)
        printed = [row["number"] for page in form["pages"] for row in page["rows"]]
        self.assertEqual(printed, list(range(1, 41)))
