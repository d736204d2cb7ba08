# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .group_customer_resource_kind import PREMIUMS

ORIGINS = [
    ("sale_order", "Confirmed Sales Orders"),
    ("invoice", "Posted Invoices"),
    ("transaction", "History before Odoo"),
    ("subscription", "Subscriptions"),
]


class GroupCustomerResourceSource(models.Model):
    """Which sales become customer resources: products of a category, and when what
    was sold matures or is renewed.

    Dated: another term for what is sold from a day on is a new source.
    """

    _name = "group.customer.resource.source"
    _description = "Source of Customer Resources"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "sequence, id"
    _check_company_auto = True
    _server_fields = frozenset({"cursor", "filled_on", "result"})

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
        string="Term (Months)",
        help="Months from the sale to the day on which it matures, or from one renewal "
        "to the next. Subscriptions say themselves when they are due.",
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
    resource_ids = fields.One2many(
        comodel_name="group.customer.resource",
        inverse_name="source_id",
        string="Customer Resources",
    )
    resource_count = fields.Integer(compute="_compute_resource_count")

    # The latest run
    filled_on = fields.Datetime(readonly=True, copy=False)
    result = fields.Text(readonly=True, copy=False)
    cursor = fields.Integer(
        readonly=True,
        copy=False,
        help="The document that a run interrupted between two transactions came to.",
    )

    _shift_check = models.Constraint(
        "CHECK(COALESCE(shift_months, 0) >= 0)",
        "A sale cannot mature before it was made.",
    )
    _date_check = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "The last day of a source is before its first one: correct the dates.",
    )

    @api.depends("resource_ids")
    def _compute_resource_count(self):
        counts = dict(
            self.env["group.customer.resource"]._read_group(
                [("source_id", "in", self.ids)], ["source_id"], ["__count"]
            )
        )
        for record in self:
            record.resource_count = counts.get(record._origin, 0)

    @api.constrains("origin", "premium", "shift_months")
    def _check_origin(self):
        for record in self:
            if record.origin == "subscription" and not record._has_subscriptions():
                raise ValidationError(
                    self.env._(
                        "%(name)s: there are no subscriptions here. Install an app "
                        "that has them, or choose sales orders or invoices.",
                        name=record.name,
                    )
                )
            is_regular = record.premium == "regular"
            if is_regular and record.origin != "subscription":
                if not record.shift_months:
                    raise ValidationError(
                        self.env._(
                            "%(name)s: a regular premium is renewed every so many "
                            "months. Enter how many.",
                            name=record.name,
                        )
                    )

    @api.model
    def _has_subscriptions(self):
        """Whether sales orders can be subscriptions (an app adds it)."""
        return "next_invoice_date" in self.env["sale.order"]._fields

    def action_open_resources(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.group_customer_resource_action"
        )
        return {**action, "domain": [("source_id", "=", self.id)], "context": {}}
