# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class CrmTeam(models.Model):
    """The leader of a team decides on what its members ask for."""

    _inherit = "crm.team"

    def write(self, vals):
        res = super().write(vals)
        if {"active", "company_id", "user_id"} & set(vals):
            self._refresh_approvals()
        return res

    @api.model
    def _refresh_approvals(self):
        self.env["group.customer.approval.request"]._refresh_affected(
            kinds=("team_manager",)
        )


class CrmTeamMember(models.Model):
    """Who changes teams has another leader."""

    _inherit = "crm.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        self.env["crm.team"]._refresh_approvals()
        return members

    def write(self, vals):
        res = super().write(vals)
        if {"active", "crm_team_id", "user_id"} & set(vals):
            self.env["crm.team"]._refresh_approvals()
        return res

    def unlink(self):
        res = super().unlink()
        self.env["crm.team"]._refresh_approvals()
        return res
