# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .workers_common import WorkersCommon


@tagged("post_install", "-at_install")
class TestAssignmentConcurrency(WorkersCommon):
    """Two workers, two connections, one account: it goes to one of them.

    Everything is committed for good, so that each test removes what it made.
    """

    _connect_context = {}

    def setUp(self):
        super().setUp()
        with self._connect() as env:
            users = [
                new_test_user(
                    env, login=f"assign_at_once_{number}", groups="base.group_user"
                )
                for number in range(2)
            ]
            self.ann_id, self.bob_id = (user.id for user in users)
            partners = env["res.partner"].create(
                [
                    {"name": name, "is_company": True, "is_group_customer": True}
                    for name in ("Assigned At Once", "Assigned Apart")
                ]
            )
            self.works_id, self.apart_id = partners.ids
        self.addCleanup(self._remove)

    def _remove(self):
        with self._connect() as env:
            env["res.partner"].browse([self.works_id, self.apart_id]).unlink()
            users = env["res.users"].browse([self.ann_id, self.bob_id])
            people = users.partner_id
            users.unlink()
            people.unlink()

    def _assign(self, env, partner_id, user_id, role="account_manager"):
        move = {"partner_id": partner_id, "role_id": role, "user_id": user_id}
        moved = env["group.customer.assignment"]._assign([move], "rule")
        env.flush_all()
        return moved

    def _read(self, role="account_manager"):
        with self._connect() as env:
            rows = env["group.customer.assignment"].search(
                [("partner_id", "=", self.works_id), ("role_id.code", "=", role)]
            )
            return [(row.user_id.id, row.is_current) for row in rows]

    def test_second_worker_is_told_while_the_first_works(self):
        with self._connect() as first, self._connect() as second:
            self._assign(first, self.works_id, self.ann_id)
            with self.assertRaises(UserError) as caught:
                self._assign(second, self.works_id, self.bob_id)
            self.assertIn("Assigned At Once", str(caught.exception))
            # Other accounts are not held up
            self.assertEqual(self._assign(second, self.apart_id, self.bob_id), 1)
            first.cr.commit()
        self.assertEqual(self._read(), [(self.ann_id, True)])

    @mute_logger("odoo.sql_db")
    def test_second_worker_with_an_older_view_starts_again(self):
        """It began before the first one was done: Odoo runs it anew, with what is now.

        Also for a role without a field of the customer.
        """
        for role in ("account_manager", "backup"):
            with self.subTest(role=role), self._connect() as second:
                second["res.partner"].browse(self.works_id).read(["name"])
                with self._connect() as first:
                    self._assign(first, self.works_id, self.ann_id, role)
                with self.assertRaises(SerializationFailure):
                    self._assign(second, self.works_id, self.bob_id, role)
                second.cr.rollback()
                self.assertEqual(self._read(role), [(self.ann_id, True)])

    def test_customers_stay_usable_meanwhile(self):
        """An account that is being moved gets new contacts all the same."""
        with self._connect() as first, self._connect() as second:
            self._assign(first, self.works_id, self.ann_id)
            second.cr.execute(
                "SELECT id FROM res_partner WHERE id = %s FOR KEY SHARE SKIP LOCKED",
                [self.works_id],
            )
            self.assertTrue(second.cr.fetchall())
            first.cr.rollback()
