# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerGradeRun(models.Model):
    """One grading of all customers of a scheme as of a date.

    draft → computed → confirmed → filed (AP-05). Confirming makes the grades
    today's; filing freezes the run for good.
    """

    _name = "group.customer.grade.run"
    _description = "Group Customer Grade Run"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "as_of desc, id desc"
    _check_company_auto = True

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
        string="As Of",
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
    # Signatures (AP-05): set by the server only
    prepared_by_id = fields.Many2one(
        comodel_name="res.users", string="Prepared By", readonly=True, copy=False
    )
    prepared_on = fields.Datetime(readonly=True, copy=False)
    reviewed_by_id = fields.Many2one(
        comodel_name="res.users", string="Reviewed By", readonly=True, copy=False
    )
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    rechecked_by_id = fields.Many2one(
        comodel_name="res.users", string="Re-checked By", readonly=True, copy=False
    )
    rechecked_on = fields.Datetime(readonly=True, copy=False)
    scheme_definition = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The scheme as it was when the run was computed.",
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

    def _compute_counts(self):
        self.line_count = 0

    def _compute_can(self):
        self.can_compute = False
