# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Fields through which the company and the group of an account are found.
PLACE_FIELDS = {"group_parent_id", "is_company", "parent_id"}
MOVED = "group_customer.moved_accounts"


class ResPartner(models.Model):
    """Another account manager takes over the approvals of the account too."""

    _inherit = "res.partner"

    def write(self, vals):
        res = super().write(vals)
        resolver = self.env["group.customer.approval.resolver"]
        if not vals.keys().isdisjoint(resolver._get_role_fields().values()):
            self._refresh_approvals()
        elif not PLACE_FIELDS.isdisjoint(vals):
            self._refresh_moved_approvals()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_requests(self):
        # sudo: also requests that the user may not see hold on to their customer
        request = (
            self.env["group.customer.approval.request"]
            .sudo()
            .search(Domain("partner_id", "in", self.ids), limit=1)
        )
        if request:
            raise UserError(
                self.env._(
                    "%(customer)s cannot be deleted: what was decided in %(request)s "
                    "is kept. Archive the customer instead.",
                    customer=request.partner_id.display_name,
                    request=request.name,
                )
            )

    def _refresh_moved_approvals(self):
        """Find the people of accounts that moved once, before the transaction ends: a
        move of many stays as cheap as its three statements, and each decision looks
        for itself who may take it."""
        precommit = self.env.cr.precommit
        moved = precommit.data.get(MOVED)
        if moved is None:
            moved = precommit.data[MOVED] = set()

            def refresh():
                ids = precommit.data.pop(MOVED, ())
                self.browse(ids).exists()._refresh_approvals()

            precommit.add(refresh)
        moved.update(self.ids)

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
