# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import date_utils, format_date

# Back-tests that one call of the vacuum deletes; each may have many lines.
GC_LIMIT = 20
# What a result answers: it cannot change while the result stands.
QUESTION_FIELDS = {
    "scheme_id",
    "company_id",
    "partner_id",
    "date_to",
    "quarter_count",
}


class GroupCustomerGradeBacktest(models.Model):
    """What a scheme would have given at the end of past quarters; nothing changes.

    One customer is computed at once, in large books as far as a user waits. All
    customers are computed in the background, one quarter at a time. Either by the
    scheme as it was when the back-test began.
    """

    _name = "group.customer.grade.backtest"
    _description = "Group Customer Grade Back-test"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "id desc"
    _rec_names_search = ["scheme_id", "partner_id"]
    _check_company_auto = True
    # Written by the computation alone
    _server_fields = frozenset(
        {
            "state",
            "definitions",
            "done_count",
            "error",
            "computed_by_id",
            "computed_on",
            "line_ids",
        }
    )

    scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    mode = fields.Selection(related="scheme_id.mode")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        help="Empty: all customers of the scheme. One customer is graded among all "
        "the others too, but only its own grades are kept.",
    )
    date_to = fields.Date(
        string="Up To",
        required=True,
        default=fields.Date.context_today,
        copy=False,
        help="The last quarter is the one that ended on or before this day.",
    )
    quarter_count = fields.Integer(
        string="Quarters", required=True, default=8, aggregator=None
    )
    date_from = fields.Date(
        string="First Quarter Ends",
        compute="_compute_date_from",
        help="The first day as of which customers are graded.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("queued", "Queued"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        required=True,
        default="draft",
        readonly=True,
        index=True,
    )
    error = fields.Text(readonly=True, copy=False)
    definitions = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The scheme, asked as of the end of each quarter, when the back-test "
        "began.",
    )
    done_count = fields.Integer(
        string="Quarters Done", readonly=True, copy=False, aggregator=None
    )
    progress = fields.Float(compute="_compute_progress", aggregator=None)
    computed_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="set null", readonly=True, copy=False
    )
    computed_on = fields.Datetime(readonly=True, copy=False)
    line_ids = fields.One2many(
        comodel_name="group.customer.grade.backtest.line",
        inverse_name="backtest_id",
        string="Grades by Quarter",
        readonly=True,
    )
    chart = fields.Json(compute="_compute_chart", export_string_translation=False)

    _quarter_count_positive = models.Constraint(
        "CHECK(quarter_count > 0 AND quarter_count <= 80)",
        "A back-test looks at one quarter at least and at 80 (20 years) at most.",
    )

    # === COMPUTE METHODS === #

    @api.depends("scheme_id", "partner_id", "quarter_count")
    def _compute_display_name(self):
        for backtest in self:
            backtest.display_name = self.env._(
                "%(scheme)s: %(who)s, %(count)s quarters",
                scheme=backtest.scheme_id.display_name or "",
                who=backtest.partner_id.display_name or self.env._("all customers"),
                count=backtest.quarter_count,
            )

    @api.depends("date_to", "quarter_count")
    def _compute_date_from(self):
        for backtest in self:
            days = backtest._get_days()
            backtest.date_from = days[0] if days else False

    @api.depends("done_count", "quarter_count", "state")
    def _compute_progress(self):
        for backtest in self:
            count = backtest.quarter_count
            backtest.progress = 100 * backtest.done_count / count if count else 0

    @api.depends("state", "done_count")
    @api.depends_context("lang")
    def _compute_chart(self):
        for backtest in self:
            backtest.chart = backtest._prepare_chart() if backtest.done_count else False

    # === CONSTRAINT METHODS === #

    @api.constrains("date_to")
    def _check_date_to(self):
        today = fields.Date.context_today(self)
        for backtest in self:
            if backtest.date_to > today:
                raise ValidationError(
                    self.env._(
                        "The back-test “%(backtest)s” cannot end on %(date)s, a day "
                        "in the future: choose today or an earlier day.",
                        backtest=backtest.display_name,
                        date=format_date(self.env, backtest.date_to),
                    )
                )

    # === CRUD METHODS === #

    def write(self, vals):
        self.check_access("write")
        if QUESTION_FIELDS & set(vals):
            self._check_idle()
        res = super().write(vals)
        if QUESTION_FIELDS & set(vals):
            # Odoo's rules look at the company before the change only.
            self.check_access("write")
            self._drop_result()
        return res

    def _check_idle(self):
        for backtest in self:
            if backtest.state in ("queued", "running"):
                raise UserError(
                    self.env._(
                        "The back-test “%(backtest)s” is at work: stop it before you "
                        "change what it asks.",
                        backtest=backtest.display_name,
                    )
                )

    @api.autovacuum
    def _gc_backtests(self):
        """Delete back-tests as old as simulations may be; they decide nothing."""
        oldest = self.env["group.customer.grade.simulation"]._get_oldest_kept()
        old = self.search(
            Domain("create_date", "<", oldest)
            & Domain("state", "not in", ("queued", "running")),
            limit=GC_LIMIT,
        )
        old.unlink()
        return len(old), len(old) == GC_LIMIT

    # === BUSINESS METHODS === #

    def _get_days(self):
        """Return the ends of the quarters, the earliest first."""
        self.ensure_one()
        if not self.date_to or self.quarter_count <= 0:
            return []
        end = date_utils.end_of(self.date_to, "quarter")
        if end > self.date_to:
            end = date_utils.end_of(
                fields.Date.subtract(self.date_to, months=3), "quarter"
            )
        return [
            date_utils.end_of(fields.Date.subtract(end, months=3 * back), "quarter")
            for back in reversed(range(self.quarter_count))
        ]
