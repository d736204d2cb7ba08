# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    # Covers the revenue of a group and, read alone, that of all customers: invoice
    # rows are wide, and Odoo has no index on the commercial partner.
    _group_customer_sales_idx = models.Index(
        "(commercial_partner_id, company_id, invoice_date) "
        "INCLUDE (amount_untaxed_signed) WHERE state = 'posted' "
        "AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
    )
