# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class ResPartner(models.Model):
    """One company is one account: entering it twice is refused (AM-23)."""

    _inherit = "res.partner"
    _server_fields = frozenset(
        {"account_name_key", "account_city_key", "account_vat_key"}
    )

    account_name_key = fields.Char(
        copy=False,
        export_string_translation=False,
        help="Technical: the name without case, width, punctuation and legal form.",
    )
    account_city_key = fields.Char(
        copy=False,
        export_string_translation=False,
        help="Technical: the city without case, width, spaces and punctuation.",
    )
    account_vat_key = fields.Char(
        copy=False,
        export_string_translation=False,
        help="Technical: the tax ID without country, spaces and punctuation.",
    )
    namesake_reason = fields.Char(
        copy=False,
        tracking=True,
        help="Why this is another company than one of the same name in the same city. "
        "Entered by a director; the tax ID is compared all the same.",
    )

    _account_name_key_idx = models.Index(
        "(account_name_key) WHERE account_name_key IS NOT NULL"
    )
    _account_vat_key_idx = models.Index(
        "(account_vat_key) WHERE account_vat_key IS NOT NULL"
    )
