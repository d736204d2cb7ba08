# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging is how duplicates end: the sources no longer stand in the way."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # They are deleted when the merge ends
        src_partners._forget_account()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        result = super()._update_values(src_partners, dst_partner)
        dst_partner._update_account_keys()
        return result
