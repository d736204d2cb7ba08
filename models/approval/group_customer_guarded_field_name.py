# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain


class GroupCustomerGuardedField(models.Model):
    """Called like the field on the form of the customer, also for users who may not
    read what fields there are."""

    _inherit = "group.customer.guarded.field"

    @api.depends("field_id.field_description")
    def _compute_display_name(self):
        for guard in self:
            field = guard.sudo().field_id.with_context(lang=self.env.lang)
            guard.display_name = field.field_description

    @api.model
    def _search_display_name(self, operator, value):
        described = Domain("field_description", operator, value)
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return Domain("field_id", "any!", described) | Domain(
            "field_name", operator, value
        )
