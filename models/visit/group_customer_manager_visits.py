# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class GroupCustomerManager(models.Model):
    """How many visits a day an account manager can make."""

    _inherit = "group.customer.manager"

    visits_per_day = fields.Integer(
        tracking=65,
        aggregator=None,
        help="Visits that the plan puts on one working day at most; zero: as the "
        "parameter “Visits per day” says.",
    )

    _visits_per_day_positive = models.Constraint(
        "CHECK(visits_per_day >= 0)",
        "Visits per day are a number: enter zero or more.",
    )
