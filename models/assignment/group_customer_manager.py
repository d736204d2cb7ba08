# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .group_customer_manager_tools import today_domain


class GroupCustomerManager(models.Model):
    """The profile of an account manager in one company: what they can take on.

    The account manager of a customer is Odoo's own ``res.partner.user_id``; a user
    without a profile can be one too, but has no capacity, no certificates and no part
    in an allocation. Figures are in ``group_customer_manager_load.py``, what other
    capabilities ask for in ``group_customer_manager_find.py``.
    """

    _name = "group.customer.manager"
    _description = "Account Manager"
    _inherit = [
        "group.customer.server.field.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "company_id, series desc, id"
    _rec_name = "user_id"
    _rec_names_search = ["user_id"]
    _check_company_auto = True
    # Follows the membership of the sales teams: whoever could write it here would
    # see the accounts of another team
    _server_fields = frozenset({"team_id"})

    # Identity
    user_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=10,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    active = fields.Boolean(default=True, tracking=90)
    image_128 = fields.Image(related="user_id.image_128")
    email = fields.Char(related="user_id.email")
    is_user_active = fields.Boolean(
        related="user_id.active",
        string="User Active",
        help="Off: the user has been archived; the accounts have to be handed over.",
    )
    series = fields.Selection(
        selection=[("sales", "Sales"), ("management", "Management")],
        required=True,
        default="sales",
        tracking=20,
        help="Sales series: accounts of their own. Management series: leads others. "
        "Whose logs are inspected how follows the series (AM-06).",
    )
    rank_id = fields.Many2one(
        comodel_name="group.customer.manager.rank",
        string="Staff Rank",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('series', '=', series)]",
        tracking=30,
        help="As the department's assessment published it (AM-05).",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        compute="_compute_team_id",
        store=True,
        index="btree_not_null",
        help="The sales team that the user is a member of, an account manager team "
        "first. It is changed on the team.",
    )

    # Dates
    joined_on = fields.Date(tracking=True)
    leaving_on = fields.Date(
        tracking=40,
        help="The last day. Some time before (parameter manager_leaving_notice_days) "
        "no more accounts are given to the account manager.",
    )
    is_leaving = fields.Boolean(
        compute="_compute_is_leaving",
        search="_search_is_leaving",
        help="The last day has come near or has passed: no more accounts are given.",
    )
    extended_probation_from = fields.Date(
        tracking=50,
        help="First day of the extended probation and assessment period: from its "
        "second month on the rank counts nothing in an allocation (AM-05).",
    )

    # What the account manager can take on
    has_capacity_limit = fields.Boolean(
        string="Limit Accounts",
        tracking=60,
        help="Off: any number of accounts.",
    )
    capacity_total = fields.Integer(
        string="Capacity",
        tracking=61,
        help="How many accounts the account manager can look after at most; zero: "
        "none. It counts only where accounts are limited.",
    )
    capacity_ids = fields.One2many(
        comodel_name="group.customer.manager.capacity",
        inverse_name="manager_id",
        string="Capacity by Grade",
    )
    industry_ids = fields.Many2many(
        comodel_name="res.partner.industry",
        relation="group_customer_manager_industry_rel",
        string="Industries",
    )
    language_ids = fields.Many2many(
        comodel_name="res.lang",
        relation="group_customer_manager_lang_rel",
        string="Languages",
        context={"active_test": False},
    )
    skills = fields.Text()
    is_receiver = fields.Boolean(
        string="Takes Part in Allocation",
        tracking=70,
        help="Counts in the headcount of the monthly allocation of resources and is "
        "given a share of them.",
    )
    absence_ids = fields.One2many(
        comodel_name="group.customer.manager.absence",
        inverse_name="manager_id",
        string="Absences",
    )
    is_absent = fields.Boolean(
        string="Absent Today",
        compute="_compute_is_absent",
        search="_search_is_absent",
    )
    certificate_ids = fields.One2many(
        comodel_name="group.customer.certificate",
        inverse_name="manager_id",
        string="Certificates",
    )

    _user_company_unique = models.UniqueIndex(
        "(user_id, company_id)",
        "The user already has a profile as account manager in this company, perhaps "
        "an archived one: open that one instead.",
    )
    _dates_ordered = models.Constraint(
        "CHECK(joined_on IS NULL OR leaving_on IS NULL OR joined_on <= leaving_on)",
        "An account manager cannot leave before joining: correct one of the dates.",
    )
    _capacity_positive = models.Constraint(
        "CHECK(capacity_total >= 0)",
        "The capacity is a number of accounts: enter zero or more.",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "user_id.crm_team_member_ids.active",
        "user_id.crm_team_member_ids.crm_team_id.active",
        "user_id.crm_team_member_ids.crm_team_id.company_id",
        "user_id.crm_team_member_ids.crm_team_id.is_account_team",
    )
    def _compute_team_id(self):
        for manager in self:
            companies = manager.company_id.parent_ids
            teams = manager.user_id.crm_team_member_ids.filtered(
                lambda member, companies=companies: (
                    member.active
                    and member.crm_team_id.active
                    and (member.crm_team_id.company_id or companies) & companies
                )
            ).crm_team_id
            manager.team_id = (teams.filtered("is_account_team") or teams)[:1]

    @api.depends("leaving_on", "company_id")
    def _compute_is_leaving(self):
        for company, managers in self.grouped("company_id").items():
            last_day = self._get_leaving_limit(company)
            for manager in managers:
                manager.is_leaving = bool(
                    manager.leaving_on and manager.leaving_on <= last_day
                )

    @api.model
    def _search_is_leaving(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:
            return Domain.TRUE
        companies = self.with_context(active_test=False)._read_group(
            Domain("leaving_on", "!=", False), ["company_id"]
        )
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("leaving_on", "<=", self._get_leaving_limit(company))
            for (company,) in companies
        )

    @api.depends("absence_ids.date_from", "absence_ids.date_to")
    def _compute_is_absent(self):
        today = fields.Date.context_today(self)
        for manager in self:
            manager.is_absent = any(
                absence.date_from <= today
                and (not absence.date_to or absence.date_to >= today)
                for absence in manager.absence_ids
                if absence.date_from
            )

    @api.model
    def _search_is_absent(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:
            return Domain.TRUE
        today = fields.Date.context_today(self)
        return Domain("absence_ids", "any", today_domain(today))

    # === CONSTRAINT METHODS === #

    @api.constrains("user_id", "company_id")
    def _check_user(self):
        for manager in self:
            user = manager.user_id.sudo()
            if user.share:
                raise ValidationError(
                    self.env._(
                        "%(user)s is no internal user and cannot be an account "
                        "manager: choose somebody of the company.",
                        user=user.display_name,
                    )
                )
            if manager.company_id not in user.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s has no access to %(company)s and cannot be an "
                        "account manager there: open the company to the user first, "
                        "under Settings > Users.",
                        user=user.display_name,
                        company=manager.company_id.display_name,
                    )
                )

    @api.constrains("rank_id", "series")
    def _check_rank(self):
        for manager in self:
            if manager.rank_id and manager.rank_id.series != manager.series:
                raise ValidationError(
                    self.env._(
                        "%(manager)s: the rank “%(rank)s” belongs to the other "
                        "series. Choose a rank of the manager's own series, or change "
                        "the series.",
                        manager=manager.display_name,
                        rank=manager.rank_id.display_name,
                    )
                )

    # === CRUD METHODS === #

    def write(self, vals):
        for name in ("user_id", "company_id"):
            if name in vals and any(manager[name].id != vals[name] for manager in self):
                raise UserError(
                    self.env._(
                        "%(manager)s: user and company of a profile stay as they are, "
                        "for its figures and certificates are this person's. Archive "
                        "it and make another one.",
                        manager=self[:1].display_name,
                    )
                )
        return super().write(vals)

    # === BUSINESS METHODS === #

    @api.model
    def _get_leaving_limit(self, company, date=None):
        """Return until which last day somebody counts as leaving on a day."""
        date = date or fields.Date.context_today(self)
        days = self.env["group.customer.parameter"]._get_value(
            "manager_leaving_notice_days", company, date
        )
        return fields.Date.add(date, days=int(days))
