# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merged customers were one all along: their circulations add up."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_values(self, src_partners, dst_partner):
        # sudo: a count that follows from allocations, whoever merges
        partners = (src_partners + dst_partner).sudo()
        total = sum(partners.mapped("resource_circulation_count"))
        if total:
            # First: Odoo then writes what is there already
            dst_partner.sudo()._write_server({"resource_circulation_count": total})
        return super()._update_values(src_partners, dst_partner)
