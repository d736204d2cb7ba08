# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class ResPartner(models.Model):
    """When somebody of ours last had to do with a group customer."""

    _inherit = "res.partner"
    _server_fields = frozenset({"last_touched_on"})

    last_touched_on = fields.Date(
        string="Last Touched On",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The last day of an order, quotation, invoice, earlier transaction, "
        "meeting, finished activity or note of a colleague.",
    )
    untouched_days = fields.Integer(
        string="Days Untouched",
        compute="_compute_untouched_days",
        search="_search_untouched_days",
        aggregator=None,
        help="Days since the last touch, or since the account was entered.",
    )

    @api.depends("last_touched_on", "create_date", "is_group_customer")
    def _compute_untouched_days(self):
        today = fields.Date.context_today(self)
        for partner in self:
            since = partner.last_touched_on or (
                partner.create_date and partner.create_date.date()
            )
            partner.untouched_days = (
                (today - since).days if since and partner.is_group_customer else 0
            )

    @api.model
    def _search_untouched_days(self, operator, value):
        return NotImplemented

    @api.model
    def _get_touch_sql(self):
        """Return the sources of touches: a list of SQL selecting ``partner_id`` (any
        contact) and ``date`` of what happened to the contacts of the table ``subject``.

        Extension point: visits add theirs.
        """
        return []
