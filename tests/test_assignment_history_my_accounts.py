# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime

from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .assignment_history_common import AssignmentHistoryCommon


@tagged("post_install", "-at_install")
class TestMyAccounts(AssignmentHistoryCommon):
    """The account manager's home, and the lists of accounts without one."""

    def _find(self, user, domain=()):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.group_customer_my_accounts_action"
        )
        found = safe_eval(action["domain"], {"uid": user.id})
        partners = self.env["res.partner"].with_user(user)
        return partners.search([*found, *domain])

    def test_accounts_of_every_role(self):
        """Managed, represented, supported – and nobody else's."""
        backed = self._create_company_partner("Backed", user_id=self.stranger.id)
        self._create_company_partner("Foreign", user_id=self.stranger.id)
        self._assign(backed, self.account, "backup")
        self.assertEqual(
            set(self._find(self.account).mapped("name")), {"Works", "Backed"}
        )
        mine = self.env["res.partner"].with_user(self.account)
        self.assertTrue(mine.browse(backed.id).is_my_account)
        self._assign(backed, self.colleague, "backup")
        self.assertEqual(self._find(self.account).mapped("name"), ["Works"])
        mine.invalidate_model(["is_my_account"])
        self.assertFalse(mine.browse(backed.id).is_my_account)
        self.assertIn(backed, mine.search([("is_my_account", "=", False)]))
        # Whoever may not read the history has no accounts, and no error
        self.assertFalse(self._find(self.users["employee"]))

    def test_first_menu_of_the_app(self):
        root = self.env.ref("group_customer.group_customer_menu_root")
        menus = self.env["ir.ui.menu"].with_user(self.account)
        first = menus.search([("parent_id", "=", root.id)], limit=1)
        self.assertEqual(
            first, self.env.ref("group_customer.group_customer_menu_my_accounts")
        )

    # === WARNINGS === #

    def _warnings(self, partner, user=None):
        partner = partner.with_user(user or self.account)
        partner.invalidate_recordset(["account_warnings"])
        return {
            warning["kind"]: warning["text"]
            for warning in partner.account_warnings or []
        }

    def test_nothing_to_warn_of(self):
        self.assertFalse(self.works.with_user(self.account).account_warnings)

    def test_overdue(self):
        self.env["group.customer.snapshot"]._rebuild()
        snapshot = self.env["group.customer.snapshot"].search(
            [
                ("partner_id", "=", self.works.id),
                ("company_id", "=", self.env.company.id),
            ]
        )
        self.env.cr.execute(
            "UPDATE group_customer_snapshot SET total_overdue = 1234.5 WHERE id = %s",
            [snapshot.id],
        )
        self.env.invalidate_all()
        self.assertIn("1,234.50", self._warnings(self.works)["overdue"])

    def test_open_requests_that_the_user_may_see(self):
        self._guard("vat")
        self._rule("partner_data", self.users["director"])
        change = (
            self.env["group.customer.change.request"]
            .with_user(self.account)
            .create(
                {
                    "type_id": self.env["group.customer.approval.type"]
                    ._get("partner_data")
                    .id,
                    "partner_id": self.works.id,
                    "reason": "Moved",
                    "line_ids": [
                        Command.create(
                            {
                                "field_id": self.env["ir.model.fields"]
                                ._get("res.partner", "vat")
                                .id,
                                "new_text": "CN77",
                            }
                        )
                    ],
                }
            )
        )
        self.env["group.customer.approval.request"].with_user(self.account)._submit(
            change, note="Moved"
        )
        self.assertEqual(self._warnings(self.works)["request"], "Open requests: 1")
        self.assertNotIn("request", self._warnings(self.works, self.users["employee"]))

    def _guard(self, name):
        self.env["group.customer.guarded.field"].create(
            {
                "field_id": self.env["ir.model.fields"]._get("res.partner", name).id,
                "type_id": self.env["group.customer.approval.type"]
                ._get("partner_data")
                .id,
            }
        )

    def test_leavers_and_pins(self):
        self.works.is_assignment_pinned = True
        self.env["group.customer.manager"].search(
            [("user_id", "=", self.account.id)]
        ).unlink()
        self.env["group.customer.manager"].create(
            {"user_id": self.account.id, "leaving_on": "2024-03-01"}
        )
        self.assertEqual(set(self._warnings(self.works)), {"leaver", "pinned"})

    def test_pool(self):
        self.works.sudo()._write_server(
            {"pool_state": "warned", "pool_due_on": date(2024, 5, 1)}
        )
        self.assertIn("2024", self._warnings(self.works)["pool"])

    # === NEXT MEETING === #

    @freeze_time("2024-03-10 08:00:00")
    def test_next_meeting(self):
        """The next one with the account or one of its people; past ones are over."""
        events = self.env["calendar.event"]
        for day, guest in (
            ("2024-03-09", self.works),
            ("2024-03-14", self.works),
            ("2024-03-12", self.contact),
            ("2024-03-11", self.south),
        ):
            events.create(
                {
                    "name": f"Meeting {day}",
                    "start": f"{day} 10:00:00",
                    "stop": f"{day} 11:00:00",
                    "partner_ids": [Command.set(guest.ids)],
                }
            )
        self.works.invalidate_recordset()
        self.assertEqual(
            self.works.account_next_meeting, datetime(2024, 3, 12, 10, 0, 0)
        )
        self.assertFalse(self.north.account_next_meeting)

    # === PEOPLE OF THE ACCOUNT === #

    def test_account_team(self):
        self._assign(self.works, self.colleague, "backup")
        self.works.invalidate_recordset()
        names = self.account.name, self.colleague.name
        self.assertEqual(
            self.works.account_team_text,
            f"Account Manager: {names[0]}, Backup Account Manager: {names[1]}",
        )
        self.assertEqual(
            self.works.assignment_current_ids.user_id, self.account + self.colleague
        )

    def test_approvers_by_role(self):
        """Backup and technical support (AM-28) decide where a rule says so."""
        resolver = self.env["group.customer.approval.resolver"]
        self._assign(self.works, self.colleague, "backup")
        self._assign(self.head, self.stranger, "service_contact")
        self.Assignment._assign(
            [self._move(self.works, role="technical_support", team_id=self.team.id)],
            "manual",
        )

        def find(partner, role):
            return resolver._resolve("account_role", account_role=role, partner=partner)

        self.assertEqual(find(self.works, "backup"), self.colleague)
        self.assertEqual(find(self.contact, "backup"), self.colleague)
        self.assertEqual(find(self.north, "service_contact"), self.stranger)
        self.assertEqual(
            find(self.works, "technical_support"), self.account + self.colleague
        )
        self.assertFalse(find(self.north, "backup"))

    # === LISTS === #

    def _search(self, name, value=True):
        tested = self.tree + self.works
        partners = self.env["res.partner"].with_user(self.users["director"])
        return partners.search([(name, "=", value), ("id", "in", tested.ids)])

    def test_accounts_without_active_manager(self):
        """No account manager, or one who was archived (AM-21)."""
        self.assertEqual(self._search("is_unmanaged").ids, self.tree.sorted().ids)
        self.assertEqual(self._search("is_unmanaged", False), self.works)
        # Archived by SQL: the guard on archiving holders is another matter
        self.env.cr.execute(
            "UPDATE res_users SET active = FALSE WHERE id = %s", [self.account.id]
        )
        self.env.invalidate_all()
        self.assertIn(self.works, self._search("is_unmanaged"))
        self.assertTrue(self.works.is_unmanaged)
        self.assertEqual(self._search("is_manager_leaving"), self.works)
        self.assertTrue(self.works.is_manager_leaving)
        plain = self.env["res.partner"].create({"name": "Plain", "is_company": True})
        self.assertFalse(plain.is_unmanaged)

    def test_accounts_of_who_leaves(self):
        self.assertFalse(self._search("is_manager_leaving"))
        profile = self.env["group.customer.manager"].create(
            {"user_id": self.account.id, "leaving_on": "2024-03-01"}
        )
        self.env.invalidate_all()
        self.assertEqual(self._search("is_manager_leaving"), self.works)
        self.assertEqual(len(self._search("is_manager_leaving", False)), 4)
        profile.leaving_on = "2099-12-31"
        self.env.invalidate_all()
        self.assertFalse(self._search("is_manager_leaving"))

    # === SPEED === #

    def test_page_takes_a_constant_number_of_queries(self):
        """A page of 40 cards reads no more often than one of 5."""
        specification = {
            name: {}
            for name in (
                "complete_name",
                "account_warnings",
                "account_next_meeting",
                "account_team_text",
                "is_manager_leaving",
                "is_unmanaged",
                "group_total_receivable",
                "activity_state",
                "customer_stage",
            )
        }
        self.env["res.partner"].create(
            [
                {
                    "name": f"Page {index}",
                    "is_company": True,
                    "is_group_customer": True,
                    "user_id": self.account.id,
                }
                for index in range(45)
            ]
        )
        partners = self.env["res.partner"].with_user(self.account)
        domain = [("name", "like", "Page")]

        def count(limit):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = partners.web_search_read(domain, specification, limit=limit)
            self.assertEqual(len(found["records"]), limit)
            return self.env.cr.sql_log_count - before

        count(5)
        self.assertEqual(count(5), count(40))

    def test_grouped_by_grade(self):
        """The kanban of the home groups by the grade of the company."""
        groups = (
            self.env["res.partner"]
            .with_user(self.account)
            .web_read_group(
                [("user_id", "=", self.account.id)],
                ["group_customer_grade_id"],
                ["__count"],
            )["groups"]
        )
        # Works and its contact, neither of them graded
        self.assertEqual(
            [(group["group_customer_grade_id"], group["__count"]) for group in groups],
            [(False, 2)],
        )
