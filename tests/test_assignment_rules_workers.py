# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .workers_common import WorkersCommon


@tagged("post_install", "-at_install")
class TestAssignmentRulesWorkers(WorkersCommon):
    """Two workers, two connections, one queue: no account is assigned twice.

    Everything is committed for good, so that each test removes what it made.
    """

    def setUp(self):
        super().setUp()
        with self._connect() as env:
            Rule = env["group.customer.assignment.rule"]
            others = Rule.search([])
            others.active = False
            self.archived_ids = others.ids
            category = env["res.partner.category"].create({"name": "Workers"})
            users = env["res.users"]
            for number in range(2):
                users += new_test_user(
                    env,
                    login=f"assignment_worker_{number}",
                    groups="base.group_user,group_customer.group_group_customer_user",
                )
            profiles = env["group.customer.manager"].create(
                [
                    {
                        "user_id": user.id,
                        "has_capacity_limit": True,
                        "capacity_total": 2,
                    }
                    for user in users
                ]
            )
            team = env["crm.team"].create(
                {"name": "Workers", "member_ids": [Command.set(users.ids)]}
            )
            rule = Rule.create(
                {
                    "name": "Workers",
                    "role_id": env["group.customer.assignment.role"]
                    ._get("account_manager")
                    .id,
                    "target": "least_loaded",
                    "team_id": team.id,
                    "is_automatic": True,
                    "domain": f"[('category_id', '=', {category.id})]",
                }
            )
            env.cr.execute("DELETE FROM group_customer_assignment_queue")
            partners = env["res.partner"].create(
                [
                    {
                        "name": f"Queued {number}",
                        "is_company": True,
                        "is_group_customer": True,
                        "category_id": [Command.set(category.ids)],
                    }
                    for number in range(5)
                ]
            )
            self.made = [
                ("group.customer.assignment.rule", rule.ids),
                ("res.partner", partners.ids),
                ("group.customer.manager", profiles.ids),
                ("crm.team", team.ids),
                ("res.partner.category", category.ids),
                ("res.users", users.ids),
            ]
            self.partner_ids = partners.ids
            self.user_ids = users.ids
        self.addCleanup(self._remove)

    def _remove(self):
        with self._connect() as env:
            runs = env["group.customer.assignment.run"].search(
                [("kind", "!=", "manual")]
            )
            env.cr.execute(
                "DELETE FROM group_customer_assignment WHERE partner_id = ANY(%s)",
                [self.partner_ids],
            )
            env.invalidate_all()
            for name, ids in self.made[:-1]:
                env[name].browse(ids).exists().unlink()
            runs._write_server({"state": "draft"})
            runs.unlink()
            users = env["res.users"].browse(self.user_ids)
            partners = users.partner_id
            users.unlink()
            partners.unlink()
            env["group.customer.assignment.rule"].browse(
                self.archived_ids
            ).active = True

    def _read(self):
        """Return (queued accounts, account → its rows' users)."""
        with self._connect() as env:
            env.cr.execute(
                """SELECT COUNT(DISTINCT partner_id)
                     FROM group_customer_assignment_queue WHERE partner_id = ANY(%s)""",
                [self.partner_ids],
            )
            [queued] = env.cr.fetchone()
            env.cr.execute(
                """SELECT partner_id, ARRAY_AGG(user_id ORDER BY id)
                     FROM group_customer_assignment WHERE partner_id = ANY(%s)
                 GROUP BY partner_id""",
                [self.partner_ids],
            )
            return queued, dict(env.cr.fetchall())

    def test_the_second_worker_leaves_the_work_to_the_first(self):
        with self._connect() as first, self._connect() as second:
            done, _is_last = first["group.customer.assignment.queue"]._apply_slice(2)
            self.assertEqual(done, 2)
            self.assertEqual(
                second["group.customer.assignment.queue"]._apply_slice(2), (0, True)
            )
            with self.assertRaisesRegex(UserError, "being applied or changed"):
                second["group.customer.assignment.rule"]._lock_rules()
        queued, rows = self._read()
        self.assertEqual(queued, 3)
        self.assertEqual(len(rows), 2)
        # Afterwards somebody else goes on, with the loads there are then.
        with self._connect() as env:
            while env["group.customer.assignment.queue"]._apply_slice(2)[0]:
                pass
        queued, rows = self._read()
        self.assertEqual(queued, 0)
        users = [user for users in rows.values() for user in users]
        # Two each, and the fifth finds nobody: nobody is filled beyond the capacity.
        self.assertEqual(len(rows), 4)
        self.assertEqual(sorted(users), sorted(self.user_ids * 2))

    @mute_logger("odoo.sql_db")
    def test_who_read_before_the_other_ended_fails_and_tries_again(self):
        with self._connect() as second:
            second.cr.execute("SELECT COUNT(*) FROM group_customer_assignment_queue")
            with self._connect() as first:
                first["group.customer.assignment.queue"]._apply_slice(3)
            # Its picture of the loads is older than what the first one committed.
            with self.assertRaises(SerializationFailure):
                second["group.customer.assignment.queue"]._apply_slice(3)
            second.cr.rollback()
        queued, rows = self._read()
        self.assertEqual((queued, len(rows)), (2, 3))

    def test_an_account_that_somebody_is_changing_waits(self):
        with self._connect() as person:
            person.cr.execute(
                "UPDATE res_partner SET comment = 'x' WHERE id = %s",
                [self.partner_ids[0]],
            )
            with self._connect() as worker:
                done, _is_last = worker[
                    "group.customer.assignment.queue"
                ]._apply_slice()
                self.assertEqual(done, 4)
            person.cr.rollback()
        queued, rows = self._read()
        self.assertEqual(queued, 1)
        self.assertNotIn(self.partner_ids[0], rows)

    def test_a_crash_gives_the_accounts_back(self):
        with self._connect() as worker:
            worker["group.customer.assignment.queue"]._apply_slice()
            worker.cr.rollback()
        queued, rows = self._read()
        self.assertEqual((queued, rows), (5, {}))
