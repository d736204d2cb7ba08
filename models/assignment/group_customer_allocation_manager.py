# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import format_date


class GroupCustomerManager(models.Model):
    """Who takes part in the allocation of a month."""

    _inherit = "group.customer.manager"

    def _find_absent_in_month(self, month):
        """Return who of these account managers is given nothing in a month, and why.

        Those whose user is archived, who join later, who leave (before the month ends,
        or within the notice counted from its first day), and who are absent through
        the whole month.

        :param month: first day of the month
        :returns: manager → sentence
        """
        last = fields.Date.subtract(fields.Date.add(month, months=1), days=1)
        absences = self.env["group.customer.manager.absence"].sudo()
        absences = absences.search(
            [
                ("manager_id", "in", self.ids),
                ("date_from", "<=", month),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", last),
            ]
        )
        reasons = {}
        for manager in self:
            company = manager.company_id
            limit = max(last, self._get_leaving_limit(company, month))
            names = {"manager": manager.sudo().user_id.name}
            if not manager.sudo().user_id.active:
                reasons[manager] = self.env._(
                    "%(manager)s: the user is archived", **names
                )
            elif manager.joined_on and manager.joined_on > last:
                reasons[manager] = self.env._(
                    "%(manager)s: joins on %(day)s",
                    day=format_date(self.env, manager.joined_on),
                    **names,
                )
            elif manager.leaving_on and manager.leaving_on <= limit:
                reasons[manager] = self.env._(
                    "%(manager)s: leaves on %(day)s",
                    day=format_date(self.env, manager.leaving_on),
                    **names,
                )
            elif manager in absences.manager_id:
                reasons[manager] = self.env._(
                    "%(manager)s: absent through the whole month", **names
                )
        return reasons
