# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Customers and people that become one are followed up once."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        result = super()._merge(partner_ids, dst_partner, extra_checks=extra_checks)
        # Only now is known what the customer that stays is like
        accounts = partners.exists().commercial_partner_id
        self.env["group.customer.followup"]._refresh(accounts.ids)
        return result

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # sudo: what is followed up once does not depend on who merges
        followups = self.env["group.customer.followup"].sudo()
        dates = self.env["group.customer.important.date"].sudo()
        own = dates.search(Domain("partner_id", "=", dst_partner.id)).ids
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # Odoo moves references by plain UPDATEs
        dates.invalidate_model(["partner_id", "commercial_partner_id"], flush=False)
        followups.invalidate_model(["partner_id", "contact_id"], flush=False)
        followups._merge_partners(src_partners.ids, dst_partner, own)
        return result
