# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.group_paths import path_ids


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Take the merged partners out of their trees, let Odoo move everything that
        refers to the sources (their members too), then put the destination in.

        Odoo moves the references by plain UPDATEs, one of which would make the
        destination its own parent when it is a member of a source.
        """
        partners = src_partners + dst_partner
        if not any(partners.mapped("is_group_customer")):
            return super()._update_foreign_keys(src_partners, dst_partner)
        self._check_group_merge(src_partners, dst_partner)
        rows = partners._lock_group_trees(partners.group_parent_id.ids)
        parent_id = self._get_merged_group_parent(src_partners, dst_partner, rows)
        partners._detach_from_group_trees()
        self._merge_archive(src_partners, dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        dst_partner._attach_to_group_tree(
            parent_id, {rows[partner.id]["root"] for partner in partners}
        )
        dst_partner._refresh_customer_stage(dst_partner)
        dst_partner._mark_archive_completeness()
        return result

    @api.model
    def _check_group_merge(self, src_partners, dst_partner):
        """A group customer must not become somebody's contact by a merge."""
        partners = src_partners + dst_partner
        company = (dst_partner + src_partners).parent_id - partners
        if company and not any(partners.mapped("is_company")):
            customer = partners.filtered("is_group_customer")[0]
            raise UserError(
                self.env._(
                    "%(name)s is a group customer and would become a contact of "
                    "%(company)s by this merge. Clear the mark Group Customer first, "
                    "or merge it with the company.",
                    name=customer.display_name,
                    company=company[0].display_name,
                )
            )

    @api.model
    def _merge_archive(self, src_partners, dst_partner):
        """The archive keeps a responsible; a merged one was verified by nobody."""
        # sudo: merging names nobody new, so no duty of the user is needed
        sources, destination = src_partners.sudo(), dst_partner.sudo()
        user = destination.archive_user_id or sources.archive_user_id[:1]
        sources.write({"archive_user_id": False, "archive_verified_on": False})
        destination.write({"archive_user_id": user.id, "archive_verified_on": False})

    @api.model
    def _get_merged_group_parent(self, src_partners, dst_partner, rows):
        """Return the id of the group parent after the merge, or None.

        1. The destination keeps its parent.
        2. Without one, or when that parent is merged itself or lies below a merged
           partner, it takes the place of the topmost source that has a valid one.
        """
        merged = set((src_partners + dst_partner).ids)

        def sort_key(partner):
            return len(path_ids(rows[partner.id]["path"])), partner.id

        for partner in dst_partner + src_partners.sorted(sort_key):
            parent = rows[partner.id]["parent"]
            if parent and merged.isdisjoint(path_ids(rows[parent]["path"])):
                return parent
        return None
