# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .assignment_history_common import AssignmentHistoryCommon


@tagged("post_install", "-at_install")
class TestAssignmentFollow(AssignmentHistoryCommon):
    """Whatever is entered in the fields of a customer becomes history."""

    def _describe(self, partner, role="account_manager"):
        return [
            (row.user_id.login, row.source, row.is_current)
            for row in self._rows(partner, role)
        ]

    # === FIELDS OF THE CUSTOMER === #

    def test_new_customer(self):
        works = self._create_company_partner(
            "New",
            user_id=self.account.id,
            chief_representative_id=self.users["director"].id,
            archive_user_id=self.users["archive"].id,
        )
        for role, login in (
            ("account_manager", "gc_account"),
            ("chief_representative", "gc_director"),
            ("archive_admin", "gc_archive"),
        ):
            with self.subTest(role=role):
                self.assertEqual(self._describe(works, role), [(login, "manual", True)])

    def test_written_field(self):
        with freeze_time("2024-03-01"):
            works = self._create_company_partner("New", user_id=self.account.id)
        with freeze_time("2024-03-10"):
            works.with_user(self.users["admin"]).user_id = self.colleague
        rows = self._rows(works)
        self.assertEqual(
            self._describe(works),
            [("gc_account", "manual", False), ("gc_colleague", "manual", True)],
        )
        self.assertEqual(str(rows[0].date_to), "2024-03-09")
        self.assertEqual(rows[1].assigned_by_id, self.users["admin"])
        works.user_id = False
        self.assertFalse(self._holder(works))

    def test_other_values_change_nothing(self):
        rows = self._rows(self.works)
        self.works.write({"name": "Renamed", "user_id": self.account.id})
        self.assertEqual(self._rows(self.works), rows)

    def test_contacts_follow_a_written_field_too(self):
        self.works.user_id = self.colleague
        self.assertEqual(self.contact.user_id, self.colleague)

    def test_beginning_and_ceasing(self):
        """Only group customers have a history; it ends when they cease to be one."""
        plain = self.env["res.partner"].create(
            {"name": "Plain", "is_company": True, "user_id": self.account.id}
        )
        self.assertFalse(self._rows(plain))
        plain.user_id = self.colleague
        self.assertFalse(self._rows(plain))
        plain.is_group_customer = True
        self.assertEqual(self._describe(plain), [("gc_colleague", "manual", True)])
        self._assign(plain, self.stranger, "backup")
        plain.is_group_customer = False
        self.assertEqual(self._describe(plain), [("gc_colleague", "manual", False)])
        self.assertEqual(
            self._describe(plain, "backup"), [("gc_stranger", "manual", False)]
        )
        self.assertEqual(plain.user_id, self.colleague)

    def test_future_parents_are_marked(self):
        """A company becomes a group customer by a member; its history begins."""
        parent = self.env["res.partner"].create(
            {"name": "Parent", "is_company": True, "user_id": self.account.id}
        )
        self._create_company_partner("Child", parent)
        self.assertTrue(parent.is_group_customer)
        self.assertEqual(self._holder(parent), self.account)

    def test_roles_without_field_are_left_alone(self):
        self._assign(self.works, self.colleague, "backup")
        self.works.user_id = self.stranger
        self.assertEqual(self._holder(self.works, "backup"), self.colleague)

    def test_assigned_is_not_followed_again(self):
        self._assign(self.works, self.colleague, source="handover")
        self.works.write({"user_id": self.colleague.id, "city": "Wuxi"})
        self.assertEqual(self._describe(self.works)[-1][1], "handover")
        self.assertEqual(len(self._rows(self.works)), 2)

    def test_company_of_the_customer(self):
        self.works.company_id = self.env.company
        self.assertEqual(self._rows(self.works).company_id, self.env.company)

    # === INSTALLATION === #

    def test_history_begins_with_who_is_there(self):
        """At installation: rows of source “initial”, and nothing on the second run."""
        self._rows(self.works).unlink()
        self.env.flush_all()
        self.assertEqual(self.Assignment._follow_accounts(origin="initial"), 1)
        self.assertEqual(self._describe(self.works), [("gc_account", "initial", True)])
        self.Assignment._begin_history()
        self.assertEqual(len(self._rows(self.works)), 1)

    def test_roles_have_their_fields(self):
        self.assertEqual(
            {
                role.code: role.partner_field
                for role in self.Role.search([("partner_field", "!=", False)])
            },
            {
                "account_manager": "user_id",
                "chief_representative": "chief_representative_id",
                "archive_admin": "archive_user_id",
            },
        )

    def test_roles_in_use_stay(self):
        backup = self.Role._get("backup")
        self._refused("archive it instead", self.manager_role.unlink)
        self._refused("stays", self.manager_role.write, {"code": "boss"})
        self._assign(self.works, self.colleague, "backup")
        self._refused("its history is kept", backup.unlink)
        self._refused(
            "filled by the system", backup.write, {"partner_field": "user_id"}
        )

    # === REQUESTS === #

    def test_change_request(self):
        """An approved change of the account manager: the row names the request."""
        self._guard_manager()
        director = self.users["director"]
        self._rule("account_manager_change", director)
        self.assertRaises(
            UserError,
            self.works.with_user(self.account).write,
            {"user_id": self.colleague.id},
        )
        change = (
            self.env["group.customer.change.request"]
            .with_user(self.account)
            .create(
                {
                    "type_id": self.env["group.customer.approval.type"]
                    ._get("account_manager_change")
                    .id,
                    "partner_id": self.works.id,
                    "reason": "Moved to another city",
                    "line_ids": [
                        Command.create(
                            {
                                "field_id": self.env["ir.model.fields"]
                                ._get("res.partner", "user_id")
                                .id,
                                "new_record_id": self.colleague.id,
                            }
                        )
                    ],
                }
            )
        )
        self.env["group.customer.approval.request"].with_user(self.account)._submit(
            change, note="Moved"
        )
        self._decide(change, director)
        row = self._rows(self.works)[-1]
        self.assertEqual(self.works.user_id, self.colleague)
        self.assertEqual((row.user_id, row.source), (self.colleague, "request"))
        self.assertEqual(row.request_id, change.sudo().approval_request_id)
        self.assertEqual(row.reason, "Moved to another city")
        self.assertEqual((row.res_model, row.res_id), (change._name, change.id))
        self.assertEqual(self.contact.user_id, self.colleague)

    # === MERGING === #

    def _merge(self, kept, *others):
        partners = kept.browse([kept.id, *(other.id for other in others)])
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(
            partners.ids, kept
        )
        self.env.flush_all()
        self.env.invalidate_all()

    def test_merge_keeps_both_histories(self):
        with freeze_time("2024-03-01"):
            kept = self._create_company_partner("Kept", user_id=self.account.id)
            gone = self._create_company_partner("Gone", user_id=self.colleague.id)
            self._assign(gone, self.stranger, "backup")
        with freeze_time("2024-03-10"):
            self._merge(kept, gone)
        self.assertEqual(kept.user_id, self.account)
        self.assertEqual(
            set(self._describe(kept)),
            {("gc_account", "manual", True), ("gc_colleague", "manual", False)},
        )
        # What only the merged one had comes along
        self.assertEqual(self._holder(kept, "backup"), self.stranger)

    def test_merge_into_one_without_manager(self):
        """The manager comes along, and the row is the same that it was."""
        kept = self._create_company_partner("Kept")
        gone = self._create_company_partner("Gone", user_id=self.colleague.id)
        row = self._rows(gone)
        self._merge(kept, gone)
        self.assertEqual(kept.user_id, self.colleague)
        self.assertEqual(self._rows(kept), row)
        self.assertTrue(row.is_current)

    def test_history_goes_with_the_customer(self):
        row = self._rows(self.works)
        self.contact.unlink()
        self.works.unlink()
        self.assertFalse(row.exists())

    # === PINNING === #

    def test_who_pins(self):
        works = self.works
        for role in ("account", "settlement", "archive"):
            with self.subTest(role=role):
                self._refused(
                    "managers and directors",
                    works.with_user(self.users[role]).write,
                    {"is_assignment_pinned": True},
                    error=AccessError,
                )
        works.with_user(self.users["manager"]).write(
            {"is_assignment_pinned": True, "pin_reason": "Founder's friend"}
        )
        self.assertTrue(works.is_assignment_pinned)
        self._refused(
            "managers and directors",
            works.with_user(self.account).write,
            {"is_assignment_pinned": False},
            error=AccessError,
        )
        # What is there already is no change
        works.with_user(self.account).write({"is_assignment_pinned": True})
        self._refused(
            "managers and directors",
            self.env["res.partner"].with_user(self.account).create,
            {"name": "Pinned", "is_company": True, "is_assignment_pinned": True},
            error=AccessError,
        )
        self._refused(
            "managers and directors",
            self.env["res.partner"]
            .with_user(self.account)
            .with_context(default_is_assignment_pinned=True)
            .create,
            {"name": "Pinned", "is_company": True},
            error=AccessError,
        )
