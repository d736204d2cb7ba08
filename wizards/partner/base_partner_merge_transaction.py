# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging customers keeps their history, once."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self._merge_transactions(src_partners, dst_partner)
        self._drop_merged_figures(src_partners)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["group.customer.snapshot"]._mark_dirty(dst_partner)
        return result

    @api.model
    def _drop_merged_figures(self, src_partners):
        """Remove the figures of the sources; those of the destination are computed
        anew. Odoo moves rows without regard to unique *indexes*."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM group_customer_snapshot WHERE partner_id IN %s",
                tuple(src_partners.ids),
            )
        )
        self.env["group.customer.snapshot"].invalidate_model()

    @api.model
    def _merge_transactions(self, src_partners, dst_partner):
        """Remove what both partners have under one key: it is one document.

        Odoo answers a key that would be taken twice by deleting *all* rows of the
        sources, which would lose their history.
        """
        self.env["group.customer.transaction"].flush_model()
        partner_ids = [dst_partner.id, *src_partners.ids]
        self.env.cr.execute(
            SQL(
                """DELETE FROM group_customer_transaction
                    WHERE id IN (
                          SELECT id
                            FROM (SELECT id, ROW_NUMBER() OVER (
                                             PARTITION BY company_id, kind, reference
                                             ORDER BY ARRAY_POSITION(
                                                 %(ids)s, commercial_partner_id), id
                                         ) AS position
                                    FROM group_customer_transaction
                                   WHERE commercial_partner_id = ANY(%(ids)s)) same
                           WHERE position > 1)""",
                ids=SQL("%s::int[]", partner_ids),
            )
        )
        self.env["group.customer.transaction"].invalidate_model()
