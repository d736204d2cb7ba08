# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class GroupCustomerManagerMonth(models.Model):
    """Import of monthly figures: good lines are taken, bad ones reported."""

    _name = "group.customer.manager.month"
    _inherit = ["group.customer.manager.month", "group.customer.manager.import.mixin"]
    _import_key = ("manager_id", "month")
    _import_required = ("manager_id", "month")
    _import_compared_fields = (
        "task_target",
        "task_result",
        "meetings_held",
        "meetings_attended",
        "flexible",
    )

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Monthly Figures"),
                "template": "/group_customer/static/xls/"
                "group_customer_manager_month_template.csv",
            }
        ]
