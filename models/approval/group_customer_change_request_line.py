# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .group_customer_change_value_mixin import INPUT_BY_TYPE


class GroupCustomerChangeRequestLine(models.Model):
    """One field of the customer: its value at submission and the one asked for."""

    _name = "group.customer.change.request.line"
    _description = "Customer Change Request Line"
    _inherit = [
        "group.customer.server.field.mixin",
        "group.customer.change.value.mixin",
    ]
    _order = "request_id, id"
    _check_company_auto = True

    # Also what follows from the field: it says what is written in the end.
    _server_fields = frozenset(
        {"company_id", "field_name", "relation", "value_from", "value_to"}
    )

    request_id = fields.Many2one(
        comodel_name="group.customer.change.request",
        required=True,
        index=True,
        ondelete="cascade",
    )
    # Stored for security rules
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    field_id = fields.Many2one(required=True)
    value_from = fields.Json(
        copy=False,
        help="The value of the customer when the request was submitted.",
    )
    value_to = fields.Json(
        compute="_compute_value_to",
        store=True,
        help="The value that is asked for.",
    )

    _field_unique = models.Constraint(
        "UNIQUE(request_id, field_id)",
        "A change request names each field once: change the existing line.",
    )

    # === COMPUTE METHODS === #

    @api.depends("field_id", *sorted(set(INPUT_BY_TYPE.values())))
    def _compute_value_to(self):
        for line in self:
            line.value_to = line._get_new_value()

    @api.depends(
        "value_from",
        "value_to",
        "request_id.partner_id",
        "request_id.company_id",
        "request_id.approval_state",
    )
    @api.depends_context("lang")
    def _compute_texts(self):
        return super()._compute_texts()

    @api.depends("field_id", "request_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.field_label or line.request_id.display_name

    # === CONSTRAINT METHODS === #

    @api.constrains("field_id", "new_record_id", "new_selection_id", "request_id")
    def _check_lines(self):
        for line in self:
            line._check_new_value(line.request_id.company_id)
            line._check_guarded()

    def _check_guarded(self):
        """A line is about a field that the type of the request opens."""
        self.ensure_one()
        if self.field_name not in self.request_id._get_field_names():
            raise ValidationError(
                self.env._(
                    "“%(field)s” is not changed by “%(type)s”: remove the line, or "
                    "choose the kind of change that this field belongs to.",
                    field=self.field_label,
                    type=self.request_id.type_id.display_name,
                )
            )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([self._with_field(vals) for vals in vals_list])
        lines._check_request_unlocked()
        lines._check_new_record_access()
        return lines

    def write(self, vals):
        self._check_request_unlocked()
        result = super().write(vals)
        if "request_id" in vals:
            self._check_request_unlocked()
        if not {"field_id", "new_record_id"}.isdisjoint(vals):
            self._check_new_record_access()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self._check_request_unlocked()

    def _check_request_unlocked(self):
        if not self.env.su:
            self.request_id._check_approval_unlocked()

    # === VALUES === #

    def _get_change_partner(self):
        return self.request_id._get_target()

    def _get_value_from(self):
        """What was frozen at submission, and before that what the customer has."""
        self.ensure_one()
        state = self.request_id.sudo().approval_state
        if self.value_from and state not in (False, "draft", "returned"):
            return self.value_from
        return super()._get_value_from()

    def _get_change_text(self):
        """Return what changes, or what stays, as the terms of a new customer do."""
        self.ensure_one()
        before = self._get_value_from()
        if (
            not before
            or not self.value_to
            or self._is_same_value(before, self.value_to)
        ):
            return f"{self.field_label}: {self.to_text}"
        return f"{self.field_label}: {self.from_text} → {self.to_text}"
