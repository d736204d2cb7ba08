# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class GroupCustomerAllocation(models.Model):
    """Prepares next month's draft by itself, some days before the month begins."""

    _inherit = "group.customer.allocation"

    @api.model
    def _cron_prepare(self):
        """Count next month's resources for every company with a scheme (AM-01).

        One company at a time, each committed: what cannot be computed stays a draft
        that says why, and is tried again the next day.
        """
        companies = self._find_companies_to_prepare()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            self.with_company(company)._prepare_month(company)
            if not cron._commit_progress(1):
                break

    @api.model
    def _find_companies_to_prepare(self):
        """Return the companies whose next month is near and not computed yet."""
        schemes = self.env["group.customer.allocation.scheme"]
        # pylint: disable=no-search-all
        companies = self.env["res.company"].sudo().search(Domain.TRUE, order="id")
        found = companies.browse()
        for company in companies:
            month = self.with_company(company)._default_month()
            today = self.env["group.customer.ledger"]._get_today(company)
            scheme = schemes._get_in_force(company, month)
            days = scheme.prepare_days
            if not days or today < fields.Date.subtract(month, days=days):
                continue
            run = self._find_month(company.id, month)
            if not run or (run.state == "draft" and not run._is_in_approval()):
                found |= company
        return found

    @api.model
    def _prepare_month(self, company):
        """Make and compute next month's draft of a company, or note what is wrong."""
        run = self._find_month(company.id, self._default_month())
        if not run:
            run = self.sudo().create({"company_id": company.id})
        try:
            with self.env.cr.savepoint():
                run._compute_run()
        except UserError as error:
            run._write_server({"problem": error.args[0]})
            _logger.info("%s could not be prepared: %s", run.name, error.args[0])
        run._tell_responsible()
        return run

    def _tell_responsible(self):
        """Ask whoever looks after the resources to check the draft; once."""
        self.ensure_one()
        schemes = self.env["group.customer.allocation.scheme"]
        scheme = schemes._get_in_force(self.company_id, self.month)
        user = scheme.responsible_id
        if not user or not user.active or self.activity_ids:
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=self.env._(
                "Check the allocation of %(month)s", month=self.month_name
            ),
            note=self.problem or False,
        )
