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

    @api.depends_context("uid", "allowed_company_ids")
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
            partner.change_request_count = counts.get(
                partner._origin.commercial_partner_id, 0
            )

    # === ACTION METHODS === #

    def action_request_change(self):
        """Open the wizard that asks for a change of guarded values.

        Key of the context: ``group_customer_change_field``, the name of the field.
        """
        self.check_access("read")
        self.env["group.customer.change.request"].check_access("create")
        name = self.env.context.get("group_customer_change_field")
        return {
            "type": "ir.actions.act_window",
            "res_model": "group.customer.change.request.new",
            "name": self.env._("Request a Change"),
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": self._name,
                "active_ids": self.ids,
                "group_customer_change_field": name,
            },
        }

    def action_open_change_requests(self):
        """Open the change requests of the customer."""
        self.ensure_one()
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.group_customer_change_request_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", customer.id)],
            "context": {"default_partner_id": customer.id},
        }

    # === BUSINESS METHODS === #

    @api.model
    def _get_changeable_fields(self, approval_type):
        """Return the names of the fields that a type of change request opens.

        The guarded fields say so.
        """
        guards = self.env["group.customer.guarded.field"]._get_guards()
        return {
            name for name, guard in guards.items() if guard.type_id == approval_type.id
        }
