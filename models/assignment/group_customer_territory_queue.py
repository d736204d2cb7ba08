# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerTerritoryQueue(models.Model):
    """Accounts whose territory has to be found again: append-only, drained by the
    cron. A row without account stands for all."""

    _name = "group.customer.territory.queue"
    _description = "Accounts to Match with Territories"
    _log_access = False

    partner_id = fields.Many2one(
        comodel_name="res.partner", index="btree_not_null", ondelete="cascade"
    )
