# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class CrmTeamMember(models.Model):
    """Who leaves an account manager team leaves enough others behind (AM-15)."""

    _inherit = "crm.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.crm_team_id._check_account_team_members()
        return members

    def write(self, vals):
        teams = self.crm_team_id
        res = super().write(vals)
        if {"active", "crm_team_id", "user_id"} & set(vals):
            (teams | self.crm_team_id)._check_account_team_members()
        return res

    def unlink(self):
        teams = self.crm_team_id
        res = super().unlink()
        teams._check_account_team_members()
        return res
