# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class GroupCustomerVisit(models.Model):
    """From the visit to the calendar."""

    _inherit = "group.customer.visit"

    def _make_events(self):
        """Give visits the events they have none of yet."""

    def _drop_events(self):
        """Take the events of visits out of the calendar."""
