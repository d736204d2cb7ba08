# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.fields import Domain


def today_domain(today):
    """Return the domain of what has begun and has not ended on a day; an empty end
    means until further notice."""
    ends = Domain("date_to", "=", False) | Domain("date_to", ">=", today)
    return Domain("date_from", "<=", today) & ends
