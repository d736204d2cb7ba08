# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class GroupCustomerManagerAbsence(models.Model):
    """A time in which an account manager is given no accounts.

    Who decides on requests meanwhile is another matter: see delegations of approvals.
    """

    _name = "group.customer.manager.absence"
    _description = "Absence of an Account Manager"
    _inherit = ["group.customer.manager.owned.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    user_id = fields.Many2one(related="manager_id.user_id")
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(
        string="To", help="The last day. Empty: until further notice."
    )
    reason = fields.Char(required=True)

    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "An absence cannot end before it begins: correct one of the dates.",
    )

    @api.depends("manager_id", "date_from", "date_to")
    def _compute_display_name(self):
        for absence in self:
            absence.display_name = " ".join(
                filter(
                    None,
                    [
                        absence.manager_id.display_name,
                        str(absence.date_from or ""),
                        "–",
                        str(absence.date_to or ""),
                    ],
                )
            )
