# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.fields import Domain

from ...models.visit.crm_lead_followup import FOLLOWUP_STEPS

# Steps for which the source states a share of the sales (VI-18)
REFERENCE_STEPS = ("0", "1", "2", "3", "4")


class GroupCustomerFollowupStatistic(models.TransientModel):
    """After how many follow-ups opportunities were won or lost, beside the shares that
    the source states (VI-18)."""

    _name = "group.customer.followup.statistic"
    _description = "Follow-up Statistics"

    date_from = fields.Date(
        string="Closed From",
        required=True,
        default=lambda self: fields.Date.context_today(self)
        - relativedelta(years=1, day=1),
    )
    date_to = fields.Date(
        string="Closed Until", required=True, default=fields.Date.context_today
    )
    team_id = fields.Many2one(comodel_name="crm.team")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Account Manager",
        domain=[("share", "=", False)],
    )
    line_ids = fields.One2many(
        comodel_name="group.customer.followup.statistic.line",
        inverse_name="statistic_id",
        string="Steps",
        compute="_compute_line_ids",
    )

    # === COMPUTE METHODS === #

    def _compute_display_name(self):
        for statistic in self:
            statistic.display_name = self.env._("Follow-up Statistics")

    @api.depends("date_from", "date_to", "team_id", "user_id")
    def _compute_line_ids(self):
        references = self._get_references()
        for statistic in self:
            counts = statistic._count()
            won = sum(counts["won"].values())
            lost = sum(counts["lost"].values())
            statistic.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "step": step,
                        "won_count": counts["won"][step],
                        "won_share": 100 * counts["won"][step] / won if won else 0,
                        "reference_share": references.get(step, 0),
                        "lost_count": counts["lost"][step],
                        "lost_share": 100 * counts["lost"][step] / lost if lost else 0,
                    }
                )
                for step, _label in FOLLOWUP_STEPS
            ]

    # === ACTIONS === #

    def action_view_leads(self):
        """Open the opportunities that are counted."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Opportunities by Follow-up"),
            "res_model": "crm.lead",
            "view_mode": "graph,pivot,list,form",
            "domain": list(self._get_domain()),
            "context": {
                "active_test": False,
                "graph_groupbys": ["customer_followup_step", "won_status"],
                "pivot_row_groupby": ["customer_followup_step"],
                "pivot_column_groupby": ["won_status"],
            },
        }

    # === BUSINESS METHODS === #

    def _get_domain(self):
        """Closed opportunities of group customers, as far as the user reads them."""
        self.ensure_one()
        domain = (
            Domain("type", "=", "opportunity")
            & Domain("won_status", "in", ("won", "lost"))
            & Domain("active", "in", (True, False))
            & Domain("partner_id.commercial_partner_id.is_group_customer", "=", True)
            & Domain("company_id", "in", [*self.env.companies.ids, False])
        )
        if self.date_from:
            domain &= Domain("date_closed", ">=", self.date_from)
        if self.date_to:
            domain &= Domain("date_closed", "<", self.date_to + relativedelta(days=1))
        if self.team_id:
            domain &= Domain("team_id", "=", self.team_id.id)
        if self.user_id:
            domain &= Domain("user_id", "=", self.user_id.id)
        return domain

    def _count(self):
        """Return won_status → step → number of opportunities."""
        counts = defaultdict(lambda: defaultdict(int))
        groups = self.env["crm.lead"]._read_group(
            self._get_domain(), ["won_status", "customer_followup_step"], ["__count"]
        )
        for won_status, step, count in groups:
            counts[won_status][step or "none"] += count
        return counts

    @api.model
    def _get_references(self):
        """Return step → share of the sales that the source states, in per cent."""
        get_value = self.env["group.customer.parameter"]._get_value
        return {
            step: get_value(f"followup_won_share_{step}") for step in REFERENCE_STEPS
        }


class GroupCustomerFollowupStatisticLine(models.TransientModel):
    _name = "group.customer.followup.statistic.line"
    _description = "Step of Follow-up Statistics"

    statistic_id = fields.Many2one(
        comodel_name="group.customer.followup.statistic",
        required=True,
        ondelete="cascade",
        index=True,
    )
    step = fields.Selection(FOLLOWUP_STEPS, string="Step of Follow-up", readonly=True)
    won_count = fields.Integer(string="Won", readonly=True)
    won_share = fields.Float(string="Won (%)", readonly=True, digits=(5, 1))
    reference_share = fields.Float(
        string="Source (%)",
        readonly=True,
        digits=(5, 1),
        help="Share of the sales in a statistic of the source; a reference only.",
    )
    lost_count = fields.Integer(string="Lost Deals", readonly=True)
    lost_share = fields.Float(string="Lost (%)", readonly=True, digits=(5, 1))
