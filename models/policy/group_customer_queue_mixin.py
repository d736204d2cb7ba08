# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class GroupCustomerQueueMixin(models.AbstractModel):
    """A table of work to do later: append-only, drained by a scheduled action.

    Workers on any host share the queue: each claims rows with SKIP LOCKED and commits
    slice by slice. A crash gives back what was not committed.
    """

    _name = "group.customer.queue.mixin"
    _description = "Queue"
    _log_access = False
    # External id of the scheduled action that drains the queue
    _drain_cron = None

    @api.model
    def _queue_changed(self):
        """Have the queue drained soon after the commit, once per transaction."""
        precommit = self.env.cr.precommit
        if not precommit.data.get(self._name):
            precommit.data[self._name] = True
            precommit.add(self._trigger_drain)

    @api.model
    def _trigger_drain(self):
        self.env.cr.precommit.data.pop(self._name, None)
        cron = self.env.ref(self._drain_cron, raise_if_not_found=False)
        if cron:
            # sudo: the cron runs whoever changed the records
            cron.sudo()._trigger()

    @api.model
    def _count_queue(self):
        """Return how many rows wait, those that others work on included."""
        [[count]] = self.env.execute_query(
            SQL("SELECT COUNT(*) FROM %s", SQL.identifier(self._table))
        )
        return count

    @api.model
    def _drain(self, do_slice):
        """Work off the queue, each slice in a transaction of its own.

        :param do_slice: claims some rows and does them; returns how many, and whether
            nothing is left that this worker could take
        """
        is_last = False
        while not is_last:
            try:
                done, is_last = do_slice()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Another worker was faster with these rows: they stay queued.
                self.env.cr.rollback()
                _logger.info("%s: a slice is left to the next run", self._description)
                return
            remaining = 0 if is_last else self._count_queue()
            if not self.env["ir.cron"]._commit_progress(done, remaining=remaining):
                return
