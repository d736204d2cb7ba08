# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_repr

from ...tools.bands import Band, exact, find_empty, find_overlaps

# Key of the cursor's cache, out of reach of clients.
BANDS_TOGETHER = "group_customer_bands_together"
# Measures of which less is better
LOWER_IS_BETTER_MEASURES = {
    "average_days_late",
    "last_visit_days",
    "overdue_age",
    "overdue_amount",
    "recency_days",
}


class GroupCustomerGradeCriterion(models.Model):
    """What a scheme looks at: one metric, and what follows from its value.

    Roles: ``score`` turns the value into points by bands; ``rank`` orders the
    customers for the cumulative share; ``quantile`` scores the value by how many
    customers have a worse one; ``coefficient`` turns the value into a factor by
    bands; ``condition`` is a test that a grade asks for, before the mode of the
    scheme decides; ``cap`` is a test that, when it holds, lets the customer have
    at most a given grade whatever the rest says.
    """

    _name = "group.customer.grade.criterion"
    _description = "Group Customer Grade Criterion"
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(related="scheme_id.company_id", store=True)
    currency_id = fields.Many2one(related="scheme_id.currency_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    role = fields.Selection(
        selection=[
            ("score", "Score"),
            ("rank", "Rank"),
            ("quantile", "Quantile"),
            ("coefficient", "Coefficient"),
            ("condition", "Condition"),
            ("cap", "Cap"),
        ],
        required=True,
        default="score",
    )
    metric_id = fields.Many2one(
        comodel_name="group.customer.metric",
        required=True,
        ondelete="restrict",
        index=True,
    )
    measure = fields.Selection(related="metric_id.measure")
    unit = fields.Selection(related="metric_id.unit")
    uses_window = fields.Boolean(related="metric_id.uses_window")
    window_value = fields.Integer(
        string="Looks Back", help="How far back the metric looks; 0: all time."
    )
    window_unit = fields.Selection(
        selection=[("month", "Months"), ("year", "Years")],
        required=True,
        default="year",
    )
    basis = fields.Selection(
        selection=[
            ("value", "Value"),
            ("position", "Share of larger customers"),
            ("quantile", "Quantile"),
        ],
        string="Judged By",
        required=True,
        default="value",
        help="“Value” judges the value itself. “Share of larger customers” judges "
        "how many per cent of the total the customers with a larger value make up: "
        "0 for the largest, 100 for those without a positive value. Its bands fit a "
        "company of any size and currency. “Quantile” judges the quantile score: 1 "
        "for the worst fifth of the customers with data to 5 for the best, when "
        "there are five quantiles.",
    )
    quantile_count = fields.Integer(
        string="Quantiles",
        default=5,
        aggregator=None,
        help="Into how many parts of equal size the customers with data are split. "
        "The score is 1 + the part of the customers with a strictly worse value, in "
        "these steps; equal values share their score.",
    )
    lower_is_better = fields.Boolean(
        compute="_compute_lower_is_better",
        store=True,
        readonly=False,
        precompute=True,
        help="The smaller the value, the higher the quantile score.",
    )
    segment_ids = fields.One2many(
        comodel_name="group.customer.grade.segment",
        inverse_name="criterion_id",
        string="Segments",
    )
    null_policy = fields.Selection(
        selection=[
            ("zero", "Counts as zero"),
            ("lowest", "Worst outcome"),
            ("skip", "Left out"),
            ("ungraded", "No grade"),
        ],
        string="Without Data",
        required=True,
        default="zero",
        help="No data is not zero. Counts as zero: judged like the value 0. Worst "
        "outcome: the fewest points, the lowest coefficient or quantile; a condition "
        "does not hold, a cap does; last in rank. Left out: the weights of the other "
        "criteria are scaled up, a coefficient counts as none; a condition or cap is "
        "not asked. No grade: the customer gets none.",
    )
    # Score
    weight = fields.Float(digits=(16, 4), aggregator="sum")
    band_ids = fields.One2many(
        comodel_name="group.customer.grade.band",
        inverse_name="criterion_id",
        string="Bands",
        copy=True,
    )
    # Condition and cap
    grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        # A criterion without its grade is told as a problem, not lost.
        ondelete="set null",
        index="btree_not_null",
        domain="[('scheme_id', '=', scheme_id)]",
        help="Condition: the grade that asks for it. Cap: the best grade that the "
        "customer can then have.",
    )
    alternative = fields.Integer(
        default=1,
        aggregator=None,
        help="Conditions of a grade with the same number hold together (AND); one "
        "alternative is enough (OR).",
    )
    operator = fields.Selection(
        selection=[
            (">=", "≥"),
            (">", ">"),
            ("<=", "≤"),
            ("<", "<"),
            ("=", "="),
            ("!=", "≠"),
        ],
        required=True,
        default=">=",
    )
    threshold = fields.Float(digits=(16, 4), aggregator=None)

    _window_positive = models.Constraint(
        "CHECK(window_value >= 0)",
        "A criterion cannot look into the future: enter 0 for all time, or more.",
    )
    _weight_positive = models.Constraint(
        "CHECK(weight >= 0)", "The weight of a criterion cannot be negative."
    )

    _quantile_count_several = models.Constraint(
        "CHECK(quantile_count >= 2)",
        "Customers are split into at least 2 quantiles: enter 2 or more.",
    )

    # === COMPUTE METHODS === #

    @api.depends("metric_id")
    def _compute_lower_is_better(self):
        for criterion in self:
            criterion.lower_is_better = (
                criterion.metric_id.measure in LOWER_IS_BETTER_MEASURES
            )

    # === CONSTRAINT METHODS === #

    @api.constrains("grade_id", "scheme_id")
    def _check_grade(self):
        for criterion in self:
            if criterion.grade_id and criterion.grade_id.scheme_id != (
                criterion.scheme_id
            ):
                raise ValidationError(
                    self.env._(
                        "The criterion “%(criterion)s” names the grade “%(grade)s” of "
                        "another scheme: choose a grade of “%(scheme)s”.",
                        criterion=criterion.name,
                        grade=criterion.grade_id.display_name,
                        scheme=criterion.scheme_id.display_name,
                    )
                )

    @api.constrains("band_ids")
    def _check_bands(self):
        """Refuse bands that are empty or overlap; gaps may wait until a run."""
        for criterion in self:
            bands = criterion._get_bands()
            for band in find_empty(bands):
                raise ValidationError(
                    self.env._(
                        "The band %(band)s of the criterion “%(criterion)s” holds no "
                        "value: its lower bound must be below its upper bound.",
                        band=band.key._get_label(),
                        criterion=criterion.name,
                    )
                )
            for first, second in find_overlaps(bands):
                raise ValidationError(
                    self.env._(
                        "The bands %(first)s and %(second)s of the criterion "
                        "“%(criterion)s” overlap: end the first where the second "
                        "begins.",
                        first=first.key._get_label(),
                        second=second.key._get_label(),
                        criterion=criterion.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        with self._bands_checked_together():
            return super().create(vals_list)

    def write(self, vals):
        with self._bands_checked_together():
            return super().write(vals)

    # === BUSINESS METHODS === #

    def _get_bands(self):
        """Return the bands as exact intervals, the lowest values first."""
        self.ensure_one()
        return [
            Band(
                None if band.no_lower else exact(band.value_from),
                None if band.no_upper else exact(band.value_to),
                exact(band.points),
                band,
            )
            for band in self.band_ids.sorted(
                lambda band: (not band.no_lower, band.value_from)
            )
        ]

    def _get_measure_options(self):
        """What the question depends on besides measure and window, as JSON values.

        Extension point: a measure that reads more than the ledger adds what it reads.
        """
        self.ensure_one()
        return {}

    @contextmanager
    def _bands_checked_together(self):
        """Check bands when all are written: moving a bound touches two of them."""
        cache = self.env.cr.cache
        outer = cache.get(BANDS_TOGETHER)
        cache[BANDS_TOGETHER] = True
        try:
            yield
        finally:
            cache[BANDS_TOGETHER] = outer


class GroupCustomerGradeBand(models.Model):
    """The points for values from one bound (included) to another (excluded)."""

    _name = "group.customer.grade.band"
    _description = "Group Customer Grade Band"
    _order = "criterion_id, no_lower desc, value_from, id"

    criterion_id = fields.Many2one(
        comodel_name="group.customer.grade.criterion",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(related="criterion_id.company_id", store=True)
    name = fields.Char(string="Label", translate=True)
    value_from = fields.Float(string="From", digits=(16, 4), aggregator=None)
    value_to = fields.Float(
        string="Below", digits=(16, 4), aggregator=None, help="Not included."
    )
    no_lower = fields.Boolean(string="No Lower Bound")
    no_upper = fields.Boolean(string="No Upper Bound")
    points = fields.Float(digits=(16, 4), aggregator=None)

    # === CONSTRAINT METHODS === #

    @api.constrains("criterion_id", "value_from", "value_to", "no_lower", "no_upper")
    def _check_bounds(self):
        if not self.env.cr.cache.get(BANDS_TOGETHER):
            self.criterion_id._check_bands()

    # === BUSINESS METHODS === #

    def _get_label(self):
        """Return the interval in words, for messages."""
        self.ensure_one()
        low = "−∞" if self.no_lower else float_repr(self.value_from, 2)
        high = "+∞" if self.no_upper else float_repr(self.value_to, 2)
        return f"[{low}; {high})"
