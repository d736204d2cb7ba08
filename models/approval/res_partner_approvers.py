# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.fields import Domain

# Fields through which the people of an account are found.
ACCOUNT_FIELDS = {"group_parent_id", "is_company", "parent_id"}


class ResPartner(models.Model):
    """Another account manager takes over the approvals of the account too."""

    _inherit = "res.partner"

    def write(self, vals):
        res = super().write(vals)
        resolver = self.env["group.customer.approval.resolver"]
        names = ACCOUNT_FIELDS | set(resolver._get_role_fields().values())
        if names & set(vals):
            self._refresh_approvals()
        return res

    def _refresh_approvals(self):
        Request = self.env["group.customer.approval.request"]
        if not Request._has_running():
            return
        ids = self.ids
        # Contacts take the people of their company, companies those of their group
        partners = self.sudo().with_context(active_test=False)
        partners = partners.search(
            Domain("id", "in", ids)
            | Domain("commercial_partner_id", "in", ids)
            | Domain("group_root_id", "in", ids)
            | Domain("commercial_partner_id.group_root_id", "in", ids)
        )
        Request._refresh_affected(partners=partners)
