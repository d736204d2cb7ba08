# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CrmLead(models.Model):
    """Leads whose customer could not be reached go to the return-visit officers."""

    _inherit = "crm.lead"

    return_lead_ids = fields.One2many(
        comodel_name="group.customer.return.lead",
        inverse_name="lead_id",
        string="Return Visits",
        groups="group_customer.group_group_customer_user",
    )

    def action_report_unreached(self):
        """Report that the customer of the lead could not be reached."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Could Not Be Reached"),
            "res_model": "group.customer.return.lead",
            "view_mode": "form",
            "views": [
                (
                    self.env.ref(
                        "group_customer.group_customer_return_lead_view_form_report"
                    ).id,
                    "form",
                )
            ],
            "target": "new",
            "context": {"default_lead_id": self.id},
        }
