# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# What each measure is counted in, and whether a look-back window changes it.
MEASURE_TRAITS = {
    "revenue": ("currency", True),
    "order_count": ("count", True),
    "recency_days": ("days", False),
    "collected_amount": ("currency", True),
    "paid_on_time_share": ("percent", True),
    "average_days_late": ("days", True),
    "overdue_amount": ("currency", False),
    "cooperation_years": ("years", False),
    "revenue_growth": ("percent", True),
    "average_order": ("currency", True),
    "gross_margin": ("currency", True),
    "gross_margin_share": ("percent", True),
    "clv": ("currency", True),
    "overdue_age": ("days", False),
    "category_revenue": ("currency", True),
    "category_count": ("count", True),
    "referral_count": ("count", False),
    "visit_count": ("count", True),
    "last_visit_days": ("days", False),
    "visit_attainment": ("percent", True),
    "complaint_count": ("count", True),
    "credit_score": ("score", False),
    "domain": ("count", False),
}
# Measures of what people enter; all but the first until a capability counts them. Of
# visits, people enter those that are not kept here.
# Of events, the inputs of a window are added up; of the others the latest counts.
EVENT_MEASURES = ("visit_count", "complaint_count")
INPUT_MEASURES = ("input", *EVENT_MEASURES, "credit_score")


class GroupCustomerMetric(models.Model):
    """A measure of customers that criteria of grading schemes use.

    What is counted by the ledger has the unit of its measure; an ``input``
    metric is judged by people and has the unit that is chosen for it.
    """

    _name = "group.customer.metric"
    _description = "Group Customer Metric"
    _order = "sequence, code"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Names the metric in policy packs.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(
        translate=True, help="What is counted, and what counts as no data."
    )
    measure = fields.Selection(
        selection=[
            ("revenue", "Revenue"),
            ("order_count", "Number of orders"),
            ("recency_days", "Days since last sale"),
            ("collected_amount", "Amount collected"),
            ("paid_on_time_share", "Share paid within term"),
            ("average_days_late", "Average days late"),
            ("overdue_amount", "Overdue amount"),
            ("cooperation_years", "Years of cooperation"),
            ("revenue_growth", "Revenue growth"),
            ("average_order", "Average order"),
            ("gross_margin", "Gross margin"),
            ("gross_margin_share", "Gross margin share"),
            ("clv", "Customer lifetime value"),
            ("overdue_age", "Age of oldest overdue item"),
            ("category_revenue", "Revenue of a product category"),
            ("category_count", "Purchases of a product category"),
            ("referral_count", "Customers referred"),
            ("visit_count", "Number of visits"),
            ("last_visit_days", "Days since last visit"),
            ("visit_attainment", "Visit attainment"),
            ("complaint_count", "Number of complaints"),
            ("credit_score", "Credit score"),
            ("input", "Dated input"),
            ("field", "Stored number"),
            ("domain", "Matches a filter"),
        ],
        required=True,
        default="input",
    )
    unit = fields.Selection(
        selection=[
            ("currency", "Amount"),
            ("count", "Count"),
            ("days", "Days"),
            ("percent", "Per cent"),
            ("years", "Years"),
            ("score", "Points"),
        ],
        required=True,
        compute="_compute_unit",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_entered = fields.Boolean(
        compute="_compute_is_entered",
        help="Whether people enter the metric as dated inputs.",
    )
    uses_window = fields.Boolean(
        compute="_compute_uses_window",
        help="Whether a criterion chooses how far back the metric looks.",
    )
    option_ids = fields.One2many(
        comodel_name="group.customer.metric.option",
        inverse_name="metric_id",
        string="Options",
        copy=True,
        help="The answers offered when an input is entered; none: any number.",
    )
    criterion_ids = fields.One2many(
        comodel_name="group.customer.grade.criterion", inverse_name="metric_id"
    )
    # Measures of one product category
    product_category_id = fields.Many2one(
        comodel_name="product.category",
        ondelete="restrict",
        index="btree_not_null",
        help="Products of this category and of those below it count.",
    )

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another metric has this code: choose another code."
    )

    # === COMPUTE METHODS === #

    @api.depends("measure")
    def _compute_unit(self):
        for metric in self:
            unit, _uses_window = MEASURE_TRAITS.get(metric.measure, (None, False))
            metric.unit = unit or metric.unit or "score"

    @api.depends("measure")
    def _compute_is_entered(self):
        for metric in self:
            metric.is_entered = metric.measure in INPUT_MEASURES

    @api.depends("measure", "date_field_id")
    def _compute_uses_window(self):
        for metric in self:
            _unit, uses_window = MEASURE_TRAITS.get(metric.measure, (None, False))
            metric.uses_window = uses_window or (
                metric.measure == "field" and bool(metric.sudo().date_field_id)
            )

    # === CONSTRAINT METHODS === #

    @api.constrains("measure", "unit")
    def _check_unit(self):
        labels = dict(self._fields["unit"]._description_selection(self.env))
        for metric in self:
            unit, _uses_window = MEASURE_TRAITS.get(metric.measure, (None, False))
            if unit and metric.unit != unit:
                raise ValidationError(
                    self.env._(
                        "The metric “%(metric)s” is measured in “%(unit)s”: set its "
                        "unit to that.",
                        metric=metric.display_name,
                        unit=labels[unit],
                    )
                )

    # === CRUD METHODS === #

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for metric, vals in zip(self, vals_list, strict=True):
            vals["code"] = self.env._("%(code)s_copy", code=metric.code)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for metric in self:
            schemes = metric.sudo().criterion_ids.scheme_id
            inputs = (
                self.env["group.customer.grade.input"]
                .sudo()
                .search_count(Domain("metric_id", "=", metric.id), limit=1)
            )
            if schemes:
                raise UserError(
                    self.env._(
                        "The metric “%(metric)s” is used by %(schemes)s: remove it "
                        "from their criteria first, or archive it.",
                        metric=metric.display_name,
                        schemes=", ".join(schemes.mapped("display_name")),
                    )
                )
            if inputs:
                raise UserError(
                    self.env._(
                        "Customers hold inputs of the metric “%(metric)s”: archive "
                        "it instead.",
                        metric=metric.display_name,
                    )
                )


class GroupCustomerMetricOption(models.Model):
    _name = "group.customer.metric.option"
    _description = "Group Customer Metric Option"
    _order = "metric_id, sequence, id"

    metric_id = fields.Many2one(
        comodel_name="group.customer.metric",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    value = fields.Float(
        digits=(16, 4), aggregator=None, help="What the answer counts as."
    )

    _value_unique = models.Constraint(
        "UNIQUE(metric_id, value)",
        "Two options of a metric cannot have the same value: change one of them.",
    )
