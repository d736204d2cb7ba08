# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# How many queued changes one transaction of the cron takes.
SLICE = 500
# First halves of the advisory lock keys; the second is the id of a company or a root.
COMPANY_LOCK = 1735091060
ROOT_LOCK = 1735091061


class GroupCustomerSnapshotQueue(models.Model):
    """Changes since the last refresh.

    A row without customer stands for all groups, one without company for the books of
    all companies.
    """

    _name = "group.customer.snapshot.queue"
    _description = "Group Customer Figures to Refresh"
    _inherit = ["group.customer.queue.mixin"]
    _log_access = False
    _drain_cron = "group_customer.ir_cron_group_customer_snapshot_refresh"

    partner_id = fields.Many2one(
        "res.partner", string="Group Head", index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", ondelete="cascade")


class GroupCustomerSnapshot(models.Model):
    _inherit = "group.customer.snapshot"

    @api.model
    def _cron_rebuild(self):
        """Queue every group of every company: figures age by the calendar alone
        (an invoice becomes overdue, a year begins)."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO group_customer_snapshot_queue (company_id)
                   SELECT id FROM res_company WHERE active"""
            )
        )
        self._queue_changed()

    @api.model
    def _cron_refresh(self, slice_size=SLICE):
        """Refresh what is queued; a group is computed by one worker at a time."""
        self.env["group.customer.snapshot.queue"]._drain(
            lambda: self._refresh_slice(slice_size)
        )

    @api.model
    def _refresh_slice(self, slice_size=SLICE):
        """Claim and refresh one slice: the books of one company, or some groups.

        :return: how many queued changes were done, and whether nothing is left that
            this worker could take
        """
        whole = self._claim(SQL("partner_id IS NULL"), limit=1)
        if whole:
            done = self._refresh_company(self.env["res.company"].browse(whole[0][1]))
            return done, not done
        claimed = self._claim(SQL("partner_id IS NOT NULL"), limit=slice_size)
        roots = self._lock_roots({root_id for root_id, _company in claimed})
        if not roots:
            return 0, True
        taken = self._take(SQL("partner_id IN %s", tuple(roots.ids)))
        self._refresh_roots(roots, taken)
        return len(taken), len(claimed) < slice_size

    @api.model
    def _refresh_roots(self, roots, changes):
        """Refresh ``roots`` in the books that ``changes``, pairs (root id, company id
        or None), name."""
        root_ids_by_company = defaultdict(set)
        for root_id, company_id in changes:
            root_ids_by_company[company_id].add(root_id)
        companies = self.env["res.company"].sudo().search(Domain("active", "=", True))
        for company in companies:
            root_ids = root_ids_by_company[None] | root_ids_by_company[company.id]
            if root_ids:
                self._rebuild_safely(company, roots.browse(sorted(root_ids)))
        self._refresh_stages(roots)

    @api.model
    def _refresh_company(self, company):
        """Refresh every group in the books of ``company`` in one statement.

        :return: how many queued changes that did, none when others work on it
        """
        [[locked]] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", COMPANY_LOCK, company.id)
        )
        if not locked:
            return 0
        taken = self._take(SQL("company_id = %s", company.id))
        if not self._rebuild_safely(company):
            # One bad group must not hold up the others: take them group by group.
            self.env.cr.execute(
                SQL(
                    """INSERT INTO group_customer_snapshot_queue
                              (partner_id, company_id)
                       SELECT id, %s FROM res_partner WHERE group_root_id = id""",
                    company.id,
                )
            )
        return len(taken)

    # Claiming

    @api.model
    def _claim(self, condition, limit):
        """Lock queued changes that no other worker has; (root id, company id) pairs."""
        return self.env.execute_query(
            SQL(
                """SELECT partner_id, company_id FROM group_customer_snapshot_queue
                    WHERE %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED""",
                condition,
                limit,
            )
        )

    @api.model
    def _take(self, condition):
        """Remove queued changes that no other worker has, and return them."""
        return self.env.execute_query(
            SQL(
                """DELETE FROM group_customer_snapshot_queue WHERE id = ANY(ARRAY(
                       SELECT id FROM group_customer_snapshot_queue
                        WHERE %s FOR UPDATE SKIP LOCKED))
                RETURNING partner_id, company_id""",
                condition,
            )
        )

    @api.model
    def _lock_roots(self, root_ids):
        """The groups of ``root_ids`` that are this transaction's alone until its end;
        none while a rebuild of all groups is at work."""
        partners = self.env["res.partner"]
        if not root_ids:
            return partners
        [[free]] = self.env.execute_query(
            SQL(
                """SELECT bool_and(pg_try_advisory_xact_lock_shared(%s, id))
                     FROM res_company""",
                COMPANY_LOCK,
            )
        )
        if not free:
            return partners
        locked = self.env.execute_query(
            SQL(
                """SELECT id FROM unnest(%s::int[]) AS root (id)
                    WHERE pg_try_advisory_xact_lock(%s, id)""",
                sorted(root_ids),
                ROOT_LOCK,
            )
        )
        return partners.browse(root_id for (root_id,) in locked)

    # Computing

    @api.model
    def _rebuild_safely(self, company, roots=None):
        """Rebuild; a group that fails keeps its figures and says why.

        :return: False when a rebuild of all groups failed
        """
        try:
            with self.env.cr.savepoint():
                self._rebuild(company, roots)
            return True
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # noqa: BLE001 any failure is the group's own
            if roots is None:
                _logger.warning(
                    "Figures of all group customers in %s failed, trying them one by "
                    "one: %s",
                    company.name,
                    error,
                )
                return False
            message = str(error)
        if len(roots) > 1:
            for root in roots:
                self._rebuild_safely(company, root)
        else:
            _logger.warning(
                "Figures of group customer %s in %s failed: %s",
                roots.id,
                company.name,
                message,
            )
            self._mark_failed(company, roots, message)
        return True

    @api.model
    def _mark_failed(self, company, root, message):
        self.env.cr.execute(
            SQL(
                """WITH failed AS (
                       UPDATE group_customer_snapshot SET error = %(message)s
                        WHERE company_id = %(company)s AND root_id = %(root)s)
                   INSERT INTO group_customer_snapshot
                          (partner_id, company_id, currency_id, root_id, is_root, error)
                   SELECT id, %(company)s, %(currency)s, id, TRUE, %(message)s
                     FROM res_partner WHERE id = %(root)s
                       ON CONFLICT (partner_id, company_id) DO NOTHING""",
                message=message,
                company=company.id,
                currency=company.currency_id.id,
                root=root.id,
            )
        )
        self.invalidate_model()

    @api.model
    def _refresh_stages(self, roots):
        """Have the stages of the groups' members follow what was posted."""
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        members = partners.search(Domain("group_root_id", "in", roots.ids))
        try:
            with self.env.cr.savepoint():
                partners._refresh_customer_stage(members)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # noqa: BLE001 the figures are good without it
            _logger.warning("Stages of group customers not refreshed: %s", error)
