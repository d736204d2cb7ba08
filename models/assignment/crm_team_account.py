# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

TEAM_KINDS = [
    ("market_expansion", "Market Expansion"),
    ("customer_relations", "Customer Relations"),
    ("sales_support", "Sales Support"),
    ("service_centre", "Service Centre"),
    ("on_site", "On-site Team"),
    ("customer_response", "Customer Response"),
    ("marketing", "Marketing Department"),
]
LEVELS = ("group", "province", "city", "county")


class CrmTeam(models.Model):
    """The units and teams that look after group customers.

    An account manager team is two or more account managers who are assessed as one
    unit (AM-15); how many at least is a parameter. Only people who can work on group
    customers count, and neither the team, nor its members, nor the users behind them
    can be changed so that fewer are left.
    """

    _inherit = "crm.team"

    # Account manager teams (AM-14, AM-15)
    is_account_team = fields.Boolean(
        string="Account Manager Team",
        tracking=True,
        help="Account managers who work together and are assessed as one unit. It has "
        "at least as many members as the parameter account_team_minimum says.",
    )
    is_below_minimum = fields.Boolean(
        string="Too Few Members",
        compute="_compute_is_below_minimum",
        search="_search_is_below_minimum",
        help="An account manager team with fewer members than the parameter "
        "account_team_minimum asks for today.",
    )
    group_customer_kind = fields.Selection(
        selection=TEAM_KINDS,
        string="Kind of Unit",
        tracking=True,
        help="Market expansion, customer relations, sales support: teams of the key "
        "account department (AM-29). Service centre: customers of some industries "
        "(MD-24). On-site team: works at one customer (AM-26). Customer response: "
        "supports group customers technically (AM-28). Marketing department: forms "
        "and assesses the account manager teams (AM-14).",
    )
    group_customer_industry_ids = fields.Many2many(
        comodel_name="res.partner.industry",
        relation="crm_team_group_customer_industry_rel",
        string="Industries",
        help="The industries whose customers the unit looks after (MD-24).",
    )
    group_customer_on_site_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Works at Customer",
        domain="[('is_group_customer', '=', True)]",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="The customer where the on-site team has its place (AM-26).",
    )
    group_customer_equipment = fields.Text(
        string="Equipment",
        help="What the on-site team has at the customer: vehicle, computer, printer…",
    )
    group_customer_staff_planned = fields.Integer(
        string="Staff Planned",
        aggregator=None,
        help="How many people the market and the workload need (AM-29).",
    )
    group_customer_assessing_team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Assessed By",
        domain="[('group_customer_kind', '=', 'marketing'), ('id', '!=', id)]",
        index="btree_not_null",
        check_company=True,
        help="The marketing department that formed the team and assesses it (AM-14).",
    )

    # Organisation (MD-10)
    group_customer_parent_id = fields.Many2one(
        comodel_name="crm.team",
        string="Unit Above",
        domain="[('id', '!=', id)]",
        index="btree_not_null",
        check_company=True,
        help="The group customer department of the level above; it keeps the team up "
        "(AM-14).",
    )
    group_customer_head_title = fields.Selection(
        selection=[
            ("deputy_manager", "Deputy General Manager"),
            ("manager_assistant", "Assistant to the General Manager"),
        ],
        string="Title of the Head",
        help="The rank that the head of a group customer department holds (MD-10).",
    )

    # Branches (AM-25)
    is_individual_customer_branch = fields.Boolean(
        string="Branch with Individual Customers",
        help="A branch needs one account manager for individual customers; where it "
        "is short of staff the deputy president holds the post (AM-25).",
    )
    individual_manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Individual-customer Manager",
        domain="[('share', '=', False)]",
        check_company=True,
        tracking=True,
    )
    individual_deputy_id = fields.Many2one(
        comodel_name="res.users",
        string="Deputy President Holding the Post",
        domain="[('share', '=', False)]",
        check_company=True,
        tracking=True,
        help="Only where the branch has nobody else for the post.",
    )
    individual_assessed_on = fields.Date(
        string="Post Last Assessed",
        help="A post that is never assessed is one in name only (AM-25).",
    )
    individual_trained_on = fields.Date(string="Last Training")
    has_no_individual_manager = fields.Boolean(
        string="No Individual-customer Manager",
        compute="_compute_has_no_individual_manager",
        search="_search_has_no_individual_manager",
        help="A branch where neither an account manager nor the deputy president "
        "holds the post, or who held it has left (AM-25).",
    )

    # The management system of the unit (AM-32)
    group_customer_management_mode = fields.Text(
        string="Management Mode", help="Organisation and functions of the unit."
    )
    group_customer_process = fields.Text(
        string="Processes", help="Management, business and support processes."
    )
    group_customer_capability = fields.Text(
        string="People and Capability", help="Who is needed, and who can do what."
    )
    group_customer_risks = fields.Text(
        string="Risks",
        help="For example unclear duties, unreasonable staffing, weak incentives.",
    )

    _staff_planned_positive = models.Constraint(
        "CHECK(group_customer_staff_planned >= 0)",
        "The planned staff is a number of people: enter zero or more.",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "active",
        "company_id",
        "is_account_team",
        "crm_team_member_ids.active",
        "crm_team_member_ids.user_id.active",
    )
    def _compute_is_below_minimum(self):
        for team in self:
            team.is_below_minimum = team.is_account_team and (
                len(team._get_account_managers()) < team._get_minimum_members()
            )

    @api.model
    def _search_is_below_minimum(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:
            return Domain.TRUE
        teams = self.search(Domain("is_account_team", "=", True))
        return Domain("id", "in", teams.filtered("is_below_minimum").ids)

    @api.depends(
        "is_individual_customer_branch",
        "individual_manager_id.active",
        "individual_deputy_id.active",
    )
    def _compute_has_no_individual_manager(self):
        for team in self:
            holders = (
                team.sudo().individual_manager_id | team.sudo().individual_deputy_id
            )
            team.has_no_individual_manager = (
                team.is_individual_customer_branch and not any(holders.mapped("active"))
            )

    @api.model
    def _search_has_no_individual_manager(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:
            return Domain.TRUE
        return (
            Domain("is_individual_customer_branch", "=", True)
            & ~Domain("individual_manager_id", "any!", [("active", "=", True)])
            & ~Domain("individual_deputy_id", "any!", [("active", "=", True)])
        )

    # === CONSTRAINT METHODS === #

    @api.constrains("group_customer_parent_id", "group_customer_level")
    def _check_group_customer_parent(self):
        if self._has_cycle("group_customer_parent_id"):
            raise ValidationError(
                self.env._(
                    "%(team)s: a unit cannot stand above itself. Choose another unit "
                    "above.",
                    team=self[:1].display_name,
                )
            )
        below = self.search(Domain("group_customer_parent_id", "in", self.ids))
        for team in self | below:
            level = team.group_customer_level
            above = team.group_customer_parent_id.group_customer_level
            if level and above and LEVELS.index(above) > LEVELS.index(level):
                raise ValidationError(
                    self.env._(
                        "%(team)s cannot stand below %(above)s, which is a unit of a "
                        "lower level of the organisation. Choose another unit above, "
                        "or correct the level.",
                        team=team.display_name,
                        above=team.group_customer_parent_id.display_name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams._check_account_team_members()
        return teams

    def write(self, vals):
        res = super().write(vals)
        if {
            "active",
            "company_id",
            "crm_team_member_all_ids",
            "crm_team_member_ids",
            "is_account_team",
            "member_ids",
        } & set(vals):
            self._check_account_team_members()
        return res

    # === BUSINESS METHODS === #

    def _get_minimum_members(self):
        """Return how many members an account manager team of this company needs."""
        minimum = self.env["group.customer.parameter"]._get_value(
            "account_team_minimum", self.company_id or self.env.company
        )
        return int(minimum)

    def _get_account_managers(self):
        """Return the members who can be account managers: active users of the company
        with access to group customers."""
        members = self.sudo().crm_team_member_ids.filtered("active").user_id
        return members.filtered(
            lambda user: (
                user.active
                and not user.share
                and user.has_group("group_customer.group_group_customer_user")
            )
        )

    def _check_account_team_members(self):
        """Refuse an account manager team that has too few members (AM-15).

        :raises UserError: naming the team, its members and the minimum
        """
        # sudo: a team that the user may not read has to keep its members too
        for team in self.sudo().exists():
            if not (team.is_account_team and team.active):
                continue
            minimum = team._get_minimum_members()
            managers = team._get_account_managers()
            if len(managers) < minimum:
                raise UserError(
                    self.env._(
                        "The account manager team “%(team)s” needs at least "
                        "%(minimum)s members who can work on group customers; it "
                        "would have %(count)s (%(members)s). Add a member first, or "
                        "take the mark “Account Manager Team” off.",
                        team=team.display_name,
                        minimum=minimum,
                        count=len(managers),
                        members=", ".join(managers.mapped("name")) or "–",
                    )
                )

    @api.model
    def _find_service_centres(self, industries, company):
        """Return which service centres look after which industry (MD-24).

        :param industries: ``res.partner.industry`` records
        :param company: ``res.company``; centres without a company serve all
        :returns: industry id → ``crm.team`` records, in their order
        """
        centres = self.sudo().search(
            Domain("group_customer_kind", "=", "service_centre")
            & Domain("group_customer_industry_ids", "in", industries.ids)
            & Domain("company_id", "in", [False, *company.parent_ids.ids])
        )
        return {
            industry.id: centres.filtered(
                lambda team, industry=industry: (
                    industry in team.group_customer_industry_ids
                )
            )
            for industry in industries
        }
