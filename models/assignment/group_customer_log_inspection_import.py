# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class GroupCustomerLogInspection(models.Model):
    """Import of log inspections: good lines are taken, bad ones reported."""

    _name = "group.customer.log.inspection"
    _inherit = ["group.customer.log.inspection", "group.customer.manager.import.mixin"]
    _import_key = ("manager_id", "date", "inspector_id")
    _import_required = ("manager_id", "date", "inspector_kind", "result")
    _import_compared_fields = ("inspector_kind", "result")

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Log Inspections"),
                "template": "/group_customer/static/xls/"
                "group_customer_log_inspection_template.csv",
            }
        ]
