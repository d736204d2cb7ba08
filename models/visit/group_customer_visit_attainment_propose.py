# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL

from ...tools.arrays import as_array


class GroupCustomerVisitAttainment(models.Model):
    """Thousands of new proposals change one figure of their quotas: they are added to
    it, instead of counting all visits of the accounts anew."""

    _inherit = "group.customer.visit.attainment"

    @api.model
    def _add_proposals(self, visit_ids):
        """Add drafts that were inserted to the quotas whose policies asked for them.

        :param visit_ids: ids of drafts, each with the policy of its quota, that have
            not been counted yet
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH counted_channel AS (%(channels)s
                ), proposal AS (
                    SELECT row.id, COUNT(*) AS number
                      FROM group_customer_visit AS visit
                      JOIN group_customer_visit_attainment AS row
                        ON row.partner_id = visit.partner_id
                       AND row.company_id = visit.company_id
                       AND row.kind_id = visit.kind_id
                       AND row.policy_id = visit.policy_id
                       AND visit.date BETWEEN row.date_from AND row.date_to
                      JOIN counted_channel
                        ON counted_channel.policy_id = visit.policy_id
                       AND counted_channel.channel_id = visit.channel_id
                     WHERE visit.id = ANY(%(visits)s::int[])
                  GROUP BY row.id
                )
                UPDATE group_customer_visit_attainment AS row
                   SET proposed = row.proposed + proposal.number,
                       unplanned = GREATEST(
                           row.required - row.done - row.planned - row.proposed
                           - proposal.number, 0)
                  FROM proposal
                 WHERE row.id = proposal.id
             RETURNING row.id
                """,
                channels=self._get_channel_sql(),
                visits=as_array(visit_ids),
            )
        )
        self.invalidate_model(["proposed", "unplanned"])
        # What one period has proposed, the next one need not carry
        self._count(self._find_following([row_id for (row_id,) in rows]))
