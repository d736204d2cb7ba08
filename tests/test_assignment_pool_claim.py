# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .pool_common import PoolCommon


@tagged("post_install", "-at_install")
class TestPoolClaim(PoolCommon):
    """Who takes an account out of the pool, how many, and who does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.free = cls.env["res.partner"]
        for number in range(4):
            cls.free += cls._create_company_partner(f"Free {number}")

    def _claim(self, partner, user=None):
        return partner.with_user(user or self.account).action_claim()

    def test_claimed(self):
        partner = self.free[0]
        action = self._claim(partner)
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(partner.user_id, self.account)
        self.assertFalse(partner.pool_state)
        row = self.Assignment.search([("partner_id", "=", partner.id)])
        self.assertEqual(
            (row.user_id, row.source, row.date_to, row.assigned_by_id),
            (self.account, "pool", False, self.account),
        )
        event = self.Event.search([("partner_id", "=", partner.id)])
        self.assertEqual(
            (event.kind, event.user_id, event.policy_id, event.date),
            ("claimed", self.account, self.policy, self.today),
        )

    def test_every_level_but_nobody_else(self):
        for number, role in enumerate(("account", "manager", "director", "admin")):
            self._claim(self.free[number], self.users[role])
            self.assertEqual(self.free[number].user_id, self.users[role])
        other = self._create_company_partner("Free too")
        for role in ("employee", "settlement", "archive"):
            with self.assertRaises(AccessError):
                self._claim(other, self.users[role])
        self.assertFalse(other.user_id)

    def test_taken_is_told(self):
        self._claim(self.free[0], self.colleague)
        self._refused(
            f"its account manager is {self.colleague.name}", self._claim, self.free[0]
        )
        self._refused(
            "Free 0 is not in the pool", self._claim, self.free[1] + self.free[0]
        )
        self.assertFalse(self.free[1].user_id)

    def test_what_is_not_in_the_pool(self):
        pinned, draft, archived, none = self.free
        pinned.is_assignment_pinned = True
        draft._write_server({"group_approval_state": "draft"})
        archived.active = False
        none.is_group_customer = False
        self._refused("is pinned", self._claim, pinned)
        for partner in draft + archived + none:
            self._refused("is not in the pool", self._claim, partner)

    def test_limit_of_the_month(self):
        self._claim(self.free[:2])
        self._refused("2 are allowed", self._claim, self.free[2])
        # A colleague has claims of his own
        self._claim(self.free[2], self.colleague)
        # Claims of last month do not count
        self.env.flush_all()
        last_month = self.today.replace(day=1) - timedelta(days=1)
        self.env.cr.execute(
            "UPDATE group_customer_pool_event SET date = %s WHERE user_id = %s",
            [last_month, self.account.id],
        )
        self.env.invalidate_all()
        self._claim(self.free[3])

    def test_limit_holds_within_one_call(self):
        self._refused("2 are allowed", self._claim, self.free[:3])
        self.assertFalse(any(partner.user_id for partner in self.free))

    def test_limit_per_kind_of_account(self):
        """The limit is one of the policy: claims under another one do not count; a
        newer one for the same accounts counts on."""
        self._claim(self.free[0])
        newer = self._policy(
            date_from=self.today, untouched_days=50, claim_limit=1, warning_days=1
        )
        self._refused("1 are allowed", self._claim, self.free[1])
        newer.claim_limit = 2
        self._claim(self.free[1])
        own = self._policy(company_id=self.env.company.id, claim_limit=1)
        self._claim(self.free[2])
        self._refused("1 are allowed", self._claim, self.free[3])
        self.assertTrue(own)

    def test_no_claims(self):
        self.policy.claim_limit = 0
        self._refused("leaves it to a manager", self._claim, self.free[0])
        self.policy.active = False
        self._refused("no pool policy is in force", self._claim, self.free[0])

    def test_limit_of_what_one_holds(self):
        self.policy.held_limit = 1
        self._create_company_partner("Own", user_id=self.account.id)
        self._claim(self.free[0])
        self._refused("1 are allowed at a time", self._claim, self.free[1])

    def test_former_account(self):
        """30 days, counted from the last one."""
        partner = self.free[0]
        self._claim(partner)
        move = {"partner_id": partner.id, "role_id": "account_manager"}
        self.Assignment._assign(
            [{**move, "user_id": False, "team_id": False}], "manual", reason="x"
        )
        self.assertEqual(partner.pool_state, "pool")
        self._refused("was yours until", self._claim, partner)
        row = self.Assignment.search([("partner_id", "=", partner.id)])
        for days, allowed in ((29, False), (30, True)):
            self.env.flush_all()
            self.env.cr.execute(
                """UPDATE group_customer_assignment
                      SET date_from = %s, date_to = %s WHERE id = %s""",
                [self._day(90), self._day(days), row.id],
            )
            self.env.invalidate_all()
            if allowed:
                self._claim(partner)
                self.assertEqual(partner.user_id, self.account)
            else:
                self._refused("was yours until", self._claim, partner)
                with self.env.cr.savepoint() as savepoint:
                    self._claim(partner, self.colleague)
                    savepoint.rollback()

    def test_former_account_at_once_where_the_parameter_says_so(self):
        self.parameter.value_ids.value = 0
        partner = self.free[0]
        self._claim(partner)
        partner.user_id = False
        self._claim(partner)
        self.assertEqual(partner.user_id, self.account)

    def test_capacity(self):
        manager = self.env["group.customer.manager"].create(
            {
                "user_id": self.account.id,
                "company_id": self.env.company.id,
                "has_capacity_limit": True,
                "capacity_total": 1,
            }
        )
        self._claim(self.free[0])
        self._refused("capacity is used up (1 of 1)", self._claim, self.free[1])
        manager.capacity_total = 0
        self._refused("(1 of 0)", self._claim, self.free[1])
        manager.has_capacity_limit = False
        manager.leaving_on = self.today
        self._refused("absent or leaving", self._claim, self.free[1])

    def test_company_that_the_user_does_not_work_in(self):
        second = self.env["res.company"].create({"name": "Second"})
        self.free[0].company_id = second
        with self.assertRaises(UserError):
            self._claim(self.free[0])

    def test_claim_is_no_reason_to_be_warned(self):
        """Untouched for years, but claimed today."""
        partner = self._aged("Forgotten", 900)
        self._claim(partner)
        self._run()
        self.assertFalse(partner.pool_state)
        self.assertEqual(partner.user_id, self.account)
