# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .workers_common import WorkersCommon


@tagged("post_install", "-at_install")
class TestApprovalConcurrency(WorkersCommon):
    """Two people, two connections, one request: one wins, the other is told.

    Everything is committed for good, so that each test removes what it made.
    """

    _connect_context = {}

    def setUp(self):
        super().setUp()
        with self._connect() as env:
            users = [
                new_test_user(
                    env,
                    login=f"approval_at_once_{number}",
                    groups="base.group_user,"
                    "group_customer.group_group_customer_director",
                )
                for number in range(3)
            ]
            self.clerk_id, self.ann_id, self.bob_id = (user.id for user in users)
            approval_type = env["group.customer.approval.type"]._get("price_agreement")
            others = env["group.customer.approval.rule"].search(
                [("type_id", "=", approval_type.id)]
            )
            others.active = False
            self.archived_ids = others.ids
            self.rule_id = (
                env["group.customer.approval.rule"]
                .create(
                    {
                        "name": "At once",
                        "type_id": approval_type.id,
                        "step_ids": [
                            Command.create(
                                {
                                    "name": "Agree",
                                    "approver_kind": "users",
                                    "user_ids": [
                                        Command.set([self.ann_id, self.bob_id])
                                    ],
                                    "quorum": "any",
                                }
                            )
                        ],
                    }
                )
                .id
            )
            self.partner_id = (
                env["res.partner"].create({"name": "At Once", "is_company": True}).id
            )
            document = env["group.customer.price.agreement"].create(
                {
                    "partner_id": self.partner_id,
                    "discount": 5,
                    "date_from": "2024-01-01",
                    "date_to": "2099-12-31",
                    "reason": "Test",
                }
            )
            self.document_id = document.id
        self.addCleanup(self._remove)

    def _remove(self):
        with self._connect() as env:
            document = env["group.customer.price.agreement"].browse(self.document_id)
            requests = env["group.customer.approval.request"].search(
                [("res_model", "=", document._name), ("res_id", "=", document.id)]
            )
            document._write_server({"approval_request_id": False})
            env.flush_all()
            requests.unlink()
            document.unlink()
            env["group.customer.approval.rule"].browse(self.rule_id).unlink()
            env["group.customer.approval.rule"].browse(self.archived_ids).active = True
            env["res.partner"].browse(self.partner_id).unlink()
            users = env["res.users"].browse([self.clerk_id, self.ann_id, self.bob_id])
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def _submit(self):
        with self._connect(self.clerk_id) as env:
            document = env["group.customer.price.agreement"].browse(self.document_id)
            return env["group.customer.approval.request"]._submit(document, note="x").id

    def _request(self, env, request_id):
        return env["group.customer.approval.request"].browse(request_id)

    def _decide(self, env, request_id, kind="approve", step=None, comment=None):
        request = self._request(env, request_id)
        step = step or request.current_step_id
        request._decide(kind, step, comment=comment)
        env.flush_all()

    def _get_votes(self, request_id):
        with self._connect() as env:
            request = self._request(env, request_id)
            decisions = request.decision_ids
            return request.state, decisions.mapped("kind").count("approve")

    def test_the_second_is_told_while_the_first_decides(self):
        request_id = self._submit()
        with self._connect(self.ann_id) as ann, self._connect(self.bob_id) as bob:
            step = self._request(bob, request_id).current_step_id
            self._decide(ann, request_id)
            with self.assertRaisesRegex(UserError, "Somebody else is deciding"):
                self._decide(bob, request_id, step=step)
            bob.cr.rollback()
        self.assertEqual(self._get_votes(request_id), ("executed", 1))

    def test_the_second_is_told_when_the_first_has_decided(self):
        """What Bob read is older than Ann's decision: the database refuses, the
        server tries again, and then Bob is told."""
        request_id = self._submit()
        with self._connect(self.bob_id) as bob:
            step = self._request(bob, request_id).current_step_id
            self.assertEqual(step.state, "open")
            with self._connect(self.ann_id) as ann:
                self._decide(ann, request_id)
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                self._decide(bob, request_id, step=step)
            bob.cr.rollback()
            bob.invalidate_all()
            with self.assertRaisesRegex(UserError, "nothing to decide any more"):
                self._decide(bob, request_id, step=step)
            bob.cr.rollback()
        self.assertEqual(self._get_votes(request_id), ("executed", 1))

    def test_both_of_two_count(self):
        """Each of two needed votes is given on what the other had not seen: the
        second begins anew and completes the step; none is lost."""
        with self._connect() as env:
            env["group.customer.approval.rule"].browse(
                self.rule_id
            ).step_ids.quorum = "all"
        request_id = self._submit()
        with self._connect(self.bob_id) as bob:
            step = self._request(bob, request_id).current_step_id
            with self._connect(self.ann_id) as ann:
                self._decide(ann, request_id)
            self.assertEqual(self._get_votes(request_id), ("in_progress", 1))
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                self._decide(bob, request_id, step=step)
            bob.cr.rollback()
            bob.invalidate_all()
            self._decide(bob, request_id, step=step)
        self.assertEqual(self._get_votes(request_id), ("executed", 2))

    def test_recall_against_approval(self):
        request_id = self._submit()
        with self._connect(self.clerk_id) as clerk, self._connect(self.ann_id) as ann:
            step = self._request(ann, request_id).current_step_id
            self._request(clerk, request_id)._recall()
            clerk.flush_all()
            with self.assertRaisesRegex(UserError, "Somebody else is deciding"):
                self._decide(ann, request_id, step=step)
            ann.cr.rollback()
        self.assertEqual(self._get_votes(request_id), ("recalled", 0))

    def test_two_submissions(self):
        with self._connect(self.clerk_id) as one, self._connect(self.ann_id) as two:
            for env in (one, two):
                # What each reads is as old as its first query
                env["group.customer.price.agreement"].browse(self.document_id).exists()
            document = one["group.customer.price.agreement"].browse(self.document_id)
            one["group.customer.approval.request"]._submit(document, note="x")
            one.flush_all()
            document = two["group.customer.price.agreement"].browse(self.document_id)
            with self.assertRaisesRegex(UserError, "Somebody else is working"):
                two["group.customer.approval.request"]._submit(document, note="x")
            two.cr.rollback()

    def test_cron_leaves_alone_what_somebody_decides(self):
        request_id = self._submit()
        with self._connect(self.ann_id) as ann, self._connect() as cron:
            self._decide(ann, request_id)
            request = self._request(cron, request_id)
            request._escalate()
            request._try_to_expire()
            request._refresh_affected(users=cron["res.users"].browse(self.ann_id))
            cron.cr.rollback()
        self.assertEqual(self._get_votes(request_id), ("executed", 1))
