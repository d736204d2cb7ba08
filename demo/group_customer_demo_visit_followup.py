# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

# Days back from which the follow-ups of the demo data begin
BACK = 45
# What was observed at new customers
OBSERVATIONS = (
    ("normal", "Deliveries on time, satisfied. 交货及时，客户满意。"),
    ("attention", "Asks for faster answers. 希望加快响应速度。"),
    ("normal", "Second order expected in autumn. 预计秋季再次下单。"),
    ("problem", "Two drives failed and were replaced. 两台驱动器故障，已更换。"),
)


class GroupCustomerDemo(models.AbstractModel):
    """Follow-ups of the last weeks and the weeks to come."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_visit_followup(self):
        """Make the follow-ups by the rules of the general pack, and settle some.

        Does nothing where there are follow-ups already.
        """
        company = self.env.ref("base.main_company")
        demo = self.with_company(company).with_context(tracking_disable=True)
        followups = demo.env["group.customer.followup"]
        if followups.search_count(Domain("company_id", "=", company.id), limit=1):
            return
        today = self.env["group.customer.ledger"]._get_today(company)
        rules = demo.env["group.customer.followup.rule"].search(
            Domain("company_id", "in", [company.id, False])
        )
        rules.start_on = today - timedelta(days=BACK)
        for rule in rules:
            days = rule.catch_up_days
            if rule.trigger != "calendar":
                rule.catch_up_days = BACK
            followups._create_slice(rule)
            rule.catch_up_days = days
        followups._refresh()
        demo._settle_followups(company, today)
        followups._remind()

    @api.model
    def _settle_followups(self, company, today):
        """Two of three that are overdue were done in time, one was skipped."""
        overdue = self.env["group.customer.followup"].search(
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "open")
            & Domain("due_on", "<", today)
        )
        for place, followup in enumerate(overdue):
            if place % 3 == 2:
                continue
            result, note = OBSERVATIONS[place % len(OBSERVATIONS)]
            followup._write_server(
                {
                    "state": "done",
                    "done_on": followup.due_on,
                    "done_by_id": followup.user_id.id,
                    "result": result if followup.needs_note else False,
                    "note": note if followup.needs_note else False,
                }
            )
        overdue.filtered(lambda followup: followup.state == "open")[:1]._skip(
            "The customer calls by itself. 客户主动联系。"
        )
