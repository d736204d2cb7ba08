# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import SQL

from .group_customer_manager_month import DERIVED


class GroupCustomerManagerMonth(models.Model):
    """Which of the monthly figures nobody entered."""

    _inherit = "group.customer.manager.month"

    def _find_empty(self):
        """Return which figures of these months are empty; one statement.

        The rates are computed and stored: an empty one is stored as zero. What they
        follow from tells: a rate of zero without a task, a meeting held or a log
        inspected is empty, with one it is a zero. Flexible points follow from nothing:
        they are empty where no value came (an import without the column); a form sends
        zero, and a zero is what the department gave.

        :returns: dict id → set of names of fields
        """
        self.flush_recordset()
        without_points = {
            id_
            for (id_,) in self.env.execute_query(
                SQL(
                    """SELECT id FROM group_customer_manager_month
                        WHERE id = ANY(%s) AND flexible IS NULL""",
                    self.ids,
                )
            )
        }
        empty = {}
        for record in self:
            names = {
                rate
                for rate, base in DERIVED.items()
                if not record[rate] and not record[base]
            }
            if record.id in without_points:
                names.add("flexible")
            empty[record.id] = names
        return empty
