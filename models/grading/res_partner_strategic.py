# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .res_partner import GRADE_READERS

DIRECTOR_GROUP = "group_customer.group_group_customer_director"


class ResPartner(models.Model):
    """Strategic customers, problem customers and requests for a grade."""

    _inherit = "res.partner"

    is_strategic_customer = fields.Boolean(
        string="Strategic Customer",
        copy=False,
        tracking=True,
        help="Led at headquarters level, with figures of its own (GR-29). Set by "
        "directors.",
    )
    is_problem_customer = fields.Boolean(
        compute="_compute_is_problem_customer",
        search="_search_is_problem_customer",
        groups=GRADE_READERS,
        help="Holds a grade that marks problem customers (GR-13).",
    )
    group_customer_request_count = fields.Integer(
        string="Grade Requests",
        compute="_compute_group_customer_request_count",
        groups=GRADE_READERS,
    )
    can_request_grade = fields.Boolean(
        compute="_compute_can_request_grade", groups=GRADE_READERS
    )

    # === COMPUTE METHODS === #

    def _get_problem_domain(self):
        return (
            Domain("date_to", "=", False)
            & Domain("grade_id.is_problem", "=", True)
            & Domain("company_id", "in", self.env.companies.ids)
        )

    @api.depends("group_customer_award_ids.grade_id.is_problem")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_problem_customer(self):
        awards = self.env["group.customer.grade.award"].search(
            self._get_problem_domain() & Domain("partner_id", "in", self.ids)
        )
        for partner in self:
            partner.is_problem_customer = partner._origin in awards.partner_id

    @api.model
    def _search_is_problem_customer(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:  # [True, False]: the ORM simplifies it only later
            return Domain.TRUE
        return Domain("group_customer_award_ids", "any", self._get_problem_domain())

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_group_customer_request_count(self):
        counts = dict(
            self.env["group.customer.grade.request"]._read_group(
                Domain("partner_id", "in", self.ids), ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.group_customer_request_count = counts.get(partner._origin, 0)

    @api.depends("is_group_customer")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_request_grade(self):
        is_possible = bool(
            self.env["group.customer.grade"].search_count(
                Domain("scheme_id.active", "=", True)
                & (
                    Domain("is_request_only", "=", True)
                    | Domain("scheme_id.mode", "=", "request")
                    | Domain("scheme_id.allow_override", "=", True)
                ),
                limit=1,
            )
        )
        for partner in self:
            partner.can_request_grade = is_possible and partner.is_group_customer

    # === CRUD METHODS === #

    @api.model
    def default_get(self, fields):
        # A default_… key in the context is a value from a client too.
        values = super().default_get(fields)
        if not self.env.user.has_group(DIRECTOR_GROUP):
            values.pop("is_strategic_customer", None)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("is_strategic_customer") for vals in vals_list):
            self._check_may_mark_strategic()
        return super().create(vals_list)

    def write(self, vals):
        if "is_strategic_customer" in vals:
            marked = bool(vals["is_strategic_customer"])
            # sudo: whether something changes, not what the user may read
            if any(partner.is_strategic_customer != marked for partner in self.sudo()):
                self._check_may_mark_strategic()
        return super().write(vals)

    @api.model
    def _check_may_mark_strategic(self):
        if not self.env.user.has_group(DIRECTOR_GROUP):
            raise AccessError(
                self.env._(
                    "Only directors say who is a strategic customer of the "
                    "headquarters: ask one of them, or leave the field as it is."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_requested(self):
        # sudo: what the user may not read keeps the contact all the same
        for model in ("group.customer.grade.request", "group.customer.strategic.line"):
            record = self.env[model].sudo()
            record = record.search(Domain("partner_id", "in", self.ids), limit=1)
            if record:
                raise UserError(
                    self.env._(
                        "%(partner)s cannot be deleted, for there are grade requests "
                        "or strategic figures of it: archive the contact, or merge it "
                        "into another one.",
                        partner=record.partner_id.display_name,
                    )
                )

    # === ACTION METHODS === #

    def action_view_grade_requests(self):
        """Open the grade requests of the customer; a new one is for it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Grade Requests"),
            "res_model": "group.customer.grade.request",
            "view_mode": "list,form",
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.commercial_partner_id.id},
        }
