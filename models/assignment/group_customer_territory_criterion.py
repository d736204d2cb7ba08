# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerTerritoryCriterion(models.Model):
    """One condition of a territory on the accounts it takes."""

    _name = "group.customer.territory.criterion"
    _description = "Territory Criterion"
    _order = "territory_id, is_excluded, sequence, id"
    _rec_name = "summary"

    territory_id = fields.Many2one(
        comodel_name="group.customer.territory",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="territory_id.company_id", store=True, index="btree_not_null"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        selection=[
            ("country", "Country"),
            ("state", "State or Province"),
            ("city", "City"),
            ("zip", "Postcode"),
            ("industry", "Industry"),
            ("size", "Number of Employees"),
            ("grade", "Grade"),
            ("grid", "Grid"),
            ("street", "Street"),
            ("building", "Building"),
        ],
        required=True,
        default="city",
    )
    is_excluded = fields.Boolean(
        string="Excludes",
        help="Accounts that this criterion describes are taken out.",
    )
    country_ids = fields.Many2many(comodel_name="res.country", string="Countries")
    state_ids = fields.Many2many(
        comodel_name="res.country.state", string="States or Provinces"
    )
    industry_ids = fields.Many2many(
        comodel_name="res.partner.industry", string="Industries"
    )
    grade_ids = fields.Many2many(
        comodel_name="group.customer.grade",
        relation="group_customer_territory_criterion_grade_rel",
        string="Grades",
    )
    text = fields.Char(
        string="Names",
        help="Names of cities, grids, streets or buildings with commas between them. "
        "Capitals, full-width letters and blanks around a name make no difference.",
    )
    zip_from = fields.Char(string="Postcode From")
    zip_to = fields.Char(
        string="Postcode To", help="The last postcode; empty: only the first one."
    )
    size_min = fields.Integer(string="Employees From")
    size_max = fields.Integer(string="Employees To", help="0: no upper limit.")
    summary = fields.Char(compute="_compute_summary")

    def _compute_summary(self):
        for criterion in self:
            criterion.summary = False
