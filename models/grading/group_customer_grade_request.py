# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# What is asked for; frozen as soon as the request is submitted.
CONTENT_FIELDS = {
    "company_id",
    "date_from",
    "grade_id",
    "has_consent",
    "identity_verified",
    "partner_id",
    "reason",
    "requester_id",
    "route_id",
    "scheme_id",
    "valid_until",
}


class GroupCustomerGradeRequest(models.Model):
    """A grade that is asked for, decided by somebody else, and dated (GR-22).

    draft → submitted → approved or rejected. Approving gives the customer the grade
    from a day on; as long as the request is in force, grade runs keep the grade.
    """

    _name = "group.customer.grade.request"
    _description = "Group Customer Grade Request"
    _inherit = [
        "group.customer.server.field.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    # Written by the transitions alone
    _server_fields = frozenset(
        {
            "award_ids",
            "decided_by_id",
            "decided_on",
            "name",
            "requested_on",
            "submitted_by_id",
        }
    )

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
    user_id = fields.Many2one(related="partner_id.user_id", string="Account Manager")
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
        compute="_compute_grade_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('id', 'in', allowed_grade_ids)]",
        tracking=3,
    )
    allowed_grade_ids = fields.Many2many(
        comodel_name="group.customer.grade", compute="_compute_allowed_grade_ids"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    route_id = fields.Many2one(
        comodel_name="group.customer.grade.route",
        compute="_compute_route_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        domain="[('scheme_id', '=', scheme_id)]",
        tracking=4,
        help="The way on which the grade is asked for.",
    )
    is_override = fields.Boolean(
        string="Override",
        compute="_compute_is_override",
        store=True,
        help="The grade asked for is one that is measured: it goes before the figures.",
    )
    has_routes = fields.Boolean(compute="_compute_has_routes")
    route_description = fields.Text(related="route_id.description")
    requires_consent = fields.Boolean(related="route_id.requires_consent")
    requires_identity = fields.Boolean(related="route_id.requires_identity")
    reason = fields.Text(help="Why the customer deserves the grade.")
    has_consent = fields.Boolean(
        string="Customer Agrees",
        copy=False,
        tracking=True,
        help="The customer asks for the grade by own free will (GR-19).",
    )
    identity_verified = fields.Boolean(
        copy=False,
        tracking=True,
        help="The customer's real name was verified (GR-19).",
    )
    date_from = fields.Date(
        string="Valid From",
        required=True,
        default=fields.Date.context_today,
        copy=False,
        tracking=True,
        help="The grade is held from this day on, but not before it is approved.",
    )
    valid_until = fields.Date(
        copy=False,
        tracking=True,
        help="The last day of the grade. Empty: as long as grades of the scheme are "
        "valid, counted from the first day.",
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
        tracking=5,
    )
    requester_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        copy=False,
        help="Who asks for the grade. Neither this person nor who entered or "
        "submitted the request decides on it.",
    )
    submitted_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    requested_on = fields.Datetime(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    decided_on = fields.Datetime(readonly=True, copy=False)
    decision_note = fields.Text(
        copy=False, tracking=True, help="Required to reject or to withdraw a grade."
    )
    award_ids = fields.One2many(
        comodel_name="group.customer.grade.award",
        inverse_name="request_id",
        string="Grades Given",
        readonly=True,
        copy=False,
    )
    is_in_force = fields.Boolean(
        compute="_compute_is_in_force", search="_search_is_in_force"
    )
    # Access
    can_submit = fields.Boolean(compute="_compute_can")
    can_decide = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")
    can_reset = fields.Boolean(compute="_compute_can")

    _dates_ordered = models.Constraint(
        "CHECK(valid_until IS NULL OR date_from <= valid_until)",
        "A grade cannot end before it begins: change one of the two dates.",
    )
    # Read by every grade run: who holds a grade by request
    _in_force_idx = models.Index(
        "(scheme_id, company_id, partner_id) WHERE state = 'approved'"
    )

    # === COMPUTE METHODS === #

    @api.depends("scheme_id")
    def _compute_allowed_grade_ids(self):
        for request in self:
            request.allowed_grade_ids = request.scheme_id._get_requestable_grades()

    @api.depends("scheme_id")
    def _compute_grade_id(self):
        for request in self:
            grades = request.scheme_id._get_requestable_grades()
            if request.grade_id not in grades:
                request.grade_id = grades if len(grades) == 1 else False

    @api.depends("scheme_id")
    def _compute_route_id(self):
        for request in self:
            routes = request.scheme_id.route_ids
            if request.route_id not in routes:
                request.route_id = routes if len(routes) == 1 else False

    @api.depends("scheme_id", "grade_id")
    def _compute_is_override(self):
        for request in self:
            requested = request.scheme_id._get_requested_grades()
            request.is_override = bool(request.grade_id - requested)

    @api.depends("scheme_id")
    def _compute_has_routes(self):
        for request in self:
            request.has_routes = bool(request.scheme_id.route_ids)

    @api.depends("state", "date_from", "valid_until")
    def _compute_is_in_force(self):
        for request in self:
            today = self._get_today(request.company_id)
            request.is_in_force = (
                request.state == "approved"
                and request.date_from <= today
                and (not request.valid_until or request.valid_until >= today)
            )

    @api.model
    def _search_is_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:  # [True, False]: the ORM simplifies it only later
            return Domain.TRUE
        domains = []
        for company in self.env.companies:
            today = self._get_today(company)
            domains.append(
                Domain("company_id", "=", company.id)
                & Domain("date_from", "<=", today)
                & (
                    Domain("valid_until", "=", False)
                    | Domain("valid_until", ">=", today)
                )
            )
        return Domain("state", "=", "approved") & Domain.OR(domains)

    @api.depends("state", "requester_id", "submitted_by_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for request in self:
            reachable = request._get_next_states_by_state()[request.state]
            request.can_submit = "submitted" in reachable
            request.can_decide = "approved" in reachable
            request.can_cancel = "cancelled" in reachable
            request.can_reset = "draft" in reachable

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
                    self.env._("A new grade request is a draft: leave its state.")
                )
            if vals.get("decision_note"):
                self._refuse_note()
            name = next_code("group.customer.grade.request") or "/"
            prepared.append({**vals, "name": name, "decision_note": False})
        return self._create_server(prepared)

    def write(self, vals):
        # Guard here, not in the actions: write() is what a client can call. The
        # transition itself runs here too, so that no route leaves a part of it out.
        self.check_access("write")
        self._check_server_fields(vals)
        vals = dict(vals)
        state = vals.pop("state", None)
        if state:
            self._lock(state)
        if CONTENT_FIELDS & set(vals):
            self._check_may_edit()
        if "decision_note" in vals:
            self._check_may_note()
        res = super().write(vals) if vals else True
        if {"partner_id", "company_id"} & set(vals):
            # Odoo's rules look at the request before the change only.
            self.check_access("write")
        if state:
            for request in self:
                values = request._enter_state(state)
                request._write_server(values)
                request._after_state(state)
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        for request in self:
            if request.state != "draft" or request.requested_on:
                raise UserError(
                    self.env._(
                        "The request “%(request)s” was submitted, so it cannot be "
                        "deleted: cancel it.",
                        request=request.display_name,
                    )
                )

    # === ACTION METHODS === #

    def action_submit(self):
        """Ask for the decision."""
        return self.write({"state": "submitted"})

    def action_approve(self):
        """Give the customer the grade; directors only, never who asked for it."""
        return self.write({"state": "approved"})

    def action_reject(self):
        """Refuse the grade, with a reason."""
        return self.write({"state": "rejected"})

    def action_cancel(self):
        """Drop the request, or withdraw the grade that it gave."""
        return self.write({"state": "cancelled"})

    def action_reset(self):
        """Take the request back to correct it."""
        return self.write({"state": "draft"})
