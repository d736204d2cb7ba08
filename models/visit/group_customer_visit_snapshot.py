# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .group_customer_visit import DONE_STATES


class GroupCustomerVisit(models.Model):
    """The figures of the groups follow the visits that have taken place."""

    _inherit = "group.customer.visit"

    @api.model
    def _on_changed(self, partner_ids, dates):
        result = super()._on_changed(partner_ids, dates)
        # Nothing has taken place on days to come, so plans ask for nothing here; the
        # company may be a day ahead of the server
        latest = fields.Date.today() + timedelta(days=1)
        days = [day for day in dates if day and day <= latest]
        if partner_ids and days:
            self.env["group.customer.snapshot"]._mark_dirty_pairs(
                self._find_visited(partner_ids, days)
            )
        return result

    @api.model
    def _find_visited(self, partner_ids, days):
        """Return (account id, company id) pairs: which of these accounts stand on a
        visit that took place on one of these days."""
        self.flush_model(["company_id", "date", "partner_id", "state"])
        guests = self.env["group.customer.visit.participant"]
        guests.flush_model(["account_id", "visit_id"])
        return self.env.execute_query(
            SQL(
                """
                SELECT partner_id, company_id FROM group_customer_visit
                 WHERE partner_id = ANY(%(partners)s) AND date = ANY(%(days)s)
                   AND state IN %(done)s
                 UNION
                SELECT guest.account_id, visit.company_id
                  FROM group_customer_visit_participant AS guest
                  JOIN group_customer_visit AS visit ON visit.id = guest.visit_id
                 WHERE guest.account_id = ANY(%(partners)s)
                   AND visit.date = ANY(%(days)s) AND visit.state IN %(done)s
                """,
                partners=list(partner_ids),
                days=days,
                done=DONE_STATES,
            )
        )

    def _tell_counted(self, before):
        """Who took part in a visit and does no more was visited once less."""
        self._mark_visited(before[0])
        return super()._tell_counted(before)

    def _write_server(self, values):
        if values.get("state", "done") not in DONE_STATES:
            # Undone: afterwards nothing tells that it had been
            self._mark_visited()
        return super()._write_server(values)

    def _mark_visited(self, partner_ids=None):
        """Have the figures refreshed that those of these visits count for that have
        taken place.

        :param partner_ids: of these accounts; by default those that they are with
        """
        done = self.sudo().filtered(lambda visit: visit.state in DONE_STATES)
        if not done:
            return
        if partner_ids is None:
            partner_ids = done._get_counted()[0]
        self.env["group.customer.snapshot"]._mark_dirty_pairs(
            [
                (partner_id, company_id)
                for partner_id in partner_ids
                for company_id in done.company_id.ids
            ]
        )
