# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged
from odoo.tools import SQL

from .workers_common import WorkersCommon


@tagged("post_install", "-at_install")
class TestPartnerSnapshotWorkers(WorkersCommon):
    """Workers of several hosts share the queue: each has its own connection, and
    commits for good, so that every test removes what it made."""

    _connect_context = {}

    def setUp(self):
        super().setUp()
        with self._connect() as env:
            partners = env["res.partner"].create(
                [
                    {
                        "name": f"Worker Group {number}",
                        "is_company": True,
                        "is_group_customer": True,
                    }
                    for number in range(4)
                ]
            )
            self.root_ids = partners.ids
            # What others left in the queue must not come first
            env.cr.execute(
                "UPDATE group_customer_snapshot_queue SET id = -id "
                "WHERE partner_id = ANY(%s)",
                [self.root_ids],
            )
        self.addCleanup(self._remove)

    def _remove(self):
        with self._connect() as env:
            env["res.partner"].browse(self.root_ids).unlink()

    def _refresh(self, env, slice_size):
        done, _is_last = env["group.customer.snapshot"]._refresh_slice(slice_size)
        return done

    def _queued(self, env):
        return {
            root_id
            for (root_id,) in env.execute_query(
                SQL(
                    """SELECT partner_id FROM group_customer_snapshot_queue
                        WHERE partner_id = ANY(%s)""",
                    self.root_ids,
                )
            )
        }

    def _computed(self, env):
        domain = [("partner_id", "in", self.root_ids), ("computed_at", "!=", False)]
        return set(env["group.customer.snapshot"].search(domain).partner_id.ids)

    def test_two_workers_take_different_groups(self):
        with self._connect() as one, self._connect() as two:
            self.assertEqual(self._refresh(one, 2), 2)
            self.assertEqual(self._refresh(two, 2), 2)
            computed_by_one, computed_by_two = self._computed(one), self._computed(two)
            self.assertFalse(computed_by_one & computed_by_two)
            self.assertEqual(computed_by_one | computed_by_two, set(self.root_ids))
        with self._connect() as env:
            self.assertFalse(self._queued(env))
            self.assertEqual(self._computed(env), set(self.root_ids))

    def test_one_group_is_computed_by_one_worker_at_a_time(self):
        with self._connect() as one:
            self._refresh(one, 4)
            with self._connect() as posting:
                posting["group.customer.snapshot"]._mark_roots_dirty(self.root_ids[:1])
            with self._connect() as two:
                self.assertEqual(self._refresh(two, 4), 0)
                self.assertEqual(self._queued(two), {*self.root_ids})
        # What was posted meanwhile is not lost: it waits for the next run
        with self._connect() as env:
            self.assertEqual(self._queued(env), {self.root_ids[0]})
            self._refresh(env, 4)
            self.assertFalse(self._queued(env))

    def test_crash_gives_the_work_back(self):
        with self._connect() as env:
            self._refresh(env, 4)
            self.assertFalse(self._queued(env))
            env.cr.rollback()
        with self._connect() as env:
            self.assertEqual(self._queued(env), set(self.root_ids))
            self.assertFalse(self._computed(env))

    def test_rebuild_of_all_groups_stands_alone(self):
        with self._connect() as one, self._connect() as two:
            company = one["res.company"].search([], limit=1)
            one["group.customer.snapshot"]._refresh_company(company)
            self.assertEqual(self._refresh(two, 4), 0)
            other = two["res.company"].browse(company.id)
            self.assertEqual(two["group.customer.snapshot"]._refresh_company(other), 0)

    def test_posting_waits_for_nobody(self):
        """A posting only inserts: it takes no lock a worker or another user holds."""
        with self._connect() as one, self._connect() as two, self._connect() as three:
            self._refresh(one, 4)
            for env in (two, three):
                env.cr.execute("SET LOCAL lock_timeout = '1s'")
                env["group.customer.snapshot"]._mark_roots_dirty(self.root_ids)
