# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain


class GroupCustomerReturnSource(models.Model):
    """Where the subject of a return visit comes from (VI-08): a service platform, a
    department above, sales orders…

    Documents that are sampled come from the source that names their model.
    """

    _name = "group.customer.return.source"
    _description = "Return-visit Source"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    code = fields.Char(required=True, copy=False)
    name = fields.Char(string="Return-visit Source", required=True, translate=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    res_model = fields.Char(
        string="Sampled Documents",
        help="Technical name of the documents that come from this source. Empty: its "
        "subjects are entered by hand.",
    )
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation the source comes from.")
    requirement = fields.Char()

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another return-visit source has this code: choose another one."
    )

    @api.model
    def _get_for_model(self, res_model):
        """Return the source of the documents of a model, maybe none."""
        return self.search(Domain("res_model", "=", res_model), limit=1)
