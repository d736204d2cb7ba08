# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

# Rows that are counted between two commits: measured, more gains nothing
COUNT_SLICE = 5000


class GroupCustomerVisitAttainment(models.Model):
    """Keeping attainment up to date: every night, and when a manager asks for it."""

    _inherit = "group.customer.visit.attainment"

    # A row is counted once more after its period, and then left alone
    _stale_idx = models.Index(
        "(company_id, refreshed_on) "
        "WHERE refreshed_on IS NULL OR refreshed_on <= date_to"
    )

    @api.model
    def _cron_refresh(self, size=COUNT_SLICE):
        """Open the periods of the day and count, company by company.

        Each slice is committed; rows that another worker has are passed over, and what
        has been counted today is not counted again.
        """
        commit = self.env["ir.cron"]._commit_progress
        rows = self.sudo()
        for company in rows.env["res.company"].search(Domain("active", "=", True)):
            today = self._get_today(company)
            made = rows._open(company, today)
            if not commit(made):
                return
            while ids := rows._claim_stale(company, today, size):
                rows._refresh_visitors(company, today, ids)
                rows._count(ids)
                if not commit(len(ids)):
                    return

    @api.model
    def _claim_stale(self, company, today, size):
        """Lock some rows of a company that were not counted today and may change by the
        day alone, and return their ids."""
        self.flush_model(["company_id", "date_to", "refreshed_on"])
        return [
            row_id
            for (row_id,) in self.env.execute_query(
                SQL(
                    """
                    SELECT id
                      FROM group_customer_visit_attainment
                     WHERE company_id = %s
                       AND (refreshed_on IS NULL
                            OR refreshed_on <= date_to AND refreshed_on < %s::date)
                  ORDER BY id
                     LIMIT %s
                FOR NO KEY UPDATE SKIP LOCKED
                    """,
                    company.id,
                    today,
                    size,
                )
            )
        ]

    # === ACTION METHODS === #

    def action_recompute(self):
        """Make the rows of periods that are not over anew, by today's grades and
        policies; for the managers of these accounts.

        :raises AccessError: for who is no manager
        :raises UserError: when all of these periods are over
        """
        if not self.env.user.has_group("group_customer.group_group_customer_manager"):
            raise AccessError(
                self.env._(
                    "A quota that was opened holds for its period: ask a manager to "
                    "recompute it."
                )
            )
        self.check_access("read")
        # sudo: what the rows hold is the server's to write
        rows = self.sudo()
        done = 0
        for company, part in rows.grouped("company_id").items():
            today = self._get_today(company)
            part = part.filtered(lambda row, today=today: row.date_to >= today)
            days = {max(row.date_from, today) for row in part}
            partner_ids = part.partner_id.ids
            done += len(part)
            part.unlink()
            for day in sorted(days):
                rows._open(company, day, partner_ids)
        if self and not done:
            raise UserError(
                self.env._(
                    "The periods of these quotas are over: what was asked for then "
                    "stays. Choose quotas of a running period."
                )
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Quotas recomputed by today's grades and policies: %(count)s",
                    count=done,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
