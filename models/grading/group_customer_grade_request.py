# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerGradeRequest(models.Model):
    """A grade that is asked for, decided by somebody else, and dated (GR-22).

    draft → submitted → approved or rejected. Approving gives the customer the grade;
    as long as the request is in force, grade runs keep it.
    """

    _name = "group.customer.grade.request"
    _description = "Group Customer Grade Request"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "requested_on desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Reference", required=True, readonly=True, copy=False, default="/"
    )
    # What is asked for
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        tracking=1,
    )
    scheme_id = fields.Many2one(
        comodel_name="group.customer.grade.scheme",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        tracking=2,
    )
    grade_id = fields.Many2one(
        comodel_name="group.customer.grade",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('scheme_id', '=', scheme_id)]",
        tracking=3,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    route_id = fields.Many2one(
        comodel_name="group.customer.grade.route",
        ondelete="restrict",
        domain="[('scheme_id', '=', scheme_id)]",
        help="The way on which the grade is asked for.",
    )
    reason = fields.Text(help="Why the customer deserves the grade.")
    has_consent = fields.Boolean(
        string="Customer Agrees",
        copy=False,
        help="The customer asks for the grade by own free will (GR-19).",
    )
    identity_verified = fields.Boolean(
        copy=False, help="The customer's real name was verified (GR-19)."
    )
    date_from = fields.Date(
        string="Valid From",
        required=True,
        default=fields.Date.context_today,
        copy=False,
        help="The grade is held from this day on, but not before it is approved.",
    )
    valid_until = fields.Date(
        copy=False,
        help="The last day of the grade. Empty: as long as the scheme says, counted "
        "from the first day.",
    )
    # Decision: set by the server only
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        tracking=4,
    )
    requester_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        copy=False,
        help="Who asks for the grade; not allowed to decide on it.",
    )
    requested_on = fields.Datetime(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    decided_on = fields.Datetime(readonly=True, copy=False)
    decision_note = fields.Text(copy=False)
    award_ids = fields.One2many(
        comodel_name="group.customer.grade.award",
        inverse_name="request_id",
        string="Grades Given",
        readonly=True,
        copy=False,
    )

    _dates_ordered = models.Constraint(
        "CHECK(valid_until IS NULL OR date_from <= valid_until)",
        "A grade cannot end before it begins: change one of the two dates.",
    )
    # Read by every grade run: who holds a grade by request
    _in_force_idx = models.Index(
        "(scheme_id, company_id, partner_id) WHERE state = 'approved'"
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        next_code = self.env["ir.sequence"].sudo().next_by_code
        for vals in vals_list:
            vals["name"] = next_code("group.customer.grade.request") or "/"
        return super().create(vals_list)
