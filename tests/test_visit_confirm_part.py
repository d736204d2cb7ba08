# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .visit_policy_common import VisitPolicyCommon

CONFIRM = "group_customer.mail_activity_type_visit_confirm"


@tagged("post_install", "-at_install")
class TestVisitConfirmPart(VisitPolicyCommon):
    """A leader's visit that somebody else calls done waits for the leader."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind.needs_report = False
        cls.account, cls.director = cls.users["account"], cls.users["director"]
        cls.policy = cls._make_policy(
            "leaders",
            minimum=1,
            target=2,
            counted_group_id=cls.env.ref(
                "group_customer.group_group_customer_director"
            ).id,
        )
        cls.Attainment._open(cls.company, cls.today, cls.north.ids)
        cls.row = cls.Attainment.search(
            [("partner_id", "=", cls.north.id), ("policy_id", "=", cls.policy.id)]
        )

    def _make_visit(self, visitor, others=(), by=None):
        visit = (
            self.env["group.customer.visit"]
            .with_user(by or self.account)
            .create(
                {
                    "partner_id": self.north.id,
                    "kind_id": self.kind.id,
                    "user_id": visitor.id,
                    "user_ids": [
                        Command.set([visitor.id, *(user.id for user in others)])
                    ],
                    "start": f"{self.today} 01:00:00",
                }
            )
        )
        visit.action_done()
        return visit

    def _get_activities(self, visit):
        return visit.sudo().activity_search([CONFIRM])

    def test_waits_for_the_leader(self):
        """As visitor or as companion: neither counts until the leader says so."""
        for visitor, others in (
            (self.director, [self.account]),
            (self.account, [self.director]),
        ):
            done = self.row.done
            visit = self._make_visit(visitor, others)
            self.assertEqual(visit.state, "done")
            self.assertEqual(visit.done_by_id, self.account)
            self.assertEqual(visit.unconfirmed_user_ids, self.director)
            self.assertEqual(visit.is_done_by_other, visitor == self.director)
            self.assertEqual(self.row.done, done)
            self.assertEqual(self._get_activities(visit).user_id, self.director)
            visit.with_user(self.director).action_confirm_part()
            self.assertFalse(visit.unconfirmed_user_ids)
            self.assertFalse(self._get_activities(visit))
            self.assertEqual(self.row.done, done + 1)
            self.assertEqual(self.row.last_done_on, self.today)

    def test_who_calls_it_done_himself_confirms_nothing(self):
        visit = self._make_visit(self.director, by=self.director)
        self.assertFalse(visit.unconfirmed_user_ids)
        self.assertFalse(visit.is_done_by_other)
        self.assertEqual(self.row.done, 1)

    def test_nobody_is_asked_where_no_quota_asks(self):
        self.policy.counted_group_id = False
        visit = self._make_visit(self.director, [self.account])
        self.assertFalse(visit.unconfirmed_user_ids)
        self.assertTrue(visit.is_done_by_other)
        self.assertEqual(self.row.done, 1)

    def test_a_policy_put_aside_asks_as_long_as_its_quotas_run(self):
        self.policy.active = False
        visit = self._make_visit(self.director, [self.account])
        self.assertEqual(self.row.policy_id, self.policy)
        self.assertEqual(visit.unconfirmed_user_ids, self.director)
        self.assertEqual(self.row.done, 0)
        self.row.sudo().unlink()
        visit = self._make_visit(self.director, [self.account])
        self.assertFalse(visit.unconfirmed_user_ids)

    def test_nobody_confirms_for_the_leader(self):
        visit = self._make_visit(self.director, [self.account])
        for user in (self.account, self.users["admin"]):
            with self.assertRaisesRegex(UserError, "nobody asks you"):
                visit.with_user(user).action_confirm_part()
        with self.assertRaises(AccessError):
            visit.with_user(self.users["employee"]).action_confirm_part()
        with self.assertRaisesRegex(UserError, "nobody asks you"):
            visit.sudo().action_confirm_part()
        for values in (
            {"unconfirmed_user_ids": [Command.clear()]},
            {"done_by_id": self.director.id},
            {"user_ids": [Command.set(self.account.ids)]},
        ):
            with self.assertRaises(UserError):
                visit.write(values)
        with self.assertRaises(UserError):
            self.env["group.customer.visit"].with_user(self.account).create(
                {"partner_id": self.north.id, "done_by_id": self.director.id}
            )
        # Somebody else's tick does not confirm it either
        self._get_activities(visit).with_user(self.account).action_feedback()
        self.assertEqual(visit.unconfirmed_user_ids, self.director)
        self.assertEqual(self.row.done, 0)

    def test_ticking_it_off_confirms(self):
        visit = self._make_visit(self.director, [self.account])
        self._get_activities(visit).with_user(self.director).action_feedback()
        self.assertFalse(visit.unconfirmed_user_ids)
        self.assertEqual(self.row.done, 1)

    def test_the_leader_was_not_there(self):
        visit = self._make_visit(self.director, [self.account])
        own = visit.with_user(self.director)
        self.assertEqual(own.action_deny_part()["context"]["default_operation"], "deny")
        wizard = self.env["group.customer.visit.cancel"].with_user(self.director)
        wizard.create(
            {
                "visit_ids": visit.ids,
                "operation": "deny",
                "reason": "I was in Paris",
            }
        ).action_apply()
        self.assertFalse(self._get_activities(visit))
        self.assertIn("Paris", visit.sudo().message_ids[0].body)
        self.assertEqual(
            visit.sudo().message_ids[0].author_id, self.director.partner_id
        )
        self.assertEqual(visit.unconfirmed_user_ids, self.director)
        self.assertEqual(self.row.done, 0)
        # It may have been a slip
        own.action_confirm_part()
        self.assertEqual(self.row.done, 1)

    def test_lists(self):
        visit = self._make_visit(self.director, [self.account])
        own = self._make_visit(self.account)
        Visit = self.env["group.customer.visit"]
        mine = [("is_to_confirm", "=", True)]
        self.assertEqual(Visit.with_user(self.director).search(mine), visit)
        self.assertFalse(Visit.with_user(self.account).search(mine))
        found = Visit.search(
            [("is_done_by_other", "=", True), ("id", "in", (visit | own).ids)]
        )
        self.assertEqual(found, visit)
