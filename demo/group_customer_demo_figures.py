# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain


class GroupCustomerDemo(models.AbstractModel):
    """The figures of the groups, once everything that they count is there."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_figures(self):
        """Compute what waits for the next refresh: visits came after the books."""
        self.env["group.customer.snapshot"]._rebuild()
        queue = self.env["group.customer.snapshot.queue"]
        queue.search(Domain("id", ">", 0)).unlink()
