# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.date_utils import end_of

MANAGER_GROUP = "group_customer.group_group_customer_manager"


class GroupCustomerVisitPlanGenerate(models.TransientModel):
    """Proposes the visits of a month: for oneself, a manager for the team, a director
    for everybody of the company."""

    _name = "group.customer.visit.plan.generate"
    _description = "Generate Visit Plans"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    month = fields.Date(
        required=True,
        default=lambda self: self.env["group.customer.visit.plan"]._default_month(),
        help="Any day of the month.",
    )
    scope = fields.Selection(
        selection="_selection_scope",
        string="Whose Visits",
        required=True,
        default="own",
    )
    user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_visit_plan_generate_user_rel",
        string="Visitors",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Whose visits are planned.",
    )
    present_count = fields.Integer(
        string="Plans Already Made",
        compute="_compute_present_count",
        help="Their proposals are renewed; what somebody changed stays.",
    )
    waiting_count = fields.Integer(
        string="Plans under Review",
        compute="_compute_present_count",
        help="They stay as they are until they are recalled or decided on.",
    )

    dropped_count = fields.Integer(
        string="Visits Left Out",
        compute="_compute_present_count",
        help="People dropped them from a plan of this month, quarter or year.",
    )
    with_dropped = fields.Boolean(
        string="Propose Them Again",
        help="Also what people left out is proposed, as if nobody had dropped it.",
    )

    @api.model
    def _selection_scope(self):
        selection = [("own", self.env._("My own"))]
        if self.env.user.has_group(MANAGER_GROUP):
            selection.append(("team", self.env._("My team's")))
        if self.env["group.customer.visit.plan"]._get_plannable_users() is None:
            selection.append(("all", self.env._("Everybody's")))
        selection.append(("chosen", self.env._("Those I choose")))
        return selection

    @api.depends("company_id", "month", "scope", "user_ids")
    def _compute_present_count(self):
        Plan = self.env["group.customer.visit.plan"]
        for wizard in self:
            wizard.present_count = wizard.waiting_count = 0
            wizard.dropped_count = 0
            if not wizard.month:
                continue
            domain = (
                Domain("company_id", "=", wizard.company_id.id)
                & Domain("month", "=", wizard.month.replace(day=1))
                & Domain("generated_on", "!=", False)
            )
            users = wizard._get_users()
            if users is not None:
                domain &= Domain("user_id", "in", users.ids)
            plans = Plan.search(domain)
            waiting = plans.filtered(lambda plan: plan._is_in_approval())
            wizard.waiting_count = len(waiting)
            wizard.present_count = len(plans - waiting)
            wizard.dropped_count = len(
                self.env["group.customer.visit"]._find_dropped(
                    wizard.company_id, end_of(wizard.month, "month"), users
                )
            )

    def action_generate(self):
        """Propose the visits and open the plans."""
        self.ensure_one()
        Plan = self.env["group.customer.visit.plan"]
        Plan.check_access("create")
        if self.company_id not in self.env.companies:
            raise UserError(
                self.env._(
                    "%(company)s is not among your companies: choose one of them.",
                    company=self.company_id.display_name,
                )
            )
        users = self._get_users()
        if users is not None:
            Plan._check_visitor(users)
        elif Plan._get_plannable_users() is not None:
            raise UserError(
                self.env._("Only a director plans for everybody: choose whose visits.")
            )
        if users is not None and not users:
            raise UserError(self.env._("Choose at least one visitor."))
        Plan._check_month_near(self.company_id, self.month.replace(day=1))
        # sudo: the engine plans on behalf of the company, for who was checked
        plans = Plan.sudo()._generate(
            self.company_id.sudo(), self.month, users, self.with_dropped
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.group_customer_visit_plan_action"
        )
        if len(plans) == 1:
            return {
                **action,
                "res_id": plans.id,
                "view_mode": "form",
                "views": [(False, "form")],
            }
        return {**action, "domain": [("id", "in", plans.ids)], "context": {}}

    def _get_users(self):
        """Return whose visits are planned; ``None``: everybody who has to visit."""
        Plan = self.env["group.customer.visit.plan"]
        if self.scope == "all":
            return None
        if self.scope == "chosen":
            return self.user_ids
        if self.scope == "team":
            allowed = Plan._get_plannable_users()
            return self._get_team_members() if allowed is None else allowed
        return self.env.user

    def _get_team_members(self):
        """The people of the teams that a director leads or is in."""
        teams = (
            self.env["crm.team"]
            .sudo()
            .search(
                Domain("user_id", "=", self.env.uid)
                | Domain("crm_team_member_ids.user_id", "=", self.env.uid)
            )
        )
        return (teams.crm_team_member_ids.user_id | self.env.user).sudo(False)
