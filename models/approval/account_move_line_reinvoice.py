# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

# Key of the mark that vendor bills are being invoiced on. It stands beside the cache of
# the transaction, where no client reaches.
REINVOICING = "group_customer_reinvoicing"


class AccountMoveLine(models.Model):
    """What vendor bills and expenses add to sales orders is charged at what it cost.

    Odoo adds it with the rights of whoever posts the bill: it could not be told from
    what that user enters on the order otherwise.
    """

    _inherit = "account.move.line"

    def _sale_create_reinvoice_sale_line(self):
        cache = self.env.cr.cache
        outer = cache.get(REINVOICING)
        cache[REINVOICING] = True
        try:
            return super()._sale_create_reinvoice_sale_line()
        finally:
            cache[REINVOICING] = outer
