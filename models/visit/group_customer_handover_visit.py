# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL

# Nobody has gone yet
WAITING_STATES = ("draft", "planned", "confirmed")


class GroupCustomerHandover(models.Model):
    """Visits of the giver that are still to come go along with the account."""

    _inherit = "group.customer.handover"

    visit_count = fields.Integer(string="Visits to Come", compute="_compute_totals")

    @api.model
    def _get_work_counts(self):
        return (*super()._get_work_counts(), "visit_count")

    def _get_work_queries(self):
        queries = super()._get_work_queries()
        return {**queries, "visit_count": self._get_visit_query()}

    def _get_visit_query(self):
        """Visits from the day of the handover on that the giver makes."""
        accounts = self.line_ids.filtered("carries_work").partner_id
        return SQL(
            """SELECT visit.id, visit.partner_id
                 FROM group_customer_visit visit
                WHERE visit.user_id = %(giver)s AND visit.state IN %(states)s
                  AND visit.date >= %(date)s AND visit.company_id = %(company)s
                  AND visit.partner_id = ANY(%(accounts)s)""",
            giver=self.from_user_id.id,
            states=WAITING_STATES,
            date=self.date,
            company=self.company_id.id,
            accounts=accounts.ids,
        )

    def _get_meeting_query(self, values):
        """The event of a visit goes with the visit."""
        return SQL(
            """SELECT meeting.id, meeting.account_id FROM (%s) AS meeting
                WHERE NOT EXISTS (SELECT 1 FROM group_customer_visit visit
                                   WHERE visit.event_id = meeting.id)""",
            super()._get_meeting_query(values),
        )

    def _move_work(self, work):
        result = super()._move_work(work)
        self._return_plans(list(work["visit_count"]))
        self._hand_documents("group.customer.visit", work["visit_count"])
        return result

    def _return_plans(self, visit_ids):
        """Give plans under review back whose visits go to somebody else: what is
        reviewed would not be what was submitted."""
        # sudo: the handover was approved, whoever carries it out
        visits = self.env["group.customer.visit"].sudo().browse(visit_ids)
        for plan in visits.plan_id.filtered(lambda plan: plan._is_in_approval()):
            plan.approval_request_id._begin()._end(
                "returned",
                self.env._(
                    "Visits of this plan were handed over with “%(handover)s”: look at "
                    "the plan and submit it again.",
                    handover=self.display_name,
                ),
            )


class GroupCustomerHandoverLine(models.Model):
    _inherit = "group.customer.handover.line"
    _server_fields = frozenset({"visit_count"})

    visit_count = fields.Integer(string="Visits to Come", readonly=True)
