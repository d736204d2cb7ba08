# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain


class GroupCustomerVisitAttainment(models.Model):
    """What a policy asks of one account in one period, and what was done of it.

    The row is made when the period is opened; policy, grade and numbers stay as they
    were that day. All of it is written by the server in statements over many accounts
    (``group_customer_visit_attainment_open.py`` and ``…_refresh.py``).
    """

    _name = "group.customer.visit.attainment"
    _description = "Visit Attainment"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "date_from desc, due_on, id"
    _rec_name = "partner_id"

    _server_fields = frozenset(
        {
            "carried",
            "company_id",
            "date_from",
            "date_to",
            "done",
            "due_on",
            "grade_id",
            "kind_id",
            "last_done_on",
            "minimum",
            "missed",
            "partner_id",
            "percent",
            "period",
            "planned",
            "policy_id",
            "proposed",
            "refreshed_on",
            "remaining",
            "required",
            "state",
            "target",
            "team_id",
            "territory_id",
            "unplanned",
            "user_id",
        }
    )

    # Whose
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Account",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    policy_id = fields.Many2one(
        comodel_name="group.customer.visit.policy",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    kind_id = fields.Many2one(
        comodel_name="group.customer.visit.kind",
        string="Kind of Visit",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True
    )
    grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The grade on the day on which the period was opened: it holds for the "
        "whole period.",
    )
    territory_id = fields.Many2one(
        comodel_name="group.customer.territory",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Visitor",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Who is to visit, as the policy says. Empty: nobody was found.",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The sales team of the visitor.",
    )

    # When
    period = fields.Selection(
        selection=[("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        required=True,
        readonly=True,
    )
    date_from = fields.Date(string="Period From", required=True, readonly=True)
    date_to = fields.Date(string="Period To", required=True, readonly=True)

    # What is asked
    minimum = fields.Integer(readonly=True)
    target = fields.Integer(readonly=True)
    carried = fields.Integer(
        readonly=True,
        help="What was missing of the minimum of the period before, where the policy "
        "carries it over.",
    )
    required = fields.Integer(
        readonly=True, help="The minimum and what was carried over."
    )

    # What there is
    proposed = fields.Integer(readonly=True, help="Draft visits in the period.")
    planned = fields.Integer(
        readonly=True, help="Visits planned, confirmed or in progress."
    )
    done = fields.Integer(readonly=True, help="Visits done that count.")
    missed = fields.Integer(readonly=True, help="Planned visits that were missed.")
    remaining = fields.Integer(
        readonly=True, help="Required visits that are not done yet."
    )
    unplanned = fields.Integer(
        readonly=True,
        help="Required visits that are neither done nor planned nor proposed.",
    )
    percent = fields.Float(
        string="Attainment (%)",
        readonly=True,
        aggregator="avg",
        help="Visits done, in per cent of the target, or of what is required if that "
        "is more.",
    )
    last_done_on = fields.Date(
        string="Last Visit On",
        readonly=True,
        help="Day of the last visit that counts, also before this period.",
    )
    due_on = fields.Date(
        readonly=True,
        help="The next visit is due on this day: the longest gap after the last one, "
        "at the end of the period at the latest.",
    )
    state = fields.Selection(
        selection=[
            ("overdue", "Overdue"),
            ("due", "Due"),
            ("on_track", "On Track"),
            ("met", "Met"),
            ("missed", "Shortfall"),
        ],
        required=True,
        readonly=True,
        default="on_track",
        help="Met: what is required is done. Due: the next visit is due soon. Overdue: "
        "it should have taken place. Shortfall: the period is over and visits are "
        "missing.",
    )
    refreshed_on = fields.Date(
        readonly=True, help="Day in the company on which the figures were last counted."
    )

    # Few indexes, for the rows are written every night: those of accounts, policies and
    # companies stand first in these
    _period_unique = models.UniqueIndex(
        "(partner_id, company_id, kind_id, date_from)",
        "An account has one quota per kind of visit and period.",
    )
    _policy_period_idx = models.Index("(policy_id, date_from)")
    _company_period_idx = models.Index("(company_id, date_from, user_id)")

    # === COMPUTE METHODS === #

    @api.depends("partner_id", "kind_id", "date_from", "period")
    def _compute_display_name(self):
        for row in self:
            # sudo: the name of a row shows whoever may open it
            row = row.sudo()
            row.display_name = self.env._(
                "%(account)s – %(kind)s, %(date)s",
                account=row.partner_id.name or "",
                kind=row.kind_id.name or "",
                date=(row.date_from or ""),
            )

    # === LOOKUP === #

    @api.model
    def _get_running_domain(self):
        """Return the rows of the periods that the reader's day lies in."""
        today = fields.Date.context_today(self)
        return Domain("date_from", "<=", today) & Domain("date_to", ">=", today)

    # === ACTION METHODS === #

    @api.model
    def _prepare_list_action(self, domain):
        """Return the action that lists quotas, those of the running periods first."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Visit Quotas"),
            "res_model": self._name,
            "view_mode": "list,kanban,pivot,graph,form",
            "domain": domain,
            "context": {"search_default_running": 1},
        }

    def action_open_visits(self):
        """Open the visits of the account, of the kind and in the period of the row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "group.customer.visit",
            "view_mode": "list,kanban,form",
            "domain": [
                "|",
                ("partner_id", "=", self.partner_id.id),
                ("participant_ids.account_id", "=", self.partner_id.id),
                ("kind_id", "=", self.kind_id.id),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
            ],
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_kind_id": self.kind_id.id,
            },
        }
