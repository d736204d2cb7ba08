# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .pool_common import PoolCommon


@tagged("post_install", "-at_install")
class TestPoolRun(PoolCommon):
    """Warned at 76 of 90 days, returned 14 days later."""

    def _forward(self, partner, days):
        """Let so many days go by for a warned account."""
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE res_partner SET pool_warned_on = pool_warned_on - %s,
                      pool_due_on = pool_due_on - %s,
                      create_date = create_date - %s * INTERVAL '1 day',
                      last_touched_on = last_touched_on - %s
                WHERE id = %s""",
            [days, days, days, days, partner.id],
        )
        self.env.cr.execute(
            """UPDATE group_customer_assignment SET date_from = date_from - %s
                WHERE partner_id = %s""",
            [days, partner.id],
        )
        self.env.cr.execute(
            "UPDATE group_customer_transaction SET date = date - %s "
            "WHERE partner_id = %s",
            [days, partner.id],
        )
        self.env.invalidate_all()

    def test_warned_then_returned(self):
        fresh = self._aged("Fresh", 400, self.account, touched=75)
        idle = self._aged("Idle", 400, self.account, touched=76)
        self._run()
        self.assertFalse(fresh.pool_state)
        self.assertEqual(idle.pool_state, "warned")
        self.assertEqual(idle.pool_warned_on, self.today)
        self.assertEqual(idle.pool_due_on, self._day(-14))
        activity = self._warnings(idle)
        self.assertEqual(activity.user_id, self.account)
        self.assertEqual(activity.date_deadline, self._day(-14))
        self.assertIn("76 days", activity.note)
        # Once, however often the action runs
        self._run()
        self.assertEqual(self._kinds(idle), ["warned"])
        self.assertEqual(len(self._warnings(idle)), 1)
        self._forward(idle, 13)
        self._run()
        self.assertEqual(idle.user_id, self.account)
        self._forward(idle, 1)
        self._run()
        self.assertFalse(idle.user_id)
        self.assertEqual(idle.pool_state, "pool")
        self.assertEqual(idle.pool_since, self.today)
        self.assertEqual(idle.pool_previous_user_id, self.account)
        self.assertFalse(idle.pool_warned_on or idle.pool_due_on)
        self.assertFalse(self._warnings(idle))
        self.assertEqual(self._kinds(idle), ["warned", "returned"])
        row = self.Assignment.search(
            [("partner_id", "=", idle.id), ("role_id.code", "=", "account_manager")]
        )
        self.assertEqual(row.user_id, self.account)
        self.assertTrue(row.date_to)
        event = self.Event.search([("partner_id", "=", idle.id)], limit=1)
        self.assertEqual(event.previous_user_id, self.account)
        self.assertEqual(event.untouched_days, 90)
        # Nothing is left to do
        self._run()
        self.assertEqual(self._kinds(idle), ["warned", "returned"])

    def test_idle_for_years_has_the_days_of_the_warning(self):
        old = self._aged("Old", 900, self.account)
        self._run()
        self.assertEqual(old.pool_due_on, self._day(-14))
        self.assertEqual(old.user_id, self.account)

    def test_touched_after_the_warning(self):
        idle = self._aged("Idle", 400, self.account, touched=80)
        self._run()
        idle.with_user(self.account).message_post(body="Met", message_type="comment")
        self._run()
        self.assertFalse(idle.pool_state)
        self.assertFalse(self._warnings(idle))
        self.assertEqual(self._kinds(idle), ["warned", "kept"])

    def test_touched_on_the_last_day(self):
        """What came since the night is seen before the account is lost."""
        idle = self._aged("Idle", 400, self.account, touched=80)
        self._run()
        self._forward(idle, 14)
        idle.with_user(self.account).message_post(body="Met", message_type="comment")
        self.assertEqual(idle.pool_state, "warned")
        self.env["res.partner"].sudo()._return_to_pool()
        self.assertEqual(idle.user_id, self.account)

    def test_finishing_the_warning_is_no_touch(self):
        idle = self._aged("Idle", 400, self.account, touched=80)
        self._run()
        self._warnings(idle).with_user(self.account).action_done()
        self._run()
        self.assertEqual(idle.pool_state, "warned")
        self._forward(idle, 14)
        self._run()
        self.assertEqual(idle.pool_state, "pool")

    def test_another_manager_begins_anew(self):
        idle = self._aged("Idle", 400, self.account, touched=80)
        self._run()
        self.Assignment._assign(
            [
                {
                    "partner_id": idle.id,
                    "role_id": "account_manager",
                    "user_id": self.colleague.id,
                    "team_id": False,
                }
            ],
            "manual",
            reason="Balance",
        )
        self.assertFalse(idle.pool_state)
        self._run()
        self.assertFalse(idle.pool_warned_on)
        self.assertFalse(self._warnings(idle))
        self.assertEqual(idle.user_id, self.colleague)
        # Touched long ago, but not by the fault of the new one
        self._forward(idle, 75)
        self._run()
        self.assertFalse(idle.pool_state)
        self._forward(idle, 1)
        self._run()
        self.assertEqual(idle.pool_state, "warned")
        self.assertEqual(self._warnings(idle).user_id, self.colleague)

    def test_pinned_stays(self):
        pinned = self._aged("Pinned", 400, self.account, touched=300)
        pinned.is_assignment_pinned = True
        idle = self._aged("Idle", 400, self.account, touched=300)
        self._run()
        self.assertFalse(pinned.pool_state)
        self.assertEqual(idle.pool_state, "warned")
        idle.is_assignment_pinned = True
        self._forward(idle, 14)
        self._run()
        self.assertEqual(idle.user_id, self.account)
        self.assertFalse(idle.pool_state)
        self.assertEqual(self._kinds(idle), ["warned", "kept"])

    def test_left_alone(self):
        """New customers, accounts of leavers, archived ones, plain contacts."""
        draft = self._aged("Draft", 400, self.account)
        draft._write_server({"group_approval_state": "draft"})
        leaver = self._aged("Left", 400, self.colleague)
        archived = self._aged("Archived", 400, self.account)
        archived.active = False
        plain = self.env["res.partner"].create(
            {"name": "Plain", "user_id": self.account.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_users SET active = FALSE WHERE id = %s", [self.colleague.id]
        )
        self.env.invalidate_all()
        self._run()
        for partner in draft + leaver + archived + plain:
            self.assertFalse(partner.pool_state, partner.name)
            self.assertFalse(self._kinds(partner))

    def test_no_days_before_the_policy(self):
        """Nobody loses an account for days before the rule was here."""
        self.policy.unlink()
        self._policy(since=0, untouched_days=90, warning_days=14)
        old = self._aged("Old", 900, self.account)
        self._run()
        self.assertFalse(old.pool_state)

    def test_policy_that_allows_more_in_between(self):
        idle = self._aged("Idle", 400, self.account, touched=80)
        self._run()
        self._forward(idle, 14)
        self.policy.untouched_days = 100
        self._run()
        self.assertEqual(idle.user_id, self.account)
        # Touched 94 days ago: six are left
        self.assertEqual(idle.pool_due_on, self._day(-6))

    def test_policy_that_ends(self):
        idle = self._aged("Idle", 400, self.account, touched=80)
        self._run()
        self.policy.write({"untouched_days": 0, "warning_days": 0})
        self._run()
        self.assertFalse(idle.pool_state)
        self.assertEqual(self._kinds(idle), ["warned", "kept"])

    # Which policy

    def test_grade_company_and_date(self):
        scheme = self.env["group.customer.grade.scheme"].search([], limit=1)
        best, other = scheme.grade_ids[:2]
        second = self.env["res.company"].create({"name": "Second"})
        graded = self._aged("Graded", 400, self.account)
        ungraded = self._aged("Ungraded", 400, self.account)
        abroad = self._aged("Abroad", 400, company_id=second.id)
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE res_partner
                  SET group_customer_grade_id = jsonb_build_object(%s::text, %s::int)
                WHERE id = %s""",
            [str(self.env.company.id), best.id, graded.id],
        )
        self.env.invalidate_all()
        of_grade = self._policy(grade_id=best.id, untouched_days=30)
        self._policy(grade_id=other.id, untouched_days=31)
        newer = self._policy(
            grade_id=best.id, untouched_days=32, date_from=self._day(10)
        )
        self._policy(grade_id=best.id, untouched_days=33, date_from=self._day(-1))
        of_company = self._policy(company_id=second.id, untouched_days=34)
        accounts = graded + ungraded + abroad
        company = self.env.company
        expected = {graded.id: newer, ungraded.id: self.policy, abroad.id: of_company}
        self.assertEqual(self.Policy._get_for(accounts, company), expected)
        expected[graded.id] = of_grade
        before = self._day(11)
        self.assertEqual(self.Policy._get_for(accounts, company, before), expected)
        newer.active = False
        self.assertEqual(self.Policy._get_for(accounts, company), expected)
        # The company's own goes first, whatever the grade
        own = self._policy(company_id=company.id, untouched_days=35)
        graded.company_id = company
        self.assertEqual(self.Policy._get_for(graded, company), {graded.id: own})

    @mute_logger("odoo.sql_db")
    def test_bad_policies(self):
        for values in (
            {"untouched_days": 10, "warning_days": 10},
            {"untouched_days": -1},
            {"claim_limit": -1},
            {},  # another one of the day, company and grade
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.Policy.create(
                    {"name": "Bad", "date_from": "2000-01-01", "grade_id": False}
                    | ({"date_from": "2001-01-01"} if values else {})
                    | values
                )

    # What is in the pool

    def test_in_the_pool(self):
        partner = self._create_company_partner("Free")
        self.assertEqual(partner.pool_state, "pool")
        self.assertEqual(partner.pool_since, self.today)
        partner.user_id = self.account
        self.assertFalse(partner.pool_state or partner.pool_since)
        partner.user_id = False
        self.assertEqual(partner.pool_state, "pool")
        partner.is_assignment_pinned = True
        self.assertFalse(partner.pool_state)
        partner.is_assignment_pinned = False
        partner.active = False
        self.assertFalse(partner.pool_state)
        partner.active = True
        partner._write_server({"group_approval_state": "pending"})
        self.assertFalse(partner.pool_state)
        partner._write_server({"group_approval_state": "approved"})
        self.assertEqual(partner.pool_state, "pool")
        partner.is_group_customer = False
        self.assertFalse(partner.pool_state)
        self.assertFalse(self.env["res.partner"].create({"name": "X"}).pool_state)

    def test_held_by_a_team(self):
        role = self.env["group.customer.assignment.role"]._get("account_manager")
        role.allows_team = True
        team = self.env["crm.team"].create(
            {
                "name": "T",
                "member_ids": [Command.set((self.account + self.colleague).ids)],
            }
        )
        partner = self._create_company_partner("Of a team")
        move = {"partner_id": partner.id, "role_id": role.id, "user_id": False}
        self.Assignment._assign([{**move, "team_id": team.id}], "manual", reason="x")
        self.assertFalse(partner.pool_state)
        self.Assignment._assign([{**move, "team_id": False}], "manual", reason="x")
        self.assertEqual(partner.pool_state, "pool")

    def test_begins_with_what_is_there(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET pool_state = NULL")
        self.env.invalidate_all()
        self.env["res.partner"]._begin_pool()
        self.env.invalidate_all()
        self.assertEqual(set(self.tree.mapped("pool_state")), {"pool"})

    def test_nobody_enters_it(self):
        partner = self._create_company_partner("Free", user_id=self.account.id)
        for role in ("account", "admin"):
            for values in (
                {"pool_state": "pool"},
                {"pool_previous_user_id": self.account.id},
                {"pool_due_on": self.today},
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    partner.with_user(self.users[role]).write(values)
        with self.assertRaises(UserError):
            self.Event.with_user(self.users["admin"]).create(
                {"partner_id": partner.id, "kind": "claimed", "date": self.today}
            )

    # The action itself

    def test_scheduled_action(self):
        """Whole slices, and it ends; run twice it does nothing twice."""
        idle = self.env["res.partner"]
        for number in range(5):
            idle += self._aged(f"Idle {number}", 400, self.account)
        cron = self.env.ref("group_customer.ir_cron_res_partner_manage_pool")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(set(idle.mapped("pool_state")), {"warned"})
        self.assertEqual(
            self.Event.search_count([("partner_id", "in", idle.ids)]), len(idle)
        )
