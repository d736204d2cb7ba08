# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.fields import Domain

from .group_customer_followup import OPEN_STATES


class ResPartner(models.Model):
    """The follow-ups of an account."""

    _inherit = "res.partner"

    followup_ids = fields.One2many(
        comodel_name="group.customer.followup",
        inverse_name="partner_id",
        string="Follow-ups",
        readonly=True,
        copy=False,
        groups="group_customer.group_group_customer_user,"
        "group_customer.group_group_customer_marketing_manager",
    )
    followup_count = fields.Integer(
        string="Follow-ups to Do",
        compute="_compute_followup_count",
        groups="group_customer.group_group_customer_user,"
        "group_customer.group_group_customer_marketing_manager",
    )

    def _compute_followup_count(self):
        counts = dict(
            self.env["group.customer.followup"]._read_group(
                Domain("partner_id", "in", self.ids)
                & Domain("state", "in", OPEN_STATES),
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.followup_count = counts.get(partner._origin, 0)

    def action_open_followups(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.group_customer_followup_action_all"
        )
        action["domain"] = [("partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {"search_default_open": 1}
        return action
