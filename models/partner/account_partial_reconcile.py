# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class AccountPartialReconcile(models.Model):
    """Marks the groups whose receivables a matching changes."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._mark_group_figures_dirty()
        return partials

    def unlink(self):
        self._mark_group_figures_dirty()
        return super().unlink()

    def _mark_group_figures_dirty(self):
        lines = self.debit_move_id | self.credit_move_id
        self.env["group.customer.snapshot"]._mark_dirty_pairs(
            [
                (line.partner_id.id, line.company_id.id)
                for line in lines
                if line.account_id.account_type == "asset_receivable"
            ]
        )
