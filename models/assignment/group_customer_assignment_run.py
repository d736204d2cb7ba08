# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerAssignmentRun(models.Model):
    """One application of the assignment rules: by hand, of a night, of a queue.

    By hand it is previewed first: who would move where and why, loads before and
    after. What the preview shows is computed again when it is applied.
    """

    _name = "group.customer.assignment.run"
    _description = "Assignment Rule Run"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "id desc"

    _server_fields = frozenset(
        {
            "assigned_count",
            "batch_ids",
            "computed_on",
            "date",
            "is_finished",
            "kept_count",
            "kind",
            "left_count",
            "line_ids",
            "load_ids",
            "move_count",
            "pinned_count",
            "proposed_count",
            "seen_count",
            "state",
            "user_id",
            "waiting_count",
        }
    )

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        selection=[
            ("manual", "By hand"),
            ("schedule", "Every night"),
            ("queue", "New customers and grades"),
        ],
        required=True,
        readonly=True,
        default="manual",
        index=True,
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("previewed", "Preview"),
            ("done", "Applied"),
        ],
        required=True,
        readonly=True,
        default="draft",
    )
    date = fields.Date(
        required=True,
        readonly=True,
        default=lambda self: self.env["group.customer.ledger"]._get_today(
            self.env.company
        ),
    )
    computed_on = fields.Datetime(readonly=True, copy=False)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Run By",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    rule_ids = fields.Many2many(
        comodel_name="group.customer.assignment.rule",
        relation="group_customer_assignment_run_rule_rel",
        column1="run_id",
        column2="rule_id",
        string="Rules",
        domain="[('company_id', 'in', (False, company_id))]",
        help="Empty: all rules in force.",
    )
    domain = fields.Char(
        string="Accounts",
        default="[]",
        help="Only accounts that match the filter; empty: all group customers.",
    )
    # What came of it
    seen_count = fields.Integer(
        string="Accounts Seen",
        readonly=True,
        help="Accounts that at least one rule is for.",
    )
    kept_count = fields.Integer(
        string="Kept",
        readonly=True,
        help="Roles whose present holder is the one that the rules ask for.",
    )
    move_count = fields.Integer(
        string="Moves", readonly=True, help="Roles for which somebody else is found."
    )
    assigned_count = fields.Integer(
        string="Assigned", readonly=True, help="Moves of automatic rules, carried out."
    )
    proposed_count = fields.Integer(
        string="Proposed",
        readonly=True,
        help="Moves that wait for approval in a reassignment.",
    )
    left_count = fields.Integer(
        string="Nobody Found",
        readonly=True,
        help="Roles for which no rule found anybody.",
    )
    pinned_count = fields.Integer(
        string="Pinned", readonly=True, help="Pinned accounts are left alone."
    )
    waiting_count = fields.Integer(
        string="Waiting",
        readonly=True,
        help="Moves that an open reassignment holds already, or that somebody refused.",
    )
    line_ids = fields.One2many(
        comodel_name="group.customer.assignment.run.line",
        inverse_name="run_id",
        readonly=True,
        copy=False,
    )
    load_ids = fields.One2many(
        comodel_name="group.customer.assignment.run.load",
        inverse_name="run_id",
        readonly=True,
        copy=False,
    )
    batch_ids = fields.One2many(
        comodel_name="group.customer.assignment.batch",
        inverse_name="run_id",
        string="Reassignments",
        readonly=True,
        copy=False,
    )

    # === COMPUTE METHODS === #

    @api.depends("kind", "date", "state")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for run in self:
            run.display_name = self.env._(
                "Rules of %(date)s (%(kind)s)",
                date=fields.Date.to_string(run.date) or "",
                kind=kinds.get(run.kind, ""),
            )


class GroupCustomerAssignmentRunLine(models.Model):
    """What the rules found for one role on one account."""

    _name = "group.customer.assignment.run.line"
    _description = "Assignment Rule Run Line"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "run_id desc, outcome, id"
    _rec_name = "partner_id"
    _log_access = False
    _server_fields = frozenset(
        {
            "company_id",
            "explanation",
            "from_team_id",
            "from_user_id",
            "is_automatic",
            "outcome",
            "partner_id",
            "role_id",
            "rule_id",
            "run_id",
            "to_user_id",
        }
    )

    run_id = fields.Many2one(
        comodel_name="group.customer.assignment.run",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Account",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    role_id = fields.Many2one(
        comodel_name="group.customer.assignment.role",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    rule_id = fields.Many2one(
        comodel_name="group.customer.assignment.rule",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    from_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Present Holder",
        readonly=True,
        ondelete="cascade",
    )
    from_team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Present Team",
        readonly=True,
        ondelete="cascade",
    )
    to_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Successor",
        readonly=True,
        ondelete="cascade",
    )
    outcome = fields.Selection(
        selection=[
            ("move", "Moves"),
            ("left", "Nobody found"),
            ("pinned", "Pinned: left alone"),
            ("waiting", "Waits for a decision"),
            ("refused", "Refused before"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    is_automatic = fields.Boolean(
        string="Automatic",
        readonly=True,
        help="Assigned at once; otherwise proposed for approval.",
    )
    explanation = fields.Text(string="Why", readonly=True)


class GroupCustomerAssignmentRunLoad(models.Model):
    """How many accounts somebody has before and after a run."""

    _name = "group.customer.assignment.run.load"
    _description = "Load before and after the Assignment Rules"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "run_id desc, role_id, after desc, user_id"
    _rec_name = "user_id"
    _log_access = False
    _server_fields = frozenset(
        {
            "after",
            "before",
            "change",
            "company_id",
            "maximum",
            "role_id",
            "run_id",
            "user_id",
        }
    )

    run_id = fields.Many2one(
        comodel_name="group.customer.assignment.run",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    role_id = fields.Many2one(
        comodel_name="group.customer.assignment.role",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Holder",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    before = fields.Integer(readonly=True)
    after = fields.Integer(readonly=True)
    change = fields.Integer(readonly=True)
    maximum = fields.Integer(
        readonly=True, aggregator=None, help="Capacity; 0 where there is none."
    )
