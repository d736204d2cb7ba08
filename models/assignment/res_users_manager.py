# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.fields import Domain


class ResUsers(models.Model):
    """Users as account managers: their profiles and their teams."""

    _inherit = "res.users"

    group_customer_manager_ids = fields.One2many(
        comodel_name="group.customer.manager",
        inverse_name="user_id",
        string="Account Manager Profiles",
        groups="group_customer.group_group_customer_user",
    )

    def write(self, vals):
        res = super().write(vals)
        if {"active", "group_ids", "share"} & set(vals):
            self._get_account_teams()._check_account_team_members()
        return res

    def unlink(self):
        teams = self._get_account_teams()
        res = super().unlink()
        teams._check_account_team_members()
        return res

    def _get_account_teams(self):
        """Return the account manager teams that these users belong to."""
        # sudo: who may change users need not see the teams
        members = self.env["crm.team.member"].sudo()
        members = members.search(
            Domain("user_id", "in", self.ids)
            & Domain("crm_team_id.is_account_team", "=", True)
        )
        return members.crm_team_id
