# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class GroupCustomerTerritoryPlan(models.Model):
    """Which account belongs to which territory: one statement for any number."""

    _inherit = "group.customer.territory.plan"

    @api.model
    def _get_active_plans(self):
        """Return the maps in force: company id (False: shared) → plan id. Cached."""
        return {}

    @api.model
    def _get_plan_of_companies(self):
        """Return company id (False: accounts without company) → id of the plan in
        force for its accounts."""
        return {}

    def _get_match_sql(self, partners=None):
        """Return a SELECT of (partner_id, territory_id, other_id, holder_id, team_id).

        Active group customers that this map covers and that at least one territory
        matches. ``other_id`` is another territory of the same depth that matches the
        account too (an overlap; ``territory_id`` is then one of them), else NULL.

        :param partners: ``res.partner`` records to look at; all when left out
        """
        self.ensure_one()

    def _match(self, partners=None):
        """Return the rows of :meth:`_get_match_sql` as a dict: partner id →
        (territory id, other id or None, holder id or None, team id or None)."""
        self.ensure_one()
        return {}

    def _check_overlap(self, partners=None):
        """Refuse to go on while two territories claim the same account.

        :raises UserError: naming both territories and an account
        """
