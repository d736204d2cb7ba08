# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import threading

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .workers_common import WorkersCommon


@tagged("post_install", "-at_install")
class TestPoolRace(WorkersCommon):
    """Two connections, one account: it is claimed once and entered once.

    Everything is committed for good, so that each test removes what it made.
    """

    def setUp(self):
        super().setUp()
        with self._connect() as env:
            users = [
                new_test_user(
                    env,
                    login=f"pool_at_once_{number}",
                    name=f"Pool {number}",
                    groups="base.group_user,base.group_partner_manager,"
                    "group_customer.group_group_customer_user",
                )
                for number in range(2)
            ]
            self.ann_id, self.bob_id = (user.id for user in users)
            policies = env["group.customer.pool.policy"].search([])
            policies.active = False
            self.archived_ids = policies.ids
            policy = env["group.customer.pool.policy"].create(
                {"name": "At once", "date_from": "2000-01-01", "claim_limit": 1}
            )
            self.policy_id = policy.id
            self.partner_ids = [
                env["res.partner"]
                .create(
                    {
                        "name": f"Pool at Once {number}",
                        "city": "Ningbo",
                        "is_company": True,
                        "is_group_customer": True,
                    }
                )
                .id
                for number in range(2)
            ]
        self.addCleanup(self._remove)

    def _remove(self):
        with self._connect() as env:
            partners = env["res.partner"].search([("name", "=like", "Pool at Once%")])
            env["group.customer.assignment"].search(
                [("partner_id", "in", partners.ids)]
            ).unlink()
            env["group.customer.pool.event"].search(
                [("partner_id", "in", partners.ids)]
            ).unlink()
            partners.unlink()
            policies = env["group.customer.pool.policy"]
            policies.browse(self.policy_id).unlink()
            policies.browse(self.archived_ids).active = True
            users = env["res.users"].browse([self.ann_id, self.bob_id])
            people = users.partner_id
            users.unlink()
            people.unlink()

    def _claim(self, env, number=0):
        env["res.partner"].browse(self.partner_ids[number]).action_claim()
        env.flush_all()

    def _get_holders(self):
        with self._connect() as env:
            rows = env["group.customer.assignment"].search(
                [("partner_id", "in", self.partner_ids), ("date_to", "=", False)]
            )
            return sorted((row.partner_id.id, row.user_id.id) for row in rows)

    # Claims

    def test_the_second_is_told_while_the_first_claims(self):
        with self._connect(self.ann_id) as ann, self._connect(self.bob_id) as bob:
            self._claim(ann)
            with self.assertRaisesRegex(UserError, "Somebody else is claiming"):
                self._claim(bob)
            bob.cr.rollback()
        self.assertEqual(self._get_holders(), [(self.partner_ids[0], self.ann_id)])

    def test_the_second_is_told_when_the_first_has_claimed(self):
        """What Bob sees is older than Ann's claim: the database refuses, the server
        tries again, and then Bob is told whose it is."""
        with self._connect(self.bob_id) as bob:
            partner = bob["res.partner"].browse(self.partner_ids[0])
            self.assertEqual(partner.pool_state, "pool")
            with self._connect(self.ann_id) as ann:
                self._claim(ann)
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                self._claim(bob)
            bob.cr.rollback()
            bob.invalidate_all()
            with self.assertRaisesRegex(UserError, "account manager is Pool 0"):
                self._claim(bob)
            bob.cr.rollback()
        self.assertEqual(self._get_holders(), [(self.partner_ids[0], self.ann_id)])

    def test_two_claims_of_one_user_do_not_pass_the_limit(self):
        """Two windows, two accounts, one allowed: the second begins anew and counts
        the first."""
        with self._connect(self.ann_id) as one, self._connect(self.ann_id) as two:
            two["res.partner"].browse(self.partner_ids[1]).mapped("pool_state")
            self._claim(one, 0)
            one.cr.commit()  # pylint: disable=invalid-commit
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                self._claim(two, 1)
            two.cr.rollback()
            two.invalidate_all()
            with self.assertRaisesRegex(UserError, "1 are allowed"):
                self._claim(two, 1)
            two.cr.rollback()
        self.assertEqual(self._get_holders(), [(self.partner_ids[0], self.ann_id)])

    def test_the_action_leaves_alone_what_is_claimed(self):
        with self._connect(self.ann_id) as ann, self._connect() as cron:
            self._claim(ann)
            partners = cron["res.partner"]
            for step in (
                partners._lift_pool_warnings,
                partners._return_to_pool,
                partners._warn_of_pool,
            ):
                step()
            cron.cr.rollback()
        self.assertEqual(self._get_holders(), [(self.partner_ids[0], self.ann_id)])

    # Entering

    def _enter(self, env, name="Pool at Once and for All"):
        env["res.partner"].create(
            {
                "name": name,
                "city": "Ningbo",
                "is_company": True,
                "is_group_customer": True,
            }
        )
        env.flush_all()

    def _count_entered(self):
        with self._connect() as env:
            return env["res.partner"].search_count(
                [("account_name_key", "=", "poolatonceandforall")]
            )

    def test_entered_by_two_at_once(self):
        """The second waits for the first, begins anew and is told."""
        outcome = []

        def enter_too():
            with self._connect(self.bob_id) as bob:
                # What Bob sees is as old as this
                bob["res.partner"].browse(self.partner_ids[0]).exists()
                ready.set()
                try:
                    self._enter(bob, "POOL AT ONCE AND FOR ALL LTD.")
                except SerializationFailure:
                    bob.cr.rollback()
                    bob.invalidate_all()
                    try:
                        self._enter(bob, "POOL AT ONCE AND FOR ALL LTD.")
                    except UserError as error:
                        outcome.append(str(error))
                bob.cr.rollback()

        ready = threading.Event()
        with mute_logger("odoo.sql_db"):
            with self._connect(self.ann_id) as ann:
                self._enter(ann)
                second = threading.Thread(target=enter_too)
                second.start()
                ready.wait(20)
            second.join(30)
        self.assertEqual(len(outcome), 1)
        self.assertIn("is an account already", outcome[0])
        self.assertEqual(self._count_entered(), 1)

    def test_another_company_does_not_wait(self):
        with self._connect(self.ann_id) as ann, self._connect(self.bob_id) as bob:
            self._enter(ann)
            bob.cr.execute("SET LOCAL lock_timeout = '5s'")
            self._enter(bob, "Pool at Once elsewhere")
            bob.cr.rollback()

    def test_keys_are_forgotten(self):
        with self._connect() as env:
            env["group.customer.account.key"]._take(["test:old", "test:new"])
            env.cr.execute(
                """UPDATE group_customer_account_key
                      SET written_at = written_at - INTERVAL '2 days'
                    WHERE key = 'test:old'"""
            )
            env["group.customer.account.key"]._gc_account_keys()
            env.cr.execute(
                "SELECT key FROM group_customer_account_key WHERE key LIKE 'test:%'"
            )
            self.assertEqual(env.cr.fetchall(), [("test:new",)])
            env.cr.rollback()
