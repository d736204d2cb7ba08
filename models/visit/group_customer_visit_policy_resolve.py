# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class GroupCustomerVisitPolicy(models.Model):
    """Which policy holds for which account."""

    _inherit = "group.customer.visit.policy"

    @api.model
    def _resolve(self, company, date, partner_ids=None):
        """Return the policies that hold for the accounts of a company on a day.

        :param company: ``res.company``
        :param date: the day that matters
        :param partner_ids: only these accounts, all of the company by default
        :returns: list of (account id, policy id), one per account and kind of visit
        """
        return []

    @api.model
    def _get_visitors(self, pairs, company, date, date_to=None):
        """Return who is to visit: (account id, policy id) → user id or False.

        :param pairs: (account id, policy id) tuples
        :param company: ``res.company``
        :param date: the day that matters
        :param date_to: who is away from that day until this one is not chosen; without
            it, who is away on the day
        """
        return dict.fromkeys(pairs, False)
