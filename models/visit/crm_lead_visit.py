# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain


class CrmLead(models.Model):
    """The visits that were made for an opportunity."""

    _inherit = "crm.lead"

    visit_ids = fields.One2many(
        comodel_name="group.customer.visit",
        inverse_name="opportunity_id",
        string="Visits",
        copy=False,
        groups="group_customer.group_group_customer_user",
    )
    visit_count = fields.Integer(
        string="Number of Visits",
        compute="_compute_visit_count",
        groups="group_customer.group_group_customer_user",
    )
    is_account_opportunity = fields.Boolean(
        related="partner_id.commercial_partner_id.is_group_customer",
        string="Of a Group Customer",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_visit_count(self):
        counts = dict(
            self.env["group.customer.visit"]._read_group(
                Domain("opportunity_id", "in", self._origin.ids),
                ["opportunity_id"],
                ["__count"],
            )
        )
        for lead in self:
            lead.visit_count = counts.get(lead._origin, 0)

    def action_open_visits(self):
        self.ensure_one()
        account = self.partner_id.commercial_partner_id
        return self.env["group.customer.visit"]._get_documents_action(
            Domain("opportunity_id", "=", self.id),
            {
                "default_partner_id": account.id,
                "default_contact_id": (self.partner_id - account).id,
                "default_opportunity_id": self.id,
            },
        )

    def _merge_dependences_calendar_events(self, opportunities):
        """The visits of merged opportunities are those of the one that stays, too."""
        result = super()._merge_dependences_calendar_events(opportunities)
        # sudo: visits that the user does not see belong to it as well
        visits = self.env["group.customer.visit"].sudo()
        merged = visits.search(Domain("opportunity_id", "in", opportunities.ids))
        merged._write_server({"opportunity_id": self.id})
        return result
