# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models


class GroupCustomerVisitPlanWeek(models.Model):
    """What a week of the plan is about: every month a plan, every week a focus
    (VI-32)."""

    _name = "group.customer.visit.plan.week"
    _description = "Week of a Visit Plan"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "plan_id, date_from, id"
    _rec_name = "focus"
    _check_company_auto = True
    # Whose the week is follows the plan
    _server_fields = frozenset({"company_id", "user_id"})

    plan_id = fields.Many2one(
        comodel_name="group.customer.visit.plan",
        required=True,
        index=True,
        ondelete="cascade",
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, index=True, precompute=True
    )
    user_id = fields.Many2one(
        related="plan_id.user_id", store=True, index=True, precompute=True
    )
    date_from = fields.Date(
        string="Week from",
        required=True,
        default=fields.Date.context_today,
        help="Any day of the week; what is kept is its Monday.",
    )
    date_to = fields.Date(string="Week to", compute="_compute_date_to")
    focus = fields.Char(required=True, help="What this week is for.")
    visit_count = fields.Integer(string="Visits", compute="_compute_counts")
    done_count = fields.Integer(string="Done", compute="_compute_counts")

    _week_unique = models.UniqueIndex(
        "(plan_id, date_from)",
        "The plan has a focus for this week already: change that one.",
    )
    _monday_check = models.Constraint(
        "CHECK(EXTRACT(ISODOW FROM date_from) = 1)", "A week begins on its Monday."
    )

    @api.depends("date_from")
    def _compute_date_to(self):
        for week in self:
            week.date_to = week.date_from and week.date_from + timedelta(days=6)

    @api.model_create_multi
    def create(self, vals_list):
        plans = self.env["group.customer.visit.plan"].browse(
            vals["plan_id"] for vals in vals_list if vals.get("plan_id")
        )
        self._check_plans(plans)
        return super().create([self._with_monday(vals) for vals in vals_list])

    def write(self, vals):
        plans = self.plan_id
        if vals.get("plan_id"):
            plans |= plans.browse(vals["plan_id"])
        self._check_plans(plans)
        return super().write(self._with_monday(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_under_review(self):
        self.sudo().plan_id._check_not_in_approval()

    @api.model
    def _check_plans(self, plans):
        """Who writes the weeks of a plan may write the plan, which is not reviewed.

        :raises UserError: naming the plan
        """
        plans.check_access("write")
        plans._check_not_in_approval()

    @api.model
    def _with_monday(self, vals):
        if day := fields.Date.to_date(vals.get("date_from")):
            return {**vals, "date_from": day - timedelta(days=day.weekday())}
        return vals
