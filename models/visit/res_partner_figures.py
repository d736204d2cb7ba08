# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ..partner.res_partner_rollup import HELP_TOTAL, group_figure
from .group_customer_snapshot_visit import WINDOW


class ResPartner(models.Model):
    """Visits to the whole group, read from the snapshot like its other figures."""

    _inherit = "res.partner"

    # Totals contain one another along the tree: adding them up would count twice
    group_total_visit_count = group_figure(
        fields.Integer,
        "group_total_visit_count",
        "Group Visits",
        aggregator=None,
        help=f"{HELP_TOTAL} {WINDOW}",
    )
    group_last_visit_date = group_figure(
        fields.Date, "group_last_visit_date", "Last Group Visit", help=HELP_TOTAL
    )

    @api.model
    def _get_group_figures(self):
        return {
            **super()._get_group_figures(),
            "group_total_visit_count": "total_visit_count",
            "group_last_visit_date": "total_last_visit_date",
        }
