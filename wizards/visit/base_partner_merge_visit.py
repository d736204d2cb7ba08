# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Visits of merged accounts are those of the one that stays."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        partners = src_partners | dst_partner
        visits = self.env["group.customer.visit"].sudo()
        days = visits.search(visits._get_account_domain(partners.ids)).mapped("date")
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # Odoo moves references by plain UPDATEs
        visits.invalidate_model(["partner_id", "contact_id", "participant_ids"])
        account = dst_partner.commercial_partner_id
        if days and account:
            visits._on_changed(set(account.ids), set(days))
        return result
