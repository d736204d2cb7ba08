# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Which days the allocation of a month looks at, and when renewals come round."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta


def get_month_start(day):
    return day.replace(day=1)


def get_window(window, month, lead_days=0, horizon_months=None):
    """Return the days on which a resource must be due for the run of a month.

    ``lead``
        From the first day of the month to so many days after its last one: what is due
        after the month is dealt the lead time before it is due, and what came in too
        late for the month before is not lost.
    ``month``
        The month.
    ``before_year``
        Before the first of January of the month's year.
    ``horizon``
        So many months from the month's first day on; None: without an end.
    ``any``
        All days.

    :param datetime.date month: any day of the month
    :returns: (first day or None, last day or None), both included
    :raises ValueError: for an unknown window
    """
    start = get_month_start(month)
    last = start + relativedelta(months=1) - timedelta(days=1)
    if window == "lead":
        return start, last + timedelta(days=lead_days or 0)
    if window == "month":
        return start, last
    if window == "before_year":
        return None, start.replace(month=1) - timedelta(days=1)
    if window == "horizon":
        if horizon_months is None:
            return start, None
        end = start + relativedelta(months=horizon_months)
        return start, end - timedelta(days=1)
    if window == "any":
        return None, None
    raise ValueError(f"There is no such window: {window}")


def get_next_renewal(sold_on, every_months, from_day):
    """Return the first renewal on or after a day; the sale itself is none.

    Renewals are counted from the sale, so that one sold on the 31st is due on the last
    day of shorter months and on the 31st again afterwards.

    :param int every_months: above zero
    """
    months = (from_day.year - sold_on.year) * 12 + from_day.month - sold_on.month
    count = max(months // every_months, 1)
    while sold_on + relativedelta(months=count * every_months) < from_day:
        count += 1
    return sold_on + relativedelta(months=count * every_months)
