# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models, tools
from odoo.fields import Domain


class ResCompany(models.Model):
    """Grades decide on territories where a map in force asks for them."""

    _inherit = "res.company"

    def _sync_group_customer_grades(self, partners=None):
        result = super()._sync_group_customer_grades(partners)
        if self._get_graded_plans():
            if partners is None:
                self.env["res.partner"]._queue_territories()
            else:
                partners._refresh_territories()
        return result

    @api.model
    @tools.ormcache(cache="default")
    def _get_graded_plans(self):
        """Return the ids of the maps in force that have a criterion on grades."""
        criteria = self.env["group.customer.territory.criterion"].sudo()
        criteria = criteria.search(
            Domain("kind", "=", "grade")
            & Domain("territory_id.plan_id.state", "=", "active")
        )
        return criteria.territory_id.plan_id.ids
