# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

DEFAULT_POPULATION = (
    '["|", ("is_group_customer", "=", True), ("customer_rank", ">", 0)]'
)


class GroupCustomerGradeScheme(models.Model):
    """A way to grade customers; several stand side by side (GR-01).

    A scheme may be saved half built; what is missing is refused when a run is
    computed, and told by the button that checks the scheme.
    """

    _name = "group.customer.grade.scheme"
    _description = "Group Customer Grade Scheme"
    _inherit = [
        "group.customer.server.field.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(required=True, help="Names the scheme in policy packs.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Empty: every company may grade by this scheme.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        index="btree_not_null",
        tracking=True,
        help="The person responsible for the grading (GR-03), reminded when a new "
        "one is due.",
    )
    mode = fields.Selection(
        selection=[
            ("weighted", "Weighted bands"),
            ("rules", "Rules"),
            ("cumulative_share", "Cumulative share"),
            ("quantiles", "Quantiles"),
            ("coefficients", "Product of coefficients"),
            ("request", "On request only"),
        ],
        required=True,
        default="weighted",
        tracking=True,
        help="What decides the grade. In every mode, the conditions of a grade come "
        "first, and caps lower the grade of who has a problem.",
    )
    population_domain = fields.Char(
        string="Customers",
        required=True,
        default=DEFAULT_POPULATION,
        help="The customers that a run grades. Contacts of a company are never "
        "graded themselves: what they do counts for their company.",
    )
    node_level = fields.Selection(
        selection=[("entity", "Each legal entity"), ("root", "Whole groups")],
        string="Grades",
        required=True,
        default="entity",
        help="Whole groups: the head of a corporate tree is graded with what all its "
        "members, archived ones too, did together.",
    )
    company_scope = fields.Selection(
        selection=[
            ("company", "The company of the run"),
            ("all", "All companies"),
        ],
        string="Business With",
        required=True,
        default="company",
    )
    weight_total = fields.Float(
        string="Total of Weights", digits=(16, 4), default=100, aggregator=None
    )
    # Coefficients
    combination = fields.Selection(
        selection=[
            ("product", "Product"),
            ("sum", "Sum"),
            ("average", "Weighted average"),
        ],
        required=True,
        default="product",
        help="How the coefficients of a customer are combined (GR-20).",
    )
    score_factor = fields.Float(
        string="Multiplier",
        digits=(16, 4),
        default=1,
        aggregator=None,
        help="The score is the combination of the coefficients times this, so that "
        "two decimals tell customers apart.",
    )
    # Stability
    hysteresis_margin = fields.Float(
        string="Margin of a Change",
        digits=(16, 2),
        aggregator=None,
        help="A grade changes at once when the score, or the share in per cent, lies "
        "at least this far beyond the limit that was crossed; 0: no margin.",
    )
    confirmations = fields.Integer(
        default=1,
        aggregator=None,
        help="A grade changes when this many confirmed runs in a row say so; 1: at "
        "once.",
    )
    # Customer lifetime value
    clv_retention = fields.Float(
        string="Retention Rate (%)",
        digits=(16, 2),
        aggregator=None,
        help="Share of the customers of a year that are customers in the next year "
        "too: r of the lifetime value m × r / (1 + i − r).",
    )
    clv_discount = fields.Float(
        string="Discount Rate (%)",
        digits=(16, 2),
        aggregator=None,
        help="Yearly interest by which a later margin counts less: i of the lifetime "
        "value m × r / (1 + i − r).",
    )
    clv_margin_rate = fields.Float(
        string="Assumed Margin (%)",
        digits=(16, 2),
        aggregator=None,
        help="Margin in per cent of the revenue where the books know no cost; 0: no "
        "assumption, such revenue is left out.",
    )
    uses_clv = fields.Boolean(
        compute="_compute_uses_clv", help="Whether a criterion needs these rates."
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_currency_id"
    )
    regrade_months = fields.Integer(
        string="Grade Again After",
        default=12,
        aggregator=None,
        help="Months after which the responsible person is reminded to grade again "
        "(GR-04); 0: never.",
    )
    date_reminded = fields.Date(string="Last Reminder", readonly=True, copy=False)
    date_from = fields.Date(string="In Force From")
    date_to = fields.Date(string="In Force To")
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation that the scheme comes from.")
    grade_ids = fields.One2many(
        comodel_name="group.customer.grade",
        inverse_name="scheme_id",
        string="Grades of the Scheme",
    )
    criterion_ids = fields.One2many(
        comodel_name="group.customer.grade.criterion",
        inverse_name="scheme_id",
        string="Criteria",
    )
    run_ids = fields.One2many(
        comodel_name="group.customer.grade.run", inverse_name="scheme_id"
    )
    run_count = fields.Integer(string="Runs", compute="_compute_run_count")
    version_ids = fields.One2many(
        comodel_name="group.customer.grade.scheme.version",
        inverse_name="scheme_id",
        string="Versions",
        readonly=True,
    )
    version = fields.Integer(
        string="Latest Version",
        compute="_compute_version",
        help="Number of the latest version that graded customers; 0: none yet.",
    )
    problems = fields.Text(
        compute="_compute_problems",
        help="What is still missing before the scheme can grade.",
    )
    remarks = fields.Text(
        compute="_compute_problems",
        help="What is odd about the scheme although it can grade.",
    )

    _code_company_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "Another scheme has this code: choose another code.",
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "A scheme cannot end before it begins: change one of the two dates.",
    )
    _weight_total_positive = models.Constraint(
        "CHECK(weight_total > 0)", "The total of the weights must be above zero."
    )
    _regrade_months_positive = models.Constraint(
        "CHECK(regrade_months >= 0)",
        "The months until the next grading cannot be negative.",
    )

    _confirmations_positive = models.Constraint(
        "CHECK(confirmations >= 1)",
        "A change of grade needs at least 1 run that says so.",
    )
    _hysteresis_margin_positive = models.Constraint(
        "CHECK(hysteresis_margin IS NULL OR hysteresis_margin >= 0)",
        "The margin of a change cannot be negative: enter 0 for none.",
    )
    _score_factor_positive = models.Constraint(
        "CHECK(score_factor > 0)", "The multiplier of the score must be above zero."
    )
    _clv_rates_in_range = models.Constraint(
        "CHECK(COALESCE(clv_retention, 0) BETWEEN 0 AND 100 "
        "AND COALESCE(clv_discount, 0) >= 0 "
        "AND COALESCE(clv_margin_rate, 0) BETWEEN 0 AND 100)",
        "Retention and margin lie between 0 and 100 %, the discount rate is not "
        "negative.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for scheme in self:
            company = scheme.company_id or self.env.company
            scheme.currency_id = company.currency_id

    @api.depends("run_ids")
    def _compute_run_count(self):
        counts = dict(
            self.env["group.customer.grade.run"]._read_group(
                [("scheme_id", "in", self.ids)], ["scheme_id"], ["__count"]
            )
        )
        for scheme in self:
            scheme.run_count = counts.get(scheme, 0)

    @api.depends("criterion_ids.measure")
    def _compute_uses_clv(self):
        for scheme in self:
            scheme.uses_clv = "clv" in scheme.criterion_ids.mapped("measure")

    @api.depends("version_ids.number")
    def _compute_version(self):
        for scheme in self:
            scheme.version = max(scheme.version_ids.mapped("number"), default=0)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        schemes = super().create(vals_list)
        schemes._check_population_rights()
        return schemes

    def write(self, vals):
        res = super().write(vals)
        if "population_domain" in vals:
            self._check_population_rights()
        return res

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for scheme, vals in zip(self, vals_list, strict=True):
            vals["name"] = self.env._("%(name)s (copy)", name=scheme.name)
            vals["code"] = self.env._("%(code)s_copy", code=scheme.code)
        return vals_list

    def copy(self, default=None):
        copies = super().copy(default)
        for scheme, copied in zip(self, copies, strict=True):
            scheme._copy_rules(copied)
        return copies

    def _copy_rules(self, copied):
        """Copy the grades, criteria and segments to the new scheme ``copied``."""
        self.ensure_one()
        grades = {
            grade: grade.copy({"scheme_id": copied.id}) for grade in self.grade_ids
        }
        criteria = {
            criterion: criterion.copy(
                {
                    "scheme_id": copied.id,
                    "grade_id": grades.get(criterion.grade_id, self.grade_ids[:0]).id,
                }
            )
            for criterion in self.criterion_ids
        }
        for segment in self.grade_ids.segment_ids:
            segment.copy(
                {
                    "grade_id": grades[segment.grade_id].id,
                    "criterion_id": criteria[segment.criterion_id].id,
                }
            )
        return grades, criteria

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for scheme in self.sudo():
            award = self.env["group.customer.grade.award"].sudo()
            awards = award.search_count([("scheme_id", "=", scheme.id)])
            if scheme.run_ids or awards:
                raise UserError(
                    self.env._(
                        "The scheme “%(scheme)s” has graded customers (%(runs)s runs, "
                        "%(awards)s grades given), so it cannot be deleted: archive "
                        "it.",
                        scheme=scheme.display_name,
                        runs=len(scheme.run_ids),
                        awards=awards,
                    )
                )
