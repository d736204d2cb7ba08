# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """The grades that a customer would have had."""

    _inherit = "res.partner"

    def action_backtest_grade(self):
        """Show the grades of the customer at the end of past quarters, by the scheme
        of today's grade, else by the company's primary scheme."""
        self.ensure_one()
        company = self.env.company
        scheme = (
            self._get_explained_award().scheme_id or company.group_customer_scheme_id
        )
        if not scheme:
            raise UserError(
                self.env._(
                    "%(partner)s has no grade, and %(company)s has no primary grading "
                    "scheme: start a back-test from a scheme.",
                    partner=self.display_name,
                    company=company.display_name,
                )
            )
        backtest = self.env["group.customer.grade.backtest"].create(
            {
                "scheme_id": scheme.id,
                "company_id": company.id,
                "partner_id": self.commercial_partner_id.id,
            }
        )
        backtest.action_start()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Back-test"),
            "res_model": backtest._name,
            "res_id": backtest.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
