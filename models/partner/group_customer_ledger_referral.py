# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import SQL


class GroupCustomerLedger(models.AbstractModel):
    """Who brought whom."""

    _inherit = "group.customer.ledger"

    def _referrals_sql(self, *, company, date_to):
        """Customers that other customers brought (PO-12), one row each.

        Columns: partner_id (who brought), date (day of the record's creation where
        ``company`` is). Those created after ``date_to``, archived, of other companies
        or of the same group as who brought them are left out.
        """
        Partner = self.env["res.partner"].sudo().with_context(active_test=True)
        Partner.flush_model()
        customers = Partner._search(Partner._get_referred_domain(), order=None)
        created = SQL(
            "(p.create_date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
            self._get_timezone(company),
        )
        return SQL(
            """SELECT brought_by.id AS partner_id, %(created)s AS date
                 FROM res_partner p
                 JOIN res_partner contact ON contact.id = p.referrer_id
                 JOIN res_partner brought_by
                   ON brought_by.id = contact.commercial_partner_id
                WHERE p.commercial_partner_id = p.id AND p.id IN (%(customers)s)
                  AND COALESCE(p.group_root_id, p.id)
                      <> COALESCE(brought_by.group_root_id, brought_by.id)
                  AND (p.company_id IS NULL OR p.company_id IN %(companies)s)
                  AND %(created)s <= %(date_to)s""",
            created=created,
            customers=customers.select(),
            companies=tuple(company.parent_ids.ids),
            date_to=date_to,
        )
