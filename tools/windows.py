# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Look-back windows that end, included, on a given day."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta


def window_start(as_of, value, unit):
    """Return the first day of a window, or None for all time.

    :param datetime.date as_of: last day of the window, included
    :param int value: how many units the window is long; 0 for all time
    :param str unit: ``month`` or ``year``
    """
    if not value:
        return None
    months = value if unit == "month" else value * 12
    return as_of - relativedelta(months=months) + timedelta(days=1)
