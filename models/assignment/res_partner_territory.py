# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class ResPartner(models.Model):
    """The territory of an account, kept up to date."""

    _inherit = "res.partner"
    _server_fields = frozenset({"territory_id"})

    territory_id = fields.Many2one(
        comodel_name="group.customer.territory",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        groups="group_customer.group_group_customer_user",
        help="The deepest territory of the map in force that matches this account. "
        "Empty: none does, or two do.",
    )

    def _refresh_territories(self):
        """Find the territories of these accounts in the maps in force; what changed
        is written. Two statements per map, whatever the number of accounts."""

    @api.model
    def _queue_territories(self, partner_ids=None):
        """Have the cron find the territories of these accounts; all when left out."""

    @api.model
    def _territories_changed(self, partner_ids):
        """Hook: the territory of these accounts changed within the map in force (a
        moved, re-graded or new account; not the activation of a map)."""
