# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL

from .group_customer_followup_owner import ACTIVITY_TYPE, QUIET

# Owners are told of so many follow-ups in one transaction
REMIND_SLICE = 500


class GroupCustomerFollowup(models.Model):
    """Owners are told of a follow-up once, by an activity; no mail is sent."""

    _inherit = "group.customer.followup"

    @api.model
    def _remind(self, commit=None, size=REMIND_SLICE):
        """Make the activities of what is due, slice by slice.

        :param commit: called with the count of each slice; it says whether to go on
        """
        for company in self.env["res.company"].search([("active", "=", True)]):
            while found := self._find_to_remind(company, size):
                found._make_activities()
                if commit and not commit(len(found)):
                    return
                if len(found) < size:
                    break

    @api.model
    def _find_to_remind(self, company, size):
        """Return follow-ups whose owner is to be told now, claimed; one statement."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT followup.id
                     FROM group_customer_followup AS followup
                     JOIN group_customer_followup_rule AS rule
                       ON rule.id = followup.rule_id
                    WHERE followup.state = 'open' AND rule.makes_activity
                      AND followup.company_id = %s
                      AND followup.user_id IS NOT NULL
                      AND followup.notified_on IS NULL
                      AND followup.due_on - rule.notice_days <= %s::date
                 ORDER BY followup.due_on, followup.id
                    LIMIT %s
                      FOR NO KEY UPDATE OF followup SKIP LOCKED""",
                company.id,
                self.env["group.customer.ledger"]._get_today(company),
                size,
            )
        )
        return self.sudo().browse([id_ for (id_,) in rows])

    def _make_activities(self):
        """Ask the owners of these follow-ups, each in the own language."""
        values = [followup._prepare_activity() for followup in self]
        self.env["mail.activity"].sudo().with_context(**QUIET).create(values)
        for company, followups in self.grouped("company_id").items():
            today = self.env["group.customer.ledger"]._get_today(company)
            followups._write_server({"notified_on": today})

    def _prepare_activity(self):
        self.ensure_one()
        followup = self.with_context(lang=self.user_id.lang or self.env.lang)
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": self.env.ref(ACTIVITY_TYPE).id,
            "user_id": self.user_id.id,
            "date_deadline": self.due_on,
            "summary": followup.display_name,
        }
