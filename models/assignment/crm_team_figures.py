# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

READERS = (
    "group_customer.group_group_customer_manager,"
    "group_customer.group_group_customer_marketing_manager"
)
# Who sees the figures of every team, not only of the own ones.
ALL_READERS = (
    "group_customer.group_group_customer_director",
    "group_customer.group_group_customer_marketing_manager",
)


class CrmTeam(models.Model):
    """The figures by which a team is assessed as one unit (AM-15).

    They are those of its members together: every account that a member manages, in the
    books of the team's company, or of the company at hand for a team without one.
    """

    _inherit = "crm.team"

    has_group_customer_figures = fields.Boolean(
        compute="_compute_group_customer_figures",
        compute_sudo=True,
        help="Directors and marketing managers see the figures of every team, others "
        "those of the teams that they lead or belong to.",
    )
    group_customer_currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_group_customer_figures",
        compute_sudo=True,
    )
    group_customer_member_count = fields.Integer(
        string="Members",
        compute="_compute_group_customer_figures",
        compute_sudo=True,
        help="Active members, to be compared with the planned staff.",
    )
    group_customer_account_count = fields.Integer(
        string="Accounts",
        compute="_compute_group_customer_figures",
        compute_sudo=True,
        groups=READERS,
    )
    group_customer_served_count = fields.Integer(
        string="Accounts Served as a Team",
        compute="_compute_group_customer_figures",
        compute_sudo=True,
        groups=READERS,
        help="Accounts where the team itself holds a role, such as on-site team or "
        "technical support.",
    )
    has_group_customer_limit = fields.Boolean(
        string="Limited",
        compute="_compute_group_customer_figures",
        compute_sudo=True,
        groups=READERS,
        help="Every member with a profile has a capacity.",
    )
    group_customer_capacity = fields.Integer(
        string="Capacity",
        compute="_compute_group_customer_figures",
        compute_sudo=True,
        groups=READERS,
        help="The capacities of the members together; it is the team's limit only "
        "where every member has one.",
    )
    group_customer_load_percent = fields.Float(
        string="Load (%)",
        compute="_compute_group_customer_figures",
        compute_sudo=True,
        digits=(16, 1),
        groups=READERS,
        help="Accounts in per cent of the capacity; zero where the team has no limit.",
    )
    group_customer_revenue_this_year = fields.Monetary(
        string="Revenue This Year",
        compute="_compute_group_customer_figures",
        compute_sudo=True,
        currency_field="group_customer_currency_id",
        groups=READERS,
        help="Own revenue of the accounts, from the customer figures.",
    )
    group_customer_revenue_last_year = fields.Monetary(
        string="Revenue Last Year",
        compute="_compute_group_customer_figures",
        compute_sudo=True,
        currency_field="group_customer_currency_id",
        groups=READERS,
        help="Own revenue of the accounts, from the customer figures.",
    )

    @api.depends("company_id", "crm_team_member_ids.active")
    @api.depends_context("company", "uid")
    def _compute_group_customer_figures(self):
        teams = self._origin._filter_readable_figures()
        figures = teams._read_account_figures()
        capacities = teams._read_team_capacity()
        served = teams._read_served_counts()
        members = dict(
            self.env["crm.team.member"]._read_group(
                Domain("crm_team_id", "in", self._origin.ids)
                & Domain("active", "=", True)
                & Domain("user_id.active", "=", True),
                ["crm_team_id"],
                ["user_id:count_distinct"],
            )
        )
        Manager = self.env["group.customer.manager"]
        for team in self:
            origin = team._origin
            count, this_year, last_year = figures.get(origin.id, (0, 0.0, 0.0))
            capacity, is_limited = capacities.get(origin.id, (0, False))
            company = team.company_id or self.env.company
            team.has_group_customer_figures = origin in teams
            team.group_customer_currency_id = company.currency_id
            team.group_customer_member_count = members.get(origin, 0)
            team.group_customer_account_count = count
            team.group_customer_served_count = served.get(origin.id, 0)
            team.group_customer_capacity = capacity
            team.has_group_customer_limit = is_limited
            team.group_customer_load_percent = Manager._get_percent(
                count, capacity if is_limited else None
            )
            team.group_customer_revenue_this_year = this_year
            team.group_customer_revenue_last_year = last_year

    def _filter_readable_figures(self):
        """Return the teams whose figures the user may see."""
        user = self.env.user
        if any(map(user.has_group, ALL_READERS)):
            return self
        return self.filtered(
            lambda team: user in team.user_id | team.crm_team_member_ids.user_id
        )

    def _read_account_figures(self):
        """Return the accounts of the members and their revenue; one statement.

        :returns: team id → (accounts, revenue this year, revenue last year)
        """
        if not self.ids:
            return {}
        self.env["crm.team.member"].flush_model(["active", "crm_team_id", "user_id"])
        self.env["res.partner"].flush_model(
            ["active", "company_id", "is_group_customer", "user_id"]
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT member.crm_team_id, COUNT(*),
                          COALESCE(SUM(s.own_revenue_this_year), 0),
                          COALESCE(SUM(s.own_revenue_last_year), 0)
                     FROM (SELECT DISTINCT crm_team_id, user_id
                             FROM crm_team_member WHERE active) member
                     JOIN crm_team t ON t.id = member.crm_team_id
                     JOIN res_company c
                       ON c.id = COALESCE(t.company_id, %(company)s)
                     JOIN res_partner p ON p.user_id = member.user_id
                LEFT JOIN group_customer_snapshot s
                       ON s.partner_id = p.id AND s.company_id = c.id
                    WHERE t.id IN %(teams)s AND p.active AND p.is_group_customer
                      AND (p.company_id IS NULL OR p.company_id = ANY(
                           string_to_array(TRIM(TRAILING '/' FROM c.parent_path), '/')
                           ::int[]))
                    GROUP BY 1""",
                company=self.env.company.id,
                teams=tuple(self.ids),
            )
        )
        return {
            team_id: (count, float(this_year), float(last_year))
            for team_id, count, this_year, last_year in rows
        }

    def _read_team_capacity(self):
        """Return the capacity of the members together.

        :returns: team id → (capacity, whether every profile has a limit)
        """
        members = self.env["crm.team.member"].search_fetch(
            Domain("crm_team_id", "in", self.ids) & Domain("active", "=", True),
            ["crm_team_id", "user_id"],
        )
        profiles = self.env["group.customer.manager"].search_fetch(
            Domain("user_id", "in", members.user_id.ids) & Domain("active", "=", True),
            ["user_id", "company_id", "has_capacity_limit", "capacity_total"],
        )
        by_user = defaultdict(list)
        for profile in profiles:
            by_user[profile.user_id.id, profile.company_id.id].append(profile)
        result = {}
        for team, team_members in members.grouped("crm_team_id").items():
            company = team.company_id or self.env.company
            found = [
                profile
                for user in team_members.user_id
                for profile in by_user[user.id, company.id]
            ]
            limited = [
                profile.capacity_total
                for profile in found
                if profile.has_capacity_limit
            ]
            result[team.id] = (
                sum(limited),
                bool(found) and len(limited) == len(found),
            )
        return result

    def _read_served_counts(self):
        """Return in how many accounts each team itself holds a role today."""
        groups = self.env["group.customer.assignment"]._read_group(
            Domain("team_id", "in", self.ids) & Domain("date_to", "=", False),
            ["team_id"],
            ["partner_id:count_distinct"],
        )
        return {team.id: count for team, count in groups}

    def action_view_group_customers(self):
        """Open the accounts of the members."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accounts of %(team)s", team=self.display_name),
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "domain": [
                ("is_group_customer", "=", True),
                ("user_id", "in", self.member_ids.ids),
            ],
        }
