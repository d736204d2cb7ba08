# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL

PREFIX = "group.customer.followup,"


class GroupCustomerVisitPlan(models.Model):
    """Follow-ups that are to be done on site go into the plan of the month."""

    _inherit = "group.customer.visit.plan"

    @api.model
    def _get_demand_sql(self, company, first, last):
        """Add one visit per account and kind: for the follow-up that is due first; it
        settles the others that are due by then."""
        self.env["group.customer.followup"].flush_model()
        return [
            *super()._get_demand_sql(company, first, last),
            SQL(
                """SELECT DISTINCT ON (followup.partner_id, followup.kind_id)
                          followup.partner_id, followup.user_id, followup.kind_id,
                          NULL::int AS policy_id, followup.due_on,
                          CASE WHEN followup.due_on < %(first)s::date
                               THEN 0 ELSE 1 END AS priority,
                          %(prefix)s || followup.id AS reference
                     FROM group_customer_followup AS followup
                     JOIN group_customer_visit_channel AS channel
                       ON channel.id = followup.channel_id
                    WHERE followup.state = 'open' AND channel.is_on_site
                      AND followup.company_id = %(company)s
                      AND followup.user_id IS NOT NULL
                      AND followup.due_on <= %(last)s::date
                 ORDER BY followup.partner_id, followup.kind_id, followup.due_on,
                          followup.id""",
                first=first,
                last=last,
                prefix=PREFIX,
                company=company.id,
            ),
        ]

    def _get_rows(self, company, placed, present, kept):
        """Go to the customer by the channel that the follow-up asks for."""
        rows = super()._get_rows(company, placed, present, kept)
        followups = {
            row["plan_reference"]: int(row["plan_reference"].removeprefix(PREFIX))
            for row in rows
            if (row["plan_reference"] or "").startswith(PREFIX)
        }
        found = self.env["group.customer.followup"].sudo().browse(followups.values())
        channels = {
            f"{PREFIX}{followup.id}": followup.channel_id.id for followup in found
        }
        for row in rows:
            channel = channels.get(row["plan_reference"])
            row["channel_id"] = channel or row["channel_id"]
        return rows
