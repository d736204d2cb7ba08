# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class ResPartner(models.Model):
    """A new customer is approved before anything is sold to it (MD-01, AP-04)."""

    _inherit = "res.partner"

    _server_fields = frozenset({"group_approval_state"})

    group_approval_state = fields.Selection(
        selection=[
            ("draft", "To Submit"),
            ("pending", "Waiting for Approval"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
        ],
        string="Customer Approval",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="Whether the customer was approved. Empty: it did not need to be.",
    )
    can_submit_new_customer = fields.Boolean(compute="_compute_can_submit_new_customer")

    def _compute_can_submit_new_customer(self):
        for partner in self:
            partner.can_submit_new_customer = False

    # === ACTION METHODS === #

    def action_submit_new_customer(self):
        """Open the wizard that submits a new customer for approval."""
        raise NotImplementedError

    def action_request_change(self):
        """Open the wizard that asks for a change of guarded values.

        Key of the context: ``group_customer_change_field``, the name of the field.
        """
        raise NotImplementedError

    # === BUSINESS METHODS === #

    def _get_blocking_approval(self):
        """Return why nothing is sold to the customer yet, as a text, or False."""
        self.ensure_one()
        return False
