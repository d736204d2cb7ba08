# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .group_customer_visit_plan_approval import RUNNING_STATES
from .group_customer_visit_plan_generate import SLICE

_logger = logging.getLogger(__name__)


class GroupCustomerVisitPlan(models.Model):
    """Plans the coming month by itself, some days before it begins."""

    _inherit = "group.customer.visit.plan"

    @api.model
    def _cron_generate(self):
        """Fill the plans of the coming month, slice by slice, each committed; several
        workers share them. Whoever has a plan is asked once to check it."""
        cron = self.env["ir.cron"]
        months = self._find_months_to_plan()
        cron._commit_progress(remaining=len(months))
        for company, month in months:
            try:
                with self.env.cr.savepoint():
                    self._prepare_month(company, month)
            except UserError as error:
                # Another company's month does not wait for this one's calendar
                _logger.warning("Visit plans of %s: %s", company.name, error.args[0])
                months = [pair for pair in months if pair[0] != company]
            if not cron._commit_progress(1):
                return
        for company, month in months:
            while plans := self._claim_slice(company, month):
                plans._fill()
                plans._tell_visitors()
                if not cron._commit_progress(
                    len(plans), remaining=self._count_to_fill(company, month)
                ):
                    return
        cron._commit_progress(remaining=0)

    @api.model
    def _find_months_to_plan(self):
        """Return (company, coming month) where that is near enough."""
        # pylint: disable=no-search-all
        companies = self.env["res.company"].sudo().search(Domain.TRUE, order="id")
        months = []
        for company in companies:
            today = self.env["group.customer.ledger"]._get_today(company)
            month = fields.Date.add(today.replace(day=1), months=1)
            days = self._get_plan_parameter("visit_plan_lead_days", company, month)
            if today >= fields.Date.subtract(month, days=days):
                months.append((company, month))
        return months

    @api.model
    def _get_to_fill_domain(self, company, month):
        return (
            Domain("company_id", "=", company.id)
            & Domain("month", "=", month)
            & Domain("generated_on", "=", False)
            & Domain("state", "=", "draft")
        )

    @api.model
    def _count_to_fill(self, company, month):
        return self.search_count(self._get_to_fill_domain(company, month))

    @api.model
    def _claim_slice(self, company, month, size=SLICE):
        """Lock and return plans that wait to be filled and that no other worker has."""
        self.flush_model(["generated_on", "state"])
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM group_customer_visit_plan
                    WHERE company_id = %s AND month = %s AND generated_on IS NULL
                      AND state = 'draft'
                      AND COALESCE(approval_state NOT IN %s, TRUE)
                 ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED""",
                company.id,
                month,
                RUNNING_STATES,
                size,
            )
        )
        return self.browse(row[0] for row in rows)

    def _tell_visitors(self):
        """Ask whoever has to make the visits to check the plan and to submit it."""
        Activity = self.env["mail.activity"]
        kind = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        # No mail: the plan stands among the activities
        Activity.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": plan.id,
                    "activity_type_id": kind.id if kind else False,
                    "user_id": plan.user_id.id,
                    "date_deadline": plan.due_on,
                    "summary": self.env._("Check the visit plan and submit it"),
                }
                for plan in self
                if plan.user_id.active and not plan.activity_ids
            ]
        )
