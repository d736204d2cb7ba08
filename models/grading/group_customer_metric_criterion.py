# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class GroupCustomerGradeCriterion(models.Model):
    """What a criterion asks of its metric besides the measure and the window."""

    _inherit = "group.customer.grade.criterion"

    def _get_measure_options(self):
        """Return what the question depends on besides measure and window.

        Plain JSON values, frozen with the run: the categories of a category measure,
        the names of model and fields of a stored number, the parameters of a formula.

        :rtype: dict
        """
        self.ensure_one()
        method = getattr(self, f"_get_{self.measure}_options", None)
        return method() if method else {}
