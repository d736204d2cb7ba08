# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class GroupCustomerAssignment(models.Model):
    """Follow-ups go along with the account, whatever moved it."""

    _inherit = "group.customer.assignment"

    @api.model
    def _on_moved(self, changes, values, document):
        result = super()._on_moved(changes, values, document)
        self.env["group.customer.followup"].sudo()._follow_holders(changes)
        return result

    @api.model
    def _on_followed(self, changes, values):
        result = super()._on_followed(changes, values)
        self.env["group.customer.followup"].sudo()._follow_holders(changes)
        return result
