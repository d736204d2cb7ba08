# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import models
from odoo.fields import Domain

KIND = "return_visit"


class GroupCustomerReturnVisit(models.Model):
    """What was recorded counts as a visit to the account, done by the officer."""

    _inherit = "group.customer.return.visit"

    def _make_visit(self):
        """Enter the contact among the visits of the account, once."""
        self.ensure_one()
        if self.visit_id:
            return
        kind = self._get_visit_kind()
        # sudo: an officer visits accounts that are others'
        visit = (
            self.env["group.customer.visit"]
            .sudo()
            .create(self._prepare_visit_values(kind))
        )
        visit._write_server(
            {"state": "done", "origin": "return", "done_at": self.closed_on}
        )
        visit._changed()
        visit._on_done()
        self._write_server({"visit_id": visit.id})

    def _get_visit_kind(self):
        kinds = self.env["group.customer.visit.kind"].sudo()
        kinds = kinds.with_context(active_test=False)
        return kinds.search(Domain("code", "=", KIND), limit=1)

    def _prepare_visit_values(self, kind):
        """Return the values of the visit; the record itself is its report."""
        reached = self.attempt_ids.filtered(
            lambda attempt: attempt.result == "reached"
        )[:1]
        start = self.reached_on
        return {
            "name": self.source_reference,
            "partner_id": self.partner_id.id,
            "contact_id": self.contact_id.id,
            "user_id": self.officer_id.id,
            "company_id": self.company_id.id,
            "kind_id": kind.id,
            "channel_id": (reached.channel_id or self.plan_id.channel_id).id,
            "start": start,
            "stop": start + timedelta(hours=kind.default_duration or 0.25),
            "purpose": self.plan_id.purpose,
            # What the maintenance form of the customer shows
            "report_text": self.content,
            "product_feedback": self.feedback,
            "order_id": self.res_id if self.res_model == "sale.order" else False,
        }
