# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerResourceKindFactor(models.Model):
    """One factor that a kind of resource is ordered by, and which way.

    How much it weighs is dated and stands in the allocation scheme.
    """

    _name = "group.customer.resource.kind.factor"
    _description = "Factor of Importance of a Resource"
    _order = "kind_id, sequence, id"
    _rec_name = "factor"

    kind_id = fields.Many2one(
        comodel_name="group.customer.resource.kind",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    factor = fields.Selection(
        selection=lambda self: self._selection_factor(), required=True
    )
    is_higher_first = fields.Boolean(
        string="Larger or Later First",
        compute="_compute_is_higher_first",
        store=True,
        readonly=False,
        help="Ticked, the largest amount, the latest day or the highest count is the "
        "most important one; not ticked, the smallest or earliest.",
    )
    description = fields.Text(translate=True)

    _factor_unique = models.Constraint(
        "UNIQUE(kind_id, factor)",
        "This kind of resource has this factor already: change that line instead.",
    )

    @api.depends("factor")
    def _compute_is_higher_first(self):
        factors = self.env["group.customer.resource.kind"]._get_factors()
        for line in self:
            line.is_higher_first = factors.get(line.factor, {}).get(
                "is_higher_first", True
            )

    @api.model
    def _selection_factor(self):
        factors = self.env["group.customer.resource.kind"]._get_factors()
        return [(code, factor["name"]) for code, factor in factors.items()]
