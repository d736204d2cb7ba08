# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

READERS = "group_customer.group_group_customer_user"


class ResPartner(models.Model):
    _inherit = "res.partner"
    _server_fields = frozenset({"resource_circulation_count"})

    resource_circulation_count = fields.Integer(
        string="Circulations as Resource",
        readonly=True,
        copy=False,
        groups=READERS,
        help="How often this customer was allocated to an account manager by a monthly "
        "allocation (AM-09).",
    )
    resource_ids = fields.One2many(
        comodel_name="group.customer.resource",
        inverse_name="commercial_partner_id",
        string="Customer Resources",
        readonly=True,
        copy=False,
        groups=READERS,
    )
    resource_count = fields.Integer(
        string="Customer Resources Count",
        compute="_compute_resource_count",
        groups=READERS,
    )

    @api.depends("resource_ids")
    def _compute_resource_count(self):
        counts = dict(
            self.env["group.customer.resource"]._read_group(
                Domain("commercial_partner_id", "in", self.ids),
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.resource_count = counts.get(partner._origin, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_resource(self):
        # sudo: what the user may not read keeps the customer all the same
        resource = self.env["group.customer.resource"].sudo()
        resource = resource.search(Domain("partner_id", "in", self.ids), limit=1)
        if resource:
            raise UserError(
                self.env._(
                    "%(partner)s cannot be deleted, for the customer resource "
                    "%(resource)s is its: archive the contact, or merge it into "
                    "another one.",
                    partner=resource.partner_id.display_name,
                    resource=resource.name,
                )
            )

    def action_open_resources(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.group_customer_resource_action"
        )
        return {
            **action,
            "domain": [("commercial_partner_id", "=", self.commercial_partner_id.id)],
            "context": {"default_partner_id": self.id},
        }
