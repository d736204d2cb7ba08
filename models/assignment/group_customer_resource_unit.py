# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerResourceUnit(models.Model):
    """The organisation where a customer first insured or bought (原投保机构)."""

    _name = "group.customer.resource.unit"
    _description = "Original Unit of a Resource"
    _order = "rank, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    rank = fields.Integer(
        required=True,
        default=10,
        help="1 is the unit whose resources count as the most important; units of one "
        "rank are level.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Empty: the unit is known to all companies.",
    )
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)",
        "Another original unit of this company has this code: choose another code.",
    )
    _rank_check = models.Constraint(
        "CHECK(rank > 0)", "The rank of an original unit counts from 1."
    )
