# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL

# How many accounts one transaction of the cron takes.
SLICE = 10000


class GroupCustomerTerritoryQueue(models.Model):
    """Accounts whose territory has to be found again. A row without account stands for
    all."""

    _name = "group.customer.territory.queue"
    _description = "Accounts to Match with Territories"
    _inherit = ["group.customer.queue.mixin"]
    _log_access = False
    _drain_cron = "group_customer.ir_cron_group_customer_territory_match"

    partner_id = fields.Many2one(
        comodel_name="res.partner", index="btree_not_null", ondelete="cascade"
    )

    @api.model
    def _cron_match_all(self):
        """Look at every account once a day: contacts also change on ways that no
        method sees, such as a merge."""
        if self.env["group.customer.territory.plan"]._get_active_plans():
            self.env["res.partner"]._queue_territories()

    @api.model
    def _cron_match(self, slice_size=SLICE):
        """Match what is queued."""

        def do_slice():
            done = self._spread() or self._match_slice(slice_size)
            return done, not done

        self._drain(do_slice)

    @api.model
    def _spread(self):
        """Put every account into the queue for the rows that stand for all.

        :returns: how many such rows there were
        """
        rows = self._claim(SQL("partner_id IS NULL"), None)
        if rows:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO group_customer_territory_queue (partner_id)
                       SELECT id FROM res_partner
                        WHERE is_group_customer OR territory_id IS NOT NULL
                     ORDER BY id"""
                )
            )
        return len(rows)

    @api.model
    def _match_slice(self, slice_size=SLICE):
        """Match some queued accounts; returns how many rows that did."""
        rows = self._claim(SQL("partner_id IS NOT NULL"), slice_size)
        partner_ids = sorted({row[0] for row in rows})
        if partner_ids:
            partners = self.env["res.partner"].browse(partner_ids)
            if changed := partners._write_territories():
                partners._territories_changed(changed)
        return len(rows)

    @api.model
    def _claim(self, condition, limit):
        """Remove queued rows that no other worker has, and return their accounts.

        They are chosen in an array: of a subquery in IN, PostgreSQL may take the limit
        anew for every row that it deletes.
        """
        return self.env.execute_query(
            SQL(
                """DELETE FROM group_customer_territory_queue WHERE id = ANY(ARRAY(
                       SELECT id FROM group_customer_territory_queue
                        WHERE %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED))
                RETURNING partner_id""",
                condition,
                limit,
            )
        )
