# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class ResCompany(models.Model):
    """Whose duplicates are refused follows whose fields are guarded."""

    _inherit = "res.company"

    def write(self, vals):
        result = super().write(vals)
        if "group_customer_guard_scope" in vals:
            self.env["res.partner"]._request_account_keys()
        return result
