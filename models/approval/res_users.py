# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

# Fields that decide whether somebody can act on approvals.
ABILITY_FIELDS = {"active", "company_id", "company_ids", "group_ids", "role", "tz"}
# Kinds whose people are found through something that is not on the step.
FOUND_KINDS = ("account_role", "team_manager")


class ResUsers(models.Model):
    """Who leaves, or loses or gets a group, stops or begins to act on approvals."""

    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        users._refresh_approvals(self.env["res.groups"])
        return users

    def write(self, vals):
        if not ABILITY_FIELDS & set(vals):
            return super().write(vals)
        before = self.sudo().all_group_ids
        res = super().write(vals)
        self._refresh_approvals(before)
        return res

    def _refresh_approvals(self, groups_before):
        Request = self.env["group.customer.approval.request"]
        if not Request._has_running():
            return
        users = self.sudo()
        Request._refresh_affected(
            users=users, groups=groups_before | users.all_group_ids, kinds=FOUND_KINDS
        )
