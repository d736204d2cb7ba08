# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerGradeRunLine(models.Model):
    """The grade of one customer in one run, with the reasons.

    Lines are written by the one statement that computes a run.
    """

    _name = "group.customer.grade.run.line"
    _description = "Group Customer Grade Run Line"
    _inherit = ["group.customer.grade.line.mixin", "group.customer.grade.text"]
    _document_field = "run_id"
    _order = "run_id desc, rank, id"
    _rec_name = "partner_id"
    # Who computed and when is on the run; the statement need not repeat it.
    _log_access = False

    run_id = fields.Many2one(
        comodel_name="group.customer.grade.run",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        required=True,
        ondelete="restrict",
        readonly=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    # Own column: lines are searched and compared by the day
    as_of = fields.Date(readonly=True)
    state = fields.Selection(related="run_id.state")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        related="partner_id.user_id", string="Account Manager", related_sudo=False
    )
    grade_id = fields.Many2one(
        comodel_name="group.customer.grade", ondelete="restrict", readonly=True
    )
    previous_grade_id = fields.Many2one(
        comodel_name="group.customer.grade", ondelete="restrict", readonly=True
    )
    change = fields.Selection(
        selection=[
            ("new", "New"),
            ("up", "Up"),
            ("down", "Down"),
            ("same", "Same"),
            ("ungraded", "Ungraded"),
        ],
        readonly=True,
    )
    proposed_grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        string="Grade by the Scheme",
        ondelete="restrict",
        readonly=True,
        help="What the scheme says, before a change is held back.",
    )
    is_held = fields.Boolean(
        string="Held",
        readonly=True,
        help="The scheme says another grade, but the change is not sure enough yet.",
    )
    pending_count = fields.Integer(
        string="Runs in a Row",
        readonly=True,
        aggregator=None,
        help="How many runs in a row, this one included, said that the grade should "
        "change in the same direction.",
    )
    is_requested = fields.Boolean(
        string="Requested",
        readonly=True,
        help="The grade was asked for and approved (GR-22).",
    )
    request_detail = fields.Json(readonly=True, export_string_translation=False)
    score = fields.Float(digits=(16, 2), readonly=True, aggregator="avg")
    score_code = fields.Char(
        readonly=True,
        help="The quantile scores in the order of the criteria, for example 5-4-5.",
    )
    value = fields.Float(
        string="Main Metric",
        digits=(16, 2),
        readonly=True,
        help="The value by which customers are ranked: the rank criterion, else the "
        "first revenue criterion, else the first criterion.",
    )
    rank = fields.Integer(readonly=True, aggregator=None)
    cumulative_share = fields.Float(
        string="Cumulative Share (%)",
        digits=(16, 2),
        readonly=True,
        aggregator=None,
        help="What this customer and all with a larger or equal value make up of the "
        "total.",
    )
    in_pareto_share = fields.Boolean(
        string="In the 80/20 Share",
        readonly=True,
        help="Whether the customer belongs to the smallest group of largest customers "
        "that makes up more than the 80/20 share (GR-27).",
    )
    is_capped = fields.Boolean(
        string="Capped", readonly=True, help="A cap lowered the grade."
    )
    uncapped_place = fields.Integer(
        readonly=True,
        aggregator=None,
        export_string_translation=False,
        help="Place of the grade before caps among those of the scheme; 1: the best.",
    )
    base_place = fields.Integer(
        readonly=True,
        aggregator=None,
        export_string_translation=False,
        help="Place of the grade that the measured values alone lead to, before a "
        "change is held back, a request and caps.",
    )
    detail = fields.Json(readonly=True, export_string_translation=False)
    explanation = fields.Html(compute="_compute_explanation", sanitize=False)
