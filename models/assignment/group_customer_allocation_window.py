# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL

# Windows whose resources come due in or near the month
DUE_WINDOWS = ("lead", "month")


class GroupCustomerResourceKind(models.Model):
    """The numbers of the windows, as the allocation scheme in force gives them, and
    what becomes of resources whose given kind is over."""

    _inherit = "group.customer.resource.kind"

    @api.model
    def _get_numbers(self, company, date):
        numbers = super()._get_numbers(company, date)
        schemes = self.env["group.customer.allocation.scheme"]
        scheme = schemes._get_in_force(company, date.replace(day=1))
        for line in scheme.kind_ids:
            if line.kind_id.id in numbers:
                numbers[line.kind_id.id] = line._get_numbers()
        return numbers

    def _get_window(
        self, month, lead_days=0, horizon_months=None, include_overdue=False
    ):
        """As the month says; what came due earlier in its year and was not given to
        anybody stays, where the scheme keeps it."""
        first, last = super()._get_window(month, lead_days, horizon_months)
        if include_overdue and self.window in DUE_WINDOWS:
            first = month.replace(month=1, day=1)
        return first, last

    def _get_over_sql(self, month, numbers):
        """Return WHENs that give row ``r``, whose given kind is over in the run of a
        month, the kind for what was due before the year (AM-09).

        That kind is for one premium: a given kind for another premium does not become
        it, as a renewal of last year is no contract that was paid out.

        :param month: any day of the month
        :param numbers: as for ``_find_pool``; these kinds have a line in it
        """
        ended = {
            kind: first
            for kind in self
            if (first := kind._get_window(month, **numbers[kind.id])[0])
        }
        whens = []
        for kind in self.filtered(lambda kind: kind.window == "before_year"):
            _first, last = kind._get_window(month, **numbers[kind.id])
            whens += [
                SQL(
                    """WHEN r.is_kind_given AND r.kind_id = %s
                        AND r.date < %s AND r.date <= %s THEN %s""",
                    given.id,
                    first,
                    last,
                    kind.id,
                )
                for given, first in ended.items()
                if not kind.premium or given.premium in (False, kind.premium)
            ]
        return whens
