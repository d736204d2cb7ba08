# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL

from .group_customer_snapshot_visit import WINDOW


class GroupCustomerPortfolio(models.Model):
    """How often the customers of a grade are visited, and when the last time."""

    _inherit = "group.customer.portfolio"

    visit_count = fields.Integer(string="Visits", readonly=True, help=WINDOW)
    last_visit_date = fields.Date(string="Last Visit", readonly=True)

    def _other_figures_sql(self):
        return {
            **super()._other_figures_sql(),
            "visit_count": SQL("COALESCE(%s, 0)", self._figure_sql("visit_count")),
            "last_visit_date": self._figure_sql("last_visit_date"),
        }
