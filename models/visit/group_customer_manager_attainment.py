# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain


class GroupCustomerManager(models.Model):
    """What the running periods ask an account manager to visit, and what is done."""

    _inherit = "group.customer.manager"

    visit_required = fields.Integer(
        string="Visits Required",
        compute="_compute_visit_figures",
        help="Of the quotas of the running periods.",
    )
    visit_done = fields.Integer(string="Visits Done", compute="_compute_visit_figures")
    visit_target = fields.Integer(
        string="Visits Aimed At", compute="_compute_visit_figures"
    )
    visit_overdue = fields.Integer(
        string="Accounts with Overdue Visits", compute="_compute_visit_figures"
    )
    visit_percent = fields.Float(
        string="Visits Done (%)",
        compute="_compute_visit_figures",
        help="Visits done, in per cent of what is required; more than that counts 100 "
        "for each account.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_visit_figures(self):
        """Two queries, whatever the number of managers."""
        rows = self.env["group.customer.visit.attainment"]
        domain = Domain("user_id", "in", self.user_id.ids) & rows._get_running_domain()
        found = {
            (user.id, company.id): figures
            for user, company, *figures in rows._read_group(
                domain,
                ["user_id", "company_id"],
                ["required:sum", "done:sum", "target:sum", "remaining:sum"],
            )
        }
        overdue = {
            (user.id, company.id): count
            for user, company, count in rows._read_group(
                domain & Domain("state", "=", "overdue"),
                ["user_id", "company_id"],
                ["partner_id:count_distinct"],
            )
        }
        for manager in self:
            key = manager.user_id.id, manager.company_id.id
            required, done, target, remaining = found.get(key, (0, 0, 0, 0))
            manager.visit_required = required
            manager.visit_done = done
            manager.visit_target = target
            manager.visit_overdue = overdue.get(key, 0)
            manager.visit_percent = (
                (required - remaining) * 100 / required if required else 0
            )

    def action_open_attainment(self):
        """Open the quotas that the account manager is the visitor of."""
        self.ensure_one()
        quotas = self.env["group.customer.visit.attainment"]
        return quotas._prepare_list_action(
            [
                ("user_id", "=", self.user_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        )
