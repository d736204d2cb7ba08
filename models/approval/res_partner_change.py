# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class ResPartner(models.Model):
    """Changes of a customer that were asked for."""

    _inherit = "res.partner"

    change_request_ids = fields.One2many(
        comodel_name="group.customer.change.request",
        inverse_name="partner_id",
        string="Change Requests",
        copy=False,
    )
    change_request_count = fields.Integer(
        string="Changes Requested", compute="_compute_change_request_count"
    )

    def _compute_change_request_count(self):
        counts = {}
        ChangeRequest = self.env["group.customer.change.request"]
        if ChangeRequest.has_access("read"):
            counts = dict(
                ChangeRequest._read_group(
                    [("partner_id", "in", self._origin.ids)],
                    ["partner_id"],
                    ["__count"],
                )
            )
        for partner in self:
            partner.change_request_count = counts.get(partner._origin, 0)

    @api.model
    def _get_changeable_fields(self, approval_type):
        """Return the names of the fields that a type of change request opens.

        The guarded fields say so.
        """
        guards = self.env["group.customer.guarded.field"]._get_guards()
        return {
            name for name, guard in guards.items() if guard.type_id == approval_type.id
        }
