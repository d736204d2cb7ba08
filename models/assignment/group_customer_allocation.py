# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

STATES = [
    ("draft", "Draft"),
    ("computed", "Computed"),
    ("submitted", "Submitted"),
    ("approved", "Approved"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
MANAGER_GROUP = "group_customer.group_group_customer_manager"


class GroupCustomerAllocation(models.Model):
    """The allocation of one month's resources among the account managers.

    draft → computed → submitted → approved → done: counted and proposed, changed with
    reasons where that is needed, approved, then carried out once. A company has one
    run for a month that is not cancelled.
    """

    _name = "group.customer.allocation"
    _description = "Monthly Allocation"
    _inherit = [
        "group.customer.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "month desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    _server_fields = frozenset(
        {
            "companion_count",
            "computed_by_id",
            "computed_on",
            "dealt_count",
            "done_by_id",
            "done_on",
            "headcount",
            "left_count",
            "left_out",
            "line_ids",
            "name",
            "piece_count",
            "pool_count",
            "problem",
            "quota_ids",
            "receiver_ids",
            "scheme_definition",
            "scheme_id",
            "state",
        }
    )
    # Who prepared the list does not decide on it.
    _approval_author_fields = frozenset({"create_uid", "computed_by_id"})
    _approval_locked_fields = frozenset({"company_id", "month"})

    name = fields.Char(
        string="Reference", required=True, readonly=True, copy=False, default="/"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        tracking=True,
    )
    month = fields.Date(
        required=True,
        index=True,
        default=lambda self: self._default_month(),
        tracking=True,
        help="First day of the month whose resources are shared out.",
    )
    month_name = fields.Char(string="Month of Allocation", compute="_compute_month")
    state = fields.Selection(
        selection=STATES,
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=True,
    )
    scheme_id = fields.Many2one(
        comodel_name="group.customer.allocation.scheme",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index=True,
        help="In force on the first day of the month, when it was computed.",
    )
    scheme_definition = fields.Json(
        readonly=True,
        copy=False,
        help="What the scheme said when the run was computed.",
    )
    spill_mode = fields.Selection(
        selection=lambda self: self._selection_of_scheme("spill_mode"),
        string="Shortage",
        compute="_compute_modes",
    )
    distribution_mode = fields.Selection(
        selection=lambda self: self._selection_of_scheme("distribution_mode"),
        string="Distribution",
        compute="_compute_modes",
    )
    note = fields.Text()
    problem = fields.Text(
        readonly=True,
        copy=False,
        help="Why the run could not be prepared by itself.",
    )
    # What came of it
    quota_ids = fields.One2many(
        comodel_name="group.customer.allocation.quota",
        inverse_name="allocation_id",
        string="Quotas",
        readonly=True,
        copy=False,
    )
    receiver_ids = fields.One2many(
        comodel_name="group.customer.allocation.receiver",
        inverse_name="allocation_id",
        string="Receivers",
        readonly=True,
        copy=False,
    )
    line_ids = fields.One2many(
        comodel_name="group.customer.allocation.line",
        inverse_name="allocation_id",
        string="Resources",
        copy=False,
    )
    headcount = fields.Integer(readonly=True, copy=False)
    pool_count = fields.Integer(
        string="Resource Pool",
        readonly=True,
        copy=False,
        help="All resources of the month.",
    )
    piece_count = fields.Integer(
        string="Total",
        readonly=True,
        copy=False,
        help="Customers with resources that can be shared out: the resources of one "
        "customer go together and count once.",
    )
    dealt_count = fields.Integer(
        string="Dealt",
        readonly=True,
        copy=False,
        help="Resources that are given to a receiver and counted.",
    )
    companion_count = fields.Integer(
        string="Companions",
        readonly=True,
        copy=False,
        help="Further resources of the same customers, which go with the first.",
    )
    left_count = fields.Integer(
        string="Left",
        readonly=True,
        copy=False,
        help="Resources that stay in the pool, each with its reason.",
    )
    per_head = fields.Float(
        string="Total per Head",
        compute="_compute_per_head",
        digits=(16, 2),
        help="Total ÷ headcount (AM-03).",
    )
    changed_count = fields.Integer(
        string="Changed by Hand", compute="_compute_changed_count"
    )
    incomplete_count = fields.Integer(
        string="Receivers without Figures", compute="_compute_incomplete_count"
    )
    progress = fields.Integer(
        compute="_compute_progress", help="Resources that found a receiver, in %."
    )
    left_out = fields.Text(
        string="Left out of the Headcount",
        readonly=True,
        copy=False,
        help="Account managers who take part, but not in this month, and why.",
    )
    computed_on = fields.Datetime(readonly=True, copy=False)
    computed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    done_on = fields.Datetime(readonly=True, copy=False)
    done_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    can_compute = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")

    _month_unique = models.UniqueIndex(
        "(company_id, month) WHERE state != 'cancelled'",
        "The company has an allocation of this month already: open that one, or "
        "cancel it first.",
    )
    _month_first = models.Constraint(
        "CHECK(EXTRACT(DAY FROM month) = 1)",
        "The month of an allocation is its first day.",
    )
    _nothing_lost = models.Constraint(
        "CHECK(COALESCE(pool_count, 0) = COALESCE(dealt_count, 0) "
        "+ COALESCE(companion_count, 0) + COALESCE(left_count, 0))",
        "The allocation does not add up: dealt, companions and left must be the pool. "
        "Compute it again.",
    )

    # === COMPUTE METHODS === #

    @api.model
    def _default_month(self):
        today = self.env["group.customer.ledger"]._get_today(self.env.company)
        return fields.Date.add(today.replace(day=1), months=1)

    @api.model
    def _selection_of_scheme(self, name):
        scheme = self.env["group.customer.allocation.scheme"]
        return scheme._fields[name]._description_selection(self.env)

    @api.depends("scheme_definition")
    def _compute_modes(self):
        """As the scheme said when the run was computed, whatever it says now."""
        for run in self:
            definition = run.scheme_definition or {}
            run.spill_mode = definition.get("spill_mode")
            run.distribution_mode = definition.get("distribution_mode")

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_month(self):
        for run in self:
            run.month_name = (
                format_date(self.env, run.month, date_format="yyyy-MM")
                if run.month
                else False
            )

    @api.depends("name", "month")
    def _compute_display_name(self):
        for run in self:
            run.display_name = f"{run.name} – {run.month_name or ''}"

    @api.depends("piece_count", "headcount")
    def _compute_per_head(self):
        for run in self:
            run.per_head = run.piece_count / run.headcount if run.headcount else 0

    @api.depends("pool_count", "left_count")
    def _compute_progress(self):
        for run in self:
            found = run.pool_count - run.left_count
            run.progress = 100 * found // run.pool_count if run.pool_count else 0

    @api.depends("line_ids.is_changed")
    def _compute_changed_count(self):
        counts = self._count_lines(Domain("is_changed", "=", True))
        for run in self:
            run.changed_count = counts.get(run.id, 0)

    @api.depends("receiver_ids.is_incomplete")
    def _compute_incomplete_count(self):
        receivers = self.env["group.customer.allocation.receiver"]
        counts = dict(
            (run.id, count)
            for run, count in receivers._read_group(
                Domain("allocation_id", "in", self.ids)
                & Domain("is_incomplete", "=", True),
                ["allocation_id"],
                ["__count"],
            )
        )
        for run in self:
            run.incomplete_count = counts.get(run.id, 0)

    def _count_lines(self, domain):
        groups = self.env["group.customer.allocation.line"]._read_group(
            Domain("allocation_id", "in", self.ids) & domain,
            ["allocation_id"],
            ["__count"],
        )
        return {run.id: count for run, count in groups}

    @api.depends("state", "approval_state")
    @api.depends_context("uid")
    def _compute_can(self):
        is_manager = self.env.user.has_group(MANAGER_GROUP)
        for run in self:
            is_free = is_manager and not run._is_in_approval()
            run.can_compute = is_free and run.state in ("draft", "computed")
            run.can_cancel = is_free and run.state in ("draft", "computed")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        prepared = []
        for vals in vals_list:
            self._check_server_fields(vals)
            month = fields.Date.to_date(vals.get("month")) or self._default_month()
            company = vals.get("company_id") or self.env.company.id
            self._check_month_free(company, month.replace(day=1))
            sequence = self.env["ir.sequence"].sudo().with_company(company)
            prepared.append(
                {
                    **vals,
                    "company_id": company,
                    "month": month.replace(day=1),
                    "name": sequence.next_by_code(self._name) or "/",
                }
            )
        return self._create_server(prepared)

    def write(self, vals):
        if {"month", "company_id"}.intersection(vals):
            self._check_draft()
            if month := fields.Date.to_date(vals.get("month")):
                vals = {**vals, "month": month.replace(day=1)}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_computed(self):
        for run in self:
            if run.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(run)s” was computed and is kept: cancel it instead of "
                        "deleting it.",
                        run=run.display_name,
                    )
                )

    def _check_draft(self):
        for run in self:
            if run.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(run)s” is computed: its month and company stay. Cancel it "
                        "and allocate the other month.",
                        run=run.display_name,
                    )
                )

    @api.model
    def _check_month_free(self, company_id, month):
        """Refuse a second run of a month, naming the first."""
        if first := self._find_month(company_id, month):
            raise UserError(
                self.env._(
                    "%(company)s has an allocation of this month already, “%(run)s”: "
                    "open that one, or cancel it first.",
                    company=first.company_id.display_name,
                    run=first.display_name,
                )
            )

    @api.model
    def _find_month(self, company_id, month):
        """Return the run of a company for a month, if there is one (with all
        rights: there is one run, whoever looks)."""
        return self.sudo().search(
            Domain("company_id", "=", company_id)
            & Domain("month", "=", month)
            & Domain("state", "!=", "cancelled"),
            limit=1,
        )

    @api.model
    def _open_month(self, company, month):
        """Return the run of a month: the first one, or a new one where there is none.

        :raises AccessError: for a user who may not see, or not make one
        """
        month = month.replace(day=1)
        run = self.browse(self._find_month(company.id, month).id)
        if run:
            run.check_access("read")
            return run
        return self.create({"company_id": company.id, "month": month})
