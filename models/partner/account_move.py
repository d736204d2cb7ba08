# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class AccountMove(models.Model):
    """Marks the groups whose figures a posting changes."""

    _inherit = "account.move"

    # Covers the revenue of a group and, read alone, that of all customers: invoice
    # rows are wide, and Odoo has no index on the commercial partner.
    _group_customer_sales_idx = models.Index(
        "(commercial_partner_id, company_id, invoice_date) "
        "INCLUDE (amount_untaxed_signed) WHERE state = 'posted' "
        "AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
    )

    def write(self, vals):
        # Posting, resetting and cancelling all come through the state.
        changed = self.browse()
        if "state" in vals:
            changed = self.filtered(
                lambda m: (
                    m.state != vals["state"] and "posted" in (m.state, vals["state"])
                )
            )
        result = super().write(vals)
        if changed:
            changed._mark_group_figures_dirty()
        return result

    def _mark_group_figures_dirty(self):
        pairs = []
        for move in self:
            if move.is_purchase_document(include_receipts=True):
                continue
            partners = move.commercial_partner_id
            if not move.is_sale_document(include_receipts=True):
                partners |= move.line_ids.partner_id
            pairs += [(partner_id, move.company_id.id) for partner_id in partners.ids]
        self.env["group.customer.snapshot"]._mark_dirty_pairs(pairs)
