# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .assignment_history_common import AssignmentHistoryCommon


@tagged("post_install", "-at_install")
class TestAssignWizard(AssignmentHistoryCommon):
    """Accounts are given to others from their list and from their form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls.users["director"]
        cls.boss = cls.users["manager"]
        cls.free = cls._create_company_partner("Free")
        cls.foreign = cls._create_company_partner("Foreign", user_id=cls.stranger.id)

    def _open(self, partners, user=None):
        partners = partners.with_user(user or self.boss)
        action = partners.action_open_assign()
        return (
            self.env[action["res_model"]]
            .with_user(user or self.boss)
            .with_context(**action["context"])
        )

    def _wizard(self, partners, successor, user=None, **values):
        return self._open(partners, user).create(
            {"user_id": successor.id, "reason": "Balance", **values}
        )

    def test_at_once(self):
        """No guard: the accounts move at once, with the reason of the wizard."""
        with Form(self._open(self.works + self.free)) as form:
            form.user_id = self.colleague
            form.reason = "Balance"
            self.assertIn("2 accounts go to gc_colleague", form.summary)
            self.assertIn("at once", form.summary)
        form.record.action_assign()
        for partner in (self.works, self.free):
            row = self._rows(partner)[-1]
            self.assertEqual(partner.user_id, self.colleague)
            self.assertEqual((row.source, row.reason), ("manual", "Balance"))
            self.assertEqual(row.assigned_by_id, self.boss)

    def test_guarded_accounts_wait_for_approval(self):
        """What is guarded goes into a reassignment; the rest moves at once."""
        self._guard_manager()
        guard = self.env["group.customer.guarded.field"].search(
            [("field_name", "=", "user_id")]
        )
        guard.free_when_empty = True
        wizard = self._wizard(self.works + self.free, self.colleague)
        self.assertEqual((wizard.account_count, wizard.approval_count), (2, 1))
        self.assertIn("after an approval", wizard.summary)
        action = wizard.action_assign()
        self.assertEqual(self.free.user_id, self.colleague)
        self.assertEqual(self.works.user_id, self.account)
        batch = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(batch.line_ids.partner_id, self.works)
        self.assertEqual((batch.source, batch.reason), ("manual", "Balance"))
        self.assertEqual(batch.create_uid, self.boss)
        # Whoever made it opens, submits and sees it through
        self._rule("account_reassignment", self.director)
        self.env["group.customer.approval.request"].with_user(self.boss)._submit(
            batch.with_user(self.boss)
        )
        self._decide(batch, self.director)
        self.assertEqual(self.works.user_id, self.colleague)

    def test_even_a_director_asks_under_the_guard(self):
        self._guard_manager()
        action = self._wizard(self.works, self.colleague, self.director).action_assign()
        self.assertEqual(action["res_model"], self.Batch._name)
        self.assertEqual(self.works.user_id, self.account)

    def test_who_may_write_directly_assigns_directly(self):
        self._guard_manager()
        guard = self.env["group.customer.guarded.field"].search(
            [("field_name", "=", "user_id")]
        )
        admin = self.users["admin"]
        guard.group_ids = self.env.ref("group_customer.group_group_customer_admin")
        self._wizard(self.works, self.colleague, admin).action_assign()
        self.assertEqual(self.works.user_id, self.colleague)

    def test_other_roles_are_not_guarded(self):
        self._guard_manager()
        wizard = self._wizard(
            self.works, self.colleague, role_id=self.Role._get("backup").id
        )
        wizard.action_assign()
        self.assertEqual(self._holder(self.works, "backup"), self.colleague)

    def test_to_a_team(self):
        wizard = self._open(self.works).create(
            {
                "role_id": self.Role._get("technical_support").id,
                "team_id": self.team.id,
                "reason": "They answer for the system",
            }
        )
        wizard.action_assign()
        self.assertEqual(self._rows(self.works, "technical_support").team_id, self.team)

    def test_to_nobody(self):
        self._open(self.works).create({"reason": "Left"}).action_assign()
        self.assertFalse(self.works.user_id)

    def test_nothing_to_do(self):
        wizard = self._wizard(self.works, self.account)
        self.assertFalse(wizard.account_count)
        self._refused("already", wizard.action_assign)

    def test_earlier_day(self):
        with freeze_time("2024-03-01"):
            works = self._create_company_partner("Dated", user_id=self.account.id)
        with freeze_time("2024-03-10"):
            self._wizard(works, self.colleague, date="2024-03-08").action_assign()
            self._refused(
                "still to come",
                self._wizard(works, self.account, date="2024-03-11").action_assign,
            )
        self.assertEqual(str(self._rows(works)[-1].date_from), "2024-03-08")

    def test_contacts_stand_for_their_company(self):
        wizard = self._wizard(self.contact, self.colleague)
        self.assertEqual(wizard.partner_ids, self.works)

    # === RIGHTS === #

    def test_managers_move_their_teams_accounts(self):
        """The team's, one's own, and those nobody manages; no others."""
        own = self._create_company_partner("Own", user_id=self.boss.id)
        for partner in (self.works, self.free, own):
            with self.subTest(account=partner.name):
                self._wizard(partner, self.colleague).action_assign()
                self.assertEqual(partner.user_id, self.colleague)
        message = self._refused(
            "not those of your team",
            self._wizard(self.foreign + self.works, self.account).action_assign,
            error=AccessError,
        )
        self.assertIn("Foreign", message)
        self.assertNotIn("Works", message)
        self._wizard(self.foreign, self.colleague, self.director).action_assign()
        self.assertEqual(self.foreign.user_id, self.colleague)

    def test_accounts_added_by_hand_are_checked_too(self):
        wizard = self._wizard(self.works, self.colleague)
        wizard.partner_ids += self.foreign
        self._refused("not those of your team", wizard.action_assign, error=AccessError)

    def test_others_do_not_assign(self):
        for role in ("account", "archive", "settlement", "employee"):
            user = self.users[role]
            with self.subTest(role=role):
                self._refused(
                    "managers and directors",
                    self.works.with_user(user).action_open_assign,
                    error=AccessError,
                )
                self.assertFalse(
                    self.env["group.customer.assign"]
                    .with_user(user)
                    .has_access("create")
                )
        wizard = self._wizard(self.works, self.colleague)
        self.assertRaises(AccessError, wizard.with_user(self.account).action_assign)

    def test_rows_are_not_written(self):
        """No client enters history, whoever it is."""
        row = self._rows(self.works)
        for role in ("account", "manager", "director", "admin"):
            user = self.users[role]
            rows = self.Assignment.with_user(user)
            with self.subTest(role=role):
                self.assertFalse(rows.has_access("create"))
                self.assertFalse(rows.has_access("unlink"))
                if role != "account":
                    self._refused(
                        "filled by the system",
                        row.with_user(user).write,
                        {"user_id": self.stranger.id},
                    )
                    row.with_user(user).note = "Good times"
        self.assertRaises(
            AccessError, row.with_user(self.account).write, {"note": "Mine"}
        )

    def test_who_sees_which_rows(self):
        works, foreign = self._rows(self.works), self._rows(self.foreign)
        for user, expected in (
            (self.account, works),
            (self.colleague, self.Assignment),
            (self.stranger, foreign),
            (self.boss, works),
            (self.director, works + foreign),
            (self.users["archive"], works + foreign),
        ):
            with self.subTest(user=user.login):
                found = self.Assignment.with_user(user).search(
                    [("id", "in", (works + foreign).ids)], order="id"
                )
                self.assertEqual(found.ids, expected.ids)
        # Who stands in sees the own row
        self._assign(self.works, self.colleague, "backup")
        mine = self._rows(self.works, "backup")
        self.assertTrue(mine.with_user(self.colleague).has_access("read"))
