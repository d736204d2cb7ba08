# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

RELATION_STAGES = [
    ("unknown", "Unknown"),
    ("known", "Known"),
    ("good_impression", "Good Impression"),
    ("recognition", "Recognition"),
    ("trust", "Trust"),
]


class ResPartner(models.Model):
    """How far the relation with a person of a customer has come (VI-17)."""

    _inherit = "res.partner"

    relation_stage = fields.Selection(
        RELATION_STAGES,
        index="btree_not_null",
        tracking=True,
        group_expand=True,
        help="Not acquainted, acquainted, good impression, recognition, trust. The "
        "report of a visit sets it for the contact person.",
    )
