# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging customers keeps who brought whom, without anybody bringing itself."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self._drop_inner_referrals(src_partners + dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _drop_inner_referrals(self, partners):
        """Clear the referrers that lead from one of the partners to another."""
        for partner in partners.sudo():
            seen = partner.browse()
            referrer = partner.referrer_id
            while referrer and referrer not in seen:
                if referrer in partners:
                    partner.referrer_id = False
                    break
                seen |= referrer
                referrer = referrer.referrer_id
