# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .group_customer_assignment_run_apply import DIRECTOR


class GroupCustomerAssignmentRun(models.Model):
    """Runs that nobody started: of the night, and of new customers and grades."""

    _inherit = "group.customer.assignment.run"

    @api.model
    def _get_unattended(self, company, kind):
        """Return the run of the day that slices of the cron add to.

        What changes hands in one day stands in one run, and what has to be approved in
        one reassignment, as long as nobody has submitted it.
        """
        date = self.env["group.customer.ledger"]._get_today(company)
        runs = self.sudo()
        run = runs.search(
            Domain("company_id", "=", company.id)
            & Domain("kind", "=", kind)
            & Domain("date", "=", date),
            limit=1,
        )
        return run or runs._create_server(
            [
                {
                    "company_id": company.id,
                    "kind": kind,
                    "date": date,
                    "state": "done",
                    "computed_on": fields.Datetime.now(),
                    "user_id": self.env.uid,
                }
            ]
        )

    def _carry_out_safely(self, moves):
        """Carry out moves together, or one by one where one of them is refused.

        :returns: list of (line, message) of what was refused
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._carry_out(moves)
            return []
        except UserError as error:
            self.invalidate_recordset()
            if len(moves) == 1:
                return [(moves[0], error.args[0])]
        return [refused for move in moves for refused in self._carry_out_safely([move])]

    def _notify_directors(self):
        """Ask the directors to look at a new reassignment, once."""
        self.ensure_one()
        # sudo: whoever is asked, the activity is the server's
        batches = self.sudo().batch_ids
        for batch in batches.filtered(
            lambda batch: batch.state == "draft" and not batch.activity_ids
        ):
            for user in self._get_notified_users():
                batch.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=self.env._("Assignment rules propose other managers"),
                    note=self.env._(
                        "Look at the proposed moves, change what should be otherwise "
                        "with a reason, and submit the reassignment."
                    ),
                )

    def _get_notified_users(self):
        """Return the directors of the company; where there are none, the
        administrators."""
        self.ensure_one()
        for name in (DIRECTOR, "group_customer.group_group_customer_admin"):
            # sudo: who is a director may be seen by the server
            users = (
                self.env.ref(name)
                .sudo()
                .user_ids.filtered(
                    lambda user: user.active
                    and not user._is_superuser()
                    and self.company_id in user.company_ids
                )
            )
            if users:
                return users
        return self.env["res.users"]

    @api.autovacuum
    def _gc_lines(self):
        """Throw away the lines of old runs, and old previews; what was moved and why
        stays in the history of the accounts."""
        days = self.env["group.customer.parameter"]._get_value("assignment_run_days")
        limit = fields.Date.subtract(fields.Date.today(), days=round(days))
        runs = self.sudo().search(Domain("date", "<", limit))
        runs.line_ids.unlink()
        runs.load_ids.unlink()
        runs.filtered(lambda run: run.state != "done").unlink()
