# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL

from ..partner.group_customer_snapshot import CHILDREN, OWN

WINDOW = (
    "Visits done in the last years, up to today, of any kind and on any channel; how "
    "many years is the parameter snapshot_lookback_years. A visit with several "
    "companies of the group counts for each of them."
)


class GroupCustomerSnapshot(models.Model):
    """The visits of one node of a corporate tree, by us of one company."""

    _inherit = "group.customer.snapshot"

    own_visit_count = fields.Integer(string="Own Visits", help=WINDOW)
    children_visit_count = fields.Integer(
        string="Members' Visits", aggregator=None, help=WINDOW
    )
    total_visit_count = fields.Integer(
        string="Total Visits", aggregator=None, help=WINDOW
    )
    own_last_visit_date = fields.Date(string="Own Last Visit", help=OWN)
    children_last_visit_date = fields.Date(string="Members' Last Visit", help=CHILDREN)
    total_last_visit_date = fields.Date(string="Last Visit")

    @api.model
    def _get_figure_types(self):
        return {
            **super()._get_figure_types(),
            "visit_count": "bigint",
            "last_visit_date": "date",
        }

    @api.model
    def _get_figure_sources(self, today, lookback, scope):
        visits = self.env["group.customer.ledger"]._visits_sql(date_to=today, **scope)
        return [
            *super()._get_figure_sources(today, lookback, scope),
            (
                visits,
                {
                    "visit_count": SQL("COUNT(*) FILTER (WHERE date >= %s)", lookback),
                    "last_visit_date": SQL("MAX(date)"),
                },
            ),
        ]
