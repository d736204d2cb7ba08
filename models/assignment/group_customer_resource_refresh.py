# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.date_utils import add

from ...tools.resource_windows import get_month_start
from .group_customer_resource import OPEN_STATES


class GroupCustomerResource(models.Model):
    """What changes with the days, or with what customers do, brought up to date."""

    _inherit = "group.customer.resource"

    # === BUSINESS METHODS === #

    @api.model
    def _refresh_company(self, company):
        """Bring the resources of a company up to date, one statement per figure."""
        self._return_unheld(company)
        self._refresh_payments(company)
        self._refresh_conversions(company)
        self._refresh_kinds(company)

    @api.model
    def _return_unheld(self, company):
        """Take back what was allocated with accounts that nobody manages now."""
        self.flush_model(["state", "user_id", "company_id"])
        rows = self.env.execute_query(
            SQL(
                """UPDATE group_customer_resource
                      SET state = 'returned'
                    WHERE company_id = %s AND state = 'allocated' AND user_id IS NULL
                RETURNING id""",
                company.id,
            )
        )
        returned = self.browse(id_ for (id_,) in rows)
        returned.invalidate_recordset(["state"])
        return returned

    @api.model
    def _refresh_payments(self, company):
        """Take over when customers paid last, for what was filled from sales: what was
        entered or imported says it itself."""
        payments = self.env["group.customer.ledger"]._collections_sql(companies=company)
        self.flush_model()
        self._update_rows(
            SQL(
                """UPDATE group_customer_resource r
                      SET last_payment_on = paid.date
                     FROM (SELECT partner_id, MAX(date) AS date
                             FROM (%(payments)s) AS payment
                            WHERE amount > 0 AND date <= %(today)s
                         GROUP BY partner_id) AS paid
                    WHERE r.company_id = %(company)s AND r.source_id IS NOT NULL
                      AND r.state IN %(states)s
                      AND paid.partner_id = r.commercial_partner_id
                      AND r.last_payment_on IS DISTINCT FROM paid.date
                RETURNING r.id""",
                payments=payments,
                today=self.env["group.customer.ledger"]._get_today(company),
                company=company.id,
                states=OPEN_STATES,
            ),
            ["last_payment_on"],
        )

    @api.model
    def _refresh_conversions(self, company):
        """Mark what its customer has added to: a later contract is there (加保). What
        was marked by hand stays marked."""
        self.flush_model()
        self._update_rows(
            SQL(
                """UPDATE group_customer_resource r
                      SET is_converted = TRUE
                    WHERE r.company_id = %(company)s AND r.state IN %(states)s
                      AND r.is_converted IS NOT TRUE
                      AND EXISTS (
                          SELECT FROM group_customer_resource added
                           WHERE added.commercial_partner_id = r.commercial_partner_id
                             AND added.company_id = r.company_id
                             AND added.insured_on > r.insured_on
                             AND added.is_source_gone IS NOT TRUE)
                RETURNING r.id""",
                company=company.id,
                states=OPEN_STATES,
            ),
            ["is_converted"],
        )

    @api.model
    def _refresh_kinds(self, company):
        """Suggest anew, as of the coming month, the kinds that nobody gave."""
        month = get_month_start(
            add(self.env["group.customer.ledger"]._get_today(company), months=1)
        )
        kinds = self.env["group.customer.resource.kind"]
        self.flush_model()
        self._update_rows(
            SQL(
                """UPDATE group_customer_resource r
                      SET kind_id = suggested.kind
                     FROM (SELECT r.id, %(case)s AS kind
                             FROM group_customer_resource r
                            WHERE r.company_id = %(company)s
                              AND r.is_kind_given IS NOT TRUE
                              AND r.state IN %(states)s) AS suggested
                    WHERE r.id = suggested.id
                      AND r.kind_id IS DISTINCT FROM suggested.kind
                RETURNING r.id""",
                case=self._get_kind_sql(month, kinds._get_numbers(company, month)),
                company=company.id,
                states=OPEN_STATES,
            ),
            ["kind_id"],
        )

    @api.model
    def _update_rows(self, query, names):
        """Run an UPDATE that returns ids, and forget what it changed."""
        rows = self.env.execute_query(query)
        self.browse(id_ for (id_,) in rows).invalidate_recordset(names)
