# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.fields import Domain


class GroupCustomerChangeRequest(models.Model):
    """The history names the request that gave an account another holder."""

    _inherit = "group.customer.change.request"

    def _apply(self):
        self.ensure_one()
        rows = self.env["group.customer.assignment"].sudo()
        domain = Domain("partner_id", "=", self._get_target().id)
        last = rows.search(domain, order="id desc", limit=1).id or 0
        result = super()._apply()
        # Whatever came with the values of the request, on whichever way, is its work
        begun = rows.search(domain & Domain("id", ">", last))
        if begun:
            begun._write_server(
                {
                    "source": "request",
                    "request_id": self.approval_request_id.id,
                    "reason": self.reason or self.approval_request_id.note,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        return result
