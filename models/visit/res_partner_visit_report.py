# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class ResPartner(models.Model):
    """Contacts are logged, and maintenance forms printed, from the customer."""

    _inherit = "res.partner"

    def action_log_contact(self):
        """Log a contact with this account, or with this person of it."""
        self.ensure_one()
        return self.env["group.customer.visit.log"]._get_action(self)

    def action_print_maintenance_form(self):
        """Ask for the period and print the maintenance forms of these accounts."""
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "group_customer.group_customer_visit_form_print_action"
            ),
            "context": {
                "default_partner_ids": self.commercial_partner_id.filtered(
                    "is_group_customer"
                ).ids
            },
        }
