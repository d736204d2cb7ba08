# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

REASONS = [
    ("no_visitor", "Nobody is responsible"),
    ("absent", "No working day left"),
    ("no_window", "No visiting hours on a working day"),
    ("gap", "Too close to another visit"),
    ("no_capacity", "No room left"),
]


class GroupCustomerVisitPlanLeft(models.Model):
    """Visits of an account that a month's generation could not place, and why.

    Written by the generation alone, which replaces the lines of a plan. Accounts that
    nobody is responsible for have no plan, only company and month.
    """

    _name = "group.customer.visit.plan.left"
    _description = "Visits Not Planned"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "month desc, is_required desc, partner_id, id"
    _rec_name = "partner_id"
    _server_fields = frozenset(
        {
            "company_id",
            "due_on",
            "is_required",
            "kind_id",
            "missing",
            "month",
            "partner_id",
            "plan_id",
            "policy_id",
            "reason",
            "user_id",
        }
    )

    plan_id = fields.Many2one(
        comodel_name="group.customer.visit.plan",
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Visitor",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    month = fields.Date(required=True, readonly=True, index=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    policy_id = fields.Many2one(
        comodel_name="group.customer.visit.policy",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    kind_id = fields.Many2one(
        comodel_name="group.customer.visit.kind",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    missing = fields.Integer(
        string="Visits Missing", required=True, readonly=True, default=1
    )
    due_on = fields.Date(readonly=True)
    reason = fields.Selection(REASONS, required=True, readonly=True, index=True)
    is_required = fields.Boolean(
        string="Below the Minimum",
        readonly=True,
        help="The account stays below its minimum; otherwise only below its target.",
    )

    @api.depends("partner_id", "reason")
    def _compute_display_name(self):
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        for line in self:
            line.display_name = (
                f"{line.partner_id.display_name} · {reasons.get(line.reason, '')}"
            )
