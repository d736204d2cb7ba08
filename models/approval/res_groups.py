# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

MEMBER_FIELDS = {"all_user_ids", "implied_by_ids", "implied_ids", "user_ids"}


class ResGroups(models.Model):
    """Members of a group who come or go begin or stop to act on approvals."""

    _inherit = "res.groups"

    def write(self, vals):
        if not MEMBER_FIELDS & set(vals):
            return super().write(vals)
        before = self.sudo().all_implied_ids
        res = super().write(vals)
        groups = before | self.sudo().all_implied_ids
        self.env["group.customer.approval.request"]._refresh_affected(groups=groups)
        return res

    def unlink(self):
        steps = self.env["group.customer.approval.request.step"].sudo()
        steps = steps.search(
            [
                ("state", "=", "open"),
                "|",
                ("group_id", "in", self.ids),
                ("escalation_group_id", "in", self.ids),
            ]
        )
        res = super().unlink()
        steps.request_id._refresh_approvers()
        return res
