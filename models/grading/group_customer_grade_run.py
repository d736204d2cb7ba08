# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

# What a computed run was computed from.
COMPUTED_FIELDS = {"scheme_id", "company_id", "as_of"}
CHANGES = ("new", "up", "down", "same", "ungraded")


class GroupCustomerGradeRun(models.Model):
    """One grading of all customers of a scheme as of a date.

    draft → computed → confirmed → filed (AP-05). Confirming makes the grades
    today's; filing freezes the run for good.
    """

    _name = "group.customer.grade.run"
    _description = "Group Customer Grade Run"
    _inherit = [
        "group.customer.server.field.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "as_of desc, id desc"
    _check_company_auto = True
    # Written by the transitions alone
    _server_fields = frozenset(
        {
            "name",
            "prepared_by_id",
            "prepared_on",
            "reviewed_by_id",
            "reviewed_on",
            "rechecked_by_id",
            "rechecked_on",
            "scheme_definition",
            "version_id",
            "is_partial",
            "origin",
            "line_ids",
        }
    )

    name = fields.Char(
        string="Reference", required=True, readonly=True, copy=False, default="/"
    )
    scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        tracking=1,
    )
    mode = fields.Selection(related="scheme_id.mode")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    as_of = fields.Date(
        required=True,
        default=fields.Date.context_today,
        copy=False,
        tracking=2,
        help="Nothing that happened after this day counts.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("computed", "Computed"),
            ("confirmed", "Confirmed"),
            ("filed", "Filed"),
        ],
        required=True,
        default="draft",
        readonly=True,
        tracking=3,
    )
    note = fields.Text()
    # Signatures (AP-05): set by the server only; who signed is archived, not deleted
    prepared_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    prepared_on = fields.Datetime(readonly=True, copy=False)
    reviewed_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    rechecked_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Re-checked By",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    rechecked_on = fields.Datetime(readonly=True, copy=False)
    scheme_definition = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The scheme as it was when the run was computed.",
    )
    version_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme.version",
        string="Scheme Version",
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The version of the scheme that the run was computed from.",
    )
    origin = fields.Selection(
        selection=[
            ("manual", "By hand"),
            ("revisit", "Change of business"),
        ],
        required=True,
        default="manual",
        readonly=True,
        copy=False,
    )
    is_partial = fields.Boolean(
        string="Part of the Customers",
        readonly=True,
        copy=False,
        help="The run grades some customers only, by their place among all.",
    )
    # Result
    line_ids = fields.One2many(
        comodel_name="group.customer.grade.run.line",
        inverse_name="run_id",
        string="Customers",
        readonly=True,
    )
    line_count = fields.Integer(string="Customers Graded", compute="_compute_counts")
    new_count = fields.Integer(string="New", compute="_compute_counts")
    up_count = fields.Integer(string="Up", compute="_compute_counts")
    down_count = fields.Integer(string="Down", compute="_compute_counts")
    same_count = fields.Integer(string="Same", compute="_compute_counts")
    ungraded_count = fields.Integer(string="Ungraded", compute="_compute_counts")
    held_count = fields.Integer(string="Held", compute="_compute_counts")
    requested_count = fields.Integer(string="Requested", compute="_compute_counts")
    grade_summary = fields.Char(
        string="Grades",
        compute="_compute_counts",
        help="How many customers of the whole run have which grade, also those that "
        "you may not open.",
    )
    grade_counts = fields.Json(
        compute="_compute_counts", export_string_translation=False
    )
    # Access
    can_compute = fields.Boolean(compute="_compute_can")
    can_confirm = fields.Boolean(compute="_compute_can")
    can_file = fields.Boolean(compute="_compute_can")
    can_reset = fields.Boolean(compute="_compute_can")

    # === COMPUTE METHODS === #

    @api.depends("state", "line_ids")
    def _compute_counts(self):
        # Totals of the whole run, whoever reads: the lines keep their rules.
        Line = self.env["group.customer.grade.run.line"].sudo()
        domain = Domain("run_id", "in", self.ids)
        by_change = {run.id: Counter() for run in self}
        by_grade = {run.id: [] for run in self}
        for run, change, is_held, is_requested, count in Line._read_group(
            domain, ["run_id", "change", "is_held", "is_requested"], ["__count"]
        ):
            by_change[run.id][change] += count
            by_change[run.id]["held"] += count * is_held
            by_change[run.id]["requested"] += count * is_requested
        for run, grade, count in Line._read_group(
            domain, ["run_id", "grade_id"], ["__count"]
        ):
            by_grade[run.id].append((grade, count))
        for run in self:
            changes = by_change.get(run.id, {})
            run.line_count = sum(changes.get(change, 0) for change in CHANGES)
            for name in (*CHANGES, "held", "requested"):
                run[f"{name}_count"] = changes.get(name, 0)
            grades = sorted(
                by_grade.get(run.id, []),
                key=lambda item: (not item[0], item[0].sequence, item[0].id),
            )
            run.grade_counts = [
                {
                    "grade_id": grade.id,
                    "code": grade.code or "",
                    "name": grade.name or self.env._("Ungraded"),
                    "color": grade.color,
                    "count": count,
                }
                for grade, count in grades
            ]
            run.grade_summary = " · ".join(
                f"{grade.code or '–'} {count}" for grade, count in grades
            )

    @api.depends("state", "company_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for run in self:
            reachable = run._get_next_states_by_state()[run.state]
            run.can_compute = "computed" in reachable
            run.can_confirm = "confirmed" in reachable
            run.can_file = "filed" in reachable
            run.can_reset = "draft" in reachable

    # === CONSTRAINT METHODS === #

    @api.constrains("as_of")
    def _check_as_of(self):
        today = fields.Date.context_today(self)
        for run in self:
            if run.as_of > today:
                raise ValidationError(
                    self.env._(
                        "The run “%(run)s” cannot grade as of %(date)s, a day in the "
                        "future: choose today or an earlier day.",
                        run=run.display_name,
                        date=format_date(self.env, run.as_of),
                    )
                )

    # === CRUD METHODS === #

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "state" in values:
            # A default_… key in the context is a value from a client too.
            values["state"] = "draft"
        return values

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        next_code = self.env["ir.sequence"].sudo().next_by_code
        prepared = []
        for vals in vals_list:
            self._check_server_fields(vals)
            if vals.get("state", "draft") != "draft":
                raise UserError(
                    self.env._("A new grade run starts as a draft: leave its state.")
                )
            name = next_code("group.customer.grade.run") or "/"
            prepared.append({**vals, "name": name})
        return self._create_server(prepared)

    def write(self, vals):
        # Guard here, not in the actions: write() is what a client can call. The
        # transition itself runs here too, so that no route leaves a part of it out.
        self.check_access("write")
        self._check_frozen()
        self._check_server_fields(vals)
        vals = dict(vals)
        state = vals.pop("state", None)
        if vals:
            self._check_may_edit()
        if COMPUTED_FIELDS & set(vals):
            self._check_not_computed()
        res = super().write(vals) if vals else True
        if "company_id" in vals:
            # Odoo's rules look at the company before the change only.
            self.check_access("write")
        if state == "computed" and len(self) > 1:
            self._compute_together()
        elif state:
            for run in self:
                run._write_server(run._enter_state(state))
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        for run in self:
            if run.state in ("confirmed", "filed"):
                raise UserError(
                    self.env._(
                        "The run “%(run)s” is %(state)s: its grades are in force or "
                        "on file, so it cannot be deleted.",
                        run=run.display_name,
                        state=run._get_state_label(run.state),
                    )
                )

    # === ACTION METHODS === #

    def action_compute(self):
        """Grade the customers; again too, as long as the run is not confirmed.

        Several runs read the books together, in one pass.
        """
        return self.write({"state": "computed"})

    def action_confirm(self):
        """Make the grades of the run today's grades (AP-05: 审核)."""
        return self.write({"state": "confirmed"})

    def action_file(self):
        """File the run at the settlement centre for good (AP-05: 复核)."""
        return self.write({"state": "filed"})

    def action_reset(self):
        """Drop the result and go back to draft."""
        return self.write({"state": "draft"})

    # === BUSINESS METHODS === #

    def _get_definition(self):
        """What the run was computed from, with the keys that newer ones have besides;
        empty before it is computed."""
        self.ensure_one()
        if not self.scheme_definition:
            return {}
        return self.env["group.customer.grade.engine"]._normalize_definition(
            dict(self.scheme_definition, company_id=self.company_id.id)
        )

    def _check_frozen(self):
        for run in self:
            if run.state == "filed":
                raise UserError(
                    self.env._(
                        "The run “%(run)s” is filed and frozen: nobody can change it. "
                        "Grade again with a new run.",
                        run=run.display_name,
                    )
                )

    def _check_may_edit(self):
        # Re-checking is all that a settlement manager does to a run.
        if not self.env.user.has_group("group_customer.group_group_customer_manager"):
            raise AccessError(
                self.env._("Only managers edit a grade run; you may file it.")
            )

    def _check_not_computed(self):
        for run in self:
            if run.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(run)s” is already computed: set it back to draft before "
                        "you change its scheme, company or date.",
                        run=run.display_name,
                    )
                )
