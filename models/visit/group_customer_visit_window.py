# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import format_duration


class GroupCustomerVisitWindow(models.Model):
    """When a customer receives visitors; it goes before the hours of the policies.

    A customer without any takes visits on the weekdays and at the hours of the policy.
    Hours are those of the place where the customer's company in Odoo is.
    """

    _name = "group.customer.visit.window"
    _description = "Visiting Hours of a Customer"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "partner_id, weekday, hour_from, id"
    _server_fields = frozenset({"company_id"})

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('is_group_customer', '=', True)]",
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, index="btree_not_null"
    )
    weekday = fields.Selection(
        selection=[
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        required=True,
        default="0",
    )
    hour_from = fields.Float(
        string="From Hour", required=True, default=9.0, aggregator=None
    )
    hour_to = fields.Float(
        string="To Hour", required=True, default=17.0, aggregator=None
    )
    note = fields.Char(help="For instance whom to call beforehand.")

    _hours_ordered = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_to <= 24 AND hour_from < hour_to)",
        "Visiting hours lie between 0:00 and 24:00, the end after the beginning: "
        "correct them.",
    )

    @api.depends("weekday", "hour_from", "hour_to")
    def _compute_display_name(self):
        names = dict(self._fields["weekday"]._description_selection(self.env))
        for window in self:
            window.display_name = (
                f"{names.get(window.weekday, '')} "
                f"{format_duration(window.hour_from)}–{format_duration(window.hour_to)}"
            )

    def write(self, vals):
        result = super().write(vals)
        if "partner_id" in vals:
            # Odoo's rules look at the row before the change only
            self.check_access("write")
        return result

    @api.model
    def _get_windows(self, partner_ids):
        """Return when customers receive visitors: account id → list of (weekday with
        0 for Monday, hour from, hour to); one statement. Customers without visiting
        hours of their own are left out."""
        # sudo: planning asks on behalf of the company
        rows = self.sudo().search_fetch(
            [("partner_id", "in", list(partner_ids))],
            ["partner_id", "weekday", "hour_from", "hour_to"],
            order="partner_id, weekday, hour_from, id",
        )
        windows = {}
        for row in rows:
            windows.setdefault(row.partner_id.id, []).append(
                (int(row.weekday), row.hour_from, row.hour_to)
            )
        return windows
