# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

MANAGER_GROUP = "group_customer.group_group_customer_manager"
DIRECTOR_GROUP = "group_customer.group_group_customer_director"


class GroupCustomerVisitPlan(models.Model):
    """The visits that one person makes in one month, from draft to approval.

    draft → submitted → approved: proposed by :meth:`_generate`, changed by hand, and
    reviewed by the superior (AP-09). A person has one plan per month and company.
    What comes into a plan stands in ``group_customer_visit_plan_demand.py``, where it
    goes in :mod:`tools.visit_plan`.
    """

    _name = "group.customer.visit.plan"
    _description = "Visit Plan"
    _inherit = [
        "group.customer.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "month desc, user_id, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    _server_fields = frozenset(
        {
            "approved_on",
            "change_count",
            "due_on",
            "generated_on",
            "overflow_ids",
            "state",
            "team_id",
            "visit_ids",
        }
    )
    # Whose plan it is does not decide on it.
    _approval_author_fields = frozenset({"user_id"})
    _approval_locked_fields = frozenset({"company_id", "month", "user_id"})

    # Identity
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Visitor",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        default=lambda self: self.env.user,
        tracking=10,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        compute="_compute_team_id",
        store=True,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The sales team of the visitor when the plan was made.",
    )
    month = fields.Date(
        required=True,
        index=True,
        default=lambda self: self._default_month(),
        tracking=20,
        help="First day of the month.",
    )
    month_end = fields.Date(string="Last Day", compute="_compute_month_end")
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=30,
    )
    note = fields.Text()
    generated_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the proposals were made last; empty: not yet.",
    )
    due_on = fields.Date(
        string="To Be Submitted by",
        compute="_compute_due_on",
        store=True,
        readonly=True,
        help="The plan has to be submitted before the month begins (VI-09, VI-15); "
        "how many days before is a parameter.",
    )
    is_late = fields.Boolean(
        compute="_compute_is_late",
        search="_search_is_late",
        help="Not submitted in time.",
    )
    approved_on = fields.Datetime(readonly=True, copy=False)
    change_count = fields.Integer(
        string="Changes after Approval",
        readonly=True,
        copy=False,
        help="Visits that were added, dropped or moved once the plan was approved.",
    )

    # What is in it
    visit_ids = fields.One2many(
        comodel_name="group.customer.visit",
        inverse_name="plan_id",
        string="Visits",
        copy=False,
    )
    week_ids = fields.One2many(
        comodel_name="group.customer.visit.plan.week",
        inverse_name="plan_id",
        string="Weeks",
        copy=True,
    )
    overflow_ids = fields.One2many(
        comodel_name="group.customer.visit.plan.left",
        inverse_name="plan_id",
        string="Not Planned",
        copy=False,
        help="Accounts whose visits did not fit, and why.",
    )

    # Figures
    account_count = fields.Integer(string="Accounts", compute="_compute_figures")
    visit_count = fields.Integer(string="Number of Visits", compute="_compute_figures")
    proposed_count = fields.Integer(string="Proposed", compute="_compute_figures")
    planned_count = fields.Integer(string="Planned", compute="_compute_figures")
    done_count = fields.Integer(string="Done", compute="_compute_figures")
    missed_count = fields.Integer(string="Missed", compute="_compute_figures")
    dropped_count = fields.Integer(
        string="Taken Off the Plan", compute="_compute_figures"
    )
    changed_count = fields.Integer(string="Changed by Hand", compute="_compute_figures")
    left_count = fields.Integer(
        string="Visits Not Planned", compute="_compute_left_count"
    )
    progress = fields.Integer(
        string="Done (%)", compute="_compute_figures", aggregator=None
    )
    can_generate = fields.Boolean(compute="_compute_can")
    can_change = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")
    can_reopen = fields.Boolean(compute="_compute_can")

    _user_month_unique = models.UniqueIndex(
        "(user_id, company_id, month)",
        "The visitor has a visit plan for this month already: open that one.",
    )
    _month_first = models.Constraint(
        "CHECK(EXTRACT(DAY FROM month) = 1)",
        "The month of a visit plan is its first day.",
    )
    _claim_idx = models.Index(
        "(company_id, month, id) WHERE generated_on IS NULL AND state = 'draft'"
    )

    # === COMPUTE METHODS === #

    @api.model
    def _default_month(self):
        """The coming month, as the company counts days."""
        today = self.env["group.customer.ledger"]._get_today(self.env.company)
        return fields.Date.add(today.replace(day=1), months=1)

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        for company, plans in self.grouped("company_id").items():
            profiles = self.env["group.customer.manager"]._get_for(
                plans.user_id, company
            )
            teams = {profile.user_id.id: profile.team_id for profile in profiles}
            # sudo: the team is named, not opened
            members = self.env["crm.team.member"].sudo()
            members = members.search(
                Domain("user_id", "in", plans.user_id.ids)
                & Domain("crm_team_id.active", "=", True)
                & Domain("crm_team_id.company_id", "in", [False, company.id])
            )
            own = members.grouped("user_id")
            for plan in plans:
                found = own.get(plan.user_id, members.browse()).crm_team_id
                plan.team_id = teams.get(plan.user_id.id) or found[:1]

    @api.depends("month")
    def _compute_month_end(self):
        for plan in self:
            plan.month_end = plan.month and fields.Date.end_of(plan.month, "month")

    @api.depends("month", "company_id")
    def _compute_due_on(self):
        days = {}
        for plan in self:
            key = (plan.company_id, plan.month)
            if plan.month and key not in days:
                days[key] = self._get_plan_parameter("visit_plan_due_days", *key)
            plan.due_on = plan.month and fields.Date.subtract(
                plan.month, days=days[key]
            )

    @api.depends("due_on", "state")
    def _compute_is_late(self):
        for company, plans in self.grouped("company_id").items():
            today = self.env["group.customer.ledger"]._get_today(
                company or self.env.company
            )
            for plan in plans:
                plan.is_late = bool(
                    plan.state == "draft" and plan.due_on and plan.due_on < today
                )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:
            return Domain.TRUE
        late = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(
                "due_on", "<", self.env["group.customer.ledger"]._get_today(company)
            )
            for company in self.env.companies
        )
        return Domain("state", "=", "draft") & late

    @api.depends("user_id", "month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            month = plan.month and format_date(
                self.env, plan.month, date_format="yyyy-MM"
            )
            plan.display_name = f"{month or ''} · {plan.user_id.name or ''}"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        prepared = []
        for vals in vals_list:
            month = fields.Date.to_date(vals.get("month")) or self._default_month()
            vals = {**vals, "month": month.replace(day=1)}
            vals.setdefault("user_id", self.env.user.id)
            vals.setdefault("company_id", self.env.company.id)
            self._check_visitor(self.env["res.users"].browse(vals["user_id"]))
            self._check_month_free(vals)
            prepared.append(vals)
        return super().create(prepared)

    def write(self, vals):
        if fixed := {"user_id", "company_id", "month"}.intersection(vals):
            self._check_not_generated(fixed)
            if month := fields.Date.to_date(vals.get("month")):
                vals = {**vals, "month": month.replace(day=1)}
        if "user_id" in vals:
            self._check_visitor(self.env["res.users"].browse(vals["user_id"]))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_visits(self):
        for plan in self.sudo():
            if plan.state != "draft" or plan.visit_ids:
                raise UserError(
                    self.env._(
                        "“%(plan)s” has visits or was submitted, and is kept: cancel "
                        "it instead of deleting it.",
                        plan=plan.display_name,
                    )
                )

    @api.model
    def _check_month_free(self, vals):
        """Refuse a second plan of a month, naming the first."""
        first = self.sudo().search(
            Domain("user_id", "=", vals["user_id"])
            & Domain("company_id", "=", vals["company_id"])
            & Domain("month", "=", vals["month"]),
            limit=1,
        )
        if first:
            raise UserError(
                self.env._(
                    "%(user)s has a visit plan for this month already, “%(plan)s”: "
                    "open that one.",
                    user=first.user_id.name,
                    plan=first.display_name,
                )
            )

    def _check_not_generated(self, names):
        for plan in self:
            if plan.generated_on or plan.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(plan)s” was generated or submitted: %(fields)s stay. Make "
                        "another plan for another month or person.",
                        plan=plan.display_name,
                        fields=", ".join(
                            self._fields[name]._description_string(self.env)
                            for name in sorted(names)
                        ),
                    )
                )

    # === ACCESS === #

    def _check_planner(self):
        """Check that the user may plan for the visitors of these plans.

        :raises UserError: naming the visitor
        """
        self.check_access("read")
        self._check_visitor(self.sudo().user_id)

    @api.model
    def _check_visitor(self, users):
        """Check that the user may plan for these visitors: an account manager plans
        for himself, a manager for the own team, a director for the company.

        :raises UserError: naming the visitor
        """
        allowed = self._get_plannable_users()
        if allowed is None or users <= allowed:
            return
        is_manager = self.env.user.has_group(MANAGER_GROUP)
        # sudo: name of a colleague
        names = ", ".join((users - allowed).sudo().mapped("name"))
        if is_manager:
            message = self.env._(
                "%(users)s: you plan visits for yourself and for your team. Ask a "
                "director of the company.",
                users=names,
            )
        else:
            message = self.env._(
                "%(users)s: you plan visits for yourself. Ask the manager of the team.",
                users=names,
            )
        raise UserError(message)

    @api.model
    def _get_plannable_users(self):
        """Return for whom the current user may plan; ``None``: for everybody."""
        user = self.env.user
        if self.env.su or user.has_group(DIRECTOR_GROUP):
            return None
        users = user
        if user.has_group(MANAGER_GROUP):
            teams = (
                self.env["crm.team"]
                .sudo()
                .search(
                    Domain("user_id", "=", user.id)
                    | Domain("crm_team_member_ids.user_id", "=", user.id)
                )
            )
            users |= teams.crm_team_member_ids.user_id
        return users

    @api.model
    def _get_plan_parameter(self, code, company, date):
        """Return a number of the plan as it is in force on a day, an integer."""
        return int(
            self.env["group.customer.parameter"]._get_value(
                code, company or self.env.company, date
            )
        )
