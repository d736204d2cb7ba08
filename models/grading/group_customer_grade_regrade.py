# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain


class GroupCustomerGradeScheme(models.Model):
    """Customers are graded again every year, or as often as the scheme says (GR-04)."""

    _inherit = "group.customer.grade.scheme"

    regrade_reminders = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The day of the last reminder by company.",
    )

    @api.model
    def _cron_remind_regrade(self):
        """Remind the responsible persons of gradings that are due (GR-04).

        Each company that grades by the scheme has its own period. Once per period:
        the next reminder needs a new filed run, or the next period.
        """
        schemes = self.search(
            Domain("user_id", "!=", False)
            & Domain("regrade_months", ">", 0)
            & Domain("draft_of_id", "=", False)
        )
        for scheme in schemes:
            for company in scheme._get_grading_companies():
                scheme._remind_regrade(company)

    def _get_grading_companies(self):
        """The companies that grade by the scheme; of a new one, where it is kept."""
        self.ensure_one()
        if self.company_id:
            return self.company_id
        groups = self.env["group.customer.grade.run"]._read_group(
            Domain("scheme_id", "=", self.id)
            & Domain("state", "in", ("confirmed", "filed")),
            ["company_id"],
        )
        companies = self.env["res.company"].browse([company.id for [company] in groups])
        return companies or self.user_id.company_id

    def _remind_regrade(self, company):
        self.ensure_one()
        today = self.env["group.customer.ledger"]._get_today(company)
        due = self._get_regrade_date(company)
        if due > today:
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=due,
            user_id=self.user_id.id,
            summary=self.env._("Grade the customers again"),
            note=self.env._(
                "The last filed run of %(company)s is older than %(months)s months.",
                company=company.display_name,
                months=self.regrade_months,
            ),
        )
        self.date_reminded = today
        self.regrade_reminders = {
            **(self.regrade_reminders or {}),
            str(company.id): fields.Date.to_string(today),
        }

    def _get_regrade_date(self, company):
        """The day from which a new grading of the company is due.

        A run of a part of the customers is no grading of all.
        """
        self.ensure_one()
        last = self.env["group.customer.grade.run"].search(
            Domain("scheme_id", "=", self.id)
            & Domain("company_id", "=", company.id)
            & Domain("state", "=", "filed")
            & Domain("is_partial", "=", False),
            order="as_of desc",
            limit=1,
        )
        since = last.as_of or fields.Date.to_date(self.create_date)
        reminders = self.regrade_reminders or {}
        reminded = fields.Date.to_date(reminders.get(str(company.id)))
        periods = 1
        due = fields.Date.add(since, months=self.regrade_months)
        # Nobody graded although reminded: due again after another period, counted
        # from the grading, so that the last day of a month stays the last day.
        while reminded and reminded >= due:
            periods += 1
            due = fields.Date.add(since, months=self.regrade_months * periods)
        return due
