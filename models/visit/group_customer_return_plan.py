# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from uuid import uuid4

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import date_utils, format_date

OFFICER = "group_customer.group_group_customer_return_visit_officer"
TOPICS = [
    ("speed", "System Speed"),
    ("satisfaction", "Satisfaction"),
    ("assigned_from_above", "Topic from Above"),
]
# What decides on whom the sample falls: settled once something was drawn
SAMPLE_FIELDS = frozenset({"company_id", "month", "date_from", "date_to"})


class GroupCustomerReturnPlan(models.Model):
    """What is asked of customers again in a month, why, how, when and whom (VI-09).

    ::

        draft → confirmed → closed

    The plan of a month is due before the month before it ends. The numbers of the
    policy of its month are kept in the plan.
    """

    _name = "group.customer.return.plan"
    _description = "Return-visit Plan"
    _inherit = [
        "group.customer.deadline.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "month desc, id desc"
    _clock_requires_reason = True
    _server_fields = frozenset(
        {
            "closed_on",
            "confirmed_by_id",
            "confirmed_on",
            "drawn_on",
            "excluded_count",
            "give_up_hours",
            "minimum_sample",
            "minimum_warned_on",
            "population_count",
            "seed",
            "state",
            "wording",
        }
    )

    month = fields.Date(
        required=True,
        index=True,
        default=lambda self: self._get_default_month(),
        tracking=True,
        help="Any day of the month; the first one is kept.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    officer_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_return_plan_officer_rel",
        string="Officers",
        domain=lambda self: [("all_group_ids", "in", self.env.ref(OFFICER).ids)],
        default=lambda self: self._get_default_officers(),
        help="Who visits again; the sample is spread over them.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("confirmed", "Confirmed"),
            ("closed", "Closed"),
        ],
        required=True,
        default="draft",
        readonly=True,
        index=True,
        tracking=True,
    )
    # The plan itself (VI-09)
    strategy = fields.Text(help="What the month's return visits concentrate on.")
    purpose = fields.Text(
        string="Purpose of the Plan", help="What they are to find out."
    )
    content = fields.Text(
        string="Questions", help="What the customers are asked, and told."
    )
    channel_id = fields.Many2one(
        comodel_name="group.customer.visit.channel",
        string="Method",
        required=True,
        ondelete="restrict",
        default=lambda self: self._get_default_channel(),
        help="How the customers are contacted.",
    )
    timing = fields.Char(help="On which days and at what time they are contacted.")
    topic_kind = fields.Selection(
        TOPICS,
        string="Topic",
        required=True,
        default="satisfaction",
        help="What is asked about sampled documents without an open issue (VI-07).",
    )
    source_id = fields.Many2one(
        comodel_name="group.customer.return.source",
        ondelete="restrict",
        help="Who gave out the topic (VI-08).",
    )
    # The sample
    date_from = fields.Date(
        string="Sample From",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="First day of the documents that the sample is drawn from.",
    )
    date_to = fields.Date(
        string="Sample To",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    sample_size = fields.Integer(
        help="Documents to draw; the smallest sample unless a larger one is entered.",
    )
    minimum_sample = fields.Integer(
        string="Smallest Sample", readonly=True, copy=False, aggregator=None
    )
    give_up_hours = fields.Float(
        string="Give-up Time", readonly=True, copy=False, aggregator=None
    )
    wording = fields.Text(string="Standard Wording", readonly=True, copy=False)
    shortage_reason = fields.Text(
        copy=False, help="Why fewer documents are sampled than the smallest sample."
    )
    seed = fields.Char(
        readonly=True,
        copy=False,
        default=lambda self: uuid4().hex,
        help="The order of chance follows from it: whoever has it can draw the same "
        "sample again.",
    )
    drawn_on = fields.Datetime(readonly=True, copy=False)
    population_count = fields.Integer(
        string="Population",
        readonly=True,
        copy=False,
        help="Documents that could be drawn when the sample was drawn the last time.",
    )
    excluded_count = fields.Integer(
        string="Own Documents",
        readonly=True,
        copy=False,
        help="Documents left out because the only officer handled them himself.",
    )
    stratum_ids = fields.One2many(
        comodel_name="group.customer.return.stratum",
        inverse_name="plan_id",
        string="Strata",
        readonly=True,
    )
    line_ids = fields.One2many(
        comodel_name="group.customer.return.visit",
        inverse_name="plan_id",
        string="Return Visits",
        copy=False,
    )
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    confirmed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    closed_on = fields.Datetime(readonly=True, copy=False)
    minimum_warned_on = fields.Date(readonly=True, copy=False)

    _month_unique = models.UniqueIndex(
        "(company_id, month)",
        "There is a return-visit plan of this company for this month: open that one.",
    )
    _dates_check = models.Constraint(
        "CHECK(date_from <= date_to)",
        "The days that the sample is drawn from end before they begin: correct them.",
    )
    _size_check = models.Constraint(
        "CHECK(sample_size >= 0)", "The size of the sample is not negative."
    )

    # === DEFAULT METHODS === #

    @api.model
    def _get_default_month(self):
        today = self.env["group.customer.ledger"]._get_today(self.env.company)
        return date_utils.start_of(date_utils.add(today, months=1), "month")

    @api.model
    def _get_default_officers(self):
        user = self.env.user
        return user.ids if not self.env.su and user.has_group(OFFICER) else []

    @api.model
    def _get_default_channel(self):
        channels = self.env["group.customer.visit.channel"]
        return channels.search(Domain("counts_as_phone", "=", True), limit=1)

    # === COMPUTE METHODS === #

    @api.depends("month", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = self.env._(
                "Return Visits %(month)s",
                month=format_date(self.env, plan.month, date_format="yyyy-MM")
                if plan.month
                else "",
            )

    @api.depends("month", "company_id")
    def _compute_dates(self):
        Policy = self.env["group.customer.return.policy"]
        for plan in self:
            if not plan.month:
                plan.date_from = plan.date_to = False
                continue
            first = plan.month.replace(day=1)
            policy = Policy._find(plan.company_id, first)
            months = policy.lookback_months or 1
            plan.date_from = date_utils.subtract(first, months=months)
            plan.date_to = date_utils.subtract(first, days=1)

    # === CONSTRAINT METHODS === #

    @api.constrains("officer_ids", "company_id")
    def _check_officers(self):
        for plan in self:
            for officer in plan.officer_ids:
                if (
                    not officer.has_group(OFFICER)
                    or plan.company_id not in officer.sudo().company_ids
                ):
                    raise ValidationError(
                        self.env._(
                            "%(plan)s: %(user)s is no return-visit officer of "
                            "%(company)s. Choose somebody else, or give the duty to "
                            "this person first.",
                            plan=plan.display_name,
                            user=officer.name,
                            company=plan.company_id.name,
                        )
                    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create([self._prepare_month(vals) for vals in vals_list])
        plans._take_policy()
        return plans

    def write(self, vals):
        if vals.keys() - {"overrun_reason"} and self.filtered(
            lambda plan: plan.state == "closed"
        ):
            self._refuse_closed()
        if SAMPLE_FIELDS & vals.keys():
            self._check_nothing_drawn()
        result = super().write(self._prepare_month(vals))
        if {"month", "company_id"} & vals.keys():
            self._take_policy()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for plan in self:
            if plan.state != "draft" or plan.sudo().line_ids:
                raise UserError(
                    self.env._(
                        "“%(plan)s” is confirmed or has return visits, so it is kept.",
                        plan=plan.display_name,
                    )
                )

    @api.model
    def _prepare_month(self, vals):
        if not vals.get("month"):
            return vals
        return {**vals, "month": fields.Date.to_date(vals["month"]).replace(day=1)}

    def _refuse_closed(self):
        plan = self.filtered(lambda plan: plan.state == "closed")[:1]
        raise UserError(
            self.env._(
                "“%(plan)s” is closed and stays as it is.", plan=plan.display_name
            )
        )

    def _check_nothing_drawn(self):
        for plan in self:
            if plan.drawn_on or plan.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(plan)s”: month, company and the days of the documents are "
                        "settled once the sample was drawn or the plan confirmed.",
                        plan=plan.display_name,
                    )
                )

    def _take_policy(self):
        """Keep the numbers of the policy of the month, and start the clock."""
        for plan in self:
            policy = self.env["group.customer.return.policy"]._get(
                plan.company_id, plan.month
            )
            plan._write_server(
                {
                    "minimum_sample": policy.minimum_sample,
                    "give_up_hours": policy.give_up_hours,
                    "wording": policy.wording,
                    "sample_size": max(plan.sample_size, policy.minimum_sample),
                }
            )
            plan._begin_clock(policy)

    @api.model
    def _prepare_officers(self, company):
        """Return the command that names all officers of a company."""
        # sudo: who holds the duty is no secret of the cron's user
        officers = (
            self.env.ref(OFFICER)
            .sudo()
            .all_user_ids.filtered(
                lambda user: user.active
                and company in user.company_ids
                and not user.share
            )
        )
        return [Command.set(officers.ids)]
