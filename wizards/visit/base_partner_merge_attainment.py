# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Customers that become one have one quota per kind of visit and period.

    That of the customer who stays holds, else the oldest; all of them are counted anew
    with the visits of everybody.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        rows = self.env["group.customer.visit.attainment"].sudo()
        rows.flush_model()
        # Odoo would not see that the rows of both stand in each other's way
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM group_customer_visit_attainment AS row
                 USING (
                    SELECT id, ROW_NUMBER() OVER (
                               PARTITION BY company_id, kind_id, date_from
                               ORDER BY partner_id != %(kept)s, id
                           ) AS place
                      FROM group_customer_visit_attainment
                     WHERE partner_id = ANY(%(partners)s)
                 ) AS double
                 WHERE double.id = row.id AND double.place > 1
                """,
                kept=dst_partner.id,
                partners=(src_partners | dst_partner).ids,
            )
        )
        rows.invalidate_model()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        rows._refresh(dst_partner.ids, date.min)
        return result
