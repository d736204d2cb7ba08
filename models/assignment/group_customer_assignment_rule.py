# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerAssignmentRule(models.Model):
    """Who is proposed for which accounts: one step of the order of assignment.

    For every account and role the rules are asked in their order. The first one that
    is for the account and finds somebody wins, and none after it is asked. How
    somebody is found is the rule's target; whoever holds the account already keeps it
    when the target would choose among several and the holder is one of them, so that
    rules that run every night change nothing by themselves.
    """

    _name = "group.customer.assignment.rule"
    _description = "Assignment Rule"
    _inherit = ["group.customer.server.field.mixin", "mail.thread"]
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True
    # Whose turn it is follows from what was assigned
    _server_fields = frozenset({"last_run_on", "last_user_id"})

    name = fields.Char(required=True, translate=True, tracking=1)
    code = fields.Char(copy=False, help="Names the rule in policy packs.")
    sequence = fields.Integer(
        string="Priority",
        required=True,
        default=10,
        tracking=2,
        aggregator=None,
        help="For each account and role the rules are asked in this order; the first "
        "that finds somebody wins.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        tracking=3,
        help="Empty: for every company.",
    )
    active = fields.Boolean(default=True, tracking=4)
    date_from = fields.Date(
        string="In Force from", tracking=5, help="Empty: since ever."
    )
    date_to = fields.Date(
        string="In Force to", tracking=6, help="The last day; empty: until cancelled."
    )
    # Which accounts
    role_id = fields.Many2one(
        comodel_name="group.customer.assignment.role",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=7,
        help="What the person is for the account.",
    )
    role_code = fields.Char(
        related="role_id.code", string="Role Code", export_string_translation=False
    )
    grade_ids = fields.Many2many(
        comodel_name="group.customer.grade",
        relation="group_customer_assignment_rule_grade_rel",
        column1="rule_id",
        column2="grade_id",
        string="Grades",
        tracking=8,
        help="Only accounts that hold one of these grades today; a branch without a "
        "grade of its own has that of its group where the scheme grades groups. Empty: "
        "whatever the grade.",
    )
    domain = fields.Char(
        string="Filter",
        default="[]",
        tracking=9,
        help="Only accounts that match the filter; empty: all group customers.",
    )
    only_unmanaged = fields.Boolean(
        string="Only without Holder",
        tracking=10,
        help="Only accounts that nobody active holds in this role.",
    )
    # When
    on_new = fields.Boolean(
        string="New Customers",
        default=True,
        tracking=11,
        help="Asked for a contact that becomes a group customer.",
    )
    on_regrade = fields.Boolean(
        string="New Grade",
        default=True,
        tracking=12,
        help="Asked for a customer whose grade changed.",
    )
    on_move = fields.Boolean(
        string="New Territory",
        tracking=21,
        help="Asked for a customer that is in another territory of the map in force "
        "than before.",
    )
    on_schedule = fields.Boolean(
        string="Every Night",
        tracking=13,
        help="Asked for all accounts every night.",
    )
    # Whom
    target = fields.Selection(
        selection=[
            ("territory_holder", "Holder of the territory"),
            ("industry_team", "Team for the industry, least loaded member"),
            ("same_group", "Who holds the head of the group"),
            ("least_loaded", "Least loaded"),
            ("round_robin", "In turn"),
            ("user", "This person"),
        ],
        required=True,
        tracking=14,
    )
    whom = fields.Char(
        string="Who",
        compute="_compute_whom",
        compute_sudo=True,
        help="The person, team or duty that the rule names.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Person", tracking=15, ondelete="restrict"
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales Team",
        tracking=16,
        ondelete="restrict",
        check_company=True,
        help="Choose among the members of this team. Without team and duty: among all "
        "account managers of the sales series.",
    )
    group_id = fields.Many2one(
        comodel_name="res.groups",
        string="Duty",
        tracking=17,
        ondelete="restrict",
        help="Choose among the users who were given this duty or level itself; who has "
        "it only through a higher level is left out.",
    )
    respect_capacity = fields.Boolean(
        default=True,
        tracking=18,
        help="Nobody gets more accounts than the capacity of the profile, in all and "
        "of each grade. Capacities are those of account managers; other roles know "
        "none.",
    )
    fallback_rule_id = fields.Many2one(
        comodel_name="group.customer.assignment.rule",
        string="Otherwise",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=19,
        help="Whose target is tried when this one finds nobody, before the next rule "
        "of the order. The filter of that rule is not asked.",
    )
    is_automatic = fields.Boolean(
        string="Automatic",
        tracking=20,
        help="Assigns at once. Otherwise the moves become a reassignment that has to "
        "be approved.",
    )
    last_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Last in Turn",
        ondelete="set null",
        copy=False,
        help="Who was given the last account of this rule; the next one is next.",
    )
    last_run_on = fields.Datetime(
        string="Last Asked",
        copy=False,
        help="When accounts were last assigned or proposed; who does so holds all "
        "rules until it is done, so that no two do it at once.",
    )
    # Where it comes from
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation the rule comes from.")
    requirement = fields.Char()

    # Found by code when a pack is loaded again
    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE code IS NOT NULL",
        "Another assignment rule has this code: choose another code.",
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_from IS NULL OR date_from <= date_to)",
        "An assignment rule cannot end before it begins: correct the days.",
    )

    # === COMPUTE METHODS === #

    @api.depends("target", "user_id", "team_id", "group_id", "role_id")
    @api.depends_context("lang")
    def _compute_whom(self):
        for rule in self:
            if rule.target == "user":
                names = [rule.user_id.name]
            elif rule.target in ("least_loaded", "round_robin"):
                names = [rule.team_id.name, rule.group_id.name]
                if not any(names):
                    names = [self.env._("All account managers")]
            else:
                names = []
            rule.whom = ", ".join(name for name in names if name) or False

    # === CRUD METHODS === #

    def copy_data(self, default=None):
        """A copy starts archived: in force it would ask the same question twice."""
        return [
            {
                **vals,
                "name": self.env._("%(name)s (copy)", name=rule.name),
                "active": False,
            }
            for rule, vals in zip(self, super().copy_data(default), strict=True)
        ]

    # === BUSINESS METHODS === #

    @api.model
    def _get_in_force(self, company, date=None, trigger=None):
        """Return the rules (sudo) of a company that hold on a day, in their order.

        :param company: ``res.company`` that assigns
        :param date: the day, today by default
        :param str trigger: new, regrade, move or schedule: only rules asked then
        """
        date = date or self.env["group.customer.ledger"]._get_today(company)
        rules = self.sudo().with_context(active_test=True)
        domain = [
            ("company_id", "in", [company.id, False]),
            ("role_id.active", "=", True),
            "|",
            ("date_from", "=", False),
            ("date_from", "<=", date),
            "|",
            ("date_to", "=", False),
            ("date_to", ">=", date),
        ]
        if trigger:
            domain.append((f"on_{trigger}", "=", True))
        return rules.search(domain)
