# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class ResPartner(models.Model):
    """Fields that only an approved change request writes (AP-03, AM-24, MD-04)."""

    _inherit = "res.partner"

    is_terms_guarded = fields.Boolean(
        string="Terms Guarded",
        compute="_compute_guard_locked_names",
        export_string_translation=False,
        help="Technical: whether the user needs a change request for some fields.",
    )
    guard_locked_names = fields.Char(
        compute="_compute_guard_locked_names",
        export_string_translation=False,
        help="Technical: fields the user may not change here, as “,name,name,”.",
    )

    def _compute_guard_locked_names(self):
        self.is_terms_guarded = False
        self.guard_locked_names = False
