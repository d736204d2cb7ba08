# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import LockNotAvailable

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .workers_common import WorkersCommon


@tagged("post_install", "-at_install")
class TestTerritoryWorkers(WorkersCommon):
    """Two connections at once; every test removes what it made."""

    _connect_context = {}

    def setUp(self):
        super().setUp()
        with self._connect() as env:
            accounts = env["res.partner"].create(
                [
                    {
                        "name": f"Territory Worker {number}",
                        "is_company": True,
                        "is_group_customer": True,
                    }
                    for number in range(4)
                ]
            )
            self.account_ids = accounts.ids
            plan = env["group.customer.territory.plan"].create({"name": "Worker Map"})
            territory = env["group.customer.territory"].create(
                {"plan_id": plan.id, "name": "Worker East"}
            )
            self.plan_id, self.territory_id = plan.id, territory.id
            env.cr.execute(
                SQL(
                    """INSERT INTO group_customer_territory_queue (id, partner_id)
                       SELECT -id, id FROM unnest(%s::int[]) AS id""",
                    self.account_ids,
                )
            )
        self.addCleanup(self._remove)

    def _remove(self):
        with self._connect() as env:
            env["group.customer.territory.plan"].browse(self.plan_id).unlink()
            env["res.partner"].browse(self.account_ids).unlink()

    def _claim(self, env):
        rows = env["group.customer.territory.queue"]._claim(
            SQL("partner_id = ANY(%s)", self.account_ids), 2
        )
        return {row[0] for row in rows}

    def test_two_workers_take_different_accounts(self):
        with self._connect() as one, self._connect() as two:
            first, second = self._claim(one), self._claim(two)
        self.assertEqual((len(first), len(second)), (2, 2))
        self.assertEqual(first | second, set(self.account_ids))

    def test_a_crash_gives_the_accounts_back(self):
        with self._connect() as env:
            taken = self._claim(env)
            env.cr.rollback()
        with self._connect() as env:
            self.assertEqual(self._claim(env), taken)

    def test_a_map_is_not_changed_while_it_is_switched_on(self):
        """Otherwise something would be in force that nobody has previewed."""
        with self._connect() as one, self._connect() as two:
            one["group.customer.territory.plan"].browse(self.plan_id)._lock_maps()
            two.cr.execute("SET LOCAL lock_timeout = '200ms'")
            territory = two["group.customer.territory"].browse(self.territory_id)
            with self.assertRaises(LockNotAvailable), mute_logger("odoo.sql_db"):
                territory.name = "Changed Meanwhile"
            two.cr.rollback()
