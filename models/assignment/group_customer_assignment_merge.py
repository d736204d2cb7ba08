# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import contextmanager

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

MERGING = "group_customer.merging_accounts"


class GroupCustomerAssignment(models.Model):
    """Customers that become one keep their histories."""

    _inherit = "group.customer.assignment"

    @api.model
    @contextmanager
    def _without_following(self):
        """Leave the history alone while customers are being merged."""
        data = self.env.cr.precommit.data
        before = data.get(MERGING)
        data[MERGING] = True
        try:
            yield
        finally:
            data[MERGING] = before

    @api.model
    def _follow_accounts(self, partner_ids=None, origin="manual"):
        if self.env.cr.precommit.data.get(MERGING):
            return 0
        return super()._follow_accounts(partner_ids, origin)

    @api.model
    def _end_merged(self, merged, kept):
        """End the present rows of customers that are merged into another one, before
        they become rows of that one.

        The holders of the one that stays hold on. A role that only the others have
        passes over with the customer: of several the latest stays open.
        """
        self.flush_model()
        self.env.execute_query(
            SQL(
                """
                UPDATE group_customer_assignment
                   SET date_to = GREATEST(date_from, %(today)s::date - 1),
                       write_uid = %(uid)s, write_date = NOW() AT TIME ZONE 'UTC'
                 WHERE date_to IS NULL AND partner_id = ANY(%(merged)s)
                   AND id NOT IN (
                       SELECT DISTINCT ON (role_id) id
                         FROM group_customer_assignment
                        WHERE date_to IS NULL
                          AND partner_id = ANY(%(together)s)
                     ORDER BY role_id, partner_id = %(kept)s DESC,
                              date_from DESC, id DESC
                   )
             RETURNING id
                """,
                today=self.env["group.customer.ledger"]._get_today(self.env.company),
                uid=self.env.uid,
                merged=merged.ids,
                kept=kept.id,
                together=[*merged.ids, *kept.ids],
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _get_merged_holders(self, partner):
        """Return the values of the fields of a customer that are empty although
        somebody holds the role: the holder came with a merged customer."""
        role_fields = self.env["group.customer.assignment.role"]._get_fields()
        rows = self.search(
            Domain("partner_id", "=", partner.id)
            & Domain("role_id", "in", list(role_fields))
            & Domain("date_to", "=", False)
        )
        holders = {role_fields[row.role_id.id]: row.user_id.id for row in rows}
        return {name: user_id for name, user_id in holders.items() if not partner[name]}
