# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

from .group_customer_visit_report_flow import RETURN_ACTIVITY, REVIEW_ACTIVITY


class GroupCustomerVisit(models.Model):
    """Reports on one message to many customers are put before the superior once."""

    _inherit = "group.customer.visit"

    def _ask_for_review(self):
        """Leave one activity for reports that say the same and are submitted at once,
        on the first of them."""
        sent = self.filtered(lambda visit: visit.distance != "face")
        groups = sent.grouped(
            lambda visit: (visit.user_id, visit.company_id, visit.report_text)
        )
        groups = [visits for visits in groups.values() if len(visits) > 1]
        others = self.browse().union(*(visits[1:] for visits in groups))
        others._end_activities([REVIEW_ACTIVITY, RETURN_ACTIVITY])
        result = super(GroupCustomerVisit, self - others)._ask_for_review()
        for visits in groups:
            # sudo: the activity of a superior
            activity = visits[:1].sudo().activity_search([REVIEW_ACTIVITY])
            activity.summary = self.env._(
                "Review %(count)s reports on one contact", count=len(visits)
            )
        return result
