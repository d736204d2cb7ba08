# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .assignment_history_common import AssignmentHistoryCommon


@tagged("post_install", "-at_install")
class TestAssignmentAssign(AssignmentHistoryCommon):
    """The one way in which accounts get other holders."""

    def _read_rows(self, partner, role="account_manager"):
        return [
            (row.user_id.login, row.date_from, row.date_to, row.source)
            for row in self._rows(partner, role)
        ]

    # === HISTORY === #

    def test_history_of_an_account(self):
        """Three holders on three days: no gap and no overlap."""
        with freeze_time("2024-03-01"):
            works = self._create_company_partner("Dated", user_id=self.account.id)
        with freeze_time("2024-03-10"):
            self.assertEqual(
                self._assign(works, self.colleague, source="handover", reason="Left"), 1
            )
        with freeze_time("2024-04-01"):
            self._assign(works, self.stranger)
        self.assertEqual(
            self._read_rows(works),
            [
                ("gc_account", date(2024, 3, 1), date(2024, 3, 9), "manual"),
                ("gc_colleague", date(2024, 3, 10), date(2024, 3, 31), "handover"),
                ("gc_stranger", date(2024, 4, 1), False, "manual"),
            ],
        )
        self.assertEqual(self._rows(works)[1].reason, "Left")
        self.assertEqual(works.user_id, self.stranger)

    def test_twice_on_one_day(self):
        """What is replaced on its first day ends on that day; both stay visible."""
        with freeze_time("2024-03-01"):
            works = self._create_company_partner("Dated", user_id=self.account.id)
            self._assign(works, self.colleague)
        self.assertEqual(
            self._read_rows(works),
            [
                ("gc_account", date(2024, 3, 1), date(2024, 3, 1), "manual"),
                ("gc_colleague", date(2024, 3, 1), False, "manual"),
            ],
        )

    def test_earlier_day_than_the_present_holder(self):
        """Nobody begins before the one they replace."""
        with freeze_time("2024-03-10"):
            works = self._create_company_partner("Dated", user_id=self.account.id)
            self._assign(works, self.colleague, date="2024-03-01")
        self.assertEqual(
            self._read_rows(works)[1],
            ("gc_colleague", date(2024, 3, 10), False, "manual"),
        )

    def test_earlier_day(self):
        with freeze_time("2024-03-01"):
            works = self._create_company_partner("Dated", user_id=self.account.id)
        with freeze_time("2024-03-10"):
            self._assign(works, self.colleague, date="2024-03-05")
        self.assertEqual(
            [(row[1], row[2]) for row in self._read_rows(works)],
            [(date(2024, 3, 1), date(2024, 3, 4)), (date(2024, 3, 5), False)],
        )

    def test_earlier_day_than_the_end_of_the_last_one(self):
        """Nobody held it since, but somebody did on the day that is entered."""
        with freeze_time("2024-03-01"):
            works = self._create_company_partner("Dated", user_id=self.account.id)
        with freeze_time("2024-03-10"):
            self._assign(works)
        with freeze_time("2024-03-20"):
            self._assign(works, self.colleague, date="2024-02-01")
        self.assertEqual(
            [(row[1], row[2]) for row in self._read_rows(works)],
            [(date(2024, 3, 1), date(2024, 3, 9)), (date(2024, 3, 9), False)],
        )

    def test_a_day_to_come_is_refused(self):
        with freeze_time("2024-03-10"):
            self._refused(
                "2024-03-11",
                self._assign,
                self.works,
                self.colleague,
                date="2024-03-11",
            )

    def test_present_holder_is_nothing(self):
        rows = self._rows(self.works)
        self.assertEqual(self._assign(self.works, self.account, source="rule"), 0)
        self.assertEqual(self._rows(self.works), rows)
        self.assertEqual(rows.source, "manual")

    def test_back_to_nobody(self):
        self.assertEqual(self._assign(self.works, source="pool"), 1)
        self.assertFalse(self.works.user_id)
        self.assertTrue(self.works.is_unmanaged)
        self.assertFalse(self._rows(self.works).filtered("is_current"))
        self.assertEqual(self._assign(self.works, source="pool"), 0)

    def test_document_and_request(self):
        self._assign(
            self.works, self.colleague, document=self.team, reason="Balance", date=None
        )
        row = self._rows(self.works)[-1]
        self.assertEqual((row.res_model, row.res_id), ("crm.team", self.team.id))
        self.assertEqual(row.reason, "Balance")
        self.assertEqual(row.assigned_by_id, self.env.user)

    def test_reason_of_a_move_comes_before_that_of_all(self):
        south = self.south
        self.Assignment._assign(
            [
                self._move(self.works, self.colleague, reason="Own"),
                self._move(south, self.colleague),
            ],
            "manual",
            reason="All",
        )
        self.assertEqual(self._rows(self.works)[-1].reason, "Own")
        self.assertEqual(self._rows(south)[-1].reason, "All")

    # === FIELDS === #

    def test_every_field_follows_its_role(self):
        for role, name in (
            ("account_manager", "user_id"),
            ("chief_representative", "chief_representative_id"),
            ("archive_admin", "archive_user_id"),
        ):
            with self.subTest(role=role):
                self._assign(self.works, self.colleague, role)
                self.assertEqual(self.works[name], self.colleague)
                self.env.flush_all()
                self.env.cr.execute(
                    f"SELECT {name} FROM res_partner WHERE id = %s", [self.works.id]
                )
                self.assertEqual(self.env.cr.fetchone(), (self.colleague.id,))

    def test_chief_representative_beside_the_account_manager(self):
        """AM-20: who helps the account manager has the account too and takes nothing
        away."""
        self._assign(self.works, self.colleague, "chief_representative")
        self.assertEqual(self.works.chief_representative_id, self.colleague)
        self.assertEqual(self.works.user_id, self.account)
        mine = self.env["res.partner"].with_user(self.colleague)
        self.assertTrue(mine.browse(self.works.id).is_my_account)

    def test_on_site_team(self):
        """AM-26: a team at the customer holds a role of its own, beside the account
        manager."""
        self.Assignment._assign(
            [self._move(self.works, role="on_site_team", team_id=self.team.id)],
            "manual",
        )
        self.assertEqual(
            self.Assignment._get_holders(self.works.ids, "on_site_team"),
            {self.works.id: (False, self.team.id)},
        )
        self.assertEqual(self.works.user_id, self.account)

    def test_roles_without_field(self):
        """Backup and technical support (AM-28) live in the history alone."""
        self._assign(self.works, self.colleague, "backup")
        self.Assignment._assign(
            [self._move(self.works, role="technical_support", team_id=self.team.id)],
            "manual",
        )
        self.assertEqual(
            self.Assignment._get_holders(self.works.ids, "backup"),
            {self.works.id: (self.colleague.id, False)},
        )
        self.assertEqual(
            self.Assignment._get_holders(self.works.ids, "technical_support"),
            {self.works.id: (False, self.team.id)},
        )
        self.assertEqual(self.works.user_id, self.account)

    def test_people_of_the_account_follow(self):
        """Those who had the old account manager; others keep their own."""
        own = self.env["res.partner"].create(
            {"name": "Bob", "parent_id": self.works.id, "user_id": self.stranger.id}
        )
        branch = self.env["res.partner"].create(
            {
                "name": "Branch",
                "parent_id": self.works.id,
                "is_company": True,
                "user_id": self.account.id,
            }
        )
        self.assertEqual(self.contact.user_id, self.account)
        self._assign(self.works, self.colleague)
        self.assertEqual(self.contact.user_id, self.colleague)
        self.assertEqual(own.user_id, self.stranger)
        self.assertEqual(branch.user_id, self.account)
        self._assign(self.works)
        self.assertFalse(self.contact.user_id)
        self._assign(self.works, self.account)
        self.assertEqual(self.contact.user_id, self.account)

    def test_pending_writes_survive(self):
        """What waits to be written is neither lost nor does it undo the move."""
        self.works.city = "Suzhou"
        self._assign(self.works, self.colleague)
        self.env.flush_all()
        self.works.invalidate_recordset()
        self.assertEqual(
            (self.works.city, self.works.user_id.login), ("Suzhou", "gc_colleague")
        )

    def test_pending_writes_of_others_survive(self):
        """What waits to be written of other customers is written with its date."""
        other = self._create_company_partner("Other")
        self.env.flush_all()
        # Written by another transaction, long ago
        self.env.cr.execute(
            "UPDATE res_partner SET write_date = write_date - interval '1 day' "
            "WHERE id = %s",
            [other.id],
        )
        other.invalidate_recordset()
        other.comment = "Pending"
        self.assertTrue(self._assign(self.works, self.colleague))
        self.env.flush_all()
        other.invalidate_recordset()
        self.assertIn("Pending", other.comment)

    def test_new_holder_follows_and_the_account_tells(self):
        self._assign(self.works, self.colleague, reason="Sick leave")
        self.assertIn(self.colleague.partner_id, self.works.message_partner_ids)
        follower = self.works.message_follower_ids.filtered(
            lambda follower: follower.partner_id == self.colleague.partner_id
        )
        default = self.env["mail.message.subtype"].default_subtypes("res.partner")[0]
        self.assertEqual(follower.subtype_ids, default)
        body = self.works.message_ids[0].body
        for text in ("Account Manager", "gc_account", "gc_colleague", "Sick leave"):
            self.assertIn(text, body)

    def test_several_roles_in_one_note(self):
        """One line per role; what people entered is text, not markup."""
        self.Assignment._assign(
            [
                self._move(self.works, self.colleague, role)
                for role in ("account_manager", "backup")
            ],
            "manual",
            reason="<b>Bold</b>",
        )
        body = self.works.message_ids[0].body
        self.assertEqual(body.count("<br"), 1)
        self.assertNotIn("<b>", body)

    # === WHAT IS REFUSED === #

    def test_successor_who_cannot(self):
        company_works = self._create_company_partner(
            "Ours", company_id=self.env.company.id
        )
        gone = self.stranger
        gone.active = False
        portal = self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "gc_portal",
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        for user, expected in (
            (self.outsider, "no access to the company"),
            (gone, "is archived"),
            (portal, "no internal user"),
        ):
            with self.subTest(expected=expected):
                message = self._refused(
                    expected, self._assign, company_works, user, source="rule"
                )
                self.assertIn("Ours", message)
        # An account of no company may go to whoever works anywhere
        self._assign(self.works, self.outsider)
        self.assertEqual(self.works.user_id, self.outsider)

    def test_teams(self):
        for role, values, expected in (
            ("account_manager", {"team_id": self.team.id}, "not by teams"),
            (
                "technical_support",
                {"team_id": self.team.id, "user_id": self.account.id},
                "not to both",
            ),
        ):
            with self.subTest(role=role):
                self._refused(
                    expected,
                    self.Assignment._assign,
                    [{**self._move(self.works, role=role), **values}],
                    "manual",
                )
        self.team.write({"member_ids": [Command.clear()], "user_id": False})
        self.team.company_id = self.other_company
        ours = self._create_company_partner("Ours", company_id=self.env.company.id)
        move = {**self._move(ours, role="technical_support"), "team_id": self.team.id}
        self._refused("Elsewhere", self.Assignment._assign, [move], "manual")
        self.team.write({"company_id": False, "active": False})
        self._refused("is archived", self.Assignment._assign, [move], "manual")

    def test_pinned_accounts(self):
        """People move them, nothing else does, in no role."""
        self.works.is_assignment_pinned = True
        for source in ("rule", "territory", "allocation", "pool"):
            for role in ("account_manager", "backup"):
                with self.subTest(source=source, role=role):
                    self._refused(
                        "Works", self._assign, self.works, self.colleague, role, source
                    )
        self.assertEqual(self._assign(self.works, self.colleague), 1)
        self.assertEqual(self._assign(self.works, self.account, source="handover"), 1)

    def test_all_or_nothing(self):
        ours = self._create_company_partner("Ours", company_id=self.env.company.id)
        self._refused(
            "Ours",
            self.Assignment._assign,
            [self._move(self.works, self.outsider), self._move(ours, self.outsider)],
            "manual",
        )
        self.assertEqual(self._holder(self.works), self.account)

    def test_two_holders_for_one_role(self):
        self._refused(
            "two holders",
            self.Assignment._assign,
            [self._move(self.works, self.colleague), self._move(self.works)],
            "manual",
        )
        # The same twice is once
        moves = [self._move(self.works, self.colleague)] * 2
        self.assertEqual(self.Assignment._assign(moves, "manual"), 1)

    def test_contacts_have_no_holders(self):
        self._refused("Ann", self._assign, self.contact, self.colleague)

    def test_unknown_role(self):
        self._refused("no role", self._assign, self.works, self.colleague, "nonsense")

    def test_deleted_account(self):
        gone = self._create_company_partner("Gone")
        move = self._move(gone, self.colleague)
        gone.unlink()
        self._refused("deleted", self.Assignment._assign, [move], "manual")

    # === MANY === #

    def _count(self, number):
        """Return how many queries a move of so many accounts takes."""
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Many {number} {index}",
                    "is_company": True,
                    "is_group_customer": True,
                    "user_id": self.account.id,
                }
                for index in range(number)
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        moved = self.Assignment._assign(
            [
                self._move(partner, (self.colleague, self.stranger)[partner.id % 2])
                for partner in partners
            ],
            "rule",
        )
        self.env.flush_all()
        self.assertEqual(moved, number)
        return self.env.cr.sql_log_count - before

    def test_constant_number_of_statements(self):
        """Whether 120 or 600 accounts move, the statements are the same (no chatter
        beyond 100 accounts)."""
        self._count(120)  # warms what is cached for good
        self.assertEqual(self._count(120), self._count(600))
        self.assertLess(self._count(600), 30)

    def test_few_accounts_tell_in_a_constant_number(self):
        self._count(5)
        self.assertLessEqual(self._count(80) - self._count(20), 12)

    def test_reports_nothing_for_nothing(self):
        with self.assertQueryCount(0):
            self.assertEqual(self.Assignment._assign([], "rule"), 0)

    def test_raises_for_a_locked_account(self):
        """Somebody else’s transaction holds the row: the account is named."""
        with self.assertRaises(UserError) as caught:
            # An id that cannot be locked, as one that another transaction holds
            self.Assignment.sudo()._lock_accounts({self.works.id, 2**31 - 1})
        self.assertIn("try again", str(caught.exception))
