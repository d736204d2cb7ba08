# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merged customers keep the whole history of their holders; who holds the account
    afterwards is who holds the one that stays."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        Assignment = self.env["group.customer.assignment"].sudo()
        partners = self.env["res.partner"].browse(partner_ids).exists()
        # While Odoo merges, customers are taken out of their trees for a moment, which
        # is no end of their history.
        with Assignment._without_following():
            result = super()._merge(partner_ids, dst_partner, extra_checks=extra_checks)
        Assignment._follow_accounts(partners.exists().ids)
        return result

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        Assignment = self.env["group.customer.assignment"].sudo()
        Assignment._end_merged(src_partners, dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        Assignment.invalidate_model(flush=False)
        return result

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Odoo fills what is empty at the destination, but not what is computed by
        default, as the account manager is: the holders who came along stay."""
        result = super()._update_values(src_partners, dst_partner)
        # sudo: who holds the account is decided by the histories that were merged
        customer = dst_partner.sudo()
        if customer.is_group_customer:
            Assignment = self.env["group.customer.assignment"].sudo()
            holders = Assignment._get_merged_holders(customer)
            if holders:
                customer.write(holders)
        return result
